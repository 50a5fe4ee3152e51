package matching

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// Arguments of the patterns of a whyTongue that are about a change: 1 vehicle,
// 2 shipment, 3 name, 4 amount, 5 the vehicle in To.

// whyNot returns the sentence about a vehicle: of the best way that is
// possible, else of the one that misses least.
func (l *whyTongue) whyNot(w *whatif, x *problem.WhyNot) string {
	if len(x.Ways) == 0 {
		return l.noWays
	}
	best := slices.MinFunc(x.Ways, func(a, b problem.Way) int {
		return cmp.Or(cmp.Compare(boolean(a.Rule != ""), boolean(b.Rule != "")), cmp.Compare(a.Total, b.Total),
			cmp.Compare(hardness(w, a.Missing), hardness(w, b.Missing)))
	})
	return l.text(w, &best, x.Vehicle)
}

// hardness orders what is missing: what nothing changes comes last, and before
// it what is of another kind of vehicle.
func hardness(w *whatif, missing []problem.Change) (sum int64) {
	const never = 1 << 40
	for n := range missing {
		switch c := &missing[n]; {
		case c.Kind == problem.Carrier:
			sum += 2 * never
		case arranging[c.Kind] == 0:
			sum += never
		default:
			sum += 1_000_000 + effort(c, c.Shipment == "" || c.Shipment == w.draft.p.Shipments[w.i].ID)
		}
	}
	return sum
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// way returns the sentence about one option.
func (l *whyTongue) way(w *whatif, k int, x *problem.Way) string {
	return l.text(w, x, w.s.tours[k].vehicle.ID)
}

func (l *whyTongue) text(w *whatif, x *problem.Way, vehicle string) string {
	name := l.named(w, vehicle)
	sh := &w.draft.p.Shipments[w.i]
	if x.Rule != "" {
		var parts []string
		for n := range x.Missing {
			parts = append(parts, l.lack(w, &x.Missing[n]))
		}
		return capital(fill(l.cannot[modeOf(sh, x.Mode)], name, strings.Join(parts, l.join), x.Locker)) + l.end
	}
	c := x.Candidate
	s := l.can(w, sh, c)
	switch {
	case w.has == nil:
		s += l.undone
	case x.More == nil:
		s = fill(l.does, name, l.when(c.At, w.draft.p.Now))
	default:
		s += fill(l.compared, l.named(w, w.holder.vehicle.ID), l.sooner(x.Later), l.dearness(x.Total))
		if parts := l.terms(x.More); parts != "" {
			s += fill(l.bracket, parts)
		}
	}
	return capital(s) + l.end
}

// visitMode stands for the mode of a visit in the patterns.
const visitMode problem.Mode = "visit"

func modeOf(s *problem.Shipment, m problem.Mode) problem.Mode {
	if s.Visit {
		return visitMode
	}
	return m
}

// can says who could deliver where and when.
func (l *whyTongue) can(w *whatif, sh *problem.Shipment, c *problem.Candidate) string {
	return fill(l.could[modeOf(sh, c.Mode)], l.named(w, c.Vehicle), l.when(c.At, w.draft.p.Now), sh.Options[c.Option].Locker)
}

// when says an instant as minutes from now.
func (l *whyTongue) when(at, now clock.Instant) string {
	if m := minutesUp(at - now); m > 0 {
		return fmt.Sprintf(l.inMinutes, m)
	}
	return l.soon
}

// sooner compares two hand-overs, to the nearest minute.
func (l *whyTongue) sooner(later time.Duration) string {
	m := int64((later.Abs() + time.Minute/2) / time.Minute)
	switch {
	case m == 0:
		return l.sameTime
	case later < 0:
		return fmt.Sprintf(l.minEarlier, m)
	}
	return fmt.Sprintf(l.minLater, m)
}

func (l *whyTongue) dearness(total int64) string {
	switch {
	case total == 0:
		return l.sameCost
	case total < 0:
		return fmt.Sprintf(l.isCheaper, decimal(-total))
	}
	return fmt.Sprintf(l.isDearer, decimal(total))
}

// terms lists the terms that differ.
func (l *whyTongue) terms(t *problem.Terms) string {
	var parts []string
	for n, amount := range [...]int64{t.Task, t.Time, t.Distance, t.Wait, t.Late, t.Resident, t.Fixed, t.Uneven, t.Change, t.Continuity} {
		switch {
		case amount > 0:
			parts = append(parts, l.termNames[n]+" +"+decimal(amount))
		case amount < 0:
			parts = append(parts, l.termNames[n]+" −"+decimal(-amount))
		}
	}
	return strings.Join(parts, l.comma)
}

// lack says what is in the way.
func (l *whyTongue) lack(w *whatif, c *problem.Change) string {
	switch {
	case c.Kind == problem.Access:
		return l.barriers[barrier(slices.Index(barrierNames[:], c.Name))]
	case c.Kind == problem.MoreRoom && c.Unit == problem.Pieces:
		return fill(l.noRoom, c.Name)
	case c.Kind == problem.Allow && c.Name != "":
		return fill(l.chosenElse, c.Name)
	case c.Kind == problem.GoAlone && c.Name == "":
		return l.torn
	}
	if t := w.s.tourOf(c.Vehicle); c.Kind == problem.NotSound && t != nil && t.broken != none {
		return fill(l.unsound, l.named(w, c.Vehicle), t.broken.String())
	}
	return fill(l.lacks[c.Kind], l.named(w, c.Vehicle), c.Shipment, c.Name, l.amount(c), l.named(w, c.To))
}

// remedy returns the sentence about a remedy.
func (l *whyTongue) remedy(h *helper, r *problem.Remedy) string {
	return capital(l.remedyClause(h, r)) + l.end
}

func (l *whyTongue) remedyClause(h *helper, r *problem.Remedy) string {
	w := h.w
	s := l.can(w, &w.draft.p.Shipments[w.i], &r.Candidate)
	if len(r.Changes) == 0 {
		return s + l.asItIs
	}
	var parts []string
	for n := range r.Changes {
		c := &r.Changes[n]
		name := l.named(w, c.Vehicle)
		if c.Vehicle == r.Candidate.Vehicle {
			name = l.it
		}
		if c.Kind == problem.Move && c.To == c.Vehicle {
			parts = append(parts, fill(l.within, c.Shipment))
			continue
		}
		parts = append(parts, fill(l.ifs[c.Kind], name, c.Shipment, c.Name, l.amount(c), l.named(w, c.To)))
	}
	return fill(l.provided, s, strings.Join(parts, l.join))
}

// help returns the sentence about all remedies: the first, and how many others
// there are.
func (l *whyTongue) help(h *helper, x *problem.Help) string {
	switch {
	case x.Has != nil && x.Has.At <= x.By:
		return l.already
	case h.w.broken != none:
		c := problem.Change{Kind: problem.Needed, Vehicle: h.w.holder.vehicle.ID, Shipment: x.Shipment}
		return capital(l.lack(h.w, &c)) + l.end
	case len(x.Remedies) == 0:
		return l.nothing
	}
	s := l.remedyClause(h, &x.Remedies[0])
	if n := len(x.Remedies) - 1; n > 0 {
		s += fmt.Sprintf(l.others, n)
	}
	return capital(s) + l.end
}

// amount says how much, in time rounded up.
func (l *whyTongue) amount(c *problem.Change) string {
	switch c.Unit {
	case problem.Micros, problem.Minutes:
		if d := c.Time(); d < time.Minute {
			return fmt.Sprintf(l.seconds, int64((d+time.Second-1)/time.Second))
		}
		return fmt.Sprintf(l.mins, int64((c.Time()+time.Minute-1)/time.Minute))
	case problem.Grams, problem.Millis, problem.Metres:
		return fmt.Sprintf("%d %s", c.Amount, c.Unit)
	}
	return fmt.Sprint(c.Amount)
}

// named returns a vehicle by its kind and name.
func (l *whyTongue) named(w *whatif, id string) string {
	if i, ok := w.draft.vehicles[id]; ok {
		return l.vehicle(&w.draft.p.Vehicles[i])
	}
	return id
}

// fill puts the arguments into a pattern, which may have none of them.
func fill(pattern string, args ...any) string {
	if !strings.Contains(pattern, "%") {
		return pattern
	}
	return fmt.Sprintf(pattern, args...)
}
