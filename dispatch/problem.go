package dispatch

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// mostPlanned bounds how many waiting orders one plan looks at, the most urgent,
// where the policy says nothing.
const mostPlanned = 50

// waits reports whether an order needs a worker now, with all that ride with it.
func (s *State) waits(o *orders.Order) bool { return s.waitsFrom(o) <= s.Now && s.whole(o) }

// waitsFrom returns from when an order by itself needs a worker as things stand,
// or clock.Never.
func (s *State) waitsFrom(o *orders.Order) clock.Instant {
	if o.Relaying() && o.Relay.Robot == "" && !o.Held {
		return o.PickedAt
	}
	if !o.Idle() || o.Held || o.Berth != nil || o.Preparation == orders.Placed || o.Preparation == orders.Refused || s.blocked(o) || s.riding(o) {
		return clock.Never
	}
	return s.needsFrom(o)
}

// needsFrom returns from when an order needs a worker once nothing else is in
// its way.
func (s *State) needsFrom(o *orders.Order) clock.Instant {
	switch {
	case o.Kind == orders.Visit && o.Only == "":
		return s.leadOf(o)
	case o.Preparation == orders.Ready:
		return max(0, o.Windows.Pickup.From.Add(-s.Policy.Lead))
	}
	return o.ReadyAt.Add(-s.Policy.Lead)
}

