package check

import (
	"fmt"

	"github.com/linli/linli/matching/problem"
)

// Violation is one rule broken in one place. Vehicle and Shipment are empty
// where the rule is not about one.
type Violation struct {
	Rule     string // name of the rule's file: capacity, window, …
	Vehicle  string
	Shipment string
	Detail   string // for people
}

// String returns the violation on one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s: vehicle %q shipment %q: %s", v.Rule, v.Vehicle, v.Shipment, v.Detail)
}

// Plan returns what is wrong with plan as an answer to p, nil when nothing is.
// It asks that every waiting shipment is assigned or undone, once; that the
// vehicles that got something, and no others, have a route in the plan; that
// no two shipments need the same locker compartment; that workers who share a
// visit start together; that what goes together is not torn apart; that
// promises are changed in bounds and reported; that each explanation agrees
// with its decision; and that Route finds nothing in the routes. Where p has
// travel times, the legs must agree with them. p must be sound
// (problem.Validate).
func Plan(p *problem.Problem, plan problem.Plan) []Violation {
	a := newAnswer(p, &plan)
	for _, check := range []func(*answer){
		checkAssignments, checkRoutes, checkWorkers, checkTogether, checkLockers, checkChange, checkExplanations,
	} {
		check(a)
	}
	return a.found
}

// Route returns what is wrong with r as the whole route of v, nil when nothing
// is. p.Shipments must say what the plan decided: a shipment that r adds to
// v.Route has Vehicle set to v.ID and Option to the option taken. v is judged
// as given and need not be in p.Vehicles; p.Now is not looked at, because a
// route may be judged later than it was made. What routes share is judged by
// Plan only: compartments of lockers, the start of a visit by several workers,
// shipments that go together.
func Route(p *problem.Problem, v problem.Vehicle, r problem.Route) []Violation {
	return judgeRoute(newCourse(p, &v, &r, indexShipments(p)))
}

func judgeRoute(c *course) []Violation {
	if c.found != nil {
		return c.found // what follows needs stops that can be understood
	}
	for _, check := range []func(*course){
		checkCommitted, checkOrder, checkAfter, checkLifo, checkPlace, checkTimes, checkBreaks, checkBack, checkReach, checkLegs,
		checkCapacity, checkCompartments, checkTasks, checkWindow, checkRide, checkShift, checkRange, checkDrive,
		checkChoice, checkCarrier, checkSkill, checkConsent, checkEntry, checkAccess, checkApart, checkCommit,
	} {
		check(c)
	}
	return c.found
}
