package problem

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// What a sound problem has at most. Whoever reads problems from outside
// compares counts with these before making room for anything.
const (
	MaxPlaces       = 10_000
	MaxLegs         = MaxPlaces * MaxPlaces // in all matrices together
	MaxVehicles     = 20_000
	MaxShipments    = 100_000
	MaxOptions      = 100     // of a shipment
	MaxWorkers      = 100     // of a visit
	MaxKnown        = 100     // vehicles of a shipment
	MaxAfter        = 100     // shipments that one comes after
	MaxWindows      = 1_000   // in one list
	MaxBreaks       = 100     // of a vehicle
	MaxStops        = 200_000 // in the routes of all vehicles together
	MaxCompartments = 200_000 // free ones in all lockers together; a vehicle has a hundred at most
	MaxPriority     = 1_000_000

	MaxInstant  = clock.Instant(1) << 52    // in the year 2112; not less than minus this, either
	MaxDuration = 32 * 366 * 24 * time.Hour // of one drive, service, break, ride or day
)

// maxSum bounds every sum of the problem's amounts: far enough below the end
// of 64 bits that one more leg or stop does not reach it.
const maxSum = float64(1 << 61)

// Invalid is an item of a problem that no plan can be made for, not even one
// that leaves it undone.
type Invalid struct {
	Item  string // shipment "s1", option 2
	Wrong string // what is wrong with it
	Do    string // what to do about it
}

// Error returns all of it in one line.
func (e *Invalid) Error() string { return e.Item + ": " + e.Wrong + ": " + e.Do }

