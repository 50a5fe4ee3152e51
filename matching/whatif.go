package matching

import (
	"slices"
	"strconv"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// whatif asks where one shipment could go if things were different, with the
// rest of a plan left as it is.
type whatif struct {
	draft *draft
	s     *solver // the plan without the shipment, on the draft
	i     int     // the shipment
	group []int   // what is undone and must go with it, itself first

	has    *candidate    // where the plan has it
	terms  problem.Terms // of has
	holder *tour         // which has it; nil: nobody
	broken rule          // what is wrong with the holder's route without it
	last   clock.Instant // it has to be handed over by then; zero: whenever
	stuck  int           // of what goes together, the one that found no place last
	spare  tour          // scratch space
	tried  int64         // trials
	work   int64         // stops followed and positions tried, roughly
	most   int64         // work allowed; 0: any
}

// newWhatif rebuilds the plan and takes the shipment out of it. Vehicles named
// in extra are added to the problem: each is like the one at that index.
func newWhatif(p *problem.Problem, plan *problem.Plan, shipment string, extra ...problem.Change) (*whatif, error) {
	d := newDraft(p)
	for k := range extra {
		if err := d.apply(&extra[k]); err != nil {
			return nil, err
		}
	}
	d.undo = nil
	i, err := waits(d, shipment)
	if err != nil {
		return nil, err
	}
	s, err := retrace(d.p, plan)
	if err != nil {
		return nil, err
	}
	w := &whatif{draft: d, s: s, i: i, group: []int{i}}
	if len(s.where[i].tours) > 0 {
		w.lift()
	} else if sh := &d.p.Shipments[i]; sh.Together != "" && sh.Workers < 2 {
		w.group = slices.DeleteFunc(s.group(i), func(j int) bool { return len(s.where[j].tours) > 0 })
	}
	return w, nil
}

// waits returns the index of a shipment that waits for a decision.
func waits(d *draft, shipment string) (int, error) {
	i, ok := d.shipments[shipment]
	switch {
	case !ok:
		return 0, &problem.Invalid{Item: "shipment " + strconv.Quote(shipment), Wrong: "there is none of that name", Do: "name one of the problem"}
	case d.p.Shipments[i].Vehicle != "":
		return 0, &problem.Invalid{Item: "shipment " + strconv.Quote(shipment), Wrong: "it is committed to " + strconv.Quote(d.p.Shipments[i].Vehicle),
			Do: "ask about one that the plan decides"}
	}
	return i, nil
}

// lift takes the shipment, or its first worker, out of its tour and notes what
// it costs there.
func (w *whatif) lift() {
	s, i := w.s, w.i
	at := s.where[i]
	t := at.tours[0]
	stays := candidate{insertion: insertion{after: t.end.measure, handover: t.handover(i)}, tour: t, option: at.option}
	s.lift(i, t)
	s.prepare(i, at.start)
	s.suits(t, at.option)
	stays.beside = s.price(t, at.option)
	w.has, w.holder, w.broken = &stays, t, t.broken
	w.terms = stays.terms()
}

// start is the one instant at which the shipment may start; zero: any.
func (w *whatif) start() clock.Instant { return w.s.where[w.i].start }

// crew reports whether several workers have to agree on a start yet.
func (w *whatif) crew() bool {
	return w.draft.p.Shipments[w.i].Workers > 1 && len(w.s.where[w.i].tours) == 0
}

// try puts the shipment into the tour at k by the option, as if the changes
// were made. It returns the cheapest place, or the rule that forbids any. What
// the candidate costs is against the tour as it is without the changes.
func (w *whatif) try(k, option int, changes ...problem.Change) (candidate, rule) {
	w.tried++
	back := w.make(changes)
	w.swap(k)
	c, r := w.find(k, option)
	w.swap(k)
	w.s.ready = false
	back()
	return c, r
}

// make makes the changes and returns what takes them back.
func (w *whatif) make(changes []problem.Change) (back func()) {
	s := w.s
	last := w.last
	var undo []func()
	for n := range changes {
		switch c := &changes[n]; c.Kind {
		case problem.Wait:
			w.last = w.last.Add(c.Time())
		case problem.Drop, problem.Move:
			j := w.draft.shipments[c.Shipment]
			t, had, option := s.where[j].tours[0], []stop(nil), s.where[j].option
			had = slices.Clone(t.stops)
			s.lift(j, t)
			undo = append(undo, func() { s.putBack(j, t, had, option) })
		case problem.FreeLocker:
			if err := w.draft.apply(c); err != nil {
				panic(err)
			}
			undo = append(undo, s.compartments.grow(c.Name, s.problem.Shipments[w.draft.shipments[c.Shipment]].Load))
		default:
			if err := w.draft.apply(c); err != nil {
				panic(err) // changes are made here, of what there is
			}
		}
	}
	sh := &w.draft.p.Shipments[w.i]
	latest := sh.Latest
	if w.last != 0 && (latest == 0 || latest > w.last) {
		sh.Latest = w.last
	}
	s.ready = false
	return func() {
		sh.Latest = latest
		w.draft.revert() // before anything is put back into tours
		for n := len(undo); n > 0; n-- {
			undo[n-1]()
		}
		w.last = last
	}
}

// swap exchanges the tour at k with one that is rebuilt from the draft as it is
// now, or back.
func (w *whatif) swap(k int) {
	t := &w.s.tours[k]
	if w.spare.vehicle == nil {
		w.rebuild(t)
		*t, w.spare = w.spare, *t
		return
	}
	*t, w.spare = w.spare, *t
	w.spare.vehicle = nil
}

// rebuild makes the spare tour like t, on the draft as it is now.
func (w *whatif) rebuild(t *tour) {
	s, x := w.s, &w.spare
	v := t.vehicle
	x.rig = newRig(s.words, v)
	x.stops, x.locked, x.tasks, x.added = x.stops[:0], t.locked, t.tasks, t.added
	hand := 0
	for n := range t.stops {
		from := &t.stops[n]
		sh := &s.problem.Shipments[from.shipment]
		if hand < len(v.Route) && v.Route[hand].Shipment == from.shipment && v.Route[hand].Kind == from.kind {
			x.stops = append(x.stops, s.words.committedStop(v.Route[hand], v.Type))
			hand++
			continue
		}
		at := &s.where[from.shipment]
		o := &sh.Options[at.option]
		service := timing{micros(sh.PickupService), micros(sh.PickupSetup), micros(o.Service), micros(o.Setup)}
		if own := s.words.timings(sh, o); own != nil {
			service = own[x.typ]
		}
		var made stop
		if from.kind == problem.Pickup {
			made = s.words.pickupStop(from.shipment, sh.Pickup, 0)
			made.service, made.setup = service.pickup, service.pickupSetup
		} else {
			made = s.words.deliveryStop(from.shipment, o, o.Place, 0)
			made.service, made.setup, made.option = service.delivery, service.deliverySetup, at.option
			if at.start != 0 {
				made.at(at.start)
			}
		}
		x.stops = append(x.stops, made)
	}
	if x.broken = none; x.times != nil {
		x.walk(s.by)
	}
	w.work += 2 * int64(len(x.stops)+1)
}

// find puts the shipment into the tour at k, as everything is now.
func (w *whatif) find(k, option int) (candidate, rule) {
	s, t := w.s, &w.s.tours[k]
	before := s.finder.tried
	defer func() { w.work += s.finder.tried - before }()
	if len(w.group) > 1 {
		return w.findGroup(t, option)
	}
	if w.crew() && w.last != 0 {
		return w.findCrew()
	}
	return w.findOne(w.i, t, option)
}

// findOne puts one shipment into the tour.
func (w *whatif) findOne(i int, t *tour, option int) (candidate, rule) {
	s := w.s
	if at := &s.where[i]; len(at.tours) > 0 && at.option != option {
		return candidate{}, workers // the others go by another option
	}
	s.prepare(i, s.where[i].start)
	if r := s.suits(t, option); r != none {
		return candidate{}, r
	}
	in, r := s.finder.find(t, &s.ways[option])
	if r != none {
		return candidate{}, r
	}
	return s.candidate(t, option, in), none
}

// findGroup puts all that goes together into the tour and takes it out again.
// The candidate is the route with all of it.
func (w *whatif) findGroup(t *tour, option int) (candidate, rule) {
	if w.s.problem.Shipments[w.i].Together == "" {
		return w.findOne(w.i, t, option)
	}
	done, sum, r := w.putGroup(t, option)
	for _, j := range w.group[:done] {
		w.s.lift(j, t)
	}
	return sum, r
}

// putGroup puts what goes together into the tour, one after another: the
// shipment asked about first. It returns how many found a place.
func (w *whatif) putGroup(t *tour, option int) (done int, sum candidate, r rule) {
	s := w.s
	if len(w.group) > 1 {
		if tied := s.mates(w.i); tied.torn || tied.tour != nil && tied.tour != t {
			return 0, sum, together
		}
		s.binding = &mates{tour: t}
		defer func() { s.binding = nil }()
	}
	for _, j := range w.group {
		best, broken := w.cheapest(j, t, option)
		if broken != none {
			w.stuck = j
			return done, sum, broken
		}
		if done == 0 {
			sum = best
		} else {
			sum.after, sum.score = best.after, sum.score+best.score
			sum.beside = sum.beside.plus(best.beside)
		}
		s.prepare(j, s.where[j].start)
		s.put(j, best)
		done++
	}
	sum.handover = t.handover(w.i)
	return done, sum, none
}

// cheapest puts a shipment into the tour by its cheapest option; the one asked
// about by the option asked for.
func (w *whatif) cheapest(j int, t *tour, option int) (best candidate, r rule) {
	if j == w.i {
		return w.findOne(j, t, option)
	}
	r = consent
	found := false
	for o := range w.s.problem.Shipments[j].Options {
		c, broken := w.findOne(j, t, o)
		if broken == none && (!found || c.score < best.score) {
			best, found = c, true
		}
		if broken != carrier {
			r = broken
		}
	}
	if found {
		r = none
	}
	return best, r
}

// findCrew looks for a start that enough workers can make.
func (w *whatif) findCrew() (candidate, rule) {
	s := w.s
	start, option, ok := s.agree(w.i)
	s.onlyOption = -1
	s.listed = s.listed[:0]
	if !ok {
		return candidate{}, workers
	}
	s.onlyOption = option
	s.consider(w.i, start)
	s.onlyOption = -1
	n := s.problem.Shipments[w.i].Workers
	c := s.verdict.candidates[0]
	for _, other := range s.verdict.candidates[1:n] {
		c.score += other.score
	}
	return c, none
}

// told returns the candidate as an explanation tells it.
func (w *whatif) told(c *candidate) problem.Candidate {
	return tell(&w.draft.p.Shipments[w.i], c, c.terms())
}

func tell(s *problem.Shipment, c *candidate, terms problem.Terms) problem.Candidate {
	return problem.Candidate{Vehicle: c.tour.vehicle.ID, Mode: s.Options[c.option].Mode, Option: c.option, At: c.handover,
		Terms: terms, Total: terms.Total()}
}
