package check

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// TestSoundWorlds asks that plans to which the rules were fitted are found
// sound, and the problems too.
func TestSoundWorlds(t *testing.T) {
	for seed := range 1500 {
		w := newWorld(seed)
		if err := problem.Validate(w.p); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if found := Plan(w.p, *w.plan); found != nil {
			t.Fatalf("seed %d: %v", seed, found)
		}
	}
}

// some returns a stop of chance for which is true, with its route and shipment.
func (w *world) some(is func(s *problem.Shipment, stop *problem.PlannedStop) bool) (*problem.Route, *problem.Shipment, *problem.PlannedStop) {
	type hit struct {
		r *problem.Route
		s *problem.Shipment
		p *problem.PlannedStop
	}
	var hits []hit
	byID := indexShipments(w.p)
	for k := range w.plan.Routes {
		r := &w.plan.Routes[k]
		for n := range r.Stops {
			s := &w.p.Shipments[byID[r.Stops[n].Shipment]]
			if is(s, &r.Stops[n]) {
				hits = append(hits, hit{r, s, &r.Stops[n]})
			}
		}
	}
	if len(hits) == 0 {
		return nil, nil, nil
	}
	h := hits[w.d.n(len(hits))]
	return h.r, h.s, h.p
}

func delivery(_ *problem.Shipment, stop *problem.PlannedStop) bool {
	return stop.Kind == problem.Delivery
}

// resting returns a vehicle whose route has a break, and the number of it among
// the vehicle's own.
func (w *world) resting() (*problem.Vehicle, *problem.Route, int) {
	for k := range w.plan.Routes {
		if r := &w.plan.Routes[k]; len(r.Breaks) > 0 {
			v := &w.p.Vehicles[k]
			return v, r, slices.IndexFunc(v.Breaks, func(b problem.Break) bool { return b.ID == r.Breaks[0].ID })
		}
	}
	return nil, nil, -1
}

