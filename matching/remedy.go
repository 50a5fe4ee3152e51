package matching

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linli/linli/matching/problem"
)

// mostMoved bounds for how many remedies another place is looked for that what
// makes room can have.
const mostMoved = 10

// remedies puts in order what was found, tries it once more as a whole, and
// tells the best.
func (h *helper) remedies() []problem.Remedy {
	h.rank()
	moved := 0
	for n := range h.found {
		if k := slices.IndexFunc(h.found[n].changes, func(c problem.Change) bool { return c.Kind == problem.Drop }); k >= 0 && moved < mostMoved {
			moved++
			h.relocate(&h.found[n], k)
		}
	}
	h.rank()
	base, err := retrace(h.p, h.plan)
	if err != nil {
		return nil
	}
	was := base.money()
	alike := map[string]int{}
	var list []problem.Remedy
	for n := range h.found {
		r := &h.found[n]
		kinds := kindsOf(r.changes)
		if alike[kinds] == mostAlike || len(list) == mostRemedies {
			continue
		}
		after, ok := h.enact(r)
		if !ok {
			h.refuted++
			continue
		}
		alike[kinds]++
		told := problem.Remedy{Changes: r.changes, Candidate: h.w.told(&r.candidate), More: after.s.money() - was, Effort: r.effort}
		told.Candidate.At = after.s.where[h.w.i].tours[0].handover(h.w.i) // what moved within the route can put it off a little
		told.Text = problem.Text{En: englishWhy.remedy(h, &told), Zh: chineseWhy.remedy(h, &told)}
		list = append(list, told)
	}
	return list
}

// kindsOf names the kinds of the changes.
func kindsOf(changes []problem.Change) string {
	var names []string
	for n := range changes {
		names = append(names, string(changes[n].Kind))
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// rank sorts what was found.
func (h *helper) rank() {
	slices.SortStableFunc(h.found, func(a, b remedy) int {
		return cmp.Or(cmp.Compare(len(a.changes), len(b.changes)), cmp.Compare(a.effort, b.effort), cmp.Compare(a.priority, b.priority),
			cmp.Compare(a.more, b.more), cmp.Compare(a.candidate.tour.vehicle.ID, b.candidate.tour.vehicle.ID),
			cmp.Compare(a.candidate.option, b.candidate.option))
	})
}

// enact tries a remedy as a whole.
func (h *helper) enact(r *remedy) (*whatif, bool) {
	x := Placement{Shipment: h.p.Shipments[h.w.i].ID, Vehicle: r.candidate.tour.vehicle.ID, Option: r.candidate.option, By: h.by, Changes: r.changes}
	for n := range r.changes {
		if r.changes[n].Kind == problem.Wait {
			x.By = x.By.Add(r.changes[n].Time())
		}
	}
	w, err := enact(h.p, h.plan, &x)
	if err != nil {
		return nil, false
	}
	return w, w.s.where[w.i].tours[0].handover(w.i) <= x.By
}

// relocate turns the change at k, a shipment left undone, into a move, if there
// is another place for it.
func (h *helper) relocate(r *remedy, k int) {
	moved := *r
	moved.changes = slices.Clone(r.changes)
	c := &moved.changes[k]
	c.Kind = problem.Move
	w, ok := h.enact(&moved)
	if !ok {
		return
	}
	c.To = w.s.where[w.draft.shipments[c.Shipment]].tours[0].vehicle.ID
	moved.effort += arranging[problem.Move] - arranging[problem.Drop]
	*r = moved
}

// money is what the plan costs, in minor units, with the routes in hand.
func (s *solver) money() int64 {
	var sum int64
	for i := range s.problem.Shipments {
		sh := &s.problem.Shipments[i]
		for n, t := range s.where[i].tours {
			sum += t.vehicle.Cost.PerTask + sh.Options[s.where[i].option].Fee + strangeness(sh, t.vehicle.ID)
			if n == 0 && s.broken(i) {
				sum += s.problem.Weights.Change
			}
		}
	}
	for k := range s.tours {
		if t := &s.tours[k]; t.times != nil {
			sum += t.prices.total(&t.end.measure)
		}
	}
	return sum
}
