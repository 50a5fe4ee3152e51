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
		travel, err := p.around(prob, geo.Robot, trip.Avoid)
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
			if w.Path, err = wayOf(ctx, travel, geo.Robot, trip.From, w.To); err != nil {
				return nil, fmt.Errorf("shell: way of robot %s: %w", trip.Robot, err)
			}
		}
		ways = append(ways, w)
	}
	return ways, nil
}

// wayOf returns a robot's way, thinned to the points that it cannot do without.
// It begins where the robot stands, be that on a road or not.
func wayOf(ctx context.Context, t Travel, profile geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	way, err := t.Way(ctx, profile, from, to)
	if err != nil {
		return nil, err
	}
	if l, ok := t.(Lanes); ok {
		return l.thin(way), nil
	}
	return thin(append([]geo.Point{from}, way...)), nil
}
