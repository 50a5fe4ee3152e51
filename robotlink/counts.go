package robotlink

import "sync/atomic"

// counters are what the server counts as it goes.
type counters struct {
	received, sent, bad, resent, retried, refused, stale, setAside, turnedAway atomic.Int64
}

// Counts is how the edge does. All but the sessions only grow.
type Counts struct {
	Robots     int64 // sessions that are open
	Lockers    int64
	Passages   int64
	Received   int64 // messages from machines
	Sent       int64 // messages to machines
	Bad        int64 // messages that could not be read
	Resent     int64 // orders and commands sent again because nothing showed
	Retried    int64 // events that the engine did not store at the first try
	Refused    int64 // events that the rules refused
	Stale      int64 // signals of missions that are over, not told
	SetAside   int64 // events that broke the engine
	TurnedAway int64 // sessions refused
}

// Counts returns what was counted since the start.
func (s *Server) Counts() Counts {
	c := Counts{
		Received: s.count.received.Load(), Sent: s.count.sent.Load(), Bad: s.count.bad.Load(),
		Resent: s.count.resent.Load(), Retried: s.count.retried.Load(), Refused: s.count.refused.Load(),
		Stale: s.count.stale.Load(), SetAside: s.count.setAside.Load(), TurnedAway: s.count.turnedAway.Load(),
	}
	for _, m := range s.machines() {
		if !m.online() {
			continue
		}
		switch m.(type) {
		case *robot:
			c.Robots++
		case *locker:
			c.Lockers++
		case *passage:
			c.Passages++
		}
	}
	return c
}
