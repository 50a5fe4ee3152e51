package matching

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// Bounds of one question.
const (
	mostWork     = 30_000_000 // stops followed and positions tried: about two seconds
	mostRemedies = 10         // told
	mostAlike    = 2          // of them, of one kind of change
	mostAnother  = 8          // kinds of vehicle of which one more is tried
	mostEased    = 12 * 60    // minutes by which a limit is moved
	mostWait     = int64(mostTime / time.Minute)
)

// WhatWouldHelp answers "what would have to change for this shipment to be
// handed over by then?" with the smallest single changes that would do, or,
// where none does, pairs: a longer shift, more room, another skill, consent to
// an option, a free compartment of a locker, goods ready sooner, staff's bar
// lifted, one more vehicle, another shipment that makes room (the lowest
// priority first, and never a higher one), a later hand-over. Minutes are
// exact: with one less it could not be done. The access needs of residents are
// never offered as something to give up. Every remedy was tried by putting the
// shipment into the changed plan, as Enact does.
//
// Remedies are sorted by the number of changes, then by effort, a rule of
// thumb for the trouble that they make, then by cost. At most ten are told, two
// of each kind. The work is bounded (mostWork); Help.Cut says when the bound
// was met. What may be asked is as for WhyNot. Two changes are looked for only
// on what the vehicle, the shipment and those that can make room say, not on
// the windows of other shipments. Nothing is moved that is committed.
func WhatWouldHelp(p *problem.Problem, plan *problem.Plan, shipment string, by clock.Instant) (problem.Help, error) {
	extra := another(p, shipment)
	w, err := newWhatif(p, plan, shipment, extra...)
	if err != nil {
		return problem.Help{}, err
	}
	h := &helper{w: w, p: p, plan: plan, by: by, added: map[string]problem.Change{}}
	for _, c := range extra {
		h.added[c.To] = c
	}
	out := problem.Help{Shipment: shipment, By: by, Has: w.toldHas()}
	if w.has == nil || w.has.handover > by {
		h.look()
		out.Soonest, out.Remedies = h.soonest, h.remedies()
	}
	out.Tried, out.Cut = w.tried, w.over()
	out.Text = problem.Text{En: englishWhy.help(h, &out), Zh: chineseWhy.help(h, &out)}
	return out, nil
}

// helper looks for what would help.
type helper struct {
	w       *whatif
	p       *problem.Problem
	plan    *problem.Plan
	by      clock.Instant
	added   map[string]problem.Change // vehicles that there are not, by ID
	soonest *problem.Candidate
	found   []remedy
	refuted int // remedies that did not stand the test: none, unless there is a bug
}

// remedy is a problem.Remedy before it is told.
type remedy struct {
	changes   []problem.Change
	candidate candidate
	effort    int64
	priority  int // of what makes room
	more      int64
}

// another returns one more vehicle of each kind, where the one that is nearest
// starts.
func another(p *problem.Problem, shipment string) []problem.Change {
	i := slices.IndexFunc(p.Shipments, func(s problem.Shipment) bool { return s.ID == shipment })
	if i < 0 || p.Shipments[i].Workers > 1 || len(p.Shipments[i].Options) == 0 {
		return nil
	}
	to := p.Shipments[i].Pickup
	if p.Shipments[i].Visit {
		to = p.Shipments[i].Options[0].Place
	}
	taken := map[string]bool{}
	var order []*problem.Vehicle
	for k := range p.Vehicles {
		taken[p.Vehicles[k].ID] = true
		if v := &p.Vehicles[k]; p.Matrix(v.Profile) != nil && !unreachable(p.Leg(v.Profile, v.Start, to)) {
			order = append(order, v)
		}
	}
	slices.SortFunc(order, func(a, b *problem.Vehicle) int {
		return cmp.Or(cmp.Compare(p.Leg(a.Profile, a.Start, to).Travel, p.Leg(b.Profile, b.Start, to).Travel), cmp.Compare(a.ID, b.ID))
	})
	var list []problem.Change
	seen := map[string]bool{}
	for _, v := range order {
		key := fmt.Sprint(v.Kind, v.Type, v.Profile, v.Skills, v.Lapses, v.Capacity)
		if seen[key] || len(list) == mostAnother {
			continue
		}
		seen[key] = true
		name := v.ID + "+1"
		for taken[name] {
			name += "+1"
		}
		taken[name] = true
		list = append(list, problem.Change{Kind: problem.AddVehicle, Vehicle: v.ID, To: name, Amount: 1})
	}
	return list
}

