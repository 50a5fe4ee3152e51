package matching

import "github.com/linli/linli/matching/problem"

// nesting says what a stop does to the goods stacked behind each other: +1
// puts some on top, -1 takes the topmost away, 0 leaves them alone.
func (s *stop) nesting() int {
	switch {
	case s.kind == problem.Pickup:
		return 1
	case s.free:
		return 0
	}
	return -1
}
