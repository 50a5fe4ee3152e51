package fleet

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Sieve thins a worker's stream of positions to what the engine needs to
// know: a change of H3 cell (resolution 10, some 65 m across), or a sign of
// life once a minute. The full track stays at the edge.
type Sieve struct {
	cell  geo.Cell
	point geo.Point // the last one asked about
	in    geo.Cell  // where it is
	at    clock.Instant
}

// Pass reports whether the position must go on to the engine.
func (s *Sieve) Pass(p geo.Point, at clock.Instant) bool {
	if s.in == 0 || p != s.point { // most say the same place again
		c, err := geo.CellOf(p)
		if err != nil {
			return false
		}
		s.point, s.in = p, c
	}
	if s.in == s.cell && at.Sub(s.at) < time.Minute {
		return false
	}
	s.cell, s.at = s.in, at
	return true
}
