package dispatch

import (
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// batchDivides is between a batch's id and the number of one of its orders.
const batchDivides = "-"

// mates lists the open orders that ride with an order, itself among them: those
// of its batch that are bound to it. An order that rides alone is its only mate.
func (s *State) mates(o *orders.Order) []*orders.Order {
	if !o.Bound() {
		return []*orders.Order{o}
	}
	return slices.DeleteFunc(s.members(o.Batch), func(m *orders.Order) bool { return !m.Bound() || m.Terminal() })
}

// members lists the orders of a batch that are in the state. Their ids begin
// with the batch's.
func (s *State) members(batch orders.ID) []*orders.Order {
	var list []*orders.Order
	prefix := string(batch) + batchDivides
	for id, o := range s.Orders.From(orders.ID(prefix)) {
		if !strings.HasPrefix(string(id), prefix) {
			break
		}
		if o.Batch == batch {
			list = append(list, o)
		}
	}
	return list
}

// batchOf returns the batch of an order that is open or ended lately, or "".
func (s *State) batchOf(id orders.ID) orders.ID {
	if o := s.Orders.Get(id); o != nil {
		return o.Batch
	}
	if c := s.Closed.Get(id); c != nil {
		return c.Batch
	}
	return ""
}

// whole reports whether all who ride with an order need a worker now.
func (s *State) whole(o *orders.Order) bool {
	return !o.Bound() || broken(batchWhole) ||
		!slices.ContainsFunc(s.mates(o), func(m *orders.Order) bool { return s.waitsFrom(m) > s.Now })
}

// partyOf names those who are planned together with an order: its batch, or ""
// for all orders that ride alone.
func partyOf(o *orders.Order) orders.ID {
	if o.Bound() {
		return o.Batch
	}
	return ""
}

// party picks from those who wait whom the next plan is for. A batch has a plan
// of its own, which may give a worker all of it; all others have one together.
// They take turns, so that nobody waits for ever behind a batch that nobody can
// take. What is picked is bounded, the most urgent first.
func (s *State) party(waiting []*orders.Order) (batch orders.ID, list []*orders.Order) {
	batch = s.nextParty(waiting)
	for _, o := range waiting {
		if partyOf(o) == batch {
			list = append(list, o)
		}
	}
	most := s.Policy.Batch
	if most == 0 {
		most = mostPlanned
	}
	if batch == "" {
		list = list[:min(len(list), most)]
	}
	return batch, list
}

// nextParty is whose turn it is: the one after that of the last plan, in the
// order of their ids, and the first after the last.
func (s *State) nextParty(waiting []*orders.Order) orders.ID {
	first, next, later := partyOf(waiting[0]), orders.ID(""), false
	for _, o := range waiting {
		p := partyOf(o)
		first = min(first, p)
		if p > s.Solving.Batch && (!later || p < next) {
			next, later = p, true
		}
	}
	if later {
		return next
	}
	return first
}

// round reports whether somebody waits whose turn comes before that of whom the
// last plan was for comes again.
func (s *State) round() bool {
	return slices.ContainsFunc(s.waiting(), func(o *orders.Order) bool { return partyOf(o) > s.Solving.Batch && !s.rests(o) })
}

// parties sorts a plan's assignments by who rides together: what a robot takes,
// and batches.
func (s *State) parties(all []problem.Assignment) [][]problem.Assignment {
	var list [][]problem.Assignment
	at := map[string]int{}
	for _, a := range all {
		with := ""
		if o := s.Orders.Get(orders.ID(a.Shipment)); o != nil && o.Bound() {
			with = "batch " + string(o.Batch)
		} else if s.Robots.Get(fleet.WorkerID(a.Vehicle)) != nil {
			with = "robot " + a.Vehicle
		}
		if with == "" {
			list = append(list, []problem.Assignment{a})
			continue
		}
		i, there := at[with]
		if !there {
			i = len(list)
			at[with] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], a)
	}
	return list
}

// parted sees to the others of a batch when one of them loses its worker: all
// that was not fetched yet looks for another together. Once some of it has been
// fetched, whatever is left behind or must be rescued goes on alone.
func (t *turn) parted(before *orders.Order, m orders.Move) {
	o := t.s.Orders.Get(before.ID)
	if !o.Bound() || broken(batchWhole) {
		return
	}
	mates := t.s.mates(o)
	fetched := func(m *orders.Order) bool { return m.Carriage == orders.PickedUp }
	if fetched(before) || slices.ContainsFunc(mates, fetched) {
		t.putOrder(o.ID, "rides_alone", func(o *orders.Order) { o.Loose = true })
		return
	}
	for _, mate := range mates {
		if t.s.Orders.Get(mate.ID).Carriage == orders.Assigned {
			t.must(mate.ID, orders.Unassign, m.By, m.Reason)
		}
	}
}

// batch checks that those who ride together are all with one courier, or all
// with nobody, and go to the door.
func (a *audit) batch(id orders.ID, o *orders.Order) {
	if !o.Bound() {
		return
	}
	for _, m := range a.s.mates(o) {
		if m.Worker != o.Worker {
			a.broken("order %s is with %q and %s, of the same batch, with %q", id, o.Worker, m.ID, m.Worker)
		}
	}
	if o.Mode != "" && o.Mode != "door" {
		a.broken("order %s of batch %s goes by %s", id, o.Batch, o.Mode)
	}
}
