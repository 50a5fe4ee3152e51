package shell

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

// Planner is the solver work of both drivers: travel times, then the matcher,
// then the way to drive for robots.
type Planner struct {
	Travel Travel
	Ground *lanes.Ground // for robots, where something is drawn or closed; nil: they go by Travel all the same
}

// RoadPlanner is the planner over a city's own roads.
func RoadPlanner(r *roadnet.Router) Planner {
	return Planner{Travel: Roads{Router: r}, Ground: lanes.NewGround(r.City())}
}

// travel returns how vehicles of a profile get about, and that of the roads that
// they take.
func (p Planner) travel(prob *problem.Problem, profile geo.Profile) (Travel, geo.Profile, error) {
	road, avoid := prob.Road(profile)
	t, err := p.around(prob, road, avoid)
	return t, road, err
}

// around returns how vehicles get about round some resources.
func (p Planner) around(prob *problem.Problem, profile geo.Profile, avoid []string) (Travel, error) {
	if profile != geo.Robot || prob.Lanes == nil || p.Ground == nil {
		return p.Travel, nil
	}
	g, err := p.Ground.Graph(prob.Lanes, avoid...)
	return Lanes{g}, err
}

// searchIterations is how long a plan for several orders is bettered. More made
// no difference in simulated days with more orders than the couriers can carry
// on time; none left a tenth of the orders late that need not be.
const searchIterations = 400

// Solve fills the problem's travel times, solves it, and adds the ways of
// robots to the plan. It stops early, with what it has, when ctx ends.
func (p Planner) Solve(ctx context.Context, prob *problem.Problem) (problem.Plan, error) {
	if err := p.fill(ctx, prob, false); err != nil {
		return problem.Plan{}, err
	}
	plan := Plan(ctx, prob)
	for i := range plan.Routes {
		if err := p.drive(ctx, prob, &plan.Routes[i]); err != nil {
			return problem.Plan{}, err
		}
	}
	var err error
	if plan.Ways, err = p.detours(ctx, prob); err != nil {
		return problem.Plan{}, err
	}
	plan.Trips, err = p.trips(ctx, prob)
	return plan, err
}

// Plan solves a problem that has its travel times. One waiting order goes where
// it is cheapest; of several, a search finds which is better left to whom. The
// same problem gives the same plan, unless ctx ends first.
func Plan(ctx context.Context, prob *problem.Problem) problem.Plan {
	waiting := 0
	for i := range prob.Shipments {
		if prob.Shipments[i].Vehicle == "" {
			waiting++
		}
	}
	if waiting < 2 {
		return matching.Solve(prob, func() bool { return ctx.Err() != nil })
	}
	spent := func() float64 {
		if ctx.Err() != nil {
			return 1
		}
		return 0
	}
	return matching.Optimize(prob, matching.Options{Seed: 1, Threads: 1, Iterations: searchIterations, Spent: spent})
}

// fill sets the legs that a plan may use: for each profile, from the starts of
// its vehicles and every stop that they have or could get, to those stops. All
// others are unreachable. An inquiry asks what would be if another vehicle had
// what is in hand: whole gives every profile all stops.
func (p Planner) fill(ctx context.Context, prob *problem.Problem, whole bool) error {
	for i := range prob.Vehicles {
		profile := prob.Vehicles[i].Profile
		if prob.Matrix(profile) != nil {
			continue
		}
		rows, columns := stopPlaces(prob, profile, whole)
		travel, road, err := p.travel(prob, profile)
		if err != nil {
			return fmt.Errorf("shell: lanes: %w", err)
		}
		times, err := travel.Times(ctx, road, pointsOf(prob, rows), pointsOf(prob, columns))
		if err != nil {
			return fmt.Errorf("shell: travel times by %s: %w", profile, err)
		}
		m := problem.NewMatrix(len(prob.Places))
		m.Close()
		for i, row := range times {
			for j, leg := range row {
				if pace := prob.RobotPace; road == geo.Robot && pace > 0 && leg.Travel != problem.Unreachable {
					leg.Travel = leg.Travel * 100 / time.Duration(pace)
				}
				m.Set(rows[i], columns[j], leg)
			}
		}
		prob.SetMatrix(profile, m)
	}
	return nil
}

func pointsOf(prob *problem.Problem, places []int) []geo.Point {
	ps := make([]geo.Point, len(places))
	for i, k := range places {
		ps[i] = prob.Places[k]
	}
	return ps
}

// stopPlaces lists the places that vehicles of a profile, or of any, may come
// from and those that they may stop at, both in ascending order.
func stopPlaces(prob *problem.Problem, profile geo.Profile, any bool) (from, to []int) {
	const start, stop = 1, 2
	seen := make([]byte, len(prob.Places))
	for i := range prob.Shipments {
		s := &prob.Shipments[i]
		if s.Vehicle != "" && !any {
			continue // its stops are in the route of the vehicle that has it
		}
		seen[s.Pickup] |= stop
		for k := range s.Options {
			seen[s.Options[k].Place] |= stop
		}
	}
	for i := range prob.Vehicles {
		v := &prob.Vehicles[i]
		if v.Profile != profile && !any {
			continue
		}
		seen[v.Start] |= start
		for k := range v.Route {
			seen[v.Route[k].Place] |= stop
		}
	}
	for i, what := range seen {
		if what != 0 {
			from = append(from, i)
		}
		if what&stop != 0 {
			to = append(to, i)
		}
	}
	return from, to
}

// pathTolerance is how far, in degrees (some 3 m), a robot's way may be from
// the road's true shape: fewer nodes, shorter orders.
const pathTolerance = 3e-5

// drive adds the way of each leg to a robot's route.
func (p Planner) drive(ctx context.Context, prob *problem.Problem, r *problem.Route) error {
	for _, v := range prob.Vehicles {
		if v.ID != r.Vehicle || v.Kind != problem.Robot {
			continue
		}
		travel, road, err := p.travel(prob, v.Profile)
		if err != nil {
			return fmt.Errorf("shell: lanes: %w", err)
		}
		from := prob.Places[v.Start]
		for i := range r.Stops {
			if r.Stops[i].Path, err = wayOf(ctx, travel, road, from, r.Stops[i].Point); err != nil {
				return fmt.Errorf("shell: way of robot %s: %w", v.ID, err)
			}
			from = r.Stops[i].Point
		}
	}
	return nil
}

func thin(path []geo.Point) []geo.Point {
	line := make(orb.LineString, len(path))
	for i, p := range path {
		line[i] = p.Orb()
	}
	line = simplify.DouglasPeucker(pathTolerance).LineString(line)
	out := make([]geo.Point, 0, len(line))
	for _, o := range line {
		p := geo.FromOrb(o).Round()
		if !math.IsNaN(p.Lng) {
			out = append(out, p)
		}
	}
	return out
}
