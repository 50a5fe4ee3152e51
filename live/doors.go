package live

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
)

// Doors hands every decision to each edge.
type Doors []shell.Doors

// Deliver implements shell.Doors.
func (ds Doors) Deliver(s *dispatch.State, at clock.Instant, list []dispatch.Decision) {
	for _, d := range ds {
		d.Deliver(s, at, list)
	}
}
