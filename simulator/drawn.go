package simulator

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
)

// Drawn is how many shared places are drawn for robots on the streets of a
// scenario.
type Drawn struct {
	Zones int // for one at a time, 24 m wide
	Gates int
	Lifts int

	Stations int // with room for eight robots each; they charge there

	Compounds int // into which couriers do not go, each around a home; every other one has exceptions
}

// drawn draws the places, each on a street between a counter and a home, none
// where goods are fetched: a robot may stand at a counter for long.
func (w *World) drawn() []lanes.Feature {
	d := w.sc.Drawn
	want := d.Zones + d.Gates + d.Lifts + d.Stations
	var out []lanes.Feature
	var used []geo.Point
	for _, p := range w.Providers {
		used = append(used, p.Point)
	}
	for try := 0; len(out) < want && try < 100*want; try++ {
		dice := roll(w.sc.Seed, "drawn", fmt.Sprint(try))
		from, to := w.Providers[dice.below(len(w.Providers))].Point, w.homes[dice.below(len(w.homes))].Point
		way, err := w.router.Route(geo.Robot, from, to)
		if err != nil || len(way.Path) < 2 {
			continue
		}
		i := 1 + dice.below(len(way.Path)-1)
		a, b := way.Path[i-1], way.Path[i]
		at := geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2}
		if geo.Distance(a, b) < 14 || slices.ContainsFunc(used, func(p geo.Point) bool { return geo.Distance(p, at) < 60 }) {
			continue
		}
		used = append(used, at)
		out = append(out, d.feature(len(out), at, b))
	}
	for try, n := 0, 0; n < d.Compounds && try < 100*d.Compounds; try++ {
		if drawn := w.compound(try, n, used); drawn != nil {
			used, out, n = append(used, drawn[1].Points[0]), append(out, drawn...), n+1
		}
	}
	return out
}

// compoundReach is how far a compound reaches from its middle, in metres.
const compoundReach = 130.0

// compound draws the nth compound, around a home and with no counter in it, and
// the place by its edge on the way from a counter where robots take goods over;
// nothing where that cannot be.
func (w *World) compound(try, n int, used []geo.Point) []lanes.Feature {
	dice := roll(w.sc.Seed, "compound", fmt.Sprint(try))
	from, home := w.Providers[dice.below(len(w.Providers))].Point, w.homes[dice.below(len(w.homes))].Point
	if slices.ContainsFunc(used, func(p geo.Point) bool { return geo.Distance(p, home) < 3*compoundReach }) {
		return nil
	}
	way, err := w.router.Route(geo.Robot, from, home)
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(way.Path, func(p geo.Point) bool { return geo.Distance(p, home) < compoundReach })
	if i < 1 {
		return nil
	}
	yard := lanes.Feature{ID: fmt.Sprintf("c%d", n), Kind: lanes.Compound, Gate: fmt.Sprintf("h%d", n), Exceptions: n%2 == 1}
	for _, corner := range [4][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		yard.Points = append(yard.Points, offset(home, corner[0]*compoundReach, corner[1]*compoundReach))
	}
	return []lanes.Feature{yard, {ID: yard.Gate, Kind: lanes.Handover, Capacity: 3, Points: []geo.Point{way.Path[i].Round()}}}
}

// offset is the place so many metres east and north of another.
func offset(at geo.Point, east, north float64) geo.Point {
	const degree = 1 / 111_195.0
	return geo.Point{Lng: at.Lng + east*degree/math.Cos(at.Lat*math.Pi/180), Lat: at.Lat + north*degree}.Round()
}

// feature draws the nth place on a street.
func (d Drawn) feature(n int, at, end geo.Point) lanes.Feature {
	shift := func(east, north float64) geo.Point { return offset(at, east, north) }
	switch {
	case n < d.Zones:
		return lanes.Feature{ID: fmt.Sprintf("z%d", n), Kind: lanes.Zone, Points: []geo.Point{shift(-12, -12), shift(12, -12), shift(12, 12), shift(-12, 12)}}
	case n < d.Zones+d.Gates:
		return lanes.Feature{ID: fmt.Sprintf("g%d", n), Kind: lanes.Gate, Device: fmt.Sprintf("g%d", n), Points: []geo.Point{at.Round()}}
	}
	if n >= d.Zones+d.Gates+d.Lifts {
		return lanes.Feature{ID: fmt.Sprintf("s%d", n), Kind: lanes.Station, Capacity: 8, Charge: true, Points: []geo.Point{shift(0, 9)}}
	}
	t := 6 / geo.Distance(at, end)
	de, dn := (end.Lng-at.Lng)*t, (end.Lat-at.Lat)*t
	lower, upper := geo.Point{Lng: at.Lng - de, Lat: at.Lat - dn}, geo.Point{Lng: at.Lng + de, Lat: at.Lat + dn}
	return lanes.Feature{ID: fmt.Sprintf("e%d", n), Kind: lanes.Lift, Device: fmt.Sprintf("e%d", n), Floors: []string{"0", "1"}, Points: []geo.Point{lower.Round(), at.Round(), upper.Round()}}
}

// towAfter is how long somebody of staff takes to a robot that blocks others.
const towAfter = 5 * time.Minute

// tow sends staff to the robots that stand in a shared place with nothing to do,
// to push them out of it.
func (d *Day) tow(s *dispatch.State) {
	idle := func(s *dispatch.State, robot string) bool { return s.Robots.Get(fleet.WorkerID(robot)).Mission == "" }
	for _, h := range s.Grants.Holds {
		port := d.robots[h.Robot]
		if d.towing[h.Robot] || !idle(s, h.Robot) {
			continue
		}
		d.towing[h.Robot] = true
		d.After(towAfter, func() {
			delete(d.towing, h.Robot)
			if port.robot.idle() && idle(d.State(), h.Robot) {
				port.robot.at = beside(&d.State().Lanes, port.robot.at)
				port.robot.tell()
			}
		})
	}
}

// beside returns a place near p in which nothing is drawn.
func beside(n *lanes.Network, p geo.Point) geo.Point {
	o, err := n.NewOverlay(p)
	for far := 10.0; err == nil && far <= 100; far += 10 {
		for k := range 8 {
			angle := float64(k) * math.Pi / 4
			q := geo.Point{Lng: p.Lng + far*math.Sin(angle)/111_195/math.Cos(p.Lat*math.Pi/180), Lat: p.Lat + far*math.Cos(angle)/111_195}.Round()
			if len(o.At(q)) == 0 {
				return q
			}
		}
	}
	return p
}
