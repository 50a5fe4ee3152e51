package format

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// VROOM's breaks have no order and are all taken. The model's are taken in
// their order, and one that is not due when the work is over is left out: the
// answer then has it behind the last stop, where there is time for it.

// breaks states the breaks in an order in which they can be taken, false if
// there is none. A break that may lie anywhere is due early enough to be taken
// at the end, if it was not before.
func (v *VroomVehicle) breaks() ([]problem.Break, bool) {
	from, to := v.hours()
	var fixed, free []problem.Break
	for i := range v.Breaks {
		b := &v.Breaks[i]
		out := problem.Break{ID: strconv.FormatInt(b.ID, 10), Windows: windows(b.TimeWindows), Duration: seconds(b.Service)}
		switch {
		case out.Windows == nil:
			free = append(free, out)
		case closes(&out) >= from: // earlier ones are none of this day's
			fixed = append(fixed, out)
		}
	}
	if to != 0 {
		for i := len(free) - 1; i >= 0; i-- {
			to -= micros(&free[i])
			if to < from {
				return nil, false
			}
			free[i].Windows = []problem.Window{{From: from, To: to}}
		}
	}
	slices.SortStableFunc(fixed, byClose)
	late := slices.Concat(fixed, free)
	if to != 0 {
		slices.SortStableFunc(late, byClose)
	}
	for _, list := range [][]problem.Break{late, slices.Concat(free, fixed)} {
		if possible(list, from) {
			return list, true
		}
	}
	return nil, false
}

func byClose(a, b problem.Break) int { return cmp.Compare(closes(&a), closes(&b)) }

func micros(b *problem.Break) clock.Instant { return clock.Instant(b.Duration.Microseconds()) }

// closes returns the end of the last window, 0 for a break that has none.
func closes(b *problem.Break) clock.Instant {
	if len(b.Windows) == 0 {
		return 0
	}
	return b.Windows[len(b.Windows)-1].To
}

// possible reports whether the breaks can be taken one behind the other.
func possible(list []problem.Break, from clock.Instant) bool {
	for i := range list {
		b := &list[i]
		start := from
		if b.Windows != nil {
			var ok bool
			if start, ok = firstSlot(b.Windows, from); !ok {
				return false
			}
		}
		from = start + micros(b)
	}
	return true
}

// firstSlot returns the first instant from at on that lies in a window.
func firstSlot(list []problem.Window, at clock.Instant) (clock.Instant, bool) {
	for _, w := range list {
		if w.To >= at {
			return max(at, w.From), true
		}
	}
	return at, false
}

// lastBreaks returns the breaks that a route without them is to have behind its
// last stop, left at last, and by how much they make its end, at over, later:
// all that may lie anywhere, and as many others as the working hours leave
// time for.
func (v *VroomVehicle) lastBreaks(r *problem.Route, last, over clock.Instant) (list []problem.PlannedBreak, later clock.Instant) {
	var fixed, free []problem.Break
	all, _ := v.breaks()
	for _, b := range all {
		if slices.ContainsFunc(r.Breaks, func(p problem.PlannedBreak) bool { return p.ID == b.ID }) {
			continue
		}
		if v.anywhere(b.ID) {
			b.Windows = nil
			free = append(free, b)
		} else {
			fixed = append(fixed, b)
		}
	}
	_, to := v.hours()
	for n := len(fixed); n >= 0; n-- {
		list = list[:0]
		at, ok := last, true
		for _, b := range slices.Concat(fixed[:n], free) {
			start := at
			if b.Windows != nil && ok {
				start, ok = firstSlot(b.Windows, at)
			}
			list = append(list, problem.PlannedBreak{ID: b.ID, Start: start, End: start + micros(&b)})
			at = start + micros(&b)
		}
		if later = at - last; ok && (to == 0 || over+later <= to) {
			return list, later
		}
	}
	return nil, 0
}

// anywhere reports whether the break has no time windows.
func (v *VroomVehicle) anywhere(id string) bool {
	b := v.named(id)
	return b != nil && len(b.TimeWindows) == 0
}

// named returns the break of an id, nil for none.
func (v *VroomVehicle) named(id string) *VroomBreak {
	for i := range v.Breaks {
		if strconv.FormatInt(v.Breaks[i].ID, 10) == id {
			return &v.Breaks[i]
		}
	}
	return nil
}
