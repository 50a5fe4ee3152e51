package format

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// vroomRoads is what is known of the drives of one profile: by matrix, or by
// the Travel of the options.
type vroomRoads struct {
	n       int
	seconds func(i, j int) float64 // Inf: no way
	meters  func(i, j int) float64 // nil: not known
	costs   func(i, j int) float64 // nil: what drives take
}

// roads returns the drives of a profile.
func (p *vroomPlaces) roads(profile string, travel Travel, length bool) (*vroomRoads, error) {
	m := p.x.Matrices[profile]
	r := &vroomRoads{n: len(p.points)}
	if p.nowhere >= 0 {
		r.n--
	}
	var legs []problem.Leg
	if m.Durations == nil || length && m.Distances == nil {
		what := "durations"
		if m.Durations != nil {
			what = "distances, which costs or limits need,"
		}
		points, err := p.located(profile, what)
		if err != nil {
			return nil, err
		}
		if travel == nil {
			travel = GreatCircle
		}
		if legs, err = travel(profile, points); err != nil {
			return nil, err
		}
	}
	table := func(t *Table) func(i, j int) float64 {
		if t == nil {
			return nil
		}
		return func(i, j int) float64 { return float64(t.At(i, j)) }
	}
	r.seconds, r.meters, r.costs = table(m.Durations), table(m.Distances), table(m.Costs)
	if legs != nil && r.meters == nil {
		r.meters = func(i, j int) float64 { return float64(legs[i*r.n+j].Meters) }
	}
	if r.seconds == nil {
		r.seconds = func(i, j int) float64 {
			if l := legs[i*r.n+j]; l.Travel != problem.Unreachable {
				return l.Travel.Seconds()
			}
			return math.Inf(1)
		}
	}
	return r, nil
}

// vroomKind is what the drives of vehicles depend on.
type vroomKind struct {
	profile                 string
	speed                   int64 // hundredths
	perHour, perTask, perKm int64
	metered                 bool // lengths are limited: Meters holds them, and not the cost
}

// vroomClass is the drives of a kind.
type vroomClass struct {
	vroomKind
	seconds, cost, meterMatrix func(i, j int) float64
}

// pricing turns costs into metres and money of the model: a matrix of costs
// takes the place of the lengths, in parts of VROOM's unit that are as fine as
// fits 31 bits, and a metre costs one minor unit. So the search weighs exactly
// what VROOM does, driving and not the time at stops.
type pricing struct {
	x       *VroomInput
	places  *vroomPlaces
	o       Options
	classes []*vroomClass
	index   map[vroomKind]int
	roads   map[string]*vroomRoads
	parts   float64 // of a unit of cost
	horizon float64 // seconds beyond which no drive can be made; 0: there is none
}

// class returns the number of the vehicle's class.
func (p *pricing) class(v *VroomVehicle) (int, error) {
	costs, perHour := v.costs()
	key := vroomKind{profile: v.profile(), speed: v.speed(), perHour: perHour, perTask: costs.PerTaskHour, perKm: costs.PerKm,
		metered: v.MaxDistance != nil}
	if i, ok := p.index[key]; ok {
		return i, nil
	}
	c := vroomClass{vroomKind: key}
	roads, err := p.profileRoads(c.profile)
	if err != nil {
		return 0, err
	}
	if c.metered && roads.costs != nil && p.o.Objective == problem.Money {
		return 0, fmt.Errorf("vehicle %d: max_distance beside a matrix of costs is not supported", v.ID)
	}
	if len(p.classes) >= 250 {
		return 0, fmt.Errorf("vehicle %d: the vehicles are of more than 250 kinds by profile, speed_factor and costs", v.ID)
	}
	factor := 100 / float64(c.speed)
	c.seconds = func(i, j int) float64 { return roads.seconds(i, j) * factor }
	c.meterMatrix = roads.meters
	c.cost = func(i, j int) float64 {
		var km, drive float64
		if c.perKm > 0 {
			km = roads.meters(i, j) / 1000 * float64(c.perKm)
		}
		if roads.costs != nil {
			return roads.costs(i, j) + km
		}
		drive = c.seconds(i, j) / 3600 * float64(c.perHour)
		return drive + km
	}
	p.index[key] = len(p.classes)
	p.classes = append(p.classes, &c)
	return len(p.classes) - 1, nil
}

