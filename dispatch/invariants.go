package dispatch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Invariants returns what is wrong with the state: nothing, unless there is a
// bug. It holds after every step.
func Invariants(s *State) []string {
	a := &audit{s: s}
	for id, o := range s.Orders.All() {
		a.order(id, o)
	}
	for id, c := range s.Couriers.All() {
		a.courier(id, c)
	}
	for id, r := range s.Robots.All() {
		a.robot(id, r)
	}
	for id, f := range s.Offers.All() {
		a.offer(id, f)
	}
	for id, m := range s.Missions.All() {
		a.mission(id, m)
	}
	for _, b := range s.Banks.All() {
		a.bank(b)
	}
	for id := range s.Recurring.All() {
		if s.Timers.Get(planTimer+string(id)) == nil {
			a.broken("plan %s has no timer", id)
		}
	}
	for name := range s.Timers.All() {
		a.owned(name)
	}
	for id, c := range s.Helps.All() {
		a.help(id, c)
	}
	for id, r := range s.Residents.All() {
		a.watched(id, r)
	}
	for id, tr := range s.Troubles.All() {
		if o := s.Orders.Get(id); o == nil && (!tr.Ended || s.Closed.Get(id) == nil) {
			a.broken("trouble %s has outlived its order", id)
		}
	}
	for _, o := range s.Outages.All() {
		a.outage(o)
	}
	for _, c := range s.Lanes.Closures {
		if s.Timers.Get(closureTimer+c.ID) == nil {
			a.broken("closure %s has no timer", c.ID)
		}
	}
	a.ledger()
	a.grants()
	a.passages()
	n := s.Counter
	if open := uint64(s.Orders.Len()); n.Placed != open+n.Delivered+n.Done+n.Failed+n.Cancelled {
		a.broken("%d placed, but %d open, %d delivered, %d done, %d failed, %d cancelled", n.Placed, open, n.Delivered, n.Done, n.Failed, n.Cancelled)
	}
	return a.found
}

// load returns what a courier has on board.
func (s *State) load(c *fleet.Courier) orders.Size {
	var load orders.Size
	for _, stop := range c.Route {
		o := s.Orders.Get(orders.ID(stop.Order))
		if o == nil || o.Carriage != orders.PickedUp || stop.Kind != fleet.Delivery {
			continue
		}
		size := o.Size()
		load.Grams += size.Grams
		load.Millis += size.Millis
	}
	return load
}

type audit struct {
	s     *State
	found []string
}

func (a *audit) broken(format string, args ...any) {
	a.found = append(a.found, fmt.Sprintf(format, args...))
}

func (a *audit) timer(id orders.ID, kind string) {
	if a.s.Timers.Get(kind+"/"+string(id)) == nil {
		a.broken("order %s has no %s timer", id, kind)
	}
}

// untimed checks that a timer ended with what it was for.
func (a *audit) untimed(id orders.ID, kind string) {
	if a.s.Timers.Get(kind+"/"+string(id)) != nil {
		a.broken("order %s has a %s timer that has outlived its carer", id, kind)
	}
}

// owned checks that a timer has something to wake the engine for.
func (a *audit) owned(timer string) {
	kind, subject, _ := strings.Cut(timer, "/")
	switch kind {
	case "retry", "gather", "sweep":
	case "plan":
		if a.s.Recurring.Get(residents.PlanID(subject)) == nil {
			a.broken("timer %s has outlived its plan", timer)
		}
	case "closure":
		if a.s.Lanes.Closure(subject) == nil {
			a.broken("timer %s has outlived its closure", timer)
		}
	case "help":
		if a.s.Helps.Get(residents.HelpID(subject)) == nil {
			a.broken("timer %s has outlived its call for help", timer)
		}
	case "checkin":
		if a.s.Residents.Get(subject) == nil {
			a.broken("timer %s has outlived its resident", timer)
		}
	case "door":
		bank, id, _ := strings.Cut(subject, "/")
		if b := a.s.Banks.Get(bank); b == nil || b.Find(id) == nil || b.Find(id).Ajar == 0 {
			a.broken("timer %s has outlived its open door", timer)
		}
	case "plight":
		if r := a.s.Robots.Get(fleet.WorkerID(subject)); r == nil || r.Plight == nil {
			a.broken("timer %s has outlived its plight", timer)
		}
	case "passage":
		if p := a.s.Passages.Get(subject); p == nil || p.Robot == "" {
			a.broken("timer %s has outlived the robot that waited", timer)
		}
	case "duty":
		if c := a.s.Couriers.Get(fleet.WorkerID(subject)); c == nil || !c.Online || c.Limit == 0 {
			a.broken("timer %s has outlived its shift", timer)
		}
	case "offer":
		if a.s.Offers.Get(subject) == nil {
			a.broken("timer %s has outlived its offer", timer)
		}
	default:
		if o := a.s.Orders.Get(orders.ID(subject)); o == nil || o.Terminal() {
			a.broken("timer %s has outlived its order", timer)
		}
	}
}

