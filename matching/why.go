package matching

import (
	"slices"
	"strconv"

	"github.com/linli/linli/matching/problem"
)

// WhyNot answers "why not this vehicle?" about a shipment that the plan
// decides, with the rest of the plan left as it is: for each option of the
// shipment what it would cost against what was chosen, or which rules are in
// the way and by how much they fail where they fail least.
//
// p has to be sound (problem.Validate), and plan an answer to it in which every
// stop is made as early as it can be; neither is changed. Each amount is found
// by halving, with the solver's own search for a place, so that the answer
// agrees with what the solver does. A shipment that is undone is put in with
// all those that must go with it. Of a visit for several workers the first one
// is replaced.
//
// The error is about a plan that does not fit the problem, or, as a
// *problem.Invalid, about a name.
func WhyNot(p *problem.Problem, plan *problem.Plan, shipment, vehicle string) (problem.WhyNot, error) {
	w, err := newWhatif(p, plan, shipment)
	if err != nil {
		return problem.WhyNot{}, err
	}
	k := slices.IndexFunc(w.s.tours, func(t tour) bool { return t.vehicle.ID == vehicle })
	if k < 0 {
		return problem.WhyNot{}, &problem.Invalid{Item: "vehicle " + strconv.Quote(vehicle), Wrong: "there is none of that name", Do: "name one of the problem"}
	}
	out := problem.WhyNot{Shipment: shipment, Vehicle: vehicle, Has: w.toldHas()}
	for o := range w.draft.p.Shipments[w.i].Options {
		out.Ways = append(out.Ways, w.way(k, o))
	}
	out.Text = problem.Text{En: englishWhy.whyNot(w, &out), Zh: chineseWhy.whyNot(w, &out)}
	return out, nil
}

// toldHas returns where the plan has the shipment, nil if nowhere.
func (w *whatif) toldHas() *problem.Candidate {
	if w.has == nil {
		return nil
	}
	c := tell(&w.draft.p.Shipments[w.i], w.has, w.terms)
	return &c
}

// way looks at one option by the vehicle at k.
func (w *whatif) way(k, option int) problem.Way {
	o := &w.draft.p.Shipments[w.i].Options[option]
	out := problem.Way{Option: option, Mode: o.Mode, Locker: o.Locker}
	c, r := w.try(k, option)
	same := w.has != nil && c.tour == w.holder && w.has.option == option
	switch {
	case w.broken != none && w.holder == &w.s.tours[k] && w.has.option == option:
		out.Candidate = w.toldHas() // it is there, and has to be
	case w.broken != none:
		out.Rule = w.broken.String()
		out.Missing = []problem.Change{{Kind: problem.Needed, Vehicle: w.holder.vehicle.ID, Shipment: w.draft.p.Shipments[w.i].ID, Name: w.broken.String()}}
	case r == none && w.crew():
		out.Rule = workers.String()
		out.Missing = []problem.Change{{Kind: problem.NoCrew, Vehicle: w.s.tours[k].vehicle.ID, Shipment: w.draft.p.Shipments[w.i].ID}}
	case r == none:
		told := w.told(&c)
		if out.Candidate = &told; w.has != nil && !(same && c.after == w.has.after) {
			more := minus(told.Terms, w.terms)
			out.More, out.Total, out.Later = &more, more.Total(), told.At.Sub(w.has.handover)
		}
	default:
		out.Rule = r.String()
		out.Missing = w.missing(k, option)
	}
	out.Text = problem.Text{En: englishWhy.way(w, k, &out), Zh: chineseWhy.way(w, k, &out)}
	return out
}

