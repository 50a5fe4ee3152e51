package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// tour is a vehicle's route while the plan grows.
type tour struct {
	rig
	stops  []stop
	locked int // insertions go at this index or later
	tasks  int // shipments in the route
	added  int // of them by this plan
	broken rule
	sound  int // stops before the first that breaks a rule; -1: the start does already

	// along[k] is the vehicle after its first k stops, along[0] at its start.
	along []progress
	end   progress // behind the last stop, at home where it returns
	cost  int64    // the score of the route as it stands

	// What more fits behind the first k stops, as a whole and by compartment,
	// and how many pickups are not yet handed over.
	room  []problem.Load
	bayed []problem.Load // len(bays) for each k
	open  []int

	// Of a vehicle with breaks: the route without them, the labels of the route
	// with them, and how many before the stop, or the end, behind the first k.
	free    []progress
	freeEnd progress
	labels  []label
	taken   []int
}

// newTour returns the route that the vehicle has in hand. A route that breaks
// a rule already is marked broken, and takes nothing more until the engine or
// the staff have mended it.
func newTour(x *words, v *problem.Vehicle, stops []stop, along []progress, t *itinerary) tour {
	r := tour{rig: newRig(x, v), stops: stops, along: along, locked: min(v.Locked, len(v.Route))}
	for _, c := range v.Route {
		r.stops = append(r.stops, x.committedStop(c, v.Type))
		if c.Kind == problem.Delivery {
			r.tasks++
		}
	}
	if r.times != nil {
		r.walk(t)
	}
	return r
}

// insert puts a way's pickup before the stop at index i and its delivery
// before the stop that was at index j, i ≤ j; a visit has the delivery only.
func (t *tour) insert(w *way, i, j int, by *itinerary) {
	t.stops = slices.Insert(t.stops, j, w.delivery)
	if !w.visit {
		t.stops = slices.Insert(t.stops, i, w.pickup)
	}
	t.tasks++
	t.added++
	t.walk(by)
}

// remove takes the stops of a shipment that this plan added out again.
func (t *tour) remove(shipment int, by *itinerary) {
	t.stops = slices.DeleteFunc(t.stops, func(s stop) bool { return s.shipment == shipment })
	t.tasks--
	t.added--
	t.walk(by)
}

// walk follows the route from its start and notes the vehicle after each stop.
func (t *tour) walk(by *itinerary) {
	t.broken, t.sound = none, len(t.stops)
	for k := range t.stops {
		if d := &t.stops[k]; d.kind == problem.Delivery {
			d.pickupAt = t.pickupBefore(k)
		}
	}
	t.stow(&by.cargo)
	g := t.begin()
	t.along = append(t.along[:0], g)
	for k := range t.stops {
		s := &t.stops[k]
		if r := t.visit(&g, s, t.boardedAt(s)); r != none && (t.broken == none || t.sound > k || t.sound == k && r == reach) {
			t.broken, t.sound = r, k
		}
		t.along = append(t.along, g)
	}
	if r := t.home(&g, pause{}); r != none && t.broken == none {
		t.broken = r
	}
	t.end = g
	if len(t.rests) > 0 {
		t.rested(by)
	}
	t.cost = t.prices.score(&t.end.measure)
}

// rested walks again, now with breaks. They can mend a route, too: who picks
// up later carries for less long.
func (t *tour) rested(by *itinerary) {
	by.stops = by.stops[:0]
	for k := range t.stops {
		by.stops = append(by.stops, &t.stops[k])
	}
	r := by.follow(&t.rig)
	if r != none {
		if t.broken == none {
			t.broken = r
		}
		return
	}
	t.broken, t.sound = none, len(t.stops)
	t.free, t.freeEnd = append(t.free[:0], t.along...), t.end
	t.labels = append(t.labels[:0], by.labels...)
	t.taken = append(t.taken[:0], make([]int, len(t.stops)+1)...)
	for k := range t.along {
		t.along[k], _ = by.after(&t.rig, k)
		_, t.taken[k] = by.after(&t.rig, k+1)
	}
	t.end = by.end
}

// stow notes what is on board along the route.
func (t *tour) stow(c *cargo) {
	c.reset(&t.rig)
	for k := range t.stops {
		if s := &t.stops[k]; s.kind == problem.Delivery && s.pickupAt < 0 {
			c.bring(&t.rig, s)
		}
	}
	if r := c.fits(&t.rig); r != none {
		t.broken, t.sound = r, -1
	}
	t.room, t.bayed, t.open = t.room[:0], t.bayed[:0], t.open[:0]
	t.note(c)
	for k := range t.stops {
		if r := c.pass(&t.rig, &t.stops[k], t.stops[k].pickupAt >= 0); r != none && t.broken == none {
			t.broken, t.sound = r, k
		}
		t.note(c)
	}
}

// note writes down what more fits beside the cargo.
func (t *tour) note(c *cargo) {
	t.room, t.open = append(t.room, t.vehicle.Capacity.Minus(c.load)), append(t.open, len(c.stack))
	for b := range c.bays {
		t.bayed = append(t.bayed, t.bays[b].Minus(c.bays[b]))
	}
}

// boardedAt returns when the goods that s delivers came on board.
func (t *tour) boardedAt(s *stop) clock.Instant {
	if s.kind == problem.Delivery && s.pickupAt >= 0 {
		return t.along[s.pickupAt+1].depart
	}
	return s.boarded
}

// pickupBefore returns the index of the stop that picks up what the stop at k
// delivers, or -1.
func (t *tour) pickupBefore(k int) int {
	for i := k - 1; i >= 0; i-- {
		if t.stops[i].shipment == t.stops[k].shipment {
			return i
		}
	}
	return -1
}

// atLeast returns a lower bound on the score of the route when the vehicle, at
// g, still has the stops from index j on to visit. It is exact but for the
// waiting, the lateness and the residents' time after g, which it takes from
// the route as it stands in along and end. That is a bound only while g leaves stop j no
// earlier than before; a matrix that breaks the triangle inequality can make
// it earlier, and so can a set-up that is now shared, and then there is no
// bound.
func (t *tour) atLeast(g *progress, j int, along []progress, end *progress) (bound int64, ok bool) {
	m := g.measure
	n := len(t.stops)
	if j < n {
		s, next := &t.stops[j], &along[j+1]
		leg := t.times.At(g.place, s.place)
		service := s.service
		if s.setup != 0 {
			if g.at != s.place {
				service += s.setup
			} else if along[j].at != s.place {
				return 0, false
			}
		}
		if unreachable(leg) || g.depart+micros(leg.Travel) < next.arrive {
			return 0, false
		}
		m.work += micros(leg.Travel) + service + end.work - next.work
		m.meters += int64(leg.Meters) + end.meters - next.meters
		m.late += end.late - along[j].late
		m.resident += end.resident - along[j].resident
	} else if t.vehicle.Returns {
		leg := t.times.At(g.place, t.vehicle.End)
		if unreachable(leg) {
			return 0, false
		}
		m.work += micros(leg.Travel)
		m.meters += int64(leg.Meters)
	}
	return t.prices.score(&m), true
}