// order checks that an order has the worker, the compartment and the timer
// that its state promises, and that no access need is broken.
func (a *audit) order(id orders.ID, o *orders.Order) {
	if o.Terminal() {
		if o.Payment == nil {
			a.broken("order %s is %s and still in the state", id, o.Carriage)
		}
		return
	}
	if o.Preparation == orders.Placed {
		a.timer(id, "accept")
	}
	a.team(id, o)
	a.batch(id, o)
	a.after(id, o)
	a.pinned(id, o)
	a.relay(id, o)
	if o.Berth != nil {
		a.berth(id, o)
	}
	switch o.Carriage {
	case orders.Unassigned, orders.Booked:
		a.timer(id, "giveup")
		a.searched(id, o)
	case orders.Assigned, orders.PickedUp, orders.OnTheWay, orders.Arrived, orders.Started:
		a.timer(id, "silent")
		a.carried(id, o)
		if a.s.loading(o) && o.Relay == nil {
			a.timer(id, "counter")
		}
		a.attended(id, o)
	case orders.InLocker:
		a.timer(id, "collect")
		c := a.s.Banks.Get(o.Locker).Find(o.Compartment)
		if c == nil || c.Order != string(id) || (c.State != fleet.Occupied && c.State != fleet.OpenForPickup) {
			a.broken("order %s is in locker %s/%s, which does not hold it", id, o.Locker, o.Compartment)
		}
	}
	switch {
	case o.Mode == "locker" && (o.Needs.NoScreen || o.Needs.NoComingDown || o.Needs.Foreign() || !o.Consent.Locker && o.Carriage != orders.InLocker),
		(o.Mode == "handover" || o.Mode == atGate) && (o.Needs.NoComingDown || o.Needs.Foreign() || !o.Consent.Robot || o.Needs.NoStairs && climb(o.Dropoff) > 0):
		a.broken("order %s goes by %s against its resident's needs or consent", id, o.Mode)
	}
}

// searched checks that an order without a worker is being looked after.
func (a *audit) searched(id orders.ID, o *orders.Order) {
	if o.Worker != "" {
		a.broken("order %s is unassigned but with %s", id, o.Worker)
	}
	a.untimed(id, "late")
	a.untimed(id, "over")
	if o.Berth != nil {
		return
	}
	if a.s.waitsFrom(o) > a.s.Now {
		if !o.Held && !a.s.blocked(o) && (o.Preparation == orders.Accepted || o.Preparation == orders.Preparing || o.Call != nil) {
			a.led(id, o)
		}
		return
	}
	due := func(m *orders.Order) bool { return a.s.Timers.Get("lead/"+string(m.ID)) != nil }
	if a.s.Solving.Open || a.s.Timers.Get("retry") != nil || a.s.Timers.Get("gather") != nil || slices.ContainsFunc(a.s.mates(o), due) {
		return // a timer that is due may still be on its way
	}
	if a.s.places(o) <= 0 {
		return // they are being asked
	}
	if !a.s.whole(o) {
		return // another of its batch is waited for
	}
	a.broken("order %s waits and nobody looks for a worker", id)
}

// berth checks that the compartment which is kept for a merchant is there.
func (a *audit) berth(id orders.ID, o *orders.Order) {
	c := a.s.Banks.Get(o.Locker).Find(o.Compartment)
	if o.Carriage != orders.Unassigned || c == nil || c.Order != string(id) || c.State != fleet.Reserved && c.State != fleet.OpenForDeposit {
		a.broken("order %s is %s and a compartment of locker %s is to be kept for its merchant, but %s is not", id, o.Carriage, o.Locker, o.Compartment)
	}
}

// led checks that an order whose time is to come is planned when it does.
func (a *audit) led(id orders.ID, o *orders.Order) {
	a.timer(id, "lead")
	if at, from := a.s.Timers.Get("lead/"+string(id)), a.s.needsFrom(o); at != nil && *at > max(from, a.s.Now) {
		a.broken("order %s needs a worker from %s and is looked at only at %s", id, from, *at)
	}
}

// carried checks that exactly the order's worker has it.
func (a *audit) carried(id orders.ID, o *orders.Order) {
	holders := 0
	for _, c := range a.s.Couriers.All() {
		if fleet.Carries(c.Route, string(id)) {
			holders++
			if !o.With(string(c.ID)) {
				a.broken("order %s is with %v but on the route of %s", id, o.Workers(), c.ID)
			}
			if hasStop(c.Route, fleet.Stop{Order: string(id), Kind: fleet.Pickup}) != (o.Carriage == orders.Assigned && o.Call == nil) {
				a.broken("order %s is %s but its pickup on the route of %s says otherwise", id, o.Carriage, c.ID)
			}
		}
	}
	for _, m := range a.s.Missions.All() {
		if l := m.Load(string(id)); l != nil && !l.Over() {
			holders++
			if robot, _ := a.s.HandsTo(o); m.Robot != o.Worker && m.Robot != robot {
				a.broken("order %s is with %s but on a mission of %s", id, o.Worker, m.Robot)
			}
		}
	}
	if robot, _ := a.s.HandsTo(o); robot != "" {
		holders--
	}
	if holders != atWork(o) {
		a.broken("order %s is %s and has %d workers", id, o.Carriage, holders)
	}
	if o.Mode == "locker" {
		c := a.s.Banks.Get(o.Locker).Find(o.Compartment)
		if c == nil || c.Order != string(id) {
			a.broken("order %s counts on locker %s/%s, which is not reserved for it", id, o.Locker, o.Compartment)
		}
	}
}

