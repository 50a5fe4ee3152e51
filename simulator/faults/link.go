package faults

import "time"

// lag is how long a message travels when nothing goes wrong.
const lag = 100 * time.Millisecond

// direction is which way a link carries.
type direction struct{ dropped, delayed, doubled, reordered Kind }

var (
	inwards  = direction{EventDropped, EventDelayed, EventDoubled, EventReordered}
	outwards = direction{OrderDropped, OrderDelayed, OrderDoubled, OrderReordered}
)

// link carries messages of one peer one way, badly.
type link struct {
	stage *stage
	way   direction
	held  func() // overtaken by the next message
	quiet bool   // nothing comes through
}

func newLink(s *stage, way direction) *link { return &link{stage: s, way: way} }

// send lets arrive happen a moment later: or never, late, twice, or after
// what is sent next.
func (l *link) send(arrive func()) {
	s := l.stage
	held := l.held
	l.held = nil
	switch {
	case l.quiet:
		s.counts[l.way.dropped]++
	case s.strikes(l.way.dropped, 0.09):
	case s.strikes(l.way.delayed, 0.09):
		s.after(lag+s.delay(time.Second, 20*time.Second), arrive)
	case s.strikes(l.way.doubled, 0.12):
		s.after(lag, arrive)
		s.after(lag+s.delay(0, 5*time.Second), arrive)
	case s.strikes(l.way.reordered, 0.09):
		l.held = arrive
		s.after(10*time.Second, l.release)
	default:
		s.after(lag, arrive)
	}
	if held != nil {
		s.after(lag, held)
	}
}

// release lets the message go that nothing has overtaken.
func (l *link) release() {
	if l.held != nil {
		l.stage.after(0, l.held)
		l.held = nil
	}
}
