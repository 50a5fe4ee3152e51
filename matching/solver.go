package matching

import (
	"cmp"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// solver is a plan while it grows: the tours, what they put into lockers, and
// which shipments went where.
type solver struct {
	problem      *problem.Problem
	words        *words
	tours        []tour // by vehicle ID
	compartments *compartments
	by           *itinerary
	finder       finder
	verdict      verdict
	ways         []way // the options of the shipment at hand
	ready        bool  // ways are those of shipment prepared, for start
	prepared     int
	start        clock.Instant
	pair         pair // the pair at hand, here because the rules' functions would move it to the heap

	decided []bool // by shipment: placed, or found impossible
	where   []spot // by shipment: where this plan put it
	moved   int    // promises changed

	listed []listed // see shortlist
	order  []int
	least  []int64
	// What holds for the shipment at hand only.
	binding    *mates // instead of what mates finds
	short      bool   // not enough vehicles can start it together
	onlyOption int    // -1: all
}

// spot is where the plan put a shipment.
type spot struct {
	tours  []*tour // one for each worker; none: nowhere
	option int
	start  clock.Instant // on which several workers agreed
}

func newSolver(p *problem.Problem) *solver {
	s := &solver{problem: p, words: newWords(p), compartments: newCompartments(p), by: newItinerary(p),
		onlyOption: -1, decided: make([]bool, len(p.Shipments)), where: make([]spot, len(p.Shipments))}
	s.finder.by, s.finder.sequence = s.by, s.words.sequence
	order := make([]int, len(p.Vehicles))
	total := 0
	for i := range order {
		order[i] = i
		total += len(p.Vehicles[i].Route)
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(p.Vehicles[i].ID, p.Vehicles[j].ID) })

	// All tours share two arrays; one that grows moves out.
	stops := make([]stop, total)
	along := make([]progress, total+len(order))
	s.tours = make([]tour, 0, len(order))
	for _, i := range order {
		v := &p.Vehicles[i]
		n := len(v.Route)
		s.tours = append(s.tours, newTour(s.words, v, stops[:0:n], along[:0:n+1], s.by))
		stops, along = stops[n:], along[n+1:]
	}
	return s
}

// consider looks at every vehicle with every option of the shipment at i and
// leaves what it found in the verdict. start, if not zero, is the one instant
// at which its service may start.
func (s *solver) consider(i int, start clock.Instant) {
	s.verdict.reset(&s.problem.Shipments[i])
	s.prepare(i, start)
	s.shortlist()
	for k := range s.tours {
		s.judge(&s.tours[k])
	}
	s.listed = s.listed[:0]
}

// judge looks at one vehicle with every option of the shipment prepared.
func (s *solver) judge(t *tour) {
	pr := &s.pair
	for o := range pr.shipment.Options {
		if s.onlyOption >= 0 && o != s.onlyOption {
			continue
		}
		r := s.suits(t, o)
		var in insertion
		outclassed := false
		if r == none {
			var known bool
			if in, r, known, outclassed = s.known(t, o); !known {
				in, r = s.finder.find(t, &s.ways[o])
			}
		}
		switch {
		case r != none:
			s.verdict.exclude(r, t, o)
		case outclassed:
			s.verdict.addMore()
		default:
			s.verdict.add(s.candidate(t, o, in))
		}
	}
	s.verdict.endVehicle(t)
}

// suits returns the first rule that the vehicle breaks with the option of the
// shipment prepared, before any position is tried.
func (s *solver) suits(t *tour, option int) rule {
	pr := &s.pair
	pr.tour, pr.option, pr.room = t, &pr.shipment.Options[option], s.ways[option].room
	return pr.judge()
}

// candidate prices an insertion by the pair at hand.
func (s *solver) candidate(t *tour, option int, in insertion) candidate {
	x := s.price(t, option)
	return candidate{insertion: in, tour: t, option: option, beside: x, score: t.prices.extra(x.sum()) + in.cost - t.cost}
}

