package matching

import (
	"fmt"

	"github.com/linli/linli/matching/problem"
)

// kinds sorts vehicles by what the rules about a shipment and a vehicle see of
// them, so that each rule is asked once for many.
type kinds struct {
	twin   []string // by vehicle of the model: equal for those that are equal in everything
	groups []kind   // in the order of their first vehicles
	coarse bool     // see mostCells
}

// kind is vehicles that the rules cannot tell apart; the first speaks for all.
type kind struct{ vehicles []int }

func newKinds(c *compiled) kinds {
	named := map[string]bool{}
	for i := range c.solver.problem.Shipments {
		s := &c.solver.problem.Shipments[i]
		named[s.Only], named[s.Was] = true, true
		for _, k := range s.Known {
			named[k.Vehicle] = true
		}
		for _, id := range s.Exclude {
			named[id] = true
		}
	}
	var k kinds
	index := map[string]int{}
	for n, t := range c.vehicles {
		v := *t.vehicle
		v.ID = ""
		if named[t.vehicle.ID] || len(t.stops) > 0 {
			v.ID = "/" + t.vehicle.ID
		}
		v.Route, v.Locked = nil, 0
		k.twin = append(k.twin, fmt.Sprintf("%+v", v))
		v.Start, v.End, v.ReadyAt, v.ShiftEnd, v.Cost, v.Worked, v.Breaks = 0, 0, 0, 0, problem.Cost{}, 0, nil
		key := fmt.Sprintf("%+v", v)
		g, ok := index[key]
		if !ok {
			g = len(k.groups)
			index[key] = g
			k.groups = append(k.groups, kind{})
		}
		k.groups[g].vehicles = append(k.groups[g].vehicles, n)
	}
	return k
}
