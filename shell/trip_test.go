package shell_test

import (
	"context"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// A robot's way begins where it stands, in a yard off the roads too, with a
// drawn network and without one.
func TestTripBeginsWhereTheRobotStands(t *testing.T) {
	router, sides := block(t)
	yard := geo.Point{Lng: sides[0].Lng, Lat: sides[0].Lat - 80.0/111_195}.Round()
	drawn := &lanes.Network{Revision: 1, Features: []lanes.Feature{{ID: "east", Kind: lanes.Gate, Points: sides[1:2]}}}
	for name, network := range map[string]*lanes.Network{"roads": nil, "lanes": drawn} {
		p := &problem.Problem{Lanes: network, Trips: []problem.Trip{{Robot: "r1", From: yard, Goals: sides[2:3]}}}
		plan, err := shell.RoadPlanner(router).Solve(context.Background(), p)
		if err != nil || len(plan.Trips) != 1 {
			t.Fatalf("%s: %+v, %v", name, plan, err)
		}
		if w := plan.Trips[0]; len(w.Path) < 3 || w.Path[0] != yard || w.To != sides[2] {
			t.Errorf("%s: a way from %v: %+v", name, yard, w)
		}
	}
}