// price returns what the pair at hand costs beside the route.
func (s *solver) price(t *tour, option int) beside {
	sh := s.pair.shipment
	x := beside{task: t.vehicle.Cost.PerTask + sh.Options[option].Fee, continuity: strangeness(sh, t.vehicle.ID)}
	if changes(&s.pair) {
		x.change = s.problem.Weights.Change
	}
	return x
}

// prepare makes the pair and the ways of the shipment at i ready.
func (s *solver) prepare(i int, start clock.Instant) {
	sh := &s.problem.Shipments[i]
	s.pair = pair{shipment: sh, class: s.words.class(sh.Class), mates: s.mates(i), changesSpent: s.changesSpent(i), short: s.short,
		kept: sh.Was != "" && len(s.where[i].tours) > 0 && !s.broken(i)}
	if again := s.ready && s.prepared == i && s.start == start; again {
		for k := range s.ways {
			s.ways[k].room = s.room(i, k)
		}
		return
	}
	s.ready, s.prepared, s.start = true, i, start
	s.ways = s.ways[:0]
	for k := range sh.Options {
		o := &sh.Options[k]
		w := way{visit: sh.Visit, delivery: s.words.deliveryStop(i, o, o.Place, o.Service), timings: s.words.timings(sh, o)}
		if !sh.Visit {
			w.pickup = s.words.pickupStop(i, sh.Pickup, sh.PickupService)
		}
		w.delivery.option = k
		if start != 0 {
			w.delivery.at(start)
		}
		w.room = s.room(i, k)
		s.ways = append(s.ways, w)
	}
}

// room reports whether the option of the shipment at i finds room in its
// locker, if it has one.
func (s *solver) room(i, option int) bool {
	o := &s.problem.Shipments[i].Options[option]
	return o.Mode != problem.InLocker || len(s.where[i].tours) > 0 || s.compartments.fits(o.Locker, i)
}

// put places the shipment at i, just prepared, where c says.
func (s *solver) put(i int, c candidate) {
	sh, o, w := &s.problem.Shipments[i], &s.problem.Shipments[i].Options[c.option], &s.ways[c.option]
	w.suit(c.tour.typ)
	c.tour.insert(w, c.pickupAt, c.deliveryAt, s.by)
	at := &s.where[i]
	if len(at.tours) == 0 && o.Mode == problem.InLocker {
		s.compartments.take(o.Locker, i)
	}
	if s.promise(i, -1); sh.Workers > 1 {
		at.start = w.delivery.opens
	}
	at.tours, at.option = append(at.tours, c.tour), c.option
	s.promise(i, 1)
}

// lift takes the shipment at i out of one tour again.
func (s *solver) lift(i int, t *tour) {
	t.remove(i, s.by)
	at := &s.where[i]
	s.promise(i, -1)
	at.tours = slices.DeleteFunc(at.tours, func(x *tour) bool { return x == t })
	s.promise(i, 1)
	if o := &s.problem.Shipments[i].Options[at.option]; len(at.tours) == 0 && o.Mode == problem.InLocker {
		s.compartments.give(o.Locker, i)
	}
}

// promise counts the shipment at i, or takes its count back, if it is not
// where it was promised.
func (s *solver) promise(i, n int) {
	if s.broken(i) {
		s.moved += n
	}
}

// broken reports whether the shipment at i was placed, and not with the
// vehicle that was promised.
func (s *solver) broken(i int) bool {
	sh, at := &s.problem.Shipments[i], s.where[i].tours
	return sh.Was != "" && len(at) > 0 && !slices.ContainsFunc(at, func(t *tour) bool { return t.vehicle.ID == sh.Was })
}

// changesSpent reports whether the shipment at i may not change its promise.
func (s *solver) changesSpent(i int) bool {
	most := s.problem.MaxChanged
	if s.broken(i) {
		return most > 0 && s.moved > most // it has, or will have once the worker that kept it is gone
	}
	return most > 0 && s.moved >= most
}

// changed lists the promises that were changed.
func (s *solver) changed() []string {
	var list []string
	for i := range s.where {
		if s.broken(i) {
			list = append(list, s.problem.Shipments[i].ID)
		}
	}
	slices.Sort(list)
	return list
}
