package matching_test

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

const now clock.Instant = 1_800_000_000_000_000

func in(minutes float64) clock.Instant {
	return now.Add(time.Duration(minutes * float64(time.Minute)))
}

// street returns a problem of n places in a row, a minute and 100 m apart, for
// every profile.
func street(n int) *problem.Problem {
	p := &problem.Problem{Epoch: 7, Now: now, Weights: problem.Weights{
		LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2}}
	for i := range n {
		p.Places = append(p.Places, geo.Point{Lng: float64(i) / 1000, Lat: 42})
	}
	m := problem.NewMatrix(n)
	for i := range n {
		for j := range n {
			d := max(i-j, j-i)
			m.Set(i, j, problem.Leg{Travel: time.Duration(d) * time.Minute, Meters: geo.Meters(100 * d)})
		}
	}
	for i := range geo.ProfileCount {
		p.SetMatrix(geo.Profile(i), m)
	}
	return p
}

func courier(id string, start int) problem.Vehicle {
	return problem.Vehicle{ID: id, Kind: problem.Courier, Profile: geo.Ebike, Start: start, ReadyAt: now,
		Capacity: problem.Load{Grams: 20_000, Millis: 60_000},
		Cost:     problem.Cost{PerTask: 100, PerHour: 2400, PerKm: 50}}
}

func robot(id string, start int) problem.Vehicle {
	return problem.Vehicle{ID: id, Kind: problem.Robot, Profile: geo.Robot, Start: start, ReadyAt: now,
		Capacity: problem.Load{Grams: 10_000, Millis: 30_000},
		Cost:     problem.Cost{PerTask: 60, PerHour: 600, PerKm: 20}}
}

func door(place int) problem.Option {
	return problem.Option{Mode: problem.Door, Place: place, Service: 2 * time.Minute, Consent: true}
}

func inLocker(place int, id string) problem.Option {
	return problem.Option{Mode: problem.InLocker, Place: place, Service: time.Minute, Consent: true,
		Locker: id, After: 4 * time.Minute, Fee: 30}
}

func handover(place int) problem.Option {
	return problem.Option{Mode: problem.Handover, Place: place, Service: time.Minute, Consent: true, After: 2 * time.Minute}
}

func gate(place int) problem.Option {
	return problem.Option{Mode: problem.Gate, Place: place, Service: time.Minute, Consent: true, After: 5 * time.Minute}
}

func shipment(id string, pickup int, options ...problem.Option) problem.Shipment {
	return problem.Shipment{ID: id, Pickup: pickup, PickupService: time.Minute, Options: options,
		Load: problem.Load{Grams: 1500, Millis: 4000}, Placed: now}
}

// commit gives the shipment at index i to the vehicle at index v, at the end
// of its route.
func commit(p *problem.Problem, i, v int) {
	s, vehicle := &p.Shipments[i], &p.Vehicles[v]
	s.Vehicle = vehicle.ID
	o := s.Options[s.Option]
	if !s.OnBoard {
		vehicle.Route = append(vehicle.Route, problem.Stop{Shipment: i, Kind: problem.Pickup, Place: s.Pickup, Service: s.PickupService})
	}
	vehicle.Route = append(vehicle.Route, problem.Stop{Shipment: i, Kind: problem.Delivery, Place: o.Place, Service: o.Service})
}

// dice is splitmix64, so that a seed means the same problem for ever.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n returns a number from 0 to n-1.
func (d *dice) n(n int) int { return int(d.next() % uint64(n)) }

// one reports true one time in n.
func (d *dice) one(n int) bool { return d.n(n) == 0 }

func (d *dice) minutes(from, to int) time.Duration {
	return time.Duration(from*60+d.n((to-from)*60)) * time.Second
}

// size bounds a random problem.
type size struct{ vehicles, waiting, committed int }

