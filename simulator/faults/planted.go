package faults

// Guard is a check of the production code that a build with the tag planted
// can break. Its text says what happens then.
type Guard struct {
	Package string
	Text    string
}

// Catch is how the sweep fared against one broken guard.
type Catch struct {
	Guard
	Runs  int    // until it was caught, or how many were tried
	Seed  uint64 // of the run that caught it
	Wrong string // what was wrong; empty: nothing was seen
}

// Hunt plants a guard and sweeps seeds from first on until one of them fails.
// The catch is that of the lowest such seed, whatever the number of cores.
func Hunt(g Guard, first uint64, seeds int) Catch {
	Plant(g)
	defer Plant(Guard{})
	c := Catch{Guard: g, Runs: seeds}
	Sweep(first, seeds, func(o Outcome) bool {
		if len(o.Wrong) > 0 && (c.Wrong == "" || o.Seed < c.Seed) {
			c.Seed, c.Wrong, c.Runs = o.Seed, o.Wrong[0], int(o.Seed-first)+1
		}
		return c.Wrong == ""
	})
	return c
}
