package format

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// ReadPlan reads an answer, by whatever program, to the problem that x.Problem
// returned. Of VROOM's JSON the order of the tasks is read and the times are
// worked out; the text formats are not read.
func ReadPlan(x Instance, p *problem.Problem, answer []byte) (*problem.Plan, error) {
	switch x := x.(type) {
	case *LinliInput:
		var plan problem.Plan
		if err := json.Unmarshal(answer, &plan); err != nil {
			return nil, mistake(0, "", "this is no plan: %v", err)
		}
		return &plan, nil
	case *VroomInput:
		a, err := decodeAnswer(answer)
		if err != nil {
			return nil, err
		}
		q := *p
		q.Vehicles = slices.Clone(p.Vehicles) // reading changes their breaks
		r := x.reading(&q)
		for i := range a.Routes {
			if err := r.route(&a.Routes[i]); err != nil {
				return nil, err
			}
		}
		r.finish()
		return r.plan, nil
	}
	return nil, mistake(0, "", "answers to %s are only judged, not read: use %s or %s", x.Format(), Native, Vroom)
}

// reading begins to read an answer to p.
func (x *VroomInput) reading(p *problem.Problem) *vroomReading {
	r := &vroomReading{p: p, plan: &problem.Plan{Epoch: p.Epoch}, places: x.places(), shipments: x.stopsByTask(), vehicles: map[string]*VroomVehicle{}}
	for i := range x.Vehicles {
		r.vehicles[vehicleID(&x.Vehicles[i])] = &x.Vehicles[i]
	}
	return r
}

// ShipmentID returns the name that a shipment has in the problem that x states.
// VROOM's jobs, pickups and deliveries may be named by their number alone, a
// job first.
func ShipmentID(x Instance, name string) string {
	v, ok := x.(*VroomInput)
	n, err := strconv.ParseInt(name, 10, 64)
	if !ok || err != nil {
		return name
	}
	for i := range v.Jobs {
		if v.Jobs[i].ID == n {
			return jobID(n)
		}
	}
	for i := range v.Shipments {
		if s := &v.Shipments[i]; s.Pickup.ID == n || s.Delivery.ID == n {
			return carriageID(s)
		}
	}
	return name
}

// ParseInstant reads an instant in RFC 3339, or as a number of the format's
// own: seconds in VROOM's JSON, microseconds in Linli's.
func ParseInstant(x Instance, s string) (clock.Instant, error) {
	vroom := x.Format() == Vroom
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 0 && n < int64(problem.MaxInstant)/1_000_000 && vroom {
		return instant(n), nil
	} else if err == nil && n > 0 && n < int64(problem.MaxInstant) && !vroom {
		return clock.Instant(n), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, fmt.Errorf("%q is neither an RFC 3339 time (2026-11-24T18:30:00+01:00) nor an instant as in the file", s)
	}
	if vroom {
		return instant(t.Unix()), nil
	}
	return clock.FromTime(t), nil
}
