package mdrp

import (
	"fmt"
	"slices"
)

// Violation is a rule that a solution breaks, numbered as in the record's
// description: 1 to 8 are the official evaluator's, 9 and 10 it misses.
type Violation struct {
	Rule int    `json:"rule"`
	What string `json:"what"`
}

// The rules.
const (
	Once        = 1 + iota // an order is assigned at most once
	Known                  // never before its placement
	OnDuty                 // a pickup is not after the courier's off-time
	Cooked                 // a pickup is not before the latest ready time of its bundle
	Sequence               // drop-offs in the order stated, a full service apart
	Continuous             // moves join, in place and in time
	AtKitchen              // at pickup the courier is in the restaurant of every order
	AtDoor                 // at drop-off he is at the customer's
	Apart                  // the assignments of a courier do not overlap
	Undisturbed            // no instruction reaches a courier on the way, and he does not move without one
)

// stay is a courier's time at one place.
type stay struct {
	place     string
	from, end int
}

// always is later than every day ends.
const always = 1 << 30

// judge holds what the rules are checked against.
type judge struct {
	in         *Instance
	s          *Solution
	orders     map[string]*Order
	couriers   map[string]*Courier
	places     map[string]Point
	deliveries map[string]Delivery
	stays      map[string][]stay
	found      []Violation
	variant    Variant
}

// Judge checks a solution against all ten rules, and shares nothing with the
// policy that made it. It returns what it finds in the order of the rules.
func Judge(in *Instance, s *Solution, v Variant) []Violation {
	j := newJudge(in, s)
	j.variant = v
	j.readDeliveries()
	j.followMoves()
	times := map[string]int{}
	for i := range s.Assignments {
		j.assignment(&s.Assignments[i], times)
	}
	for _, d := range s.Deliveries {
		if d.Courier != "" && times[d.Order] == 0 {
			j.say(Once, "order %s is delivered without an assignment", d.Order)
		}
	}
	for i := range in.Couriers {
		j.courier(&in.Couriers[i])
	}
	slices.SortStableFunc(j.found, func(a, b Violation) int { return a.Rule - b.Rule })
	return j.found
}

func newJudge(in *Instance, s *Solution) *judge {
	j := &judge{
		in: in, s: s, orders: map[string]*Order{}, couriers: map[string]*Courier{},
		places: map[string]Point{}, deliveries: map[string]Delivery{}, stays: map[string][]stay{},
	}
	for i := range in.Orders {
		j.orders[in.Orders[i].ID] = &in.Orders[i]
		j.places[in.Orders[i].ID] = in.Orders[i].At
	}
	for i := range in.Couriers {
		j.couriers[in.Couriers[i].ID] = &in.Couriers[i]
		j.places[in.Couriers[i].ID] = in.Couriers[i].At
	}
	for _, r := range in.Restaurants {
		j.places[r.ID] = r.At
	}
	return j
}

func (j *judge) say(rule int, format string, a ...any) {
	j.found = append(j.found, Violation{rule, fmt.Sprintf(format, a...)})
}

func (j *judge) readDeliveries() {
	for _, d := range j.s.Deliveries {
		if _, ok := j.orders[d.Order]; !ok {
			j.say(AtDoor, "there is no order %s", d.Order)
		}
		if _, twice := j.deliveries[d.Order]; twice {
			j.say(Once, "order %s is listed twice", d.Order)
		}
		j.deliveries[d.Order] = d
	}
}

// followMoves turns the moves into stays and checks that they join.
func (j *judge) followMoves() {
	for i := range j.in.Couriers {
		c := &j.in.Couriers[i]
		j.stays[c.ID] = []stay{{c.ID, c.On, always}}
	}
	for _, m := range j.s.Moves {
		way, ok := j.stays[m.Courier]
		if !ok {
			j.say(Continuous, "there is no courier %s", m.Courier)
			continue
		}
		from := m.From
		if from == "0" {
			from = m.Courier
		}
		a, okA := j.places[from]
		b, okB := j.places[m.To]
		if !okA || !okB {
			j.say(Continuous, "courier %s moves from %s to %s: no such place", m.Courier, m.From, m.To)
			continue
		}
		last := &way[len(way)-1]
		if last.place != from {
			j.say(Continuous, "courier %s leaves %s at %d but is at %s", m.Courier, m.From, m.Depart, last.place)
		}
		if m.Depart < last.from {
			j.say(Continuous, "courier %s leaves %s at %d, before he is there at %d", m.Courier, m.From, m.Depart, last.from)
		}
		last.end = m.Depart
		j.stays[m.Courier] = append(way, stay{m.To, m.Depart + j.in.Params.Travel(a, b), always})
	}
}

