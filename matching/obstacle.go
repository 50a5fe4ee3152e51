package matching

import (
	"slices"
	"time"

	"github.com/linli/linli/matching/problem"
)

// firm returns all that keeps the vehicle at k from the option before its route
// is looked at: each has to go. What is hard stands alone, and nothing changes
// it.
func (w *whatif) firm(k, option int) (list []problem.Change, hard bool) {
	s, t := w.s, &w.s.tours[k]
	s.ready = false
	s.prepare(w.i, w.start())
	pr := &s.pair
	s.suits(t, option)
	sh, o, v := pr.shipment, pr.option, t.vehicle.ID
	about := func(kind problem.ChangeKind, name string) problem.Change {
		return problem.Change{Kind: kind, Vehicle: v, Shipment: sh.ID, Option: option, Name: name}
	}
	switch {
	case breaksCarrier(pr):
		return []problem.Change{about(problem.Carrier, "")}, true
	case breaksEntry(pr):
		return []problem.Change{about(problem.Entry, "")}, true
	case breaksAccess(pr):
		return []problem.Change{about(problem.Access, barrierNames[barrierOf(sh, o)])}, true
	case breaksReach(pr):
		return []problem.Change{about(problem.NoWay, "")}, true
	case sh.Workers > 1 && (sh.Together != "" || breaksWorkers(pr) || len(s.where[w.i].tours) > 0 && s.where[w.i].option != option):
		return []problem.Change{about(problem.NoCrew, "")}, true
	}
	if breaksChoice(pr) {
		list = append(list, problem.Change{Kind: problem.Allow, Vehicle: v, Shipment: sh.ID, Name: barring(sh, v)})
	}
	for n, skill := range sh.Skills {
		if lacks(t.vehicle, skill, sh) && !slices.Contains(sh.Skills[:n], skill) {
			list = append(list, problem.Change{Kind: problem.AddSkill, Vehicle: v, Name: skill})
		}
	}
	if breaksConsent(pr) {
		list = append(list, problem.Change{Kind: problem.Consent, Shipment: sh.ID, Option: option})
	}
	if breaksLocker(pr) {
		list = append(list, problem.Change{Kind: problem.FreeLocker, Shipment: sh.ID, Name: o.Locker})
	}
	if breaksTogether(pr) {
		mate, has := w.mate(t)
		list = append(list, problem.Change{Kind: problem.GoAlone, Shipment: sh.ID, Name: mate, To: has})
	}
	if breaksApart(pr) {
		list = append(list, problem.Change{Kind: problem.GoWith, Vehicle: v, Shipment: sh.ID, Name: apartFrom(pr)})
	}
	if breaksChange(pr) {
		list = append(list, problem.Change{Kind: problem.MorePromises, Shipment: sh.ID, Vehicle: sh.Was, Amount: 1})
	}
	if t.bays != nil && t.bay(pr.class) < 0 {
		list = append(list, problem.Change{Kind: problem.MoreRoom, Vehicle: v, Name: sh.Class, Amount: 1})
	}
	return list, false
}

// barrierNames are the access needs as problem.Needs spells them.
var barrierNames = [...]string{screenBarrier: "no_screen", comingDownBarrier: "no_coming_down", stairsBarrier: "no_stairs", wordsBarrier: "no_words"}

// barring names the vehicle that staff chose instead; "" if v itself is barred.
func barring(s *problem.Shipment, v string) string {
	if s.Only != "" && s.Only != v {
		return s.Only
	}
	return ""
}

// mate names a shipment that must go along and is elsewhere, and who has it.
func (w *whatif) mate(t *tour) (shipment, vehicle string) {
	s := w.s
	word := s.problem.Shipments[w.i].Together
	for j := range s.problem.Shipments {
		other := &s.problem.Shipments[j]
		if j == w.i || other.Together != word {
			continue
		}
		has := other.Vehicle
		if len(s.where[j].tours) > 0 {
			has = s.where[j].tours[0].vehicle.ID
		}
		if has != "" && has != t.vehicle.ID {
			return other.ID, has
		}
	}
	return "", ""
}

// apartFrom names what the vehicle carries that the shipment must not go with.
func apartFrom(pr *pair) string {
	for k := range pr.tour.stops {
		other := &pr.tour.problem.Shipments[pr.tour.stops[k].shipment]
		if other != pr.shipment && other.Apart == pr.shipment.Apart {
			return other.ID
		}
	}
	return ""
}

// knob is a change whose amount can be chosen, from 1 to most.
type knob struct {
	change problem.Change
	most   int64
	own    bool // it is not about other shipments
}

// turned returns the change by so much.
func (k *knob) turned(amount int64) problem.Change {
	c := k.change
	c.Amount = amount
	return c
}

// How far limits are moved at most.
const (
	mostTime   = 7 * 24 * time.Hour
	mostMeters = 1_000_000_000
)