// look finds all remedies.
func (h *helper) look() {
	w := h.w
	w.most = mostWork
	for len(w.s.where[w.i].tours) > 0 { // the other workers of a visit
		w.s.lift(w.i, w.s.where[w.i].tours[0])
	}
	if w.broken != none {
		return
	}
	w.last = h.by
	if h.asItIs() {
		return
	}
	h.later()
	var tight []seat
	h.eachSeat(func(s seat) {
		if h.singles(&s) {
			tight = append(tight, s)
		}
	})
	if slices.ContainsFunc(h.found, func(r remedy) bool {
		return len(r.changes) < 2 && (len(r.changes) == 0 || r.changes[0].Kind != problem.Wait)
	}) {
		return
	}
	for n := range tight {
		h.pairs(&tight[n])
	}
}

// seat is a vehicle and an option that would do with one or two changes.
type seat struct {
	k, option int
	has       []problem.Change // the vehicle itself, if there is none
	firm      []problem.Change
	turns     []knob
}

// eachBase calls f for the vehicles that there are, with each option.
func (h *helper) eachBase(f func(k, option int)) {
	w := h.w
	for k := range w.s.tours {
		if _, added := h.added[w.s.tours[k].vehicle.ID]; added {
			continue
		}
		for o := range w.draft.p.Shipments[w.i].Options {
			if !w.over() {
				f(k, o)
			}
		}
	}
}

// asItIs looks for a place without any change.
func (h *helper) asItIs() bool {
	var best candidate
	found := false
	h.eachBase(func(k, option int) {
		if c, r := h.w.try(k, option); r == none && (!found || c.score < best.score) {
			best, found = c, true
		}
	})
	if found {
		h.found = append(h.found, remedy{candidate: best})
	}
	return found
}

// later looks for the soonest hand-over without any change but the hour.
func (h *helper) later() {
	wait := knob{change: problem.Change{Kind: problem.Wait, Shipment: h.w.draft.p.Shipments[h.w.i].ID, Unit: problem.Minutes}, most: mostWait}
	var best candidate
	found := false
	h.eachBase(func(k, option int) {
		if found && wait.most == 1 {
			return
		}
		x := wait
		if found {
			x.most--
		}
		if _, r := h.w.try(k, option, x.turned(x.most)); r != none {
			return
		}
		wait.most = h.w.least(k, option, x, nil)
		best, _ = h.w.try(k, option, wait.turned(wait.most))
		found = true
	})
	if found {
		c := h.w.told(&best)
		h.soonest = &c
		h.add(best, []problem.Change{wait.turned(wait.most)}, true)
	}
}

// eachSeat calls f for every vehicle and option that enough changes would
// allow.
func (h *helper) eachSeat(f func(seat)) {
	w := h.w
	for k := range w.s.tours {
		for o := range w.draft.p.Shipments[w.i].Options {
			if w.over() {
				return
			}
			s := seat{k: k, option: o}
			if c, added := h.added[w.s.tours[k].vehicle.ID]; added {
				s.has = []problem.Change{c}
			}
			firm, hard := w.firm(k, o)
			if hard || !h.offered(firm) || len(firm)+len(s.has) > 2 {
				continue
			}
			s.firm = firm
			s.turns = h.turns(&s)
			if _, r := w.try(k, o, append(slices.Clone(firm), turned(s.turns)...)...); r == none {
				f(s)
			}
		}
	}
}

// offered reports whether all of the changes can be offered, and turns what
// must not go together into one that makes room.
func (h *helper) offered(firm []problem.Change) bool {
	for n := range firm {
		switch c := &firm[n]; c.Kind {
		case problem.GoAlone, problem.MoreRoom:
			return false
		case problem.GoWith:
			j := h.w.draft.shipments[c.Name]
			if !h.mayGo(j, c.Vehicle) {
				return false
			}
			*c = problem.Change{Kind: problem.Drop, Shipment: c.Name, Vehicle: c.Vehicle, Amount: 1}
		}
	}
	return true
}

// mayGo reports whether the shipment at j can make room on the vehicle: it is
// not committed, binds no others, and is of no higher priority.
func (h *helper) mayGo(j int, vehicle string) bool {
	w := h.w
	sh, at := &w.draft.p.Shipments[j], w.s.where[j].tours
	return sh.Vehicle == "" && len(at) == 1 && at[0].vehicle.ID == vehicle && sh.Workers < 2 && sh.Together == "" &&
		sh.Priority <= w.draft.p.Shipments[w.i].Priority
}

