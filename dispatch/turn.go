package dispatch

import "github.com/linli/linli/clock"

// turn is one step in the making: the state, and what was decided so far.
type turn struct {
	s   *State
	at  clock.Instant
	out []Decision
}
