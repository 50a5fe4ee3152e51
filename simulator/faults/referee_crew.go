package faults

import (
	"slices"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// crew takes what an order's row says of the carers of a visit for several, and
// holds each who is new against the visit and against what was accepted.
func (r *referee) crew(d dispatch.OrderPut, b *book) {
	o := &d.Order
	if !o.Team() {
		return
	}
	for _, s := range o.Crew {
		was, there := b.seats[s.Worker]
		switch {
		case !there && !b.accepted[s.Worker]:
			r.wrong("visit %s is with %s, who never accepted it", o.ID, s.Worker)
		case !there:
			r.skilled(o.ID, b, s.Worker)
			r.kept(o.ID, b, s.Worker)
			b.workers = append(b.workers, s.Worker)
		case under(s.State) && !under(was):
			r.alone(o.ID, s.Worker, s.State)
		}
	}
	b.seat(o.Crew)
}

// seat notes who has a visit for several, and how far each is.
func (b *book) seat(crew []orders.Seat) {
	b.seats = map[string]orders.State{}
	for _, s := range crew {
		b.seats[s.Worker] = s.State
	}
}

// crowded: nobody is asked for a visit whose places are all taken, or on offer.
func (r *referee) crowded(id orders.ID) {
	b := r.books[id]
	if b == nil || !b.team() {
		return
	}
	n := len(b.seats)
	for _, f := range r.offers {
		if f.Order == id {
			n++
		}
	}
	if n > b.order.Call.Carers {
		r.wrong("visit %s needs %d carers, and %d have it or are asked", id, b.order.Call.Carers, n)
	}
}

// skilled holds a carer against what a visit asks for.
func (r *referee) skilled(id orders.ID, b *book, worker string) {
	has := carers[fleet.WorkerID(worker)].skills
	for _, s := range b.order.Call.Skills {
		if !slices.Contains(has, s) {
			r.wrong("visit %s asks for %v and was given to %s, who has %v", id, b.order.Call.Skills, worker, has)
		}
	}
}

// together: a visit that needs several carers is nobody's before all of them
// have it, starts when all of them stand at the door, and is done when each has
// said so. What staff says was so before.
func (r *referee) together(id orders.ID, b *book, m orders.Move) {
	if !b.team() {
		return
	}
	least := map[orders.State]orders.State{
		orders.OnTheWay: orders.OnTheWay, orders.Arrived: orders.Arrived, orders.Started: orders.Arrived, orders.Done: orders.Done,
	}[m.To]
	switch {
	case m.To == orders.Booked:
		b.leave(m)
		return
	case (m.To == orders.Assigned || least != "") && len(b.seats) != b.order.Call.Carers:
		r.wrong("visit %s needs %d carers, is %s and has %v", id, b.order.Call.Carers, m.To, b.seats)
	}
	for w, s := range b.seats {
		if least != "" && m.By.Role != orders.Staff && orders.Rank(orders.Visiting, s) < orders.Rank(orders.Visiting, least) {
			r.wrong("visit %s is %s while %s is %s", id, m.To, w, s)
		}
		if least != "" && orders.Rank(orders.Visiting, s) < orders.Rank(orders.Visiting, m.To) {
			b.seats[w] = m.To
		}
	}
}

// leave takes from a visit's book the one whom it is taken from, or all.
func (b *book) leave(m orders.Move) {
	for w := range b.seats {
		if m.Worker != "" && w != m.Worker {
			b.seats[w] = orders.Assigned
			continue
		}
		delete(b.seats, w)
		if !b.freely(m.Reason) && m.Worker != "" {
			b.lost = append(b.lost, w)
		}
	}
}

func (b *book) team() bool { return b.order.Call != nil && b.order.Call.Carers > 1 }

// with reports whether a worker has an order.
func (b *book) with(worker string) bool {
	if b.team() {
		_, there := b.seats[worker]
		return there
	}
	return b.worker == worker
}

// at is how far a worker is with an order.
func (b *book) at(worker string) orders.State {
	if s, there := b.seats[worker]; there && !b.carriage.Terminal() {
		return s
	}
	return b.carriage
}
