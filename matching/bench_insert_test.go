package matching

import (
	"fmt"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// roll is splitmix64: a seed means the same problem for ever.
type roll uint64

func (d *roll) n(n int) int {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

// fullHouse returns a town of 200 workers with 1,000 stops among them and one
// order more, with all rules on: breaks, returns, compartments, last in first
// out, shifts, ranges, driving time, rides, several windows, set-up, lateness.
func fullHouse() *problem.Problem {
	d := roll(7)
	const now clock.Instant = 1_800_000_000_000_000
	in := func(m int) clock.Instant { return now.Add(time.Duration(m) * time.Minute) }
	p := &problem.Problem{Now: now, Weights: problem.Weights{LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2, Uneven: 100}}
	const stops, workers = 400, 200
	for range stops + workers {
		p.Places = append(p.Places, geo.Point{Lng: 1.52 + float64(d.n(6000))/1e5, Lat: 42.5 + float64(d.n(4500))/1e5})
	}
	m := problem.NewMatrix(len(p.Places))
	for i := range p.Places {
		for j := range p.Places {
			meters := 1.3 * geo.Distance(p.Places[i], p.Places[j])
			m.Set(i, j, problem.Leg{Travel: time.Duration(meters/250*60) * time.Second, Meters: geo.Meters(meters)})
		}
	}
	p.SetMatrix(geo.Ebike, m)
	order := func(k int, visit bool) problem.Shipment {
		due := 40 + d.n(120)
		return problem.Shipment{ID: fmt.Sprintf("s%04d", k), Visit: visit, Pickup: d.n(stops), PickupService: time.Minute, PickupSetup: time.Minute,
			Release: in(d.n(60)), Due: in(due), Latest: in(due + 120), MaxRide: 75 * time.Minute, Class: [...]string{"", "cold"}[d.n(2)],
			Windows: []problem.Window{{From: now, To: in(due)}, {From: in(due + 5), To: in(due + 90)}},
			Load:    problem.Load{Grams: int64(500 + d.n(2000)), Millis: int64(1000 + d.n(4000)), More: [6]int64{1}},
			Options: []problem.Option{{Mode: problem.Door, Place: d.n(stops), Service: 2 * time.Minute, Setup: time.Minute, Consent: true}}}
	}
	p.Shipments = append(p.Shipments, order(0, false))
	for k := range workers {
		v := problem.Vehicle{ID: fmt.Sprintf("c%03d", k), Kind: problem.Courier, Profile: geo.Ebike, Start: stops + k, ReadyAt: now,
			ShiftEnd: in(480), Returns: true, End: d.n(stops), Capacity: problem.Load{Grams: 20_000, Millis: 60_000, More: [6]int64{10}},
			MaxTasks: 12, Range: 40_000, MaxDrive: 3 * time.Hour, LastInFirstOut: k%2 == 0, Worked: time.Hour,
			Compartments: []problem.Compartment{{Capacity: problem.Load{Grams: 15_000, Millis: 40_000, More: [6]int64{8}}},
				{Class: "cold", Capacity: problem.Load{Grams: 8_000, Millis: 20_000, More: [6]int64{4}}}},
			Breaks: []problem.Break{{ID: "lunch", Windows: []problem.Window{{From: in(30), To: in(90)}}, Duration: 20 * time.Minute}},
			Cost:   problem.Cost{Fixed: 500, PerTask: 100, PerHour: 2400, PerKm: 50}, Locked: 1}
		for c := range 3 {
			s := order(1+3*k+c, c == 2)
			s.Vehicle = v.ID
			s.Windows, s.Latest, s.Release, s.MaxRide = nil, 0, 0, 0
			i := len(p.Shipments)
			if !s.Visit {
				v.Route = append(v.Route, problem.Stop{Shipment: i, Kind: problem.Pickup, Place: s.Pickup, Service: s.PickupService})
			}
			v.Route = append(v.Route, problem.Stop{Shipment: i, Kind: problem.Delivery, Place: s.Options[0].Place, Service: 2 * time.Minute})
			p.Shipments = append(p.Shipments, s)
		}
		p.Vehicles = append(p.Vehicles, v)
	}
	return p
}

// naive finds the cheapest insertion by following every route as a whole.
func (s *solver) naive() (best int64, found bool) {
	for k := range s.tours {
		t := &s.tours[k]
		if s.suits(t, 0) != none || t.broken != none {
			continue
		}
		w := &s.ways[0]
		w.suit(t.typ)
		for i := t.locked; i <= len(t.stops); i++ {
			for j := i; j <= len(t.stops); j++ {
				s.by.stops = s.by.stops[:0]
				for k := 0; k <= len(t.stops); k++ {
					if k == i {
						s.by.stops = append(s.by.stops, &w.pickup)
					}
					if k == j {
						s.by.stops = append(s.by.stops, &w.delivery)
					}
					if k < len(t.stops) {
						s.by.stops = append(s.by.stops, &t.stops[k])
					}
				}
				if s.by.follow(&t.rig) != none {
					continue
				}
				score := t.prices.score(&s.by.end.measure) - t.cost + t.prices.extra(s.price(t, 0).sum())
				if !found || score < best {
					best, found = score, true
				}
			}
		}
	}
	return best, found
}

// BenchmarkInsert finds the exact best place of one order in a plan of 1,000
// stops on 200 workers with all rules on, beside following every route that
// the insertion could make.
func BenchmarkInsert(b *testing.B) {
	s := newSolver(fullHouse())
	s.consider(0, 0)
	stops, broken := 0, 0
	for k := range s.tours {
		stops += len(s.tours[k].stops)
		if s.tours[k].broken != none {
			broken++
		}
	}
	want, found := s.naive()
	if got, ok := s.verdict.chosen(); !found || !ok || got.score != want {
		b.Fatalf("found %d (%t), following all %d (%t)", got.score, ok, want, found)
	}
	b.Run("best", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.consider(0, 0)
		}
		b.ReportMetric(float64(stops), "stops")
		b.ReportMetric(float64(broken), "broken")
		b.ReportMetric(float64(s.verdict.more+len(s.verdict.candidates)), "feasible")
	})
	b.Run("naive", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.naive()
		}
	})
}
