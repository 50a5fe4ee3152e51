package dispatch

import (
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// seatDivides is between the order and the carer in the matcher's name of a
// carer's part in a team's visit. No order's id has it.
const seatDivides = "@"

// shipmentOf is what the matcher calls an order that a worker has. Of a visit
// for several carers each one's part is a shipment of its own, and so is a
// courier's way to a gate while a robot is looked for.
func shipmentOf(o *orders.Order, worker string) string {
	if !o.Team() && !o.Relaying() {
		return string(o.ID)
	}
	return string(o.ID) + seatDivides + worker
}

// orderOf is the order of the matcher's shipment.
func orderOf(shipment string) orders.ID {
	id, _, _ := strings.Cut(shipment, seatDivides)
	return orders.ID(id)
}

// offersOf lists the open offers of an order. Their names begin with the
// order's.
func (s *State) offersOf(id orders.ID) []*Offer {
	var list []*Offer
	prefix := string(id) + "."
	for name, f := range s.Offers.From(prefix) {
		if !strings.HasPrefix(name, prefix) {
			break
		}
		if f.Order == id {
			list = append(list, f)
		}
	}
	return list
}

// asked is how many workers are being asked to take an order.
func (s *State) asked(id orders.ID) int { return len(s.offersOf(id)) }

// places is how many more workers an order is to be offered to.
func (s *State) places(o *orders.Order) int {
	switch {
	case !o.Team() && s.offerOf(o.ID) != nil:
		return 0
	case !o.Team():
		return o.Vacant()
	}
	return o.Vacant() - s.asked(o.ID)
}

// sought states what a team's visit still needs: all of its carers at once, or,
// when some have it or are being asked, one more, at the instant that these
// count on.
func (b *builder) sought(o *orders.Order, s *problem.Shipment) {
	taken := o.Workers()
	for _, f := range b.s.offersOf(o.ID) {
		taken = append(taken, string(f.Courier))
	}
	if len(taken) == 0 && o.Only == "" {
		s.Workers = o.Call.Carers
		return
	}
	s.Exclude = slices.Concat(s.Exclude, taken)
	if meet := o.Call.Meet; meet != 0 {
		s.Earliest, s.Due, s.Latest = meet, 0, meet
	}
}

// seat states a carer's part in a team's visit. What comes before it must not
// let the others wait: unless that is so already, they begin when they agreed
// to.
func (b *builder) seat(o *orders.Order, c *fleet.Courier, s *problem.Shipment) {
	s.Strange, s.Known = 0, nil // it is theirs
	switch o.StateOf(string(c.ID)) {
	case orders.Started:
	case orders.Arrived:
		s.Earliest, s.Due, s.Latest = 0, 0, 0
		if o.Call.Hard || o.Follows() {
			s.Earliest = o.Opens()
		}
	default:
		s.Earliest, s.Due = o.Call.Meet, o.Call.Meet
		if there, _, _ := b.s.reaches(o, string(c.ID), b.p.Now); there <= o.Call.Meet.Add(b.s.doorway(o)) {
			s.Latest = o.Call.Meet
		}
	}
}

// meet holds the start that a plan has for one carer of a visit against what
// the others count on; the first one's is what is agreed on.
func (t *turn) meet(o *orders.Order, route problem.Route) *orders.Rejection {
	for _, s := range route.Stops {
		if s.Shipment != string(o.ID) {
			continue
		}
		if o.Call.Meet != 0 && s.Start != o.Call.Meet {
			return orders.Refuse(orders.BadPlan, o.ID, "%s would begin at %s, and the others begin at %s", route.Vehicle, s.Start, o.Call.Meet)
		}
		t.putOrder(o.ID, "agreed", func(o *orders.Order) { o.Meet(s.Start) })
	}
	return nil
}

// join gives a carer who accepted a place in a visit for several. The visit is
// theirs once the last place is taken.
func (t *turn) join(f Offer) {
	t.putOrder(f.Order, "seat_taken", func(o *orders.Order) {
		seat := orders.Seat{Worker: string(f.Courier), State: orders.Assigned, Pay: f.Pay, ETA: o.Call.Meet}
		o.Crew = append(slices.Clone(o.Crew), seat)
		o.Only, o.Unserved = "", 0
	})
	o := t.s.Orders.Get(f.Order)
	if o.Vacant() > 0 && !broken(wholeTeam) {
		t.unchosen(o.ID)
		return
	}
	m, refusal := o.Plan(orders.Assign, orders.Actor{Role: orders.Courier, ID: string(f.Courier)}, t.at)
	if refusal != nil {
		panic("dispatch: " + refusal.Error())
	}
	m.Worker, m.Mode = o.Crew[0].Worker, f.Mode
	t.putOrder(o.ID, "planned", func(o *orders.Order) {
		o.ETA, o.Pay = o.Call.Meet, 0
		for _, s := range o.Crew {
			o.Pay += s.Pay
		}
	})
	t.commit(f.Order, m)
	look := clock.Never
	for _, s := range t.s.Orders.Get(f.Order).Crew {
		for _, stop := range t.s.Couriers.Get(fleet.WorkerID(s.Worker)).Route {
			if stop.Order == string(f.Order) {
				look = min(look, stop.Arrive.Add(-stop.Travel))
			}
		}
	}
	if !broken(lateTimer) {
		t.wake("late/"+string(f.Order), look)
	}
}

// lose takes an order from one of its workers, or returns why it cannot be. The
// other carers of a visit for several keep it, and its start: one more is
// looked for.
func (t *turn) lose(id orders.ID, worker string, by orders.Actor, reason string) *orders.Rejection {
	o := t.s.Orders.Get(id)
	if !o.Team() {
		return t.move(id, orders.Unassign, by, reason)
	}
	if o.Idle() {
		t.putOrder(id, "seat_lost", func(o *orders.Order) { o.Leave(worker) })
		t.strike(worker, id, "")
	} else {
		m, refusal := o.Plan(orders.Unassign, by, t.at)
		if refusal != nil {
			return refusal
		}
		m.Worker, m.Reason = worker, reason
		t.commit(id, m)
	}
	t.scattered(id)
	t.await(t.s.Orders.Get(id))
	return nil
}

// mustLose is lose where the rules leave no doubt.
func (t *turn) mustLose(id orders.ID, worker string, by orders.Actor, reason string) {
	if refusal := t.lose(id, worker, by, reason); refusal != nil {
		panic("dispatch: " + refusal.Error())
	}
}

// disband takes a visit for several from all who have it, and from those who
// are being asked.
func (t *turn) disband(id orders.ID, by orders.Actor, reason string) {
	t.withdraw(id)
	if o := t.s.Orders.Get(id); !o.Idle() {
		t.must(id, orders.Unassign, by, reason)
	} else {
		for _, w := range o.Workers() {
			t.mustLose(id, w, by, reason)
		}
	}
	t.scattered(id)
}

// scattered forgets when a visit for several was to begin once nobody counts
// on it.
func (t *turn) scattered(id orders.ID) {
	o := t.s.Orders.Get(id)
	if o == nil || !o.Team() || o.Call.Meet == 0 || len(o.Crew) > 0 || t.s.asked(id) > 0 {
		return
	}
	t.putOrder(id, "scattered", func(o *orders.Order) { o.Meet(0) })
}

// dissolves lets go of who has a visit for several when nobody can join them at
// the start that they count on: at once where it is near, otherwise at the
// second look. All places are then planned anew.
func (t *turn) dissolves(o *orders.Order) bool {
	if !o.Team() || len(o.Crew) == 0 || o.Unserved == 0 && o.Call.Meet.Sub(t.at) >= time.Hour {
		return false
	}
	t.alert(o.ID, "no_second", "nobody can join %s at %s: all places are planned anew", strings.Join(o.Workers(), ", "), o.Call.Meet)
	t.disband(o.ID, engine, "no_second")
	return true
}

// attendTogether takes a carer's word of a visit for several. The visit is as
// far as the last of them; it begins for all at once, and is done when each has
// said so. Its record has one start and one end: the marks are those of the carer
// whose word began it, and of the last to be done.
func (t *turn) attendTogether(id orders.ID, v orders.Verb, by orders.Actor, mark orders.Mark) {
	carer := fleet.WorkerID(by.ID)
	if o := t.s.Orders.Get(id); o.Terminal() {
		t.refuse(orders.Refuse(orders.IllegalMove, id, "the visit has ended: %s", o.Carriage))
		return
	}
	for _, v := range implied[v] {
		o := t.s.Orders.Get(id)
		if o.Did(v, by.ID) {
			continue
		}
		if v != orders.Start {
			step, _ := orders.Find(orders.Visiting, o.StateOf(by.ID), v)
			t.putOrder(id, string(v), func(o *orders.Order) { o.Reach(by.ID, step.To, mark.At) })
		}
		if v == orders.Finish {
			t.strike(by.ID, id, "")
		}
		if o = t.s.Orders.Get(id); v == orders.Start || o.Slowest() != o.Carriage {
			if refusal := t.record(id, v, by, "", mark); refusal != nil {
				panic("dispatch: " + refusal.Error())
			}
		}
	}
	t.headFor(carer, id, v)
}

// earned pays the carers of a visit for several, each for their own part: who
// has stood at the door has earned it, whoever else was missing.
func (t *turn) earned(p *ledger.Posting, before *orders.Order, m orders.Move) {
	if m.To != orders.Done && (m.To != orders.Failed || m.Reason == "worker_lost") || broken(billVisit) {
		return
	}
	for _, s := range before.Crew {
		if s.State != orders.Assigned && s.State != orders.OnTheWay {
			p.Add(platform, t.s.account(s.Worker), s.Pay)
		}
	}
}

// reassign takes a visit for several from the one of its carers whom staff
// names, or, if staff names nobody at all, from all; and gives the place to
// staff's choice.
func (t *turn) reassign(id orders.ID, e AssignOrder) {
	switch {
	case e.Instead != "":
		t.mustLose(id, e.Instead, e.By, e.Reason)
		t.bar(id, e.Instead, "reassigned")
	case e.Worker == "":
		t.disband(id, e.By, e.Reason)
	}
	if e.Worker != "" {
		t.withdraw(id)
	}
	t.choose(id, e.Worker)
}
