package dispatch

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// Inquiry is the zone as it is now, stated so that the matcher can be asked
// about one order: every worker at work with the route in hand, and a plan in
// which the order is where it is now. Travel times are not filled in. Other
// orders without a worker are not in it, and nothing is decided by it.
type Inquiry struct {
	Problem *problem.Problem
	Plan    problem.Plan
}

// Inquire states the inquiry about an order that nobody has picked up yet. It
// refuses any other order.
func (s *State) Inquire(id orders.ID, at clock.Instant) (Inquiry, *orders.Rejection) {
	o := s.Orders.Get(id)
	switch {
	case o == nil:
		return Inquiry{}, orders.Refuse(orders.UnknownOrder, id, "there is no open order %s", id)
	case !o.Idle() && o.Carriage != orders.Assigned:
		return Inquiry{}, orders.Refuse(orders.IllegalMove, id, "it is %s: nobody else could have it", o.Carriage)
	case o.Team() && s.places(o) <= 0:
		return Inquiry{}, orders.Refuse(orders.IllegalMove, id, "all of its %d places are taken or on offer", o.Call.Carers)
	}
	at = max(at, s.Now)
	b := s.builder(at)
	if o.Bound() {
		b.batch = len(s.mates(o)) // who has the others has no place less for it
	}
	b.waiting(o)
	q := Inquiry{Problem: b.p}
	for _, c := range s.Couriers.All() {
		f := s.offerTo(c, id)
		if reason := s.away(c); reason != (problem.Text{}) && (f == nil || !c.Online) && o.Worker != string(c.ID) {
			continue
		}
		if o.Team() { // who has a place in it keeps that: the question is of the others
			b.courier(c, at)
			continue
		}
		q.courier(b, c, o, f, at)
	}
	for _, r := range s.Robots.All() {
		has := o.Worker == string(r.ID)
		if !has && (!r.Free() || s.Pace(at) == 0 || s.Now.Sub(r.Seen) > s.Policy.Silent) {
			continue
		}
		b.robot(r, at)
		if has {
			b.p.Vehicles[len(b.p.Vehicles)-1].ShiftEnd = 0 // it goes on with what it has
			q.has(b, o, string(r.ID), o.Mode, shelfOf(o.Locker, o), []problem.PlannedStop{
				{Shipment: string(id), Kind: problem.Pickup}, {Shipment: string(id), Kind: problem.Delivery}})
		}
	}
	b.sequence()
	b.lockers()
	for i := range b.p.Lockers {
		b.keptFor(id, &b.p.Lockers[i])
	}
	return q, nil
}

// offerTo returns the offer of the order that a courier has open, or nil.
func (s *State) offerTo(c *fleet.Courier, id orders.ID) *Offer {
	if f := s.Offers.Get(c.Offer); f != nil && f.Order == id {
		return f
	}
	return nil
}

// courier adds a courier to the problem, and to the plan if the order is the
// courier's or on offer to them.
func (q *Inquiry) courier(b *builder, c *fleet.Courier, o *orders.Order, f *Offer, at clock.Instant) {
	without := *c
	without.Route = fleet.Without(c.Route, string(o.ID), "")
	b.courier(&without, at)
	v := &b.p.Vehicles[len(b.p.Vehicles)-1]
	if len(c.Route) > 0 && c.Route[0].Order == string(o.ID) {
		v.Locked = 0 // the courier is on the way for this order
	}
	route, mode, locker := c.Route, o.Mode, o.Locker
	switch {
	case f != nil:
		mode, locker = f.Mode, f.Locker
		route = slices.DeleteFunc(slices.Clone(f.Route), func(x fleet.Stop) bool { // what was done since is gone
			return x.Order != string(o.ID) && !slices.ContainsFunc(c.Route, func(y fleet.Stop) bool { return x.Order == y.Order && x.Kind == y.Kind })
		})
	case o.Worker != string(c.ID):
		return
	}
	var stops []problem.PlannedStop
	for _, x := range route {
		stops = append(stops, problem.PlannedStop{Shipment: shipmentOf(b.s.Orders.Get(orders.ID(x.Order)), string(c.ID)), Kind: kindOf(x)})
	}
	q.has(b, o, string(c.ID), mode, shelfOf(locker, o), stops)
}

