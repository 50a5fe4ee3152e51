package courierws

import "sync/atomic"

// Counters are figures for a metrics page. All but Sessions only grow.
type Counters struct {
	Sessions  int64 // open now
	Opened    int64
	Refused   int64 // at the door: key, scope, origin or no room
	Resumed   int64 // sessions that got what they missed
	Snapshots int64 // sessions that got everything anew
	In        int64 // messages read
	Out       int64 // messages written
	Naks      int64
	Repeats   int64 // messages that came again and were answered from memory
	Replaced  int64 // sessions closed by a newer one
	Slow      int64 // sessions closed because their queue was full
	Flooded   int64 // sessions closed because they sent too much
}

type counters struct {
	sessions, opened, refused, resumed, snapshots, in, out, naks, repeats, replaced, slow, flooded atomic.Int64
}

// Counters returns the figures as they stand.
func (s *Server) Counters() Counters {
	c := &s.count
	return Counters{
		Sessions: c.sessions.Load(), Opened: c.opened.Load(), Refused: c.refused.Load(),
		Resumed: c.resumed.Load(), Snapshots: c.snapshots.Load(), In: c.in.Load(), Out: c.out.Load(),
		Naks: c.naks.Load(), Repeats: c.repeats.Load(), Replaced: c.replaced.Load(),
		Slow: c.slow.Load(), Flooded: c.flooded.Load(),
	}
}
