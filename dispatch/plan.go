package dispatch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// plan asks for a new plan when something happened that could change it and
// somebody waits. One plan is made at a time; what happens meanwhile asks for
// the next.
func (t *turn) plan() {
	if !t.wanted {
		return
	}
	if t.s.Solving.Open {
		if !t.s.Solving.Again {
			t.do(SolveWanted{})
		}
		return
	}
	if t.gathering() {
		return
	}
	waiting, detours, trips := t.s.waiting(), t.s.detours(), t.s.trips()
	beside := len(detours) + len(trips)
	if len(waiting)+beside == 0 {
		t.unwake("retry")
		return
	}
	if waiting = slices.DeleteFunc(waiting, t.s.rests); len(waiting)+beside == 0 {
		if t.s.Timers.Get("retry") == nil {
			t.wake("retry", t.at.Add(t.s.patience()))
		}
		return
	}
	epoch := t.s.Solving.Epoch + 1
	batch := t.s.Solving.Batch
	if len(waiting) > 0 {
		batch, waiting = t.s.party(waiting)
	}
	p := t.s.problem(epoch, t.at, waiting)
	p.Detours, p.Trips = detours, trips
	t.do(Solve{Epoch: epoch, At: t.at, Batch: batch, Problem: p})
}

// gathering reports whether a plan is to wait for what else changes, as the
// policy may say; the wait begins with the first change.
func (t *turn) gathering() bool {
	if t.s.Policy.Gather == 0 || t.gathered {
		return false
	}
	if t.s.Timers.Get("gather") == nil {
		t.wake("gather", t.at.Add(t.s.Policy.Gather))
	}
	return true
}

// step takes a plan back: each assignment is checked again, by the judge and
// with the leg times that the plan states, against the state as it is now.
func (e Solved) step(t *turn) {
	if (!t.s.Solving.Open || e.Plan.Epoch != t.s.Solving.Epoch) && !broken(planEpoch) {
		t.refuse(orders.Refuse(orders.BadPlan, "", "plan %d is stale: %d is wanted", e.Plan.Epoch, t.s.Solving.Epoch))
		return
	}
	again := t.s.Solving.Again
	t.do(SolveClosed{Epoch: e.Plan.Epoch})
	for _, party := range t.s.parties(e.Plan.Assignments) {
		a := party[0]
		i := slices.IndexFunc(e.Plan.Routes, func(r problem.Route) bool { return r.Vehicle == a.Vehicle })
		if i < 0 {
			t.refuse(orders.Refuse(orders.BadPlan, orders.ID(a.Shipment), "no route for %s", a.Vehicle))
			continue
		}
		if refusal := t.adopt(party, e.Plan.Routes[i]); refusal != nil {
			t.refuse(refusal)
		}
	}
	for _, p := range e.Plan.Standby {
		if refusal := t.standby(p); refusal != nil {
			t.refuse(refusal)
		}
	}
	for _, u := range e.Plan.Undone {
		t.undone(orders.ID(u.Shipment), u.Explanation)
	}
	for _, w := range e.Plan.Ways {
		t.turnInto(w)
	}
	for _, w := range e.Plan.Trips {
		t.setOut(w)
	}
	t.wanted = again || t.s.round()
	if !t.wanted && len(t.s.waiting())+len(t.s.detours()) > 0 && t.s.Timers.Get("retry") == nil {
		t.wake("retry", t.at.Add(t.s.patience()))
	}
}

