package matching

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// Prices says what each of some shipments would cost the plan, each as if it
// alone were put in, at its cheapest place, with the rest of the plan left as
// it is. They have to wait and be undone in the plan, which is otherwise as for
// WhyNot. Several Workers of a visit agree on a start as they do in Solve.
// What must go together with others is priced by itself.
//
// Prices asks stop before each shipment; once it returns true the prices of
// those not yet reached are left out. A nil stop never stops.
func Prices(p *problem.Problem, plan *problem.Plan, shipments []string, stop func() bool) ([]problem.Price, error) {
	s, err := retrace(p, plan)
	if err != nil {
		return nil, err
	}
	d := newDraft(p)
	list := make([]problem.Price, 0, len(shipments))
	for _, id := range shipments {
		i, err := waits(d, id)
		switch {
		case err != nil:
			return nil, err
		case len(s.where[i].tours) > 0:
			return nil, &problem.Invalid{Item: fmt.Sprintf("shipment %q", id), Wrong: "the plan has it", Do: "ask for the price of one that is undone"}
		case stop != nil && stop():
			return list, nil
		}
		list = append(list, s.quote(i))
	}
	return list, nil
}

// quote prices the shipment at i.
func (s *solver) quote(i int) problem.Price {
	sh := &s.problem.Shipments[i]
	workers := max(1, sh.Workers)
	start, option, agreed := clock.Instant(0), -1, true
	if workers > 1 {
		start, option, agreed = s.agree(i)
	}
	s.onlyOption, s.short = option, !agreed
	s.consider(i, start)
	s.onlyOption, s.short = -1, false

	x := problem.Price{Shipment: sh.ID}
	if !agreed || len(s.verdict.candidates) < workers {
		s.verdict.candidates = s.verdict.candidates[:0]
		x.Text = s.verdict.explanation(s.problem).Text
		return x
	}
	for k := range s.verdict.candidates[:workers] {
		c := &s.verdict.candidates[k]
		t := c.terms()
		x.Candidates = append(x.Candidates, tell(sh, c, t))
		x.Terms = x.Terms.Plus(t)
	}
	x.Total = x.Terms.Total()
	x.Text = problem.Text{En: englishWhy.price(s, sh, &x), Zh: chineseWhy.price(s, sh, &x)}
	return x
}

// price returns the sentence about a price that there is.
func (l *whyTongue) price(s *solver, sh *problem.Shipment, x *problem.Price) string {
	var names []string
	for _, c := range x.Candidates {
		names = append(names, l.vehicle(s.tourOf(c.Vehicle).vehicle))
	}
	slices.Sort(names)
	first := &x.Candidates[0]
	text := fill(l.could[modeOf(sh, first.Mode)], l.list(names), l.when(first.At, s.problem.Now), sh.Options[first.Option].Locker)
	text += fill(l.costs, signed(x.Total))
	if parts := l.terms(&x.Terms); parts != "" {
		text += fill(l.bracket, parts)
	}
	return capital(text) + l.end
}

// list joins names.
func (l *whyTongue) list(names []string) string {
	text := names[0]
	for _, n := range names[1:] {
		text += l.comma + n
	}
	return text
}

// signed formats minor units with two decimals, less than nothing with a sign.
func signed(minor int64) string {
	if minor < 0 {
		return "−" + decimal(-minor)
	}
	return decimal(minor)
}
