package check

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// dice is splitmix64, so that a seed means the same world for ever.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (d *dice) n(n int) int    { return int(d.next() % uint64(n)) }
func (d *dice) one(n int) bool { return d.n(n) == 0 }
func (d *dice) micros(minutes int) time.Duration {
	return time.Duration(d.n(minutes*60_000_000+1)) * time.Microsecond
}

// world makes a plan first, by driving routes of chance, and then the rules
// around it, so that it keeps all of them, half of them just so. No search has
// a part in it.
type world struct {
	d    *dice
	p    *problem.Problem
	plan *problem.Plan
	team clock.Instant // start of the shared visit
}

// newWorld returns a sound problem with a sound plan for it.
func newWorld(seed int) *world {
	d := dice(seed)
	w := &world{d: &d, plan: &problem.Plan{Epoch: 9}, p: &problem.Problem{Epoch: 9, Now: now,
		Weights: problem.Weights{LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2, Uneven: 7, Change: 90}}}
	places := 4 + d.n(5)
	m := problem.NewMatrix(places)
	for i := range places {
		w.p.Places = append(w.p.Places, geo.Point{Lng: float64(i), Lat: 42})
		for j := range places {
			if i != j {
				m.Set(i, j, problem.Leg{Travel: time.Second + d.micros(12), Meters: geo.Meters(1 + d.n(3000))})
			}
		}
	}
	w.p.SetMatrix(geo.Ebike, m)
	w.p.Lockers = []problem.Locker{{ID: "L"}}
	for k := range 1 + d.n(3) {
		w.p.Vehicles = append(w.p.Vehicles, problem.Vehicle{ID: fmt.Sprint("c", k), Kind: problem.Courier, Profile: geo.Ebike, Type: []string{"", "van"}[d.n(2)],
			Start: d.n(places), Returns: d.one(2), End: d.n(places), ReadyAt: now.Add(d.micros(20)), LastInFirstOut: d.one(2), Skills: []string{"cold"},
			Worked: d.micros(100), Cost: problem.Cost{Fixed: 100, PerTask: 10, PerHour: 3000, PerKm: 60}})
		w.plan.Routes = append(w.plan.Routes, problem.Route{Vehicle: fmt.Sprint("c", k)})
	}
	if len(w.p.Vehicles) > 1 && d.one(2) {
		s := w.shipment("team")
		s.Visit, s.Workers, s.Pickup = true, 2, -1
		w.p.Shipments = append(w.p.Shipments, s)
	}
	for k := range w.p.Vehicles {
		w.fill(k)
	}
	if w.team != 0 {
		w.join()
	}
	for k := range w.p.Vehicles {
		w.rules(k)
	}
	w.share()
	return w
}

// shipment returns one with a place and amounts of chance.
func (w *world) shipment(id string) problem.Shipment {
	d, places := w.d, len(w.p.Places)
	s := problem.Shipment{ID: id, Pickup: d.n(places), PickupService: d.micros(3), PickupSetup: d.micros(2), Placed: now, Class: []string{"", "cold"}[d.n(2)],
		Load: problem.Load{Grams: int64(1 + d.n(500)), Millis: int64(1 + d.n(500)), More: [6]int64{0, int64(1 + d.n(3))}}}
	for range 1 + d.n(2) {
		o := problem.Option{Mode: problem.Door, Place: d.n(places), Service: d.micros(5), Setup: d.micros(3), Consent: true, Fee: int64(d.n(9))}
		if d.one(3) {
			o.ServiceFor = map[string]time.Duration{"van": d.micros(4)}
		}
		if d.one(3) {
			o.Mode, o.Locker = problem.InLocker, "L"
		}
		s.Options = append(s.Options, o)
	}
	return s
}

