package format

import "github.com/linli/linli/matching/problem"

// Initial returns the plan that the vehicles' steps tell, for a search to begin
// with; nil when there are no steps. Only its order and who does what is in it,
// no times. What is not feasible of it a search leaves out.
func (x *VroomInput) Initial(p *problem.Problem) *problem.Plan {
	stops, plan := x.stopsByTask(), &problem.Plan{}
	for i := range x.Vehicles {
		v := &x.Vehicles[i]
		r := problem.Route{Vehicle: vehicleID(v)}
		for _, s := range v.Steps {
			if s.ID == nil {
				continue
			}
			at, ok := stops[taskName(s.Type, *s.ID)]
			if !ok {
				continue // a break
			}
			id := p.Shipments[at.shipment].ID
			r.Stops = append(r.Stops, problem.PlannedStop{Shipment: id, Kind: at.kind})
			if at.kind == problem.Delivery {
				plan.Assignments = append(plan.Assignments, problem.Assignment{Shipment: id, Vehicle: r.Vehicle})
			}
		}
		if len(r.Stops) > 0 {
			plan.Routes = append(plan.Routes, r)
		}
	}
	if len(plan.Routes) == 0 {
		return nil
	}
	return plan
}

// Initial returns nil: text formats have no routes in them.
func (x *Nodes) Initial(*problem.Problem) *problem.Plan { return nil }

// Initial returns nil: the routes in hand are in the problem.
func (x *LinliInput) Initial(*problem.Problem) *problem.Plan { return nil }

// steps refuses steps for what is not in the problem, or is in two of them.
func (c *itemCheck) steps(v *VroomVehicle, tasks map[string]map[int64]bool, seen map[string]bool) {
	for k, s := range v.Steps {
		known, is := tasks[s.Type]
		switch {
		case s.Type == "start" || s.Type == "end" || s.Type == "break":
		case !is:
			c.fail("step %d is of an unknown type, %q", k, s.Type)
		case s.ID == nil || !known[*s.ID]:
			c.fail("step %d is no %s of the problem", k, s.Type)
		case seen[taskName(s.Type, *s.ID)]:
			c.fail("step %d, %s, is there twice", k, taskName(s.Type, *s.ID))
		default:
			seen[taskName(s.Type, *s.ID)] = true
		}
	}
}
