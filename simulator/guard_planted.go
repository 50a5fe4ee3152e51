//go:build planted

package simulator

// planted is the guard that is broken, in builds with the tag planted alone.
var planted guard

// broken reports whether a guard is broken.
func broken(g guard) bool { return g == planted }

// Plant breaks one guard, by its text, and mends the one before; an empty text
// mends it only. No step may be under way.
func Plant(text string) { planted = guard(text) }

// Guards lists what can be planted.
func Guards() []string {
	return []string{
		string(fence),
	}
}
