package matching

import (
	"cmp"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

const (
	maxCandidates    = 10 // told in an explanation; the rest are counted
	maxNamesExcluded = 5  // vehicles named in an exclusion; the rest are counted
)

// candidate is a feasible vehicle and option, at its best position.
type candidate struct {
	insertion
	beside
	tour   *tour
	option int
	score  int64 // what it adds to the score of the plan
	total  int64 // the sum of its terms, once it is explained
}

// terms returns what the candidate adds, while its tour is still as it was.
func (c *candidate) terms() problem.Terms {
	return c.tour.prices.difference(&c.tour.end.measure, &c.after, c.beside)
}

// verdict collects what is found about one shipment: the best candidates, and
// what ruled out the rest. It is kept between shipments for its space.
type verdict struct {
	shipment   *problem.Shipment
	candidates []candidate // the best few, sorted
	more       int
	excluded   []problem.Exclusion

	uncompared bool // only the vehicle that has it was looked at
	needed     bool // that vehicle's route would not hold without it

	fellows []*tour // who makes the visit together with the chosen, by name, once that is known

	// For the sentence, which speaks of vehicles and not of pairs.
	optionRule []rule // what rules each option out whatever the vehicle
	out        [ruleCount]headcount
	feasible   bool // the vehicle at hand has a candidate
	reason     rule // why the vehicle at hand has none, so far
}

// headcount is a number of vehicles of each kind.
type headcount struct{ couriers, robots int }

func (v *verdict) reset(s *problem.Shipment) {
	*v = verdict{shipment: s, candidates: v.candidates[:0], optionRule: v.optionRule[:0]}
	for range s.Options {
		v.optionRule = append(v.optionRule, none)
	}
}

// add notes a candidate. Candidates come in the order of vehicle ID and
// option, so that of equal scores the one that came first stays first.
func (v *verdict) add(c candidate) {
	v.feasible = true
	k := len(v.candidates)
	for k > 0 && v.candidates[k-1].score > c.score {
		k--
	}
	if len(v.candidates) == maxCandidates {
		v.more++
		if k == maxCandidates {
			return
		}
		v.candidates = v.candidates[:maxCandidates-1]
	}
	v.candidates = slices.Insert(v.candidates, k, c)
}

// addMore counts a candidate that is dearer than the ten that are told.
func (v *verdict) addMore() {
	v.feasible = true
	v.more++
}

// exclude notes that the rule ruled out the vehicle with the option.
func (v *verdict) exclude(r rule, t *tour, option int) {
	if r.ofOption() {
		v.optionRule[option] = r
	} else if r != carrier {
		v.reason = r
	}
	mode := v.shipment.Options[option].Mode
	k := slices.IndexFunc(v.excluded, func(e problem.Exclusion) bool { return e.Rule == r.String() && e.Mode == mode })
	if k < 0 {
		k = len(v.excluded)
		v.excluded = append(v.excluded, problem.Exclusion{Rule: r.String(), Mode: mode})
	}
	e := &v.excluded[k]
	e.Count++
	if n := len(e.Vehicles); n < maxNamesExcluded && (n == 0 || e.Vehicles[n-1] != t.vehicle.ID) {
		e.Vehicles = append(e.Vehicles, t.vehicle.ID)
	}
}

// endVehicle closes the account of a vehicle whose options were all judged.
// One that no option suits counts against the last rule that was about the
// vehicle and not about the option.
func (v *verdict) endVehicle(t *tour) {
	if !v.feasible && v.reason != none {
		if t.vehicle.Kind == problem.Robot {
			v.out[v.reason].robots++
		} else {
			v.out[v.reason].couriers++
		}
	}
	v.feasible, v.reason = false, none
}

// chosen returns the cheapest candidate, and false when there is none.
func (v *verdict) chosen() (candidate, bool) {
	if len(v.candidates) == 0 {
		return candidate{}, false
	}
	return v.candidates[0], true
}

// runnerUp returns the cheapest candidate beside the chosen and who comes with
// it, or nil.
func (v *verdict) runnerUp() *candidate {
	for k := 1; k < len(v.candidates); k++ {
		if c := &v.candidates[k]; !slices.Contains(v.fellows, c.tour) {
			return c
		}
	}
	return nil
}

// keep returns what was found, explained, for when the next shipment is looked
// at.
func (v *verdict) keep() verdict {
	kept := *v
	kept.candidates, kept.optionRule = slices.Clone(v.candidates), slices.Clone(v.optionRule)
	return kept
}

// explanation tells what was found, before the choice changes any tour.
func (v *verdict) explanation(p *problem.Problem) problem.Explanation {
	e := problem.Explanation{More: v.more, Excluded: v.excluded}
	slices.SortFunc(e.Excluded, func(a, b problem.Exclusion) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Mode, b.Mode))
	})
	if len(v.candidates) > 0 {
		e.Candidates = make([]problem.Candidate, len(v.candidates))
	}
	for k := range v.candidates {
		c := &v.candidates[k]
		o := &v.shipment.Options[c.option]
		terms := c.terms()
		c.total = terms.Total()
		e.Candidates[k] = problem.Candidate{
			Vehicle: c.tour.vehicle.ID,
			Mode:    o.Mode,
			Option:  c.option,
			At:      c.handover,
			Terms:   terms,
			Total:   c.total,
		}
	}
	e.Text = v.text(p.Now)
	return e
}

func (v *verdict) text(now clock.Instant) problem.Text {
	return problem.Text{En: english.explain(v, now), Zh: chinese.explain(v, now)}
}