// assignment checks the rules of one assignment; times counts how often each
// order is assigned.
func (j *judge) assignment(a *Assignment, times map[string]int) {
	c, ok := j.couriers[a.Courier]
	if !ok {
		j.say(AtKitchen, "there is no courier %s", a.Courier)
		return
	}
	if a.Pickup > c.Off {
		j.say(OnDuty, "courier %s picks up at %d, off at %d", a.Courier, a.Pickup, c.Off)
	}
	last := a.Pickup + j.in.Params.halfPickup() + j.in.Params.halfDropoff() - j.in.Params.DropoffService
	for _, id := range a.Orders {
		o, ok := j.orders[id]
		if !ok {
			j.say(AtDoor, "there is no order %s", id)
			continue
		}
		if times[id]++; times[id] > 1 {
			j.say(Once, "order %s is assigned %d times", id, times[id])
		}
		if a.At < o.Placed {
			j.say(Known, "order %s is assigned at %d, placed at %d", id, a.At, o.Placed)
		}
		if a.Pickup < o.Ready {
			j.say(Cooked, "order %s is fetched at %d, ready at %d", id, a.Pickup, o.Ready)
		}
		kitchen := j.in.Restaurants[o.Restaurant].ID
		if !j.stands(a.Courier, kitchen, a.Pickup, j.in.Params.halfPickup()) {
			j.say(AtKitchen, "courier %s is not at %s for order %s at %d", a.Courier, kitchen, id, a.Pickup)
		}
		d := j.deliveries[id]
		if d.Courier != a.Courier || d.Pickup != a.Pickup {
			j.say(AtDoor, "order %s: assignment and delivery differ in courier or pickup time", id)
			continue
		}
		if d.Dropoff < last+j.in.Params.DropoffService {
			j.say(Sequence, "order %s is dropped off at %d, too soon after the stop before it", id, d.Dropoff)
		}
		last = d.Dropoff
		if !j.stands(a.Courier, id, d.Dropoff, j.in.Params.halfDropoff()) {
			j.say(AtDoor, "courier %s is not at the door of order %s at %d", a.Courier, id, d.Dropoff)
		}
	}
}

// stands reports whether a courier is at a place for half a service before the
// time and half a service after it.
func (j *judge) stands(courier, place string, at, half int) bool {
	for _, s := range j.stays[courier] {
		if s.place == place && s.from+half <= at && at+half <= s.end {
			return true
		}
	}
	return false
}

// over returns when an assignment is over: the last drop-off and its service.
func (j *judge) over(a *Assignment) int {
	end := a.Pickup + j.in.Params.halfPickup()
	for _, id := range a.Orders {
		end = max(end, j.deliveries[id].Dropoff+j.in.Params.halfDropoff())
	}
	return end
}

// courier checks what holds between the assignments of one courier.
func (j *judge) courier(c *Courier) {
	var own []*Assignment
	for i := range j.s.Assignments {
		if a := &j.s.Assignments[i]; a.Courier == c.ID {
			own = append(own, a)
		}
	}
	slices.SortStableFunc(own, func(a, b *Assignment) int { return a.Pickup - b.Pickup })
	for i, a := range own {
		if a.At < c.On {
			j.say(Undisturbed, "courier %s is told at %d, on duty from %d", c.ID, a.At, c.On)
		}
		if a.At > a.Pickup {
			j.say(Undisturbed, "courier %s picks up at %d what he is told at %d", c.ID, a.Pickup, a.At)
		}
		for _, b := range own[:i] {
			if a.Pickup-j.in.Params.halfPickup() < j.over(b) {
				j.say(Apart, "courier %s picks up at %d while busy until %d", c.ID, a.Pickup, j.over(b))
			}
			if a.At < j.over(b) {
				j.say(Undisturbed, "courier %s is told at %d while busy until %d", c.ID, a.At, j.over(b))
			}
		}
	}
	for _, m := range j.s.Moves {
		if m.Courier == c.ID && !j.instructed(own, m) {
			j.emptyMove(own, m)
		}
	}
}

// emptyMove checks a move that carries out no assignment: only a variant of the
// record knows it, it leads to a restaurant, and nothing reaches the courier on
// the way.
func (j *judge) emptyMove(own []*Assignment, m Move) {
	restaurant := slices.ContainsFunc(j.in.Restaurants, func(r Restaurant) bool { return r.ID == m.To })
	if j.variant != Prepositioning || !restaurant {
		j.say(Undisturbed, "courier %s leaves for %s at %d without an instruction", m.Courier, m.To, m.Depart)
		return
	}
	from := m.From
	if from == "0" {
		from = m.Courier
	}
	there := m.Depart + j.in.Params.Travel(j.places[from], j.places[m.To])
	for _, a := range own {
		if m.Depart < j.over(a) && a.At < there {
			j.say(Undisturbed, "courier %s is told at %d, on an empty move until %d", m.Courier, a.At, there)
		}
	}
}

// instructed reports whether a move carries out one of the assignments.
func (j *judge) instructed(own []*Assignment, m Move) bool {
	for _, a := range own {
		if m.Depart < a.At || m.Depart > j.over(a) {
			continue
		}
		for _, id := range a.Orders {
			if o, ok := j.orders[id]; id == m.To || ok && j.in.Restaurants[o.Restaurant].ID == m.To {
				return true
			}
		}
	}
	return false
}