// waiting lists the orders that need a worker and have no offer out, the most
// urgent first.
func (s *State) waiting() []*orders.Order {
	var list []*orders.Order
	for id := range s.idleOrders().All() {
		if o := s.Orders.Get(id); s.waits(o) {
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(a, b *orders.Order) int { return cmp.Compare(a.Due, b.Due) })
	return list
}

// builder makes a problem out of the state.
type builder struct {
	s         *State
	p         *problem.Problem
	places    map[geo.Point]int
	shipments map[orders.ID]int
	batch     int // how many orders of one batch are planned
}

func (s *State) builder(at clock.Instant) *builder {
	p := &problem.Problem{Now: at, Weights: s.Policy.Weights}
	p.RobotPace = s.Pace(at)
	if n := s.Lanes; !n.Empty() {
		p.Lanes = &n
	}
	return &builder{
		s:         s,
		p:         p,
		places:    map[geo.Point]int{},
		shipments: map[orders.ID]int{},
	}
}

// problem states what is to be planned: the waiting orders, and the workers
// who could take one more.
func (s *State) problem(epoch uint64, at clock.Instant, waiting []*orders.Order) *problem.Problem {
	b := s.builder(at)
	b.p.Epoch = epoch
	if len(waiting) == 0 {
		return b.p // other ways are wanted, and nothing else
	}
	if waiting[0].Bound() {
		b.batch = len(waiting)
	}
	couriers, robots := s.candidates(waiting)
	stops := 0
	for _, c := range couriers {
		stops += len(c.Route)
	}
	b.p.Shipments = make([]problem.Shipment, 0, len(waiting)+stops)
	b.p.Vehicles = make([]problem.Vehicle, 0, len(couriers)+len(robots))
	for _, o := range waiting {
		b.waiting(o)
	}
	for _, c := range couriers {
		b.courier(c, at)
	}
	for _, r := range robots {
		b.robot(r, at)
	}
	b.sequence()
	b.lockers()
	return b.p
}

// available reports whether a courier can be offered one more order.
func (s *State) available(c *fleet.Courier) bool {
	return c.Online && c.Offer == "" && s.Now.Sub(c.Seen) <= s.Policy.Silent &&
		(c.ShiftEnd == 0 || c.ShiftEnd > s.Now) && !s.spent(c) && (!s.inHome(c) || broken(homeOffer))
}

func (b *builder) place(p geo.Point) int {
	if i, ok := b.places[p]; ok {
		return i
	}
	i := len(b.p.Places)
	b.places[p] = i
	b.p.Places = append(b.p.Places, p)
	return i
}

// waiting adds an order with every way to hand it over.
func (b *builder) waiting(o *orders.Order) {
	s := b.base(o)
	if to := o.Windows.Dropoff.To; to != 0 && !broken(doorWindow) {
		s.Latest = to
	}
	if to := o.Windows.Pickup.To; to != 0 {
		s.PickupWindows = []problem.Window{{From: o.Windows.Pickup.From, To: to}}
	}
	s.Only, s.Exclude = o.Sole(), slices.Concat(o.Barred, o.Excluded)
	if broken(pinHeld) {
		s.Only = o.Only
	}
	if o.Relaying() {
		b.meets(o, &s)
	}
	if starving(o, b.s.Now) {
		s.Priority = 1
	}
	if o.Team() {
		b.sought(o, &s)
	}
	if o.Bound() {
		s.Together = string(o.Batch)
	}
	for _, opt := range b.s.options(o) {
		s.Options = append(s.Options, problem.Option{
			Mode: opt.mode, Place: b.place(opt.point), Service: opt.service, Locker: shelfOf(opt.locker, o), Carrier: opt.carrier,
			Stairs: opt.stairs, Consent: opt.consent, NoEntry: opt.noEntry, After: opt.after, Fee: opt.fee,
		})
	}
	b.add(o.ID, s)
}

// tasks is how many orders a courier may have at once; a batch that is planned
// counts as one. 0: any number.
func (b *builder) tasks(c *fleet.Courier) int {
	most := b.s.tasks(len(c.Skills) > 0)
	if most == 0 {
		return 0
	}
	return most + max(0, b.batch-1)
}

// starving reports whether an order is late by as long as it was promised in.
// When there are more orders than workers, a plan leaves those whose lateness
// costs the most; one that starves goes before all others.
func starving(o *orders.Order, now clock.Instant) bool {
	return o.Kind != orders.Visit && now > o.Due.Add(o.Due.Sub(o.Placed))
}

// base is what a shipment of the order has in any problem.
func (b *builder) base(o *orders.Order) problem.Shipment {
	if o.Kind == orders.Visit {
		return b.visit(o)
	}
	s := problem.Shipment{
		ID: string(o.ID), Pickup: b.place(o.Pickup), PickupService: b.s.Policy.PickupService,
		Class: string(cmp.Or(o.Size().Temperature, circle.Ambient)),
		Load:  problem.Load{Grams: o.Size().Grams, Millis: o.Size().Millis}, Placed: o.Placed, Due: o.Due,
		Needs: problem.Needs{
			NoStairs: o.Needs.NoStairs, NoScreen: o.Needs.NoScreen, NoComingDown: o.Needs.NoComingDown, NoWords: o.Needs.Foreign(),
		},
	}
	s.Release, s.Earliest = o.Windows.Pickup.From, o.Windows.Dropoff.From
	if o.Preparation != orders.Ready {
		s.Release = max(s.Release, o.ReadyAt)
	}
	return s
}

func (b *builder) add(id orders.ID, s problem.Shipment) int {
	i := len(b.p.Shipments)
	b.shipments[id] = i
	b.p.Shipments = append(b.p.Shipments, s)
	return i
}

// inHand adds an order that a courier has, with the one option it goes by.
func (b *builder) inHand(o *orders.Order, c *fleet.Courier) int {
	s := b.base(o)
	s.ID = shipmentOf(o, string(c.ID))
	if o.Team() {
		b.seat(o, c, &s)
	}
	s.Vehicle, s.OnBoard, s.PickedUpAt = string(c.ID), o.Carriage == orders.PickedUp, o.PickedAt
	for _, stop := range c.Route {
		if stop.Order == string(o.ID) && stop.Kind != fleet.Pickup {
			s.Options = []problem.Option{{
				Mode: problem.Mode(o.Mode), Place: b.place(stop.Point), Service: b.service(o, stop),
				Consent: true, Locker: shelfOf(o.Locker, o),
			}}
		}
	}
	return b.add(orders.ID(s.ID), s)
}

func (b *builder) courier(c *fleet.Courier, at clock.Instant) {
	v := problem.Vehicle{
		ID: string(c.ID), Kind: problem.Courier, Profile: c.Profile, Start: b.place(c.Point),
		ReadyAt: at, ShiftEnd: c.ShiftEnd, Capacity: problem.Load{Grams: c.Capacity.Grams, Millis: c.Capacity.Millis},
		MaxTasks: b.tasks(c), MaxNew: max(1, b.batch), Cost: b.s.Policy.CourierCost, Skills: c.Skills, Lapses: lapses(c),
		Locked: min(len(c.Route), 1), Breaks: breaks(c, at),
	}
	b.inside(c, &v)
	v.Route = slices.Grow(v.Route, len(c.Route))
	for _, stop := range c.Route {
		o := b.s.Orders.Get(orders.ID(stop.Order))
		i, ok := b.shipments[orders.ID(shipmentOf(o, string(c.ID)))]
		if !ok {
			i = b.inHand(o, c)
		}
		v.Route = append(v.Route, problem.Stop{
			Shipment: i, Kind: kindOf(stop), Place: b.place(stop.Point), Service: b.service(o, stop),
		})
	}
	b.p.Vehicles = append(b.p.Vehicles, v)
}

func (b *builder) robot(r *fleet.Robot, at clock.Instant) {
	most, carries := b.s.ride(r), r.Carries()
	b.p.Vehicles = append(b.p.Vehicles, problem.Vehicle{
		ID: string(r.ID), Kind: problem.Robot, Profile: b.p.ProfileAround(b.s.Lanes.Narrow(r.Body.Width)), Start: b.place(r.Point), ReadyAt: at,
		Capacity: problem.Load{Grams: carries.Grams, Millis: carries.Millis}, MaxTasks: most, MaxNew: most, Boxes: boxes(r),
		Deposits: r.Deposits, ShiftEnd: b.s.drivingEnds(at), Range: max(r.Reach(b.s.Policy.Reserve), 1), Cost: b.s.Policy.RobotCost,
	})
}

// ride is how many orders a robot may have on a mission: one for each
// compartment. One, where a place before a door is for so many robots and is not
// drawn, or if it could not pass over one of several.
func (s *State) ride(r *fleet.Robot) int {
	if s.Policy.HandoverCapacity > 0 || r.Body.Single {
		return 1
	}
	return max(len(r.Bays), 1)
}

// boxes are a robot's compartments, as a plan counts them.
func boxes(r *fleet.Robot) []problem.Box {
	var list []problem.Box
	for _, b := range r.Boxes() {
		list = append(list, problem.Box{
			Class: string(b.Temperature), Capacity: problem.Load{Grams: b.Capacity.Grams, Millis: b.Capacity.Millis},
		})
	}
	return list
}

// shelfOf is where an order would wait in a bank: the compartments of its class,
// which a plan counts by themselves. "" stays "".
func shelfOf(bank string, o *orders.Order) string {
	class := o.Size().Temperature
	if bank == "" || class.Is(circle.Ambient) {
		return bank
	}
	return bank + " " + string(class)
}

// shelf yields the compartments that shelfOf names.
func (s *State) shelf(name string) iter.Seq[*fleet.Compartment] {
	bank, class, _ := strings.Cut(name, " ")
	return func(yield func(*fleet.Compartment) bool) {
		b := s.Banks.Get(bank)
		for i := range b.Compartments {
			if c := &b.Compartments[i]; c.Temperature.Is(circle.Temperature(class)) && !yield(c) {
				return
			}
		}
	}
}

// lockers adds the shelves that some shipment may go to.
func (b *builder) lockers() {
	var wanted []string
	for i := range b.p.Shipments {
		for _, o := range b.p.Shipments[i].Options {
			if o.Locker != "" {
				wanted = append(wanted, o.Locker)
			}
		}
	}
	slices.Sort(wanted)
	for _, id := range slices.Compact(wanted) {
		l := problem.Locker{ID: id}
		for c := range b.s.shelf(id) {
			if c.Usable() {
				l.Free = append(l.Free, problem.Load{Grams: c.Capacity.Grams, Millis: c.Capacity.Millis})
			}
		}
		slices.SortFunc(l.Free, func(x, y problem.Load) int { return cmp.Compare(x.Millis, y.Millis) })
		b.p.Lockers = append(b.p.Lockers, l)
	}
}

// keptFor adds the compartment that is kept for an order, whoever brings it.
func (b *builder) keptFor(id orders.ID, l *problem.Locker) {
	for c := range b.s.shelf(l.ID) {
		if c.Order == string(id) {
			l.Free = append(l.Free, problem.Load{Grams: c.Capacity.Grams, Millis: c.Capacity.Millis})
		}
	}
}