// fill gives the vehicle at k shipments, in an order that it may have, and
// drives the route.
func (w *world) fill(k int) {
	d, v := w.d, &w.p.Vehicles[k]
	var stops []problem.Stop // of the route to be, with Shipment and Kind
	var aboard []int         // picked up and not handed over
	first := true
	for n := range 2 + d.n(4) {
		s := w.shipment(fmt.Sprintf("%s-%d", v.ID, n))
		i := len(w.p.Shipments)
		committed := d.one(3) && !first
		first = false
		if s.Visit = d.one(5); s.Visit && d.one(2) {
			s.Load = problem.Load{}
		}
		s.OnBoard = committed && !s.Visit && d.one(2)
		s.Option = d.n(len(s.Options))
		if committed {
			s.Vehicle = v.ID
		}
		w.p.Shipments = append(w.p.Shipments, s)
		if s.Visit || s.OnBoard {
			free := len(aboard) == 0 || !v.LastInFirstOut || s.Visit && s.Load == (problem.Load{})
			if !free { // everything is handed over first
				stops, aboard = w.unload(stops, aboard, v.LastInFirstOut, len(aboard))
			}
			stops = append(stops, problem.Stop{Shipment: i, Kind: problem.Delivery})
			continue
		}
		stops, aboard = append(stops, problem.Stop{Shipment: i, Kind: problem.Pickup}), append(aboard, i)
		stops, aboard = w.unload(stops, aboard, v.LastInFirstOut, d.n(len(aboard)+1))
	}
	stops, _ = w.unload(stops, aboard, v.LastInFirstOut, len(aboard))
	if k < 2 && w.p.Shipments[0].Workers > 1 {
		stops = append(stops, problem.Stop{Shipment: 0, Kind: problem.Delivery})
		w.team = 1
	}
	w.drive(k, stops)
}

// unload hands over n of what is on board.
func (w *world) unload(stops []problem.Stop, aboard []int, lifo bool, n int) ([]problem.Stop, []int) {
	for range n {
		k := len(aboard) - 1
		if !lifo {
			k = w.d.n(len(aboard))
		}
		stops = append(stops, problem.Stop{Shipment: aboard[k], Kind: problem.Delivery})
		aboard = slices.Delete(aboard, k, k+1)
	}
	return stops, aboard
}

// drive writes the route with its times. Stops of shipments with a vehicle
// become the route in hand.
func (w *world) drive(k int, stops []problem.Stop) {
	d, v, r := w.d, &w.p.Vehicles[k], &w.plan.Routes[k]
	at, from, locked := v.ReadyAt, v.Start, true
	for n, stop := range stops {
		s := &w.p.Shipments[stop.Shipment]
		o := &s.Options[s.Option]
		place, service, setup := s.Pickup, s.PickupService, s.PickupSetup
		if stop.Kind == problem.Delivery {
			place, service, setup = o.Place, o.Service, o.Setup
			if own, ok := o.ServiceFor[v.Type]; ok && s.Vehicle == "" {
				service = own
			}
		}
		if s.Vehicle != "" {
			v.Route = append(v.Route, problem.Stop{Shipment: stop.Shipment, Kind: stop.Kind, Place: place, Service: service})
			if locked {
				v.Locked++
			}
		} else {
			locked = false
		}
		if n == 0 || from != place {
			service += setup
		}
		leg := w.p.Leg(v.Profile, from, place)
		arrive := w.rest(k, n, at, leg)
		start := arrive
		if d.one(3) {
			start = start.Add(d.micros(4))
		}
		at, from = start.Add(service), place
		r.Stops = append(r.Stops, problem.PlannedStop{Shipment: s.ID, Kind: stop.Kind, Point: w.p.Places[place], Leg: leg,
			Service: service, Arrive: arrive, Start: start, Depart: at})
	}
	if v.Returns {
		leg := w.p.Leg(v.Profile, from, v.End)
		r.Back = &problem.Return{Leg: leg, Arrive: w.rest(k, len(stops), at, leg)}
	}
}