// missing returns by how much the rules fail for the vehicle at k where they
// fail least: one limit alone if one is enough, else a set of which none can be
// spared.
func (w *whatif) missing(k, option int) []problem.Change {
	beside, hard := w.firm(k, option)
	if hard {
		return beside
	}
	if _, r := w.try(k, option, beside...); r == none {
		return beside
	}
	turns := w.knobs(k, option, problem.Micros)
	if _, r := w.try(k, option, append(slices.Clone(beside), turned(turns)...)...); r != none {
		return []problem.Change{w.hopeless(k, option, r)}
	}
	if one, ok := w.single(k, option, turns, beside); ok {
		return w.trim(k, option, append(beside, one))
	}
	return w.trim(k, option, append(beside, w.several(k, option, turns, beside)...))
}

// mostTrims bounds how often the amounts of changes are looked at again.
const mostTrims = 20

// trim takes back what is more than enough: what goes together is put in one
// after another, so that a little less of one thing can be enough by another
// order of stops.
func (w *whatif) trim(k, option int, list []problem.Change) []problem.Change {
	for range mostTrims {
		n := slices.IndexFunc(list, func(c problem.Change) bool {
			if c.Amount == 0 {
				return false
			}
			_, r := w.try(k, option, lessOf(list, c)...)
			return r == none
		})
		if n < 0 {
			break
		}
		if list[n].Amount == 1 {
			list = slices.Delete(list, n, n+1)
			continue
		}
		rest := slices.Delete(slices.Clone(list), n, n+1)
		list[n].Amount = w.least(k, option, knob{change: list[n], most: list[n].Amount - 1}, rest)
	}
	return list
}

// lessOf returns the changes with one a unit smaller.
func lessOf(list []problem.Change, c problem.Change) []problem.Change {
	less := slices.Clone(list)
	n := slices.Index(less, c)
	if less[n].Amount--; less[n].Amount == 0 {
		return slices.Delete(less, n, n+1)
	}
	return less
}

// hopeless says what is in the way when no limit eased is enough.
func (w *whatif) hopeless(k, option int, r rule) problem.Change {
	c := problem.Change{Kind: problem.NotSound, Vehicle: w.s.tours[k].vehicle.ID, Shipment: w.draft.p.Shipments[w.i].ID, Option: option, Name: r.String()}
	switch {
	case r == reach:
		c.Kind = problem.NoWay
	case len(w.group) > 1 && w.stuck != w.i:
		c.Kind, c.Name = problem.Mates, w.draft.p.Shipments[w.stuck].ID
	}
	return c
}

// single returns the one limit that is enough to ease, by the least effort.
func (w *whatif) single(k, option int, turns []knob, beside []problem.Change) (best problem.Change, found bool) {
	var least int64
	for n := range turns {
		x := turns[n]
		if _, r := w.try(k, option, append(slices.Clone(beside), x.turned(x.most))...); r != none {
			continue
		}
		c := x.turned(w.least(k, option, x, beside))
		if e := effort(&c, x.own); !found || e < least {
			best, least, found = c, e, true
		}
	}
	return best, found
}

// several eases all limits and then tightens one after another as far as it
// goes.
func (w *whatif) several(k, option int, turns []knob, beside []problem.Change) []problem.Change {
	list := slices.Clone(beside)
	for n := range turns {
		rest := append(slices.Clone(list), turned(turns[n+1:])...)
		if _, r := w.try(k, option, rest...); r == none {
			continue
		}
		list = append(list, turns[n].turned(w.least(k, option, turns[n], rest)))
	}
	return list[len(beside):]
}

// turned returns the knobs as far as they go.
func turned(turns []knob) []problem.Change {
	list := make([]problem.Change, len(turns))
	for n := range turns {
		list[n] = turns[n].turned(turns[n].most)
	}
	return list
}

// minus returns a less b, term by term.
func minus(a, b problem.Terms) problem.Terms {
	return problem.Terms{Task: a.Task - b.Task, Time: a.Time - b.Time, Distance: a.Distance - b.Distance, Wait: a.Wait - b.Wait,
		Late: a.Late - b.Late, Resident: a.Resident - b.Resident, Fixed: a.Fixed - b.Fixed, Uneven: a.Uneven - b.Uneven,
		Change: a.Change - b.Change, Continuity: a.Continuity - b.Continuity}
}
