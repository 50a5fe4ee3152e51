//go:build !planted

package simulator

// broken reports whether a guard is broken: none is.
func broken(guard) bool { return false }