// has notes who has the order, by which option, and in which route. An option
// that is no longer there leaves the order undone.
func (q *Inquiry) has(b *builder, o *orders.Order, worker string, mode orders.Mode, locker string, stops []problem.PlannedStop) {
	robot := b.s.Robots.Get(fleet.WorkerID(worker)) != nil
	option := slices.IndexFunc(b.p.Shipments[0].Options, func(x problem.Option) bool {
		return x.Mode == problem.Mode(mode) && x.Locker == locker && robot == (x.Carries() == problem.Robot)
	})
	if option < 0 {
		return
	}
	q.Plan.Assignments = []problem.Assignment{{Shipment: string(o.ID), Vehicle: worker, Option: option}}
	q.Plan.Routes = []problem.Route{{Vehicle: worker, Stops: stops}}
}

// Away says why a worker takes no more orders now; empty for one that does. It
// is false for one that the zone does not know.
func (s *State) Away(worker string) (problem.Text, bool) {
	if c := s.Couriers.Get(fleet.WorkerID(worker)); c != nil {
		return s.away(c), true
	}
	r := s.Robots.Get(fleet.WorkerID(worker))
	switch {
	case r == nil:
		return problem.Text{}, false
	case !r.Linked || s.Now.Sub(r.Seen) > s.Policy.Silent:
		return problem.Text{En: "Robot " + worker + " has no link.", Zh: "机器人「" + worker + "」没有连接。"}, true
	case r.Faulty || r.Manual:
		return problem.Text{En: "Robot " + worker + " is out of order or driven by hand.", Zh: "机器人「" + worker + "」故障或由人工驾驶。"}, true
	case r.Halted() || r.Home:
		return problem.Text{En: "Staff keeps robot " + worker + " from working.", Zh: "机器人「" + worker + "」已被工作人员停用。"}, true
	case r.Plight != nil:
		return problem.Text{En: "Robot " + worker + " needs help itself.", Zh: "机器人「" + worker + "」正在等待救援。"}, true
	case r.Low:
		return problem.Text{En: "Robot " + worker + " has to charge first.", Zh: "机器人「" + worker + "」需要先充电。"}, true
	case s.Pace(s.Now) == 0:
		return problem.Text{En: "Robots begin no errand now: the hour or the weather forbids it.", Zh: "当前时段或天气不允许机器人出发。"}, true
	case !r.Free():
		return problem.Text{En: "Robot " + worker + " is on a mission.", Zh: "机器人「" + worker + "」正在执行任务。"}, true
	}
	return problem.Text{}, true
}

// away says why a courier takes no more orders now.
func (s *State) away(c *fleet.Courier) problem.Text {
	name := string(c.ID)
	switch {
	case !c.Online:
		return problem.Text{En: "Courier " + name + " is off duty.", Zh: "骑手「" + name + "」已下线。"}
	case s.Now.Sub(c.Seen) > s.Policy.Silent:
		return problem.Text{En: "Courier " + name + " has not been heard of for a while.", Zh: "骑手「" + name + "」失联。"}
	case c.ShiftEnd != 0 && c.ShiftEnd <= s.Now:
		return problem.Text{En: "The shift of courier " + name + " is over.", Zh: "骑手「" + name + "」已下班。"}
	case s.spent(c):
		return problem.Text{En: "Courier " + name + " has worked as long as is allowed.", Zh: "骑手「" + name + "」已达当日工时上限。"}
	case s.inHome(c):
		return problem.Text{En: "Courier " + name + " is at work in a home.", Zh: "骑手「" + name + "」正在上门服务。"}
	case c.Offer != "":
		return problem.Text{En: "Courier " + name + " has another order on offer.", Zh: "骑手「" + name + "」正在考虑另一单。"}
	}
	return problem.Text{}
}