var spoils = []struct {
	name  string
	rules []string // of which one must be found
	spoil func(w *world) bool
}{
	{"handed over outside of its windows", []string{"window"}, func(w *world) bool {
		_, s, stop := w.some(delivery)
		s.Windows = []problem.Window{{To: stop.Start - 1}, {From: stop.Start + 1}}
		return true
	}},
	{"picked up outside of its windows", []string{"window"}, func(w *world) bool {
		_, s, stop := w.some(func(_ *problem.Shipment, stop *problem.PlannedStop) bool { return stop.Kind == problem.Pickup })
		if s != nil {
			s.PickupWindows = []problem.Window{{To: stop.Start - 1}, {From: stop.Start + 1}}
		}
		return s != nil
	}},
	{"begun before what it comes after", []string{"after"}, func(w *world) bool {
		byID := indexShipments(w.p)
		for k := range w.plan.Routes {
			stops, before := w.plan.Routes[k].Stops, w.p.Vehicles[k].Route
			for n := 1; n < len(stops); n++ {
				early, late := byID[stops[n-1].Shipment], byID[stops[n].Shipment]
				added := slices.IndexFunc(before, func(s problem.Stop) bool { return s.Shipment == early || s.Shipment == late }) < 0
				if early != late && added && stops[n].Kind == problem.Delivery {
					w.p.Shipments[early].After = []string{stops[n].Shipment}
					return true
				}
			}
		}
		return false
	}},
	{"a piece too many", []string{"capacity"}, func(w *world) bool {
		v := &w.p.Vehicles[0]
		v.Capacity.More[1]--
		return v.Capacity.More[1] >= 0
	}},
	{"a compartment too small", []string{"compartment"}, func(w *world) bool {
		v := &w.p.Vehicles[0]
		if len(v.Compartments) == 0 {
			return false
		}
		c := &v.Compartments[w.d.n(2)].Capacity
		c.Millis--
		return c.Millis >= 0
	}},
	{"a class without a compartment", []string{"compartment"}, func(w *world) bool {
		r, s, _ := w.some(delivery)
		s.Class = "hot"
		return len(w.p.Vehicles[slices.IndexFunc(w.p.Vehicles, func(v problem.Vehicle) bool { return v.ID == r.Vehicle })].Compartments) > 0
	}},
	{"loaded from behind", []string{"lifo"}, func(w *world) bool {
		for k := range w.p.Vehicles {
			v := &w.p.Vehicles[k]
			v.LastInFirstOut = true
			c := w.course(k)
			for a := range c.calls {
				for b := a + 1; b < len(c.calls); b++ { // picked up a, then b, and a is handed over first
					x, y := &c.calls[a], &c.calls[b]
					if x.Kind != problem.Pickup || y.Kind != problem.Pickup {
						continue
					}
					var dx, dy int
					for n, call := range c.calls {
						if call.Kind == problem.Delivery && call.index == x.index {
							dx = n
						}
						if call.Kind == problem.Delivery && call.index == y.index {
							dy = n
						}
					}
					if b < dx && dx < dy {
						return true
					}
				}
			}
		}
		return false
	}},
	{"set-up forgotten", []string{"place", "committed"}, func(w *world) bool {
		stop := &w.plan.Routes[0].Stops[0]
		s := &w.p.Shipments[indexShipments(w.p)[stop.Shipment]]
		s.PickupSetup += time.Microsecond
		for k := range s.Options {
			s.Options[k].Setup += time.Microsecond
		}
		return true
	}},
	{"service of the type forgotten", []string{"place"}, func(w *world) bool {
		v := &w.p.Vehicles[0]
		v.Type = "cart"
		_, s, stop := w.some(func(s *problem.Shipment, stop *problem.PlannedStop) bool {
			return stop.Kind == problem.Delivery && s.Vehicle == "" && slices.ContainsFunc(w.plan.Routes[0].Stops, func(x problem.PlannedStop) bool { return x.Shipment == s.ID })
		})
		for k := range s.Options {
			s.Options[k].ServiceFor = map[string]time.Duration{"cart": stop.Service + 1e6}
			s.Options[k].Setup = 0
		}
		return true
	}},
	{"break too early", []string{"break"}, func(w *world) bool {
		v, r, n := w.resting()
		if v != nil {
			v.Breaks[n].Windows = []problem.Window{{From: r.Breaks[0].Start + 1}}
		}
		return v != nil
	}},
	{"break too late", []string{"break"}, func(w *world) bool {
		v, r, n := w.resting()
		if v != nil {
			v.Breaks[n].Windows = []problem.Window{{To: r.Breaks[0].Start - 1}}
		}
		return v != nil
	}},
	{"break too short", []string{"break"}, func(w *world) bool {
		v, _, n := w.resting()
		if v != nil {
			v.Breaks[n].Duration += time.Microsecond
		}
		return v != nil
	}},
	{"break not taken in time", []string{"times", "back"}, func(w *world) bool {
		v, r, _ := w.resting()
		if v == nil || r.Breaks[0].After == 0 || r.Breaks[0].After == len(r.Stops) && r.Back == nil {
			return false
		}
		r.Breaks[0].End += 1e12
		return true
	}},
	{"break missing", []string{"break"}, func(w *world) bool {
		v, r, _ := w.resting()
		if v == nil {
			return false
		}
		last := r.Stops[len(r.Stops)-1].Depart
		v.Breaks = append(v.Breaks, problem.Break{ID: "more", Windows: []problem.Window{{To: last - 1}}})
		return last-1 >= v.ReadyAt
	}},
	{"break while at work", []string{"break"}, func(w *world) bool {
		v, r, _ := w.resting()
		if v == nil {
			return false
		}
		r.Breaks[0].Start -= 1e12
		return true
	}},
	{"breaks exchanged", []string{"break"}, func(w *world) bool {
		for k := range w.plan.Routes {
			if b := w.plan.Routes[k].Breaks; len(b) > 1 {
				b[0], b[1] = b[1], b[0]
				return true
			}
		}
		return false
	}},
	{"not back", []string{"back"}, func(w *world) bool {
		w.plan.Routes[0].Back = nil
		return w.p.Vehicles[0].Returns
	}},
	{"back too soon", []string{"back"}, func(w *world) bool {
		if b := w.plan.Routes[0].Back; b != nil {
			b.Arrive--
		}
		return w.plan.Routes[0].Back != nil
	}},
	{"back though nobody asked", []string{"back"}, func(w *world) bool {
		v := &w.p.Vehicles[0]
		v.Returns = !v.Returns
		return true
	}},
	{"shift shorter", []string{"shift"}, func(w *world) bool {
		end, _ := w.course(0).end()
		w.p.Vehicles[0].ShiftEnd = end - 1
		return true
	}},
	{"driven too long", []string{"drive"}, func(w *world) bool {
		w.p.Vehicles[0].MaxDrive = 0
		for _, leg := range w.course(0).legs() {
			w.p.Vehicles[0].MaxDrive += leg.Travel
		}
		w.p.Vehicles[0].MaxDrive -= time.Microsecond
		return w.p.Vehicles[0].MaxDrive > 0
	}},
	{"less charge", []string{"range"}, func(w *world) bool {
		w.p.Vehicles[0].Range = geo.Meters(w.course(0).meters() - 1)
		return w.p.Vehicles[0].Range > 0
	}},
	{"torn apart", []string{"together"}, func(w *world) bool {
		if len(w.plan.Routes) < 2 {
			return false
		}
		for _, as := range w.plan.Assignments {
			if s := &w.p.Shipments[indexShipments(w.p)[as.Shipment]]; s.Workers < 2 {
				s.Together = "all"
			}
		}
		return true
	}},
	{"one of them left", []string{"together"}, func(w *world) bool {
		if len(w.plan.Undone) == 0 {
			return false
		}
		_, s, _ := w.some(func(s *problem.Shipment, _ *problem.PlannedStop) bool { return s.Vehicle == "" && s.Workers < 2 })
		s.Together, w.p.Shipments[len(w.p.Shipments)-1].Together = "both", "both"
		return true
	}},
	{"not to be together", []string{"apart"}, func(w *world) bool {
		for k, r := range w.plan.Routes {
			c, added := w.course(k), 0
			for _, call := range c.calls {
				if call.Kind == problem.Delivery {
					call.shipment.Apart = r.Vehicle
					if call.added {
						added++
					}
				}
			}
			if n := len(c.calls); added > 0 && n > 2 && c.calls[0].index != c.calls[n-1].index {
				return true
			}
		}
		return false
	}},
	{"workers not together", []string{"workers"}, func(w *world) bool {
		if w.team == 0 {
			return false
		}
		s := w.plan.Routes[w.d.n(2)].Stops
		s[len(s)-1].Start++
		return true
	}},
	{"a worker missing", []string{"assignment"}, func(w *world) bool {
		w.p.Shipments[0].Workers++
		return w.team != 0
	}},
	{"promise broken in silence", []string{"change"}, func(w *world) bool {
		_, s, _ := w.some(func(s *problem.Shipment, _ *problem.PlannedStop) bool { return s.Vehicle == "" && s.Was != "gone" })
		if s != nil {
			s.Was = "gone"
		}
		return s != nil
	}},
	{"a promise too many", []string{"change"}, func(w *world) bool {
		w.p.MaxChanged--
		return w.p.MaxChanged > 0
	}},
	{"start agreed on", []string{"committed"}, func(w *world) bool {
		for k := range w.p.Vehicles {
			if v := &w.p.Vehicles[k]; len(v.Route) > 0 {
				v.Route[w.d.n(len(v.Route))].Start = 1
				return true
			}
		}
		return false
	}},
	{"commits too late", []string{"commit"}, func(w *world) bool {
		w.plan.Routes[0].CommitBy = w.p.Vehicles[0].ShiftEnd + 1
		return true
	}},
}

// TestSpoiledWorlds spoils sound plans in each way and asks that the judge
// says so.
func TestSpoiledWorlds(t *testing.T) {
	for _, m := range spoils {
		t.Run(m.name, func(t *testing.T) {
			tried := 0
			for seed := range 150 {
				w := newWorld(1_000_000 + seed)
				if !m.spoil(w) {
					continue
				}
				tried++
				if found := Plan(w.p, *w.plan); !slices.ContainsFunc(found, func(v Violation) bool { return slices.Contains(m.rules, v.Rule) }) {
					t.Fatalf("seed %d: not caught: %v", seed, found)
				}
			}
			if tried < 15 {
				t.Errorf("only %d plans could be spoiled", tried)
			}
		})
	}
}