// knobs lists what can be eased about the route of the vehicle at k with the
// shipment in it, in the order in which one would rather not touch it: what is
// about others first.
func (w *whatif) knobs(k, option int, unit problem.Unit) []knob {
	t := &w.s.tours[k]
	v := t.vehicle
	x := &knobList{w: w, unit: unit, vehicle: v.ID}
	for n := range t.stops {
		x.stop(&t.stops[n])
	}
	if v.LastInFirstOut {
		x.add(problem.Change{Kind: problem.AnyOrder, Vehicle: v.ID}, 1)
	}
	x.loads(t)
	if v.MaxTasks > 0 {
		x.add(problem.Change{Kind: problem.MoreTasks, Vehicle: v.ID}, int64(len(t.stops)+len(w.group)))
	}
	if v.MaxNew > 0 {
		x.add(problem.Change{Kind: problem.MoreNew, Vehicle: v.ID}, int64(len(t.stops)+len(w.group)))
	}
	for n := range v.Breaks {
		if b := &v.Breaks[n]; len(b.Windows) > 0 && b.Windows[len(b.Windows)-1].To != 0 && b.Windows[len(b.Windows)-1].To >= v.ReadyAt {
			x.time(problem.Change{Kind: problem.BreakLater, Vehicle: v.ID, Name: b.ID})
		}
	}
	if v.Range > 0 {
		x.add(problem.Change{Kind: problem.MoreRange, Vehicle: v.ID, Unit: problem.Metres}, mostMeters)
	}
	if v.MaxDrive > 0 {
		x.time(problem.Change{Kind: problem.MoreDrive, Vehicle: v.ID})
	}
	for _, j := range w.group {
		x.shipment(j, len(w.s.where[w.i].tours) == 0, j == w.i)
	}
	if v.ShiftEnd != 0 {
		x.time(problem.Change{Kind: problem.ShiftLater, Vehicle: v.ID})
	}
	return x.list
}

// knobList collects knobs.
type knobList struct {
	w       *whatif
	unit    problem.Unit // of time
	vehicle string
	list    []knob
}

func (x *knobList) add(c problem.Change, most int64) {
	x.list = append(x.list, knob{change: c, most: most, own: true})
}

// time adds a knob that is turned in time.
func (x *knobList) time(c problem.Change) {
	c.Unit = x.unit
	most := int64(mostTime / time.Microsecond)
	if x.unit == problem.Minutes {
		most = int64(mostTime / time.Minute)
	}
	x.add(c, most)
}

// stop adds what can be eased about a stop of the route.
func (x *knobList) stop(s *stop) {
	sh := &x.w.draft.p.Shipments[s.shipment]
	if sh.Workers > 1 {
		return // its start stands
	}
	n := len(x.list)
	if s.kind == problem.Pickup {
		if closing(sh.PickupWindows, 0) != 0 {
			x.time(problem.Change{Kind: problem.LaterPickup, Shipment: sh.ID})
		}
	} else {
		x.handover(sh)
	}
	for ; n < len(x.list); n++ {
		x.list[n].own = false
	}
}

// handover adds what can be eased about handing a shipment over.
func (x *knobList) handover(sh *problem.Shipment) {
	if !sh.Visit && sh.MaxRide > 0 {
		x.time(problem.Change{Kind: problem.LongerRide, Shipment: sh.ID})
	}
	if closing(sh.Windows, sh.Latest) != 0 {
		x.time(problem.Change{Kind: problem.LaterHandover, Shipment: sh.ID})
	}
}

// shipment adds what can be eased about one that is put into the route; free:
// no start is agreed on.
func (x *knobList) shipment(j int, free, own bool) {
	sh := &x.w.draft.p.Shipments[j]
	n := len(x.list)
	if !sh.Visit && closing(sh.PickupWindows, 0) != 0 {
		x.time(problem.Change{Kind: problem.LaterPickup, Shipment: sh.ID})
	}
	if free {
		x.handover(sh)
	}
	for ; n < len(x.list); n++ {
		x.list[n].own = own
	}
}

// loads adds the measures of the vehicle's capacity and of its compartment for
// the goods that are in use.
func (x *knobList) loads(t *tour) {
	p := x.w.draft.p
	for _, u := range problem.LoadUnits() {
		used := int64(0)
		for n := range t.stops {
			sh := &p.Shipments[t.stops[n].shipment]
			used += u.Of(sh.Load) + u.Of(sh.Takes)
		}
		asked := int64(0)
		for _, j := range x.w.group {
			asked += u.Of(p.Shipments[j].Load) + u.Of(p.Shipments[j].Takes)
		}
		if asked == 0 {
			continue
		}
		for _, c := range t.vehicle.Compartments {
			if slices.ContainsFunc(x.w.group, func(j int) bool { return p.Shipments[j].Class == c.Class }) {
				x.add(problem.Change{Kind: problem.MoreRoom, Vehicle: x.vehicle, Name: c.Class, Unit: u}, used+asked)
			}
		}
		x.add(problem.Change{Kind: problem.MoreCapacity, Vehicle: x.vehicle, Unit: u}, used+asked)
	}
}

// least returns the smallest amount of the knob that lets the shipment in
// beside the other changes, given that its most does; found by halving, as if
// what is not enough were not enough for any smaller amount either.
func (w *whatif) least(k, option int, turn knob, beside []problem.Change) int64 {
	bad, good := int64(0), turn.most
	all := append(slices.Clone(beside), problem.Change{})
	for bad+1 < good && !w.over() {
		middle := bad + (good-bad)/2
		all[len(beside)] = turn.turned(middle)
		if _, r := w.try(k, option, all...); r == none {
			good = middle
		} else {
			bad = middle
		}
	}
	return good
}

// over reports whether no more work is allowed.
func (w *whatif) over() bool { return w.most > 0 && w.work > w.most }
