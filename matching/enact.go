package matching

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// Placement says where a shipment shall go, whatever else would be better, and
// what has to be changed for that.
type Placement struct {
	Shipment string
	Vehicle  string // of a visit for several workers that is undone: nobody in particular
	Option   int
	By       clock.Instant    // handed over by then; zero: whenever
	Changes  []problem.Change // as WhyNot and WhatWouldHelp tell them
}

// Enact makes the changes, takes the shipment out of the plan and puts it, and
// what must go with it, where x says, at the cheapest place of that route. All
// else stays where it is. It returns the changed problem and the new plan, or
// an error if there is no such place. p and plan are as for WhyNot and are not
// changed. What the explanations of the plan tell is each shipment as it
// stands, without a comparison.
func Enact(p *problem.Problem, plan *problem.Plan, x Placement) (*problem.Problem, problem.Plan, error) {
	w, err := enact(p, plan, &x)
	if err != nil {
		return nil, problem.Plan{}, err
	}
	return w.draft.p, w.s.restate(plan), nil
}

// enact returns the plan as it stands after the change.
func enact(p *problem.Problem, plan *problem.Plan, x *Placement) (*whatif, error) {
	d := newDraft(p)
	for n := range x.Changes {
		if err := d.apply(&x.Changes[n]); err != nil {
			return nil, err
		}
	}
	i, err := waits(d, x.Shipment)
	if err != nil {
		return nil, err
	}
	s, err := retraceAnyhow(d.p, plan) // a route may only hold with what it loses now, or without
	if err != nil {
		return nil, err
	}
	w := &whatif{draft: d, s: s, i: i, last: x.By, group: []int{i}}
	return w, w.enact(x)
}

// enact changes the plan.
func (w *whatif) enact(x *Placement) error {
	s, i := w.s, w.i
	for len(s.where[i].tours) > 0 {
		s.lift(i, s.where[i].tours[0])
		if x.By == 0 {
			break // only one of several workers is replaced
		}
	}
	for n := range x.Changes {
		if c := &x.Changes[n]; c.Kind == problem.Drop || c.Kind == problem.Move {
			j, known := w.draft.shipments[c.Shipment]
			if !known || len(s.where[j].tours) == 0 {
				return fmt.Errorf("matching: the plan does not have %q", c.Shipment)
			}
			s.lift(j, s.where[j].tours[0])
			if s.where[j].tours == nil {
				s.decided[j] = false
			}
		}
	}
	sh := &w.draft.p.Shipments[i]
	latest := sh.Latest
	if x.By != 0 && (latest == 0 || latest > x.By) {
		sh.Latest = x.By
	}
	err := w.put(x)
	sh.Latest = latest
	if err != nil {
		return err
	}
	for n := range x.Changes {
		if c := &x.Changes[n]; c.Kind == problem.Move {
			if err := w.move(w.draft.shipments[c.Shipment], c.To); err != nil {
				return err
			}
		}
	}
	for k := range s.tours {
		if t := &s.tours[k]; t.broken != none && t.added > 0 {
			return fmt.Errorf("matching: the route of %q would break the rule %s", t.vehicle.ID, t.broken)
		}
	}
	return nil
}

// put places the shipment.
func (w *whatif) put(x *Placement) error {
	s, i := w.s, w.i
	s.ready = false
	sh := &w.draft.p.Shipments[i]
	if w.crew() {
		var draft problem.Plan
		if s.placeCrew(i, &draft); len(draft.Assignments) == 0 {
			return fmt.Errorf("matching: no start suits enough workers for %q", x.Shipment)
		}
		return nil
	}
	t := s.tourOf(x.Vehicle)
	if t == nil {
		return fmt.Errorf("matching: there is no vehicle %q", x.Vehicle)
	}
	if x.Option < 0 || x.Option >= len(sh.Options) {
		return fmt.Errorf("matching: %q has no option %d", x.Shipment, x.Option)
	}
	if sh.Together != "" && sh.Workers < 2 && len(s.group(i)) > 1 {
		w.group = slices.DeleteFunc(s.group(i), func(j int) bool { return len(s.where[j].tours) > 0 })
	}
	if _, _, r := w.putGroup(t, x.Option); r != none {
		return fmt.Errorf("matching: %q cannot have %q by option %d: %s", x.Vehicle, x.Shipment, x.Option, r)
	}
	return nil
}

// move places the shipment at j with the vehicle, "" being whoever is cheapest.
func (w *whatif) move(j int, to string) error {
	s := w.s
	s.verdict.reset(&w.draft.p.Shipments[j])
	s.ready = false
	if to == "" {
		s.consider(j, 0)
	} else if t := s.tourOf(to); t != nil {
		s.prepare(j, 0)
		s.judge(t)
	}
	c, ok := s.verdict.chosen()
	if !ok {
		return fmt.Errorf("matching: there is no other place for %q", w.draft.p.Shipments[j].ID)
	}
	s.put(j, c)
	return nil
}

// restate writes the plan out as it stands, in place of was.
func (s *solver) restate(was *problem.Plan) problem.Plan {
	plan := problem.Plan{Epoch: s.problem.Epoch, Iterations: was.Iterations}
	s.ready = false
	for _, i := range waiting(s.problem) {
		sh := &s.problem.Shipments[i]
		if len(s.where[i].tours) > 0 {
			s.asItStands(i, &plan)
			continue
		}
		u := problem.Undone{Shipment: sh.ID, Explanation: problem.Explanation{Text: problem.Text{En: englishWhy.madeRoom, Zh: chineseWhy.madeRoom}}}
		if k := slices.IndexFunc(was.Undone, func(x problem.Undone) bool { return x.Shipment == sh.ID }); k >= 0 {
			u = was.Undone[k]
		}
		plan.Undone = append(plan.Undone, u)
	}
	for k := range s.tours {
		if s.tours[k].added > 0 {
			plan.Routes = append(plan.Routes, s.tours[k].route())
		}
	}
	plan.Changed = s.changed()
	return plan
}

// asItStands tells what the shipment at i costs where it is.
func (s *solver) asItStands(i int, plan *problem.Plan) {
	at := s.where[i]
	var seats []verdict
	for _, t := range slices.Clone(at.tours) {
		had := slices.Clone(t.stops)
		c := candidate{insertion: insertion{after: t.end.measure, handover: t.handover(i)}, tour: t, option: at.option}
		s.lift(i, t)
		s.needed(i, c)
		s.verdict.needed, s.verdict.uncompared = t.broken != none, t.broken == none
		plan.Assignments = append(plan.Assignments, s.assignment(i, s.verdict.candidates[0], s.verdict.explanation(s.problem)))
		s.putBack(i, t, had, at.option)
		if s.problem.Shipments[i].Workers > 1 {
			seats = append(seats, s.verdict.keep())
		}
	}
	s.introduce(seats, plan)
}
