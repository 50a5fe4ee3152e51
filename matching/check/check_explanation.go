package check

import "github.com/linli/linli/matching/problem"

// checkExplanations asks that each explanation leads to its decision: the
// best candidate is the one chosen, totals are sums, what is undone has no
// candidate.
func checkExplanations(a *answer) {
	for _, as := range a.plan.Assignments {
		c := as.Explanation.Candidates
		if len(c) == 0 || c[0].Vehicle != as.Vehicle || c[0].Option != as.Option {
			a.fail("explanation", as.Vehicle, as.Shipment, "the first candidate is not the one chosen")
		}
		checkExplanation(a, as.Vehicle, as.Shipment, &as.Explanation)
	}
	for _, u := range a.plan.Undone {
		if len(u.Explanation.Candidates) > 0 {
			a.fail("explanation", "", u.Shipment, "it is undone and has candidates")
		}
		checkExplanation(a, "", u.Shipment, &u.Explanation)
	}
}

func checkExplanation(a *answer, vehicle, shipment string, e *problem.Explanation) {
	c := e.Candidates
	if len(c) > 10 || e.More > 0 && len(c) < 10 {
		a.fail("explanation", vehicle, shipment, "it tells %d candidates and counts %d more", len(c), e.More)
	}
	for k := range c {
		if c[k].Total != c[k].Terms.Total() {
			a.fail("explanation", vehicle, shipment, "candidate %d costs %d, its terms %d", k, c[k].Total, c[k].Terms.Total())
		}
		if k > 0 && better(a.p.Objective, &c[k], &c[k-1]) {
			a.fail("explanation", vehicle, shipment, "candidate %d is better than the one before", k)
		}
	}
	if e.Text.En == "" || e.Text.Zh == "" {
		a.fail("explanation", vehicle, shipment, "a language is missing")
	}
}

// better reports whether c comes before d by what the plan is made for. Metres
// are not told in candidates: of fewest vehicles and metres nothing is judged.
func better(o problem.Objective, c, d *problem.Candidate) bool {
	switch {
	case o == problem.VehiclesDistance:
		return false
	case o == problem.Levels && c.Terms.Late != d.Terms.Late:
		return c.Terms.Late < d.Terms.Late
	}
	return c.Total < d.Total
}