// adopt turns an assignment of a plan, or those of a batch, into an offer or a
// mission, or says why the state no longer allows it.
func (t *turn) adopt(party []problem.Assignment, route problem.Route) *orders.Rejection {
	a, id := party[0], orders.ID(party[0].Shipment)
	b := t.s.builder(t.s.Solving.At)
	if refusal := t.awaits(party, b); refusal != nil {
		return refusal
	}
	o := t.s.Orders.Get(id)
	opt := t.s.options(o)[a.Option]
	c := t.s.Couriers.Get(fleet.WorkerID(a.Vehicle))
	r := t.s.Robots.Get(fleet.WorkerID(a.Vehicle))
	switch {
	case c != nil && t.s.available(c):
		b.courier(c, t.s.Solving.At)
	case r != nil && r.Free() && t.s.Pace(t.at) > 0:
		b.robot(r, t.s.Solving.At)
	default:
		return orders.Refuse(orders.BadPlan, id, "%s is no longer free", a.Vehicle)
	}
	for i, a := range party {
		b.p.Shipments[i].Vehicle, b.p.Shipments[i].Option = a.Vehicle, a.Option
	}
	b.sequence()
	if vs := check.Route(b.p, b.p.Vehicles[0], route); len(vs) > 0 && !broken(planJudged) {
		return orders.Refuse(orders.BadPlan, id, "%s: %s", vs[0].Rule, vs[0].Detail)
	}
	for _, a := range party {
		if !serves(route, a.Shipment, o.Kind == orders.Visit) && !broken(planServes) {
			return orders.Refuse(orders.BadPlan, orders.ID(a.Shipment), "the route of %s does not fetch and deliver it", a.Vehicle)
		}
	}
	if r != nil {
		return t.embark(r, party, route)
	}
	var compartment *fleet.Compartment
	if opt.locker != "" {
		compartment = room(t.s.Banks.Get(opt.locker), o)
		if compartment == nil {
			return orders.Refuse(orders.CompartmentBusy, id, "locker %s has no compartment left", opt.locker)
		}
	}
	if o.Team() {
		if refusal := t.meet(o, route); refusal != nil {
			return refusal
		}
	}
	for _, a := range party {
		t.do(Explained{Order: orders.ID(a.Shipment), Worker: a.Vehicle, Mode: orders.Mode(opt.mode), Explanation: a.Explanation})
	}
	t.offer(c, party, opt, compartment, t.s.stopsOf(route))
	return nil
}

// embark sends a robot on the mission that a plan gives it, or says why that
// cannot be.
func (t *turn) embark(r *fleet.Robot, party []problem.Assignment, route problem.Route) *orders.Rejection {
	if strayed(r, route.Stops[0].Path) {
		return orders.Refuse(orders.BadPlan, orders.ID(party[0].Shipment), "robot %s has moved away from where its way begins", r.ID)
	}
	berths, refusal := t.aboard(r, party, route)
	if refusal != nil {
		return refusal
	}
	for i, a := range party {
		t.do(Explained{Order: orders.ID(a.Shipment), Worker: a.Vehicle, Mode: orders.Mode(berths[i].option.mode), Explanation: a.Explanation})
	}
	t.send(r, berths, t.s.stopsOf(route))
	return nil
}

// strayMeters is how far a robot may be from where a way was planned from: what
// lies between is on no road.
const strayMeters = 50.0

// strayed reports whether a robot is no longer where a way of it begins.
func strayed(r *fleet.Robot, way []geo.Point) bool {
	return len(way) > 0 && geo.Distance(r.Point, way[0]) > strayMeters
}

// awaits states the orders that a plan assigns to somebody, or says why they no
// longer wait for that. Of those who ride together it must have all, for one
// worker.
func (t *turn) awaits(party []problem.Assignment, b *builder) *orders.Rejection {
	for i, a := range party {
		id := orders.ID(a.Shipment)
		o := t.s.Orders.Get(id)
		if slices.ContainsFunc(party[:i], func(b problem.Assignment) bool { return b.Shipment == a.Shipment }) {
			return orders.Refuse(orders.BadPlan, id, "%s has it twice", a.Vehicle)
		}
		if o == nil || (!t.s.waits(o) || t.s.places(o) <= 0) && !broken(planWaits) {
			return orders.Refuse(orders.BadPlan, id, "the order no longer waits")
		}
		if all := len(t.s.mates(o)); o.Bound() && (all != len(party) || a.Vehicle != party[0].Vehicle) && !broken(batchWhole) {
			return orders.Refuse(orders.BadPlan, id, "%d orders ride together: one worker must have all of them", all)
		}
		if o.Bound() {
			b.batch = len(party)
		}
		b.waiting(o)
		if last := b.p.Shipments[len(b.p.Shipments)-1]; a.Option < 0 || a.Option >= len(last.Options) {
			return orders.Refuse(orders.BadPlan, id, "option %d does not exist", a.Option)
		}
	}
	return nil
}

// standby asks a courier who has nothing to do to wait elsewhere, or says why he
// cannot be asked. It binds nobody: the next offer may come on the way.
func (t *turn) standby(p problem.Standby) *orders.Rejection {
	c := t.s.Couriers.Get(fleet.WorkerID(p.Vehicle))
	switch {
	case c == nil || !t.s.available(c) || len(c.Route) > 0:
		return orders.Refuse(orders.BadPlan, "", "%s is no longer free to wait elsewhere", p.Vehicle)
	case p.Point.Check() != nil:
		return orders.Refuse(orders.BadPlan, "", "%s cannot wait at %v", p.Vehicle, p.Point)
	}
	t.putCourier(c.ID, "standby", func(c *fleet.Courier) { c.Standby = &p.Point })
	return nil
}

