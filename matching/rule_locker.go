package matching

import "github.com/linli/linli/matching/problem"

// breaksLocker asks for a free compartment that fits. Compartments given to
// shipments placed earlier in the plan are no longer free.
func breaksLocker(pr *pair) bool {
	return pr.option.Mode == problem.InLocker && pr.compartment < 0
}
