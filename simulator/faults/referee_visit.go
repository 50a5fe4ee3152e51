package faults

import (
	"bytes"
	"cmp"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// shift is how long a carer with a limit has worked, as the referee counts it.
type shift struct {
	since  clock.Instant // on duty; 0: off
	before time.Duration
	until  clock.Instant // off duty
}

func (s *shift) worked(at clock.Instant) time.Duration {
	if s.since == 0 {
		return s.before
	}
	return s.before + at.Sub(s.since)
}

// visited holds each step of a visit against who may take it, and when. What
// staff says of one was so before.
func (r *referee) visited(id orders.ID, b *book, m orders.Move) {
	c := b.order.Call
	if m.To == orders.Assigned {
		r.cares(id, b, m)
	}
	if m.By.Role == orders.Staff {
		return
	}
	switch m.To {
	case orders.OnTheWay, orders.Arrived, orders.Started:
		if !b.team() {
			r.alone(id, b.worker, m.To)
		}
		if m.To == orders.Arrived {
			b.arrived = m.When()
		}
	}
	if m.To == orders.Started {
		switch {
		case b.carriage != orders.Arrived:
			r.wrong("visit %s starts while %s is %s, not at the door", id, b.worker, b.carriage)
		case c.Hard && (m.When() < c.From || b.arrived > c.To):
			r.wrong("visit %s starts at %s, after %s came at %s: its hard window is from %s to %s", id, m.When(), b.worker, b.arrived, c.From, c.To)
		}
	}
}

// cares holds a carer against the visit.
func (r *referee) cares(id orders.ID, b *book, m orders.Move) {
	r.skilled(id, b, m.Worker)
	if b.carriage != orders.Booked {
		r.wrong("visit %s was given to %s while it was %s", id, m.Worker, b.carriage)
	}
	if b.order.Held {
		r.wrong("visit %s is on hold and was given to %s", id, m.Worker)
	}
}

// alone: a carer is on the way to one home, or in one, and in no other.
func (r *referee) alone(id orders.ID, worker string, to orders.State) {
	for other, b := range r.books {
		if other != id && b.with(worker) && b.order.Call != nil && under(b.at(worker)) {
			r.wrong("carer %s is %s at visit %s, and %s at visit %s", worker, to, id, b.at(worker), other)
		}
	}
}

func under(s orders.State) bool {
	return s == orders.OnTheWay || s == orders.Arrived || s == orders.Started
}

// asked: nobody is asked for anything in a home.
func (r *referee) asked(f dispatch.Offer) {
	for id, b := range r.books {
		at := b.at(string(f.Courier))
		if b.with(string(f.Courier)) && b.order.Call != nil && (at == orders.Arrived || at == orders.Started) {
			r.wrong("carer %s is %s at visit %s, and is offered order %s", f.Courier, at, id, f.Order)
		}
	}
}

var (
	limited = []byte(`"work_limit"`)
	outSaid = []byte(`"t":"CourierOut"`)
)

// worked keeps the hours of carers with a limit: past it nobody signs on
// before a rest. Who cannot go on has nothing left.
func (r *referee) worked(rec dispatch.Record) {
	if bytes.Contains(rec.Event, outSaid) {
		r.out(rec)
	}
	if !bytes.Contains(rec.Decisions, limited) {
		return
	}
	ds, err := dispatch.DecodeDecisions(rec.Decisions)
	if err != nil {
		r.wrong("event %d: its decisions cannot be read: %v", rec.Seq, err)
		return
	}
	for _, d := range ds {
		if d, ok := d.(dispatch.CourierPut); ok && d.Courier.Limit > 0 {
			r.duty(d.Courier, rec.At)
		}
	}
}

func (r *referee) duty(c fleet.Courier, at clock.Instant) {
	s := r.shifts[c.ID]
	if s == nil {
		s = &shift{}
		r.shifts[c.ID] = s
	}
	switch {
	case c.Online && s.since == 0:
		if s.until != 0 && at.Sub(s.until) >= r.z.policy.Rest {
			s.before = 0
		}
		if s.before >= cmp.Or(carers[c.ID].limit, r.z.policy.WorkLimit) {
			r.wrong("carer %s begins again at %s after %s of work and a rest of %s", c.ID, at, s.before, at.Sub(s.until))
		}
		s.since = at
	case !c.Online && s.since != 0:
		*s = shift{before: s.worked(at), until: at}
	}
}

// out: whatever was in hand of who cannot go on, went to others.
func (r *referee) out(rec dispatch.Record) {
	out, ok := r.eventOf(rec).(dispatch.CourierOut)
	if !ok || bytes.Contains(rec.Decisions, rejected) {
		return
	}
	for id, b := range r.books {
		if b.with(string(out.Courier)) && b.at(string(out.Courier)) != orders.Done && !b.carriage.Terminal() && b.carriage != orders.InLocker {
			r.wrong("courier %s cannot go on, and order %s is with them still, %s", out.Courier, id, b.carriage)
		}
	}
}