// serves reports whether a route has both stops of a shipment, or the one of a
// visit.
func serves(route problem.Route, shipment string, visit bool) bool {
	has := func(kind problem.StopKind) bool {
		return slices.ContainsFunc(route.Stops, func(s problem.PlannedStop) bool { return s.Shipment == shipment && s.Kind == kind })
	}
	return (visit || has(problem.Pickup)) && has(problem.Delivery)
}

// offerOf returns the open offer of an order, or nil: its own, or that of
// another of its batch.
func (s *State) offerOf(id orders.ID) *Offer {
	f, o := s.offerNamed(id), s.Orders.Get(id)
	if f != nil || o == nil || !o.Bound() {
		return f
	}
	for _, m := range s.mates(o) {
		if f := s.offerNamed(m.ID); f != nil && f.has(id) {
			return f
		}
	}
	return nil
}

// offerNamed returns the open offer whose name begins with an order's, or nil.
func (s *State) offerNamed(id orders.ID) *Offer {
	prefix := string(id) + "."
	for name, f := range s.Offers.From(prefix) {
		if !strings.HasPrefix(name, prefix) {
			break
		}
		if f.Order == id {
			return f
		}
	}
	return nil
}

func (s *State) stopsOf(route problem.Route) []fleet.Stop {
	stops := make([]fleet.Stop, len(route.Stops))
	for i, p := range route.Stops {
		stops[i] = fleet.Stop{
			Order: string(orderOf(p.Shipment)), Kind: s.stopKind(p), Point: p.Point, Travel: p.Leg.Travel,
			Meters: p.Leg.Meters, Service: p.Service, Arrive: p.Arrive, Depart: p.Depart, Path: p.Path,
		}
	}
	return stops
}

// offer asks the courier; staff's choice is not asked but told.
func (t *turn) offer(c *fleet.Courier, party []problem.Assignment, opt option, cm *fleet.Compartment, stops []fleet.Stop) {
	o := t.s.Orders.Get(orders.ID(party[0].Shipment))
	f := Offer{
		ID:    fmt.Sprintf("%s.%d", o.ID, t.s.Counter.Offers+1),
		Order: o.ID, Courier: c.ID, Mode: orders.Mode(opt.mode), Route: stops,
		Pay: t.pay(o, stops), Expires: t.at.Add(t.s.Policy.OfferTTL),
	}
	if o.Kind == orders.Visit {
		f.Expires = t.at.Add(max(t.s.Policy.VisitOffer, t.s.Policy.OfferTTL))
	}
	for _, a := range party[1:] {
		m := Mate{Order: orders.ID(a.Shipment)}
		m.Pay = t.pay(t.s.Orders.Get(m.Order), stops)
		f.With, f.Pay = append(f.With, m), f.Pay+m.Pay
	}
	if cm != nil {
		f.Locker, f.Compartment = opt.locker, cm.ID
		t.compartment(opt.locker, cm, fleet.Reserve, o.ID)
	}
	t.do(OfferPut{Offer: f})
	if o.Sole() == string(c.ID) {
		t.accept(f)
		return
	}
	t.wake("offer/"+f.ID, f.Expires)
}

// berth is where an order is on a robot's mission, how it is handed over, and
// behind which door of a locker, if so.
type berth struct {
	load   missions.Load
	option option
	door   string
}