func (p *pricing) profileRoads(profile string) (*vroomRoads, error) {
	if r, ok := p.roads[profile]; ok {
		return r, nil
	}
	length := false
	for i := range p.x.Vehicles {
		v := &p.x.Vehicles[i]
		costs, _ := v.costs()
		length = length || v.profile() == profile && (costs.PerKm > 0 || v.MaxDistance != nil)
	}
	r, err := p.places.roads(profile, p.o.Travel, length)
	p.roads[profile] = r
	return r, err
}

// length returns what takes the place of the length of a drive: the length
// itself where it is limited or what counts, its cost otherwise. Of a vehicle
// that costs something by the hour at stops too, PerHour holds that share of
// the driving.
func (c *vroomClass) length(o problem.Objective, parts float64) (f func(i, j int) float64, scaled bool) {
	switch {
	case c.metered:
		return c.meterMatrix, false
	case o == problem.VehiclesDistance && c.meterMatrix != nil:
		return c.meterMatrix, false
	case o == problem.VehiclesDistance:
		return c.seconds, false
	}
	share := float64(c.perTask) / 3600
	return func(i, j int) float64 { return max(0, c.cost(i, j)-share*c.seconds(i, j)) * parts }, true
}

// scale chooses how fine costs are.
func (p *pricing) scale() {
	longest := 0.0
	for _, c := range p.classes {
		f, scaled := c.length(p.o.Objective, 1)
		if !scaled {
			continue
		}
		n := p.roads[c.profile].n
		for i := range n {
			for j := range n {
				if p.reaches(c, i, j) {
					longest = max(longest, f(i, j))
				}
			}
		}
	}
	for p.parts = 1000; longest*p.parts >= math.MaxInt32; {
		p.parts /= 10
	}
}

// reaches reports whether a drive can be made at all: it has a way and is
// shorter than the longest shift. Large numbers in a matrix often mean that
// there is no way.
func (p *pricing) reaches(c *vroomClass, i, j int) bool {
	s := c.seconds(i, j)
	return s <= maxVroomDuration && (p.horizon == 0 || s <= p.horizon)
}

// matrix states the drives of a class.
func (p *pricing) matrix(c *vroomClass) *problem.Matrix {
	n := p.roads[c.profile].n
	m := problem.NewMatrix(len(p.places.points))
	length, _ := c.length(p.o.Objective, p.parts)
	for i := range n {
		for j := range n {
			if !p.reaches(c, i, j) {
				m.Set(i, j, problem.Leg{Travel: problem.Unreachable})
				continue
			}
			m.Set(i, j, problem.Leg{
				Travel: time.Duration(math.Round(c.seconds(i, j)*1e6)) * time.Microsecond,
				Meters: geo.Meters(min(math.Round(length(i, j)), math.MaxInt32)),
			})
		}
	}
	return m
}

// cost returns what a vehicle of the class costs.
func (p *pricing) cost(v *VroomVehicle, c *vroomClass) problem.Cost {
	if p.o.Objective == problem.VehiclesDistance {
		return problem.Cost{PerKm: 1000}
	}
	costs, _ := v.costs()
	out := problem.Cost{Fixed: p.money(costs.Fixed), PerKm: 1000, PerHour: p.money(costs.PerTaskHour)}
	if c.metered {
		out.PerKm, out.PerHour = p.money(c.perKm), p.money(c.perHour)
	}
	return out
}

func (p *pricing) money(cost int64) int64 { return int64(math.Round(float64(cost) * p.parts)) }