// rest takes a break now and then behind n stops, and returns the arrival.
func (w *world) rest(k, n int, depart clock.Instant, leg problem.Leg) clock.Instant {
	d, v, r := w.d, &w.p.Vehicles[k], &w.plan.Routes[k]
	var sum time.Duration
	from := depart
	for d.one(4) {
		start, lasts := from.Add(d.micros(6)), d.micros(10)
		b := problem.PlannedBreak{ID: fmt.Sprint("b", len(r.Breaks)), After: n, Start: start, End: start.Add(lasts)}
		r.Breaks = append(r.Breaks, b)
		v.Breaks = append(v.Breaks, problem.Break{ID: b.ID, Duration: lasts})
		sum, from = sum+lasts, b.End
	}
	if sum == 0 && from == depart {
		return depart.Add(leg.Travel)
	}
	return max(depart.Add(leg.Travel).Add(sum), from)
}

// join lets the workers of the shared visit, the last stop of two routes,
// start together.
func (w *world) join() {
	for k := range 2 {
		s := w.plan.Routes[k].Stops
		w.team = max(w.team, s[len(s)-1].Start)
	}
	if s := &w.p.Shipments[0]; s.Options[0].Mode == problem.InLocker { // one compartment for both
		w.p.Lockers[0].Free = append(w.p.Lockers[0].Free, s.Load)
	}
	for k := range 2 {
		r := &w.plan.Routes[k]
		s := &r.Stops[len(r.Stops)-1]
		s.Start, s.Depart = w.team, w.team.Add(s.Service)
		// Breaks behind it lie where they did not; there are none from here on.
		r.Breaks = slices.DeleteFunc(r.Breaks, func(b problem.PlannedBreak) bool { return b.After == len(r.Stops) })
		w.p.Vehicles[k].Breaks = w.p.Vehicles[k].Breaks[:len(r.Breaks)]
		if r.Back != nil {
			r.Back.Arrive = s.Depart.Add(r.Back.Leg.Travel)
		}
	}
}

// slack is nothing, as often as not.
func (w *world) slack(n int) int64 { return int64(w.d.n(2) * w.d.n(n+1)) }

// window returns windows of which one holds at, just so or with room.
func (w *world) window(at clock.Instant) []problem.Window {
	list := []problem.Window{{From: at - clock.Instant(w.slack(1e8)), To: at + clock.Instant(w.slack(1e8))}}
	if w.d.one(3) {
		list = append([]problem.Window{{From: list[0].From - 2e8, To: list[0].From - 1e8}}, list...)
	}
	if w.d.one(3) {
		list = append(list, problem.Window{From: list[len(list)-1].To + 1e8})
	}
	return list
}