// turns lists what can be offered about the seat.
func (h *helper) turns(s *seat) []knob {
	w := h.w
	t := &w.s.tours[s.k]
	v, sh := t.vehicle, &w.draft.p.Shipments[w.i]
	var list []knob
	for _, x := range w.knobs(s.k, s.option, problem.Minutes) {
		if x.change.Unit == problem.Minutes {
			x.most = min(x.most, mostEased)
		}
		if x.change.Kind != problem.AnyOrder && (len(s.has) == 0 || x.change.Vehicle == "") {
			list = append(list, x)
		}
	}
	if !sh.Visit && sh.Release > w.draft.p.Now {
		list = append(list, knob{change: problem.Change{Kind: problem.ReadyEarlier, Shipment: sh.ID, Unit: problem.Minutes},
			most: min(minutesUp(sh.Release-w.draft.p.Now), mostEased), own: true})
	}
	if len(s.has) > 0 {
		return list
	}
	if v.ReadyAt > w.draft.p.Now && len(v.Route) == 0 {
		list = append(list, knob{change: problem.Change{Kind: problem.StartEarlier, Vehicle: v.ID, Unit: problem.Minutes},
			most: min(minutesUp(v.ReadyAt-w.draft.p.Now), mostEased), own: true})
	}
	for n := range t.stops {
		j := t.stops[n].shipment
		gone := slices.ContainsFunc(s.firm, func(c problem.Change) bool { return c.Shipment == w.draft.p.Shipments[j].ID })
		if t.stops[n].kind == problem.Delivery && !gone && h.mayGo(j, v.ID) {
			list = append(list, knob{change: problem.Change{Kind: problem.Drop, Shipment: w.draft.p.Shipments[j].ID, Vehicle: v.ID}, most: 1, own: true})
		}
	}
	return list
}

// minutesUp returns the time in minutes, begun ones counted.
func minutesUp(d clock.Instant) int64 { return int64((d + minute - 1) / minute) }

// singles looks for one change that is enough. It reports whether two could
// be.
func (h *helper) singles(s *seat) bool {
	w := h.w
	fixed := len(s.firm) + len(s.has)
	if fixed > 0 {
		_, r := w.try(s.k, s.option, s.firm...)
		if r == none {
			h.enough(s, s.firm, true)
		}
		return r != none && fixed == 1
	}
	for _, x := range s.turns {
		if _, r := w.try(s.k, s.option, x.turned(x.most)); r != none || w.over() {
			continue
		}
		h.enough(s, []problem.Change{x.turned(w.least(s.k, s.option, x, nil))}, x.own)
	}
	return true
}

// pairs looks for two changes that are enough together.
func (h *helper) pairs(s *seat) {
	w := h.w
	own := slices.DeleteFunc(slices.Clone(s.turns), func(x knob) bool { return !x.own })
	if len(s.firm)+len(s.has) == 1 {
		for _, x := range own {
			h.pair(s, s.firm, x)
		}
		return
	}
	for n, a := range own {
		for _, b := range own[n+1:] {
			if w.over() {
				return
			}
			if _, r := w.try(s.k, s.option, a.turned(a.most), b.turned(b.most)); r != none {
				continue
			}
			first := a.turned(w.least(s.k, s.option, a, []problem.Change{b.turned(b.most)}))
			h.pair(s, []problem.Change{first}, b)
		}
	}
}

// pair adds the remedy of some changes and the least of one more, if that is
// enough.
func (h *helper) pair(s *seat, beside []problem.Change, x knob) {
	w := h.w
	if _, r := w.try(s.k, s.option, append(slices.Clone(beside), x.turned(x.most))...); r != none || w.over() {
		return
	}
	h.enough(s, append(slices.Clone(beside), x.turned(w.least(s.k, s.option, x, beside))), true)
}

// enough adds the remedy of the changes, if they are, without those that turn
// out to be spared: what makes room can make another change needless.
func (h *helper) enough(s *seat, changes []problem.Change, own bool) {
	if _, r := h.w.try(s.k, s.option, changes...); r != none {
		return
	}
	changes = h.w.trim(s.k, s.option, slices.Clone(changes))
	c, _ := h.w.try(s.k, s.option, changes...)
	for n := len(changes) - 1; n >= 0 && len(changes) > 1; n-- {
		rest := slices.Delete(slices.Clone(changes), n, n+1)
		if fewer, r := h.w.try(s.k, s.option, rest...); r == none {
			c, changes = fewer, rest
		}
	}
	h.add(c, slices.Concat(s.has, changes), own)
}

// add notes a remedy.
func (h *helper) add(c candidate, changes []problem.Change, own bool) {
	r := remedy{changes: changes, candidate: c}
	for n := range changes {
		r.effort += effort(&changes[n], own)
		if changes[n].Kind == problem.Drop {
			r.priority = h.w.draft.p.Shipments[h.w.draft.shipments[changes[n].Shipment]].Priority
		}
	}
	r.more = c.terms().Total()
	h.found = append(h.found, r)
}
