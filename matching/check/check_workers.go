package check

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// checkWorkers asks that a visit of several workers is given to as many
// different vehicles, by one option, and that they start together.
func checkWorkers(a *answer) {
	type team struct {
		vehicles map[string]bool
		option   int
		start    clock.Instant
	}
	teams := make([]*team, len(a.p.Shipments))
	several := func(id string) (int, bool) {
		i := a.shipment(id)
		return i, i >= 0 && a.p.Shipments[i].Workers > 1 && a.p.Shipments[i].Vehicle == ""
	}
	for _, as := range a.plan.Assignments {
		i, ok := several(as.Shipment)
		if !ok {
			continue
		}
		if teams[i] == nil {
			teams[i] = &team{vehicles: map[string]bool{}, option: as.Option}
		}
		t := teams[i]
		if t.vehicles[as.Vehicle] {
			a.fail("workers", as.Vehicle, as.Shipment, "it is given to one vehicle twice")
		}
		if t.option != as.Option {
			a.fail("workers", as.Vehicle, as.Shipment, "it goes by option %d and option %d", t.option, as.Option)
		}
		t.vehicles[as.Vehicle] = true
	}
	for _, r := range a.plan.Routes {
		for _, s := range r.Stops {
			i, ok := several(s.Shipment)
			if !ok || teams[i] == nil || s.Kind != problem.Delivery {
				continue
			}
			if t := teams[i]; t.start.IsZero() {
				t.start = s.Start
			} else if t.start != s.Start {
				a.fail("workers", r.Vehicle, s.Shipment, "it starts at %s here and at %s elsewhere", s.Start, t.start)
			}
		}
	}
}
