package matching

import "github.com/linli/linli/matching/problem"

// barrier is the access need that an option collides with.
type barrier uint8

const (
	noBarrier barrier = iota
	screenBarrier
	comingDownBarrier
	stairsBarrier
	wordsBarrier
)

// breaksAccess makes the resident's access needs hard.
func breaksAccess(pr *pair) bool { return barrierOf(pr.shipment, pr.option) != noBarrier }

// barrierOf returns the first access need that the option collides with.
func barrierOf(s *problem.Shipment, o *problem.Option) barrier {
	switch {
	case s.Needs.NoScreen && o.Mode == problem.InLocker:
		return screenBarrier
	case s.Needs.NoComingDown && o.Mode != problem.Door:
		return comingDownBarrier
	case s.Needs.NoStairs && o.Stairs:
		return stairsBarrier
	case s.Needs.NoWords && o.Mode != problem.Door:
		return wordsBarrier
	}
	return noBarrier
}