// courier checks a route: only own orders, never more on board than fits.
func (a *audit) courier(id fleet.WorkerID, c *fleet.Courier) {
	for _, s := range c.Route {
		if o := a.s.Orders.Get(orders.ID(s.Order)); o == nil || !o.With(string(id)) {
			a.broken("courier %s has a stop of order %s, which is not theirs", id, s.Order)
		}
	}
	a.inTurn(c)
	load := a.s.load(c)
	if load.Grams > c.Capacity.Grams || load.Millis > c.Capacity.Millis {
		a.broken("courier %s carries %d g and %d ml, more than fits", id, load.Grams, load.Millis)
	}
	if c.Offer != "" && a.s.Offers.Get(c.Offer) == nil {
		a.broken("courier %s has offer %s, which is gone", id, c.Offer)
	}
}

// robot checks that a robot has the mission that it should have, and never the
// goods of two orders in one compartment.
func (a *audit) robot(id fleet.WorkerID, r *fleet.Robot) {
	used := slices.Clone(r.Holding)
	if m := a.s.Missions.Get(missions.ID(r.Mission)); m != nil {
		for _, l := range m.Loads {
			if !l.Over() && r.Cargo(l.Order) == nil {
				used = append(used, fleet.Cargo{Order: l.Order, Compartment: l.Compartment})
			}
		}
	}
	for i, c := range used {
		if slices.ContainsFunc(used[:i], func(o fleet.Cargo) bool { return o.Compartment == c.Compartment }) {
			a.broken("robot %s has order %s in compartment %q, which another order has", id, c.Order, c.Compartment)
		}
	}
	if r.Mission == "" {
		return
	}
	if m := a.s.Missions.Get(missions.ID(r.Mission)); m == nil || m.Robot != string(id) {
		a.broken("robot %s has mission %s, which is gone", id, r.Mission)
	}
}

func (a *audit) offer(id string, f *Offer) {
	for _, of := range f.Orders() {
		if o := a.s.Orders.Get(of); o == nil || !o.Idle() {
			a.broken("offer %s is for order %s, which needs none", id, of)
		}
	}
	if c := a.s.Couriers.Get(f.Courier); c == nil || c.Offer != id {
		a.broken("offer %s is not the one that courier %s has", id, f.Courier)
	}
	if a.s.Timers.Get("offer/"+id) == nil {
		a.broken("offer %s has no timer", id)
	}
}

func (a *audit) mission(id missions.ID, m *missions.Mission) {
	if m.Over() {
		a.broken("mission %s is over and still in the state", id)
	}
	if r := a.s.Robots.Get(fleet.WorkerID(m.Robot)); r == nil || r.Mission != string(id) {
		a.broken("mission %s is not the one that robot %s has", id, m.Robot)
	}
	for _, order := range m.Open() {
		if o := a.s.Orders.Get(orders.ID(order)); o == nil || o.Worker != m.Robot && (o.Relay == nil || o.Relay.Robot != m.Robot) {
			a.broken("mission %s is for order %s, which is not with %s", id, order, m.Robot)
		}
	}
}

// bank checks that a compartment in use has an order that counts on it.
func (a *audit) bank(b *fleet.Bank) {
	for i := range b.Compartments {
		c := &b.Compartments[i]
		if (c.State == fleet.Free) != (c.Order == "") {
			a.broken("compartment %s/%s is %s with order %q", b.ID, c.ID, c.State, c.Order)
		}
		if c.State == fleet.Free || c.State == fleet.Expired || c.State == fleet.OpenForPickup {
			continue
		}
		if !a.counted(b.ID, c) {
			a.broken("compartment %s/%s is %s for order %s, which does not count on it", b.ID, c.ID, c.State, c.Order)
		}
	}
}

func (a *audit) counted(bank string, c *fleet.Compartment) bool {
	if o := a.s.Orders.Get(orders.ID(c.Order)); o != nil && o.Locker == bank && o.Compartment == c.ID {
		if c.State == fleet.Reserved || c.State == fleet.OpenForDeposit {
			a.timer(o.ID, "reserve")
		}
		return true
	}
	for _, f := range a.s.Offers.All() {
		if string(f.Order) == c.Order && f.Locker == bank && f.Compartment == c.ID {
			return true
		}
	}
	return false
}
