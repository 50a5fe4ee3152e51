package shell

import (
	"context"
	"fmt"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// trips finds the ways of robots without goods.
func (p Planner) trips(ctx context.Context, prob *problem.Problem) ([]problem.TripWay, error) {
	var ways []problem.TripWay
	for _, trip := range prob.Trips {
		travel, err := p.travel(prob, geo.Robot)
		if err != nil {
			return nil, fmt.Errorf("shell: lanes: %w", err)
		}
		w := problem.TripWay{Robot: trip.Robot}
		legs, err := travel.Times(ctx, geo.Robot, []geo.Point{trip.From}, trip.Goals)
		if err != nil {
			return nil, fmt.Errorf("shell: travel times of robot %s: %w", trip.Robot, err)
		}
		best := problem.Unreachable
		for i, leg := range legs[0] {
			if leg.Travel < best {
				best, w.To = leg.Travel, trip.Goals[i]
			}
		}
		if best < problem.Unreachable {
			way, err := travel.Way(ctx, geo.Robot, trip.From, w.To)
			if err != nil {
				return nil, fmt.Errorf("shell: way of robot %s: %w", trip.Robot, err)
			}
			w.Path = thinned(travel, way)
		}
		ways = append(ways, w)
	}
	return ways, nil
}

// thinned leaves out the points of a way that it can do without.
func thinned(t Travel, way []geo.Point) []geo.Point {
	if l, ok := t.(Lanes); ok {
		return l.thin(way)
	}
	return thin(way)
}
