package check

import (
	"fmt"
	"slices"

	"github.com/linli/linli/matching/problem"
)

// answer is a plan beside the problem that it answers.
type answer struct {
	p         *problem.Problem
	after     problem.Problem // p with the assignments applied to its shipments
	plan      *problem.Plan
	shipments map[string]int    // index by ID
	vehicles  map[string]int    // index by ID
	got       map[string][]take // by vehicle ID
	found     []Violation
}

// take is a shipment that a vehicle got.
type take struct{ shipment, option int }

func newAnswer(p *problem.Problem, plan *problem.Plan) *answer {
	a := &answer{p: p, plan: plan, after: *p, shipments: indexShipments(p),
		vehicles: make(map[string]int, len(p.Vehicles)), got: map[string][]take{}}
	a.after.Shipments = slices.Clone(p.Shipments)
	for i := range p.Vehicles {
		a.vehicles[p.Vehicles[i].ID] = i
	}
	return a
}

// shipment returns the index of the shipment, or -1.
func (a *answer) shipment(id string) int {
	if i, ok := a.shipments[id]; ok {
		return i
	}
	return -1
}

// vehicle returns the vehicle, or nil.
func (a *answer) vehicle(id string) *problem.Vehicle {
	if i, ok := a.vehicles[id]; ok {
		return &a.p.Vehicles[i]
	}
	return nil
}

// takers returns the vehicles that the plan gives each waiting shipment to, by
// the shipment's index.
func (a *answer) takers() [][]string {
	list := make([][]string, len(a.p.Shipments))
	for _, as := range a.plan.Assignments {
		if i := a.shipment(as.Shipment); i >= 0 && a.p.Shipments[i].Vehicle == "" {
			list[i] = append(list[i], as.Vehicle)
		}
	}
	return list
}

func (a *answer) fail(rule, vehicle, shipment, format string, args ...any) {
	a.found = append(a.found, Violation{Rule: rule, Vehicle: vehicle, Shipment: shipment, Detail: fmt.Sprintf(format, args...)})
}

func indexShipments(p *problem.Problem) map[string]int {
	byID := make(map[string]int, len(p.Shipments))
	for i := range p.Shipments {
		byID[p.Shipments[i].ID] = i
	}
	return byID
}