// rules puts the vehicle's rules, and those of what it carries, around the
// route.
func (w *world) rules(k int) {
	d, v, r := w.d, &w.p.Vehicles[k], &w.plan.Routes[k]
	c := w.course(k)
	end, _ := c.end()
	v.ShiftEnd = end + clock.Instant(w.slack(1e9))
	v.Range = geo.Meters(c.meters() + w.slack(5000))
	for _, leg := range c.legs() {
		v.MaxDrive += leg.Travel
	}
	v.MaxDrive += time.Duration(w.slack(1e6)) * time.Microsecond
	parts := map[string]measures{}
	for class, room := range map[string]*problem.Load{"": {}, "cold": {}, "all": &v.Capacity} {
		top := parts[class]
		c.eachLoad(func(s *problem.Shipment) bool { return class == "all" || s.Class == class }, func(_, _ string, l measures) {
			for i := range l {
				top[i] = max(top[i], l[i])
			}
		})
		room.Grams, room.Millis, room.More = top[0], top[1], [6]int64(top[2:])
		parts[class] = top
	}
	if d.one(2) {
		for _, class := range []string{"", "cold"} {
			t := parts[class]
			v.Compartments = append(v.Compartments, problem.Compartment{Class: class, Capacity: problem.Load{Grams: t[0], Millis: t[1], More: [6]int64(t[2:])}})
		}
	}
	for _, call := range c.calls {
		s := call.shipment
		switch {
		case call.Kind == problem.Pickup:
			s.Release = call.Start - clock.Instant(w.slack(1e8))
			if d.one(2) {
				s.PickupWindows = w.window(call.Start)
			}
			continue
		case d.one(2):
			s.Windows = w.window(call.Start)
		}
		s.Earliest, s.Latest = call.Start-clock.Instant(w.slack(1e8)), call.Start+clock.Instant(w.slack(1e8))
		s.Due = call.Start - clock.Instant(d.n(1e9))
		if p := c.pickup(call.index); p != nil {
			s.MaxRide = max(1e3, call.Start.Sub(p.Depart)+time.Duration(w.slack(1e9))*time.Microsecond)
		}
		if call.added && call.option().Mode == problem.InLocker && s.Workers < 2 {
			w.p.Lockers[0].Free = append(w.p.Lockers[0].Free, s.Load)
		}
	}
	for n := range r.Breaks {
		if d.one(2) {
			v.Breaks[n].Windows = w.window(r.Breaks[n].Start)
		}
	}
	if d.one(2) {
		v.Breaks = append(v.Breaks, problem.Break{ID: "later", Windows: []problem.Window{{To: end + clock.Instant(w.slack(1e6))}}, Duration: time.Hour})
		if n := len(r.Breaks); n > 0 && v.Breaks[n].Windows[0].To < r.Breaks[n-1].End {
			v.Breaks = v.Breaks[:n]
		}
	}
	if d.one(3) {
		v.Breaks = append([]problem.Break{{ID: "past", Windows: []problem.Window{{To: v.ReadyAt - 1}}}}, v.Breaks...)
	}
}

// share writes the assignments, and the rules that join shipments.
func (w *world) share() {
	d := w.d
	text := problem.Text{En: "x", Zh: "x"}
	for k, r := range w.plan.Routes {
		for _, s := range r.Stops {
			sh := &w.p.Shipments[indexShipments(w.p)[s.Shipment]]
			if s.Kind != problem.Delivery || sh.Vehicle != "" {
				continue
			}
			w.plan.Assignments = append(w.plan.Assignments, problem.Assignment{Shipment: sh.ID, Vehicle: r.Vehicle, Option: sh.Option,
				Explanation: problem.Explanation{Candidates: []problem.Candidate{{Vehicle: r.Vehicle, Option: sh.Option}}, Text: text}})
			if sh.Workers < 2 {
				sh.Together = []string{"", fmt.Sprint("t", k)}[d.n(2)]
				sh.Apart = []string{"", sh.ID}[d.n(2)]
				if d.one(2) {
					sh.Was = []string{r.Vehicle, "gone"}[d.n(2)]
					if sh.Was == "gone" {
						w.plan.Changed = append(w.plan.Changed, sh.ID)
					}
				}
			}
		}
	}
	slices.Sort(w.plan.Changed)
	w.p.MaxChanged = len(w.plan.Changed)
	for i := range w.p.Shipments {
		if w.p.Shipments[i].Vehicle == "" {
			w.p.Shipments[i].Option = 0
		}
	}
	if d.one(2) {
		w.p.Shipments = append(w.p.Shipments, w.shipment("left"))
		w.plan.Undone = []problem.Undone{{Shipment: "left", Explanation: problem.Explanation{Text: text}}}
	}
}

// course returns the route of the vehicle at k, understood.
func (w *world) course(k int) *course {
	p := *w.p
	p.Shipments = slices.Clone(p.Shipments)
	for i := range p.Shipments {
		if p.Shipments[i].Vehicle == "" {
			p.Shipments[i].Vehicle = p.Vehicles[k].ID
		}
	}
	c := newCourse(&p, &w.p.Vehicles[k], &w.plan.Routes[k], indexShipments(&p))
	for n := range c.calls { // rules are written into the world's own
		c.calls[n].shipment = &w.p.Shipments[c.calls[n].index]
	}
	return c
}
