package matching

import "github.com/linli/linli/matching/problem"

// breaksLocker asks for a free compartment that fits, beside what else the
// plan puts into the locker.
func breaksLocker(pr *pair) bool { return pr.option.Mode == problem.InLocker && !pr.room }