// Validate returns nil for a problem that a solver can be given: every
// reference leads somewhere, every ID is there once, every window ends after it
// begins, every vehicle has travel times, no amount is negative or so large
// that sums could leave 64 bits. It returns an *Invalid about the first item
// that is not so, else. A shipment that merely cannot be served is sound: the
// plan says why it is undone. So is the name of a vehicle that is gone in Was
// or Exclude. Validate looks at counts before anything else and never makes
// room for more than it was given.
func Validate(p *Problem) error {
	if p == nil {
		return &Invalid{"problem", "there is none", "give one"}
	}
	v := &validator{p: p}
	for _, step := range []func() error{
		v.counts, v.head, v.places, v.lockers, v.vehicles, v.shipments, v.routes, v.matrices, v.sums,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// validator is a problem with its names looked up.
type validator struct {
	p           *Problem
	lockerIDs   map[string]bool
	vehicleIDs  map[string]bool
	shipmentIDs map[string]bool
	columns     []column // by place, over all matrices
	stops       int      // in the routes in hand
}

// column is the worst leg into a place.
type column struct {
	travel time.Duration
	meters geo.Meters
}

// counts refuses a problem for its size alone.
func (v *validator) counts() error {
	p := v.p
	total := func(n int, f func(i int) int) (sum int) {
		for i := range n {
			sum += f(i)
		}
		return sum
	}
	for _, c := range []struct {
		what   string
		n, max int
	}{
		{"places", len(p.Places), MaxPlaces},
		{"vehicles", len(p.Vehicles), MaxVehicles},
		{"shipments", len(p.Shipments), MaxShipments},
		{"profiles", len(p.Times), 256},
		{"lockers", len(p.Lockers), MaxCompartments},
	} {
		if c.n > c.max {
			return &Invalid{c.what, fmt.Sprintf("there are %d", c.n), fmt.Sprintf("split the problem: %d at most", c.max)}
		}
	}
	if n := total(len(p.Lockers), func(i int) int { return len(p.Lockers[i].Free) }); n > MaxCompartments {
		return &Invalid{"lockers", fmt.Sprintf("there are %d free compartments", n), fmt.Sprintf("leave out lockers that nobody needs: %d at most", MaxCompartments)}
	}
	if v.stops = total(len(p.Vehicles), func(i int) int { return len(p.Vehicles[i].Route) }); v.stops > MaxStops {
		return &Invalid{"vehicles", fmt.Sprintf("their routes have %d stops", v.stops), fmt.Sprintf("split the problem: %d at most", MaxStops)}
	}
	return nil
}

// head judges what the problem has once.
func (v *validator) head() error {
	p, w := v.p, &v.p.Weights
	switch p.Objective {
	case Money, Levels, VehiclesDistance:
	default:
		return &Invalid{"objective", fmt.Sprintf("%s is unknown", quote(string(p.Objective))),
			fmt.Sprintf("say %q, %q, or nothing for money", Levels, VehiclesDistance)}
	}
	if p.MaxChanged < 0 {
		return negative("max_changed", int64(p.MaxChanged))
	}
	for _, a := range []struct {
		what string
		n    int64
	}{
		{"late_per_minute", w.LatePerMinute}, {"late_step", w.LateStep}, {"wait_per_minute", w.WaitPerMinute},
		{"resident_per_minute", w.ResidentPerMinute}, {"uneven", w.Uneven}, {"change", w.Change},
	} {
		if a.n < 0 {
			return negative("weights, "+a.what, a.n)
		}
	}
	return instant("problem", "now", p.Now)
}

// places refuses points that equal nothing, not even themselves.
func (v *validator) places() error {
	for i, at := range v.p.Places {
		for _, x := range []float64{at.Lng, at.Lat} {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return &Invalid{fmt.Sprintf("place %d", i), fmt.Sprintf("%v is no number", x), "give a longitude and a latitude"}
			}
		}
	}
	return nil
}

func (v *validator) lockers() error {
	v.lockerIDs = make(map[string]bool, len(v.p.Lockers))
	for i := range v.p.Lockers {
		l := &v.p.Lockers[i]
		item := named("locker", i, l.ID)
		if err := unique(item, l.ID, v.lockerIDs); err != nil {
			return err
		}
		for k, size := range l.Free {
			if err := room(fmt.Sprintf("%s, compartment %d", item, k), size); err != nil {
				return err
			}
		}
	}
	return nil
}

// place refuses a place that is not in the problem.
func (v *validator) place(item, what string, i int) error {
	if i >= 0 && i < len(v.p.Places) {
		return nil
	}
	return &Invalid{item, fmt.Sprintf("%s is place %d, and there are %d", what, i, len(v.p.Places)), "places count from 0: name one that is listed"}
}

// unique refuses an ID that is empty or was there before.
func unique(item, id string, seen map[string]bool) error {
	if id == "" {
		return &Invalid{item, "it has no ID", "give it one"}
	}
	if seen[id] {
		return &Invalid{item, "the ID is there twice", "give each its own"}
	}
	seen[id] = true
	return nil
}

// windows refuses a list of windows that are not in order.
func windows(item, what string, list []Window) error {
	if len(list) > MaxWindows {
		return &Invalid{item, fmt.Sprintf("%s are %d", what, len(list)), fmt.Sprintf("%d at most: leave some out", MaxWindows)}
	}
	for k, w := range list {
		name := fmt.Sprintf("%s, number %d", what, k)
		if err := instant(item, name+", from", w.From); err != nil {
			return err
		}
		if err := instant(item, name+", to", w.To); err != nil {
			return err
		}
		switch {
		case w.To != 0 && w.To < w.From:
			return &Invalid{item, fmt.Sprintf("%s: it ends at %s, before it starts at %s", name, when(w.To), when(w.From)), "exchange the two, or leave the window out"}
		case k > 0 && list[k-1].To == 0:
			return &Invalid{item, fmt.Sprintf("%s: it follows one that has no end", name), "give that one an end"}
		case k > 0 && w.From <= list[k-1].To:
			return &Invalid{item, fmt.Sprintf("%s: it starts at %s, before the one before it has ended at %s", name, when(w.From), when(list[k-1].To)), "sort the windows and join those that overlap"}
		}
	}
	return nil
}

func instant(item, what string, i clock.Instant) error {
	if i >= -MaxInstant && i <= MaxInstant {
		return nil
	}
	return &Invalid{item, fmt.Sprintf("%s is %d µs, centuries away", what, i), "give microseconds since 1970, 0 for none"}
}

func duration(item, what string, d time.Duration) error {
	switch {
	case d < 0:
		return negative(item+", "+what, int64(d))
	case d > MaxDuration:
		return &Invalid{item, fmt.Sprintf("%s is %s", what, d), fmt.Sprintf("nanoseconds, %s at most", MaxDuration)}
	}
	return nil
}

// room refuses a load, or a room for loads, that is less than nothing.
func room(item string, l Load) error {
	for i, n := range l.row() {
		if n < 0 {
			return negative(fmt.Sprintf("%s, %s", item, measureName(i)), n)
		}
	}
	return nil
}

// row returns the load as numbers, one for each measure.
func (l Load) row() [MaxDims]int64 {
	r := [MaxDims]int64{l.Grams, l.Millis}
	copy(r[2:], l.More[:])
	return r
}

func measureName(i int) string {
	if i < 2 {
		return [...]string{"grams", "ml"}[i]
	}
	return fmt.Sprintf("more[%d]", i-2)
}

func negative(item string, n int64) error {
	return &Invalid{item, fmt.Sprintf("%d is negative", n), "give 0 or more"}
}

// named names an item by its ID and by its index, for where there is no ID.
func named(kind string, i int, id string) string {
	if id == "" {
		return fmt.Sprintf("%s number %d", kind, i)
	}
	return kind + " " + quote(id)
}

// when formats an instant, with its number where a date would not be expected.
func when(i clock.Instant) string { return fmt.Sprintf("%s (%d)", i, int64(i)) }

// quote quotes a word of the problem, the beginning of a very long one.
func quote(s string) string {
	if len(s) > 80 {
		return fmt.Sprintf("%q…", s[:80])
	}
	return fmt.Sprintf("%q", s)
}