// random returns a problem with every feature in it now and then. Half of the
// problems break the triangle inequality. Legs into vehicle starts are not
// filled in: whoever reads one finds it unreachable.
func random(d *dice, s size) *problem.Problem {
	p := &problem.Problem{Epoch: d.next(), Now: now, Weights: problem.Weights{
		LatePerMinute: int64(d.n(100)), LateStep: int64(d.n(20)),
		WaitPerMinute: int64(d.n(10)), ResidentPerMinute: int64(d.n(5))}}
	stopPlaces := 4 + d.n(6)
	for i := range stopPlaces + s.vehicles {
		p.Places = append(p.Places, geo.Point{Lng: float64(d.n(1000)) / 1e5, Lat: 42 + float64(i)/1e5})
	}
	randomTimes(d, p, stopPlaces)
	p.Lockers = []problem.Locker{{ID: "L1"}, {ID: "L2"}}
	for k := range p.Lockers {
		for range d.n(3) {
			p.Lockers[k].Free = append(p.Lockers[k].Free, problem.Load{Grams: int64(1000 + d.n(5000)), Millis: int64(1000 + d.n(9000))})
		}
	}
	for k := range s.vehicles {
		p.Vehicles = append(p.Vehicles, randomVehicle(d, k, stopPlaces+k))
	}
	for k := range s.waiting + s.committed {
		p.Shipments = append(p.Shipments, randomShipment(d, k, stopPlaces))
	}
	for i := s.waiting; i < len(p.Shipments); i++ {
		sh := &p.Shipments[i]
		if sh.OnBoard = d.one(3); sh.OnBoard && d.one(2) {
			sh.PickedUpAt = in(-float64(d.n(5)))
		}
		commit(p, i, d.n(s.vehicles))
	}
	return p
}

func randomTimes(d *dice, p *problem.Problem, stopPlaces int) {
	metric := d.one(2)
	for profile := range geo.ProfileCount {
		m := problem.NewMatrix(len(p.Places))
		for i := range p.Places {
			for j := range p.Places {
				meters := 200 + d.n(2000)
				if metric {
					meters = int(geo.Distance(p.Places[i], p.Places[j]))
				}
				l := problem.Leg{Travel: time.Duration(meters) * time.Second / time.Duration(2+profile), Meters: geo.Meters(meters)}
				if j >= stopPlaces || !metric && d.one(40) {
					l = problem.Leg{Travel: problem.Unreachable}
				}
				m.Set(i, j, l)
			}
		}
		p.SetMatrix(geo.Profile(profile), m)
	}
}

func randomVehicle(d *dice, k, start int) problem.Vehicle {
	v := courier(fmt.Sprintf("c%02d", k), start)
	if d.one(3) {
		v = robot(fmt.Sprintf("r%02d", k), start)
	}
	v.ReadyAt = in(float64(d.n(20) - 5))
	v.Cost.PerTask += int64(d.n(40))
	v.Cost.PerKm += int64(d.n(40))
	if d.one(2) {
		v.ShiftEnd = in(float64(20 + d.n(120)))
	}
	if d.one(2) {
		v.MaxTasks = 1 + d.n(5)
	}
	if d.one(3) {
		v.MaxNew = 1 + d.n(2)
	}
	if d.one(2) {
		v.Range = geo.Meters(2000 + d.n(15000))
	}
	if d.one(2) {
		v.Skills = []string{"cold"}
	}
	if d.one(3) {
		v.Capacity = problem.Load{Grams: int64(3000 + d.n(5000)), Millis: int64(5000 + d.n(10000))}
	}
	v.Locked = d.n(3)
	return v
}

func randomShipment(d *dice, k, places int) problem.Shipment {
	s := shipment(fmt.Sprintf("s%02d", k), d.n(places), door(d.n(places)))
	for range d.n(3) {
		o := inLocker(d.n(places), [...]string{"L1", "L2", "L3"}[d.n(3)])
		if d.one(2) {
			o = handover(d.n(places))
		}
		o.Consent, o.Stairs, o.Fee = !d.one(6), d.one(4), int64(d.n(60))
		s.Options = append(s.Options, o)
	}
	s.Load = problem.Load{Grams: int64(500 + d.n(3500)), Millis: int64(500 + d.n(6000))}
	s.Placed = in(-float64(d.n(30)))
	s.PickupService = d.minutes(0, 4)
	if d.one(2) {
		s.Release = in(float64(d.n(30)))
	}
	if d.one(4) {
		s.Earliest = in(float64(d.n(40)))
	}
	if d.one(2) {
		s.Due = in(float64(10 + d.n(40)))
	}
	if d.one(3) {
		s.Latest = in(float64(40 + d.n(60)))
	}
	if d.one(3) {
		s.MaxRide = d.minutes(15, 50)
	}
	if d.one(6) {
		s.Skills = []string{"cold"}
	}
	if d.one(8) {
		s.Exclude = []string{"c00", "r01"}
	}
	s.Priority = d.n(2)
	s.Needs = problem.Needs{NoStairs: d.one(6), NoScreen: d.one(6), NoComingDown: d.one(6)}
	return s
}