// aboard puts the orders that a plan gives a robot into its compartments, or
// says why that cannot be.
func (t *turn) aboard(r *fleet.Robot, party []problem.Assignment, route problem.Route) ([]berth, *orders.Rejection) {
	id := orders.ID(party[0].Shipment)
	if slices.ContainsFunc(route.Stops, func(s problem.PlannedStop) bool { return t.closedTo(r, s.Path) }) {
		return nil, orders.Refuse(orders.BadPlan, id, "the way of %s leads through what was closed meanwhile, or is too narrow", r.ID)
	}
	var goods []fleet.Goods
	var list []berth
	banks := map[string]*fleet.Bank{}
	for _, a := range party {
		o := t.s.Orders.Get(orders.ID(a.Shipment))
		b := berth{load: missions.Load{Order: a.Shipment, Phase: missions.ToPickup}, option: t.s.options(o)[a.Option]}
		if b.option.locker != "" {
			if b.door = t.s.door(banks, b.option.locker, o); b.door == "" {
				return nil, orders.Refuse(orders.CompartmentBusy, o.ID, "locker %s has no compartment left", b.option.locker)
			}
		}
		size := o.Size()
		goods = append(goods, fleet.Goods{Size: fleet.Capacity{Grams: size.Grams, Millis: size.Millis}, Temperature: size.Temperature})
		list = append(list, b)
	}
	bays, ok := r.Stowage(goods)
	if !ok && !broken(planJudged) {
		return nil, orders.Refuse(orders.BadPlan, id, "robot %s has not a compartment for each of %d orders", r.ID, len(party))
	}
	for i, bay := range bays {
		list[i].load.Compartment = bay
	}
	return list, nil
}

// door returns the compartment of a bank that an order would get beside those
// that were chosen before; "" when there is none.
func (s *State) door(chosen map[string]*fleet.Bank, bank string, o *orders.Order) string {
	b := chosen[bank]
	if b == nil {
		own := *s.Banks.Get(bank)
		own.Compartments = slices.Clone(own.Compartments)
		b = &own
		chosen[bank] = b
	}
	c := room(b, o)
	if c == nil {
		return ""
	}
	c.State = fleet.Reserved
	return c.ID
}

// send gives a robot its mission, named after the first of its orders, and keeps
// the compartments of lockers that it is to put goods into.
func (t *turn) send(r *fleet.Robot, berths []berth, stops []fleet.Stop) {
	first := t.s.Orders.Get(orders.ID(berths[0].load.Order))
	if trip := t.s.Missions.Get(missions.ID(r.Mission)); trip != nil {
		t.halt(trip)
	}
	m := missions.Mission{
		ID: missionID(first), Robot: string(r.ID), Started: t.at,
		Pace: t.s.tempo(),
	}
	for _, b := range berths {
		m.Loads = append(m.Loads, b.load)
	}
	m.Nodes = append(m.Nodes, missions.Node{ID: "n0", Point: r.Point})
	for _, s := range stops {
		action := missions.PickNode
		if s.Kind == fleet.Delivery {
			action = missions.DropNode
		}
		m.Nodes = missions.Extend(m.Nodes, s.Path, missions.Node{Point: s.Point, Action: action, Order: s.Order})
	}
	t.fence(&m)
	t.lay(&m)
	for _, b := range berths {
		id := orders.ID(b.load.Order)
		if b.door != "" {
			t.compartment(b.option.locker, t.s.Banks.Get(b.option.locker).Find(b.door), fleet.Reserve, id)
		}
		if pay := t.hire(stops, len(berths)); t.s.Orders.Get(id).Relaying() {
			t.engage(id, r, pay, stops)
		} else {
			t.give(id, orders.Actor{Role: orders.Engine, ID: string(r.ID)}, orders.Mode(b.option.mode), b.option.locker, b.door, pay, stops)
		}
	}
	t.do(MissionPut{Mission: m, Why: "sent"})
	t.advance(m.ID)
}

// missionID names the mission of which an order is the first.
func missionID(o *orders.Order) missions.ID {
	if o.Relaying() {
		return missions.ID(fmt.Sprintf("%s-g%d.%d", o.ID, o.Attempt, o.Relay.Sent+1))
	}
	return missions.ID(fmt.Sprintf("%s-m%d", o.ID, o.Attempt))
}

// undone tells, now and then, why an order still waits. The second time, unless
// there are carers to be asked for it yet, staff is called, and those who
// declined it, or whom staff did not choose, get another chance.
func (t *turn) undone(id orders.ID, why problem.Explanation) {
	o := t.s.Orders.Get(id)
	if o == nil || !t.s.waits(o) || t.dissolves(o) || t.at.Sub(o.Unserved) < t.s.Policy.Silent {
		return
	}
	again := o.Unserved != 0 && !t.s.asking(o)
	t.do(Explained{Order: id, Explanation: why})
	if again && !o.Chased {
		t.alert(id, "unserved", "%s", why.Text.En)
	}
	t.putOrder(id, "unserved", func(o *orders.Order) {
		o.Unserved = t.at
		if again {
			o.Excluded, o.Only, o.Way, o.Chased = nil, "", orders.Way{}, true
		}
	})
	t.unchosen(id)
}
