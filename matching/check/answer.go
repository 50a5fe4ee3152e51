package check

import (
	"fmt"

	"github.com/linli/linli/matching/problem"
)

// answer is a plan beside the problem that it answers.
type answer struct {
	p     *problem.Problem
	after problem.Problem // p with the assignments applied to its shipments
	plan  *problem.Plan
	found []Violation
}

// shipment returns the index of the shipment, or -1.
func (a *answer) shipment(id string) int {
	for i := range a.p.Shipments {
		if a.p.Shipments[i].ID == id {
			return i
		}
	}
	return -1
}

// vehicle returns the vehicle, or nil.
func (a *answer) vehicle(id string) *problem.Vehicle {
	for i := range a.p.Vehicles {
		if a.p.Vehicles[i].ID == id {
			return &a.p.Vehicles[i]
		}
	}
	return nil
}

func (a *answer) fail(rule, vehicle, shipment, format string, args ...any) {
	a.found = append(a.found, Violation{Rule: rule, Vehicle: vehicle, Shipment: shipment, Detail: fmt.Sprintf(format, args...)})
}
