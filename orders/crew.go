package orders

import (
	"slices"

	"github.com/linli/linli/clock"
)

// MaxCarers bounds how many carers one visit may need.
const MaxCarers = 4

// Seat is one carer's part in a visit that several make together.
type Seat struct {
	Worker  string        `json:"worker"`
	State   State         `json:"state"`             // how far this carer is: assigned, on_the_way, arrived, started or done
	Pay     int64         `json:"pay,omitempty"`     // minor units, what the carer earns with it
	ETA     clock.Instant `json:"eta,omitempty"`     // of the start, by the carer's own route
	Arrived clock.Instant `json:"arrived,omitempty"` // at the door
	DoneAt  clock.Instant `json:"done_at,omitempty"` // when the carer said that their work was done
}

// Team reports whether the order is a visit that several carers make together.
func (o *Order) Team() bool { return o.Call != nil && o.Call.Carers > 1 }

// Workers lists who has the order, the first to take it first. A team's visit is
// still booked while some of its carers are being looked for: those who have
// accepted are in the list already.
func (o *Order) Workers() []string {
	if o.Team() {
		list := make([]string, len(o.Crew))
		for i := range o.Crew {
			list[i] = o.Crew[i].Worker
		}
		return list
	}
	if o.Worker == "" {
		return nil
	}
	return []string{o.Worker}
}

// With reports whether a worker has the order.
func (o *Order) With(worker string) bool {
	if o.Team() {
		return o.Seat(worker) != nil
	}
	return worker != "" && o.Worker == worker
}

// Seat returns a carer's part in a team's visit, or nil. It is not to be
// written to: versions of an order share it.
func (o *Order) Seat(worker string) *Seat {
	for i := range o.Crew {
		if o.Crew[i].Worker == worker {
			return &o.Crew[i]
		}
	}
	return nil
}

// Vacant is how many workers the order still needs.
func (o *Order) Vacant() int {
	switch {
	case o.Team():
		return o.Call.Carers - len(o.Crew)
	case o.Idle(), o.Relaying() && o.Relay.Robot == "":
		return 1
	}
	return 0
}

// StateOf is how far a worker is with the order: of a team's visit, each carer
// is somewhere else, and the visit as far as the last of them.
func (o *Order) StateOf(worker string) State {
	if s := o.Seat(worker); s != nil && !o.Terminal() {
		return s.State
	}
	return o.Carriage
}

// Under reports whether a worker has left for a visit that has not ended for
// them.
func (o *Order) Under(worker string) bool {
	s := o.StateOf(worker)
	return s == OnTheWay || s == Arrived || s == Started
}

// CameAt is when a visit's carer stood at the door; zero: not yet.
func (o *Order) CameAt(worker string) clock.Instant {
	if s := o.Seat(worker); s != nil {
		return s.Arrived
	}
	return o.Call.Arrived
}

// Reach notes that a carer of a team's visit has come as far as a state.
func (o *Order) Reach(worker string, to State, at clock.Instant) {
	o.Crew = slices.Clone(o.Crew)
	for i := range o.Crew {
		if o.Crew[i].Worker == worker {
			o.Crew[i].reach(to, at)
		}
	}
}

func (s *Seat) reach(to State, at clock.Instant) {
	if Rank(Visiting, s.State) >= Rank(Visiting, to) {
		return
	}
	s.State = to
	switch to {
	case Arrived:
		s.Arrived = at
	case Done:
		s.DoneAt = at
	}
}

// Slowest is how far the carer of a team's visit is who is least far.
func (o *Order) Slowest() State {
	least := Done
	for i := range o.Crew {
		if Rank(Visiting, o.Crew[i].State) < Rank(Visiting, least) {
			least = o.Crew[i].State
		}
	}
	return least
}

// Leave takes a carer out of a team's visit, or all with an empty name. The
// others keep it, from the beginning, at the instant that was agreed on.
func (o *Order) Leave(worker string) {
	var left []Seat
	for _, s := range o.Crew {
		if worker != "" && s.Worker != worker {
			s.State, s.Arrived, s.DoneAt = Assigned, 0, 0
			left = append(left, s)
		}
	}
	o.Crew = left
}

// Meet sets the instant at which a team's visit is to begin; zero: none is
// agreed on. Calls are shared between versions of an order, so it makes a new
// one.
func (o *Order) Meet(at clock.Instant) {
	c := *o.Call
	c.Meet = at
	o.Call = &c
}

// together brings every carer of a team's visit as far as the visit is.
func (o *Order) together(m Move) {
	if m.To == Failed || m.To == Cancelled {
		return
	}
	o.Crew = slices.Clone(o.Crew)
	for i := range o.Crew {
		o.Crew[i].reach(m.To, m.When())
	}
}

// Awaits says why a carer of a team's visit cannot be so far yet, or nil: the
// visit is under way only once all of its carers have it, and begins only when
// all of them stand at the door.
func (o *Order) Awaits(worker string, v Verb) *Rejection {
	if !o.Team() {
		return nil
	}
	var r *Rejection
	if o.Idle() {
		r = Refuse(IllegalMove, o.ID, "%d carers are to come together and %d have accepted: wait for the others", o.Call.Carers, len(o.Crew))
	}
	for i := range o.Crew {
		if s := &o.Crew[i]; r == nil && v == Start && s.Worker != worker && Rank(Visiting, s.State) < Rank(Visiting, Arrived) {
			r = Refuse(IllegalMove, o.ID, "%s is not at the door yet: begin together", s.Worker)
		}
	}
	if r != nil {
		r.Retryable = true
	}
	return r
}
