package orders

import (
	"slices"

	"github.com/linli/linli/clock"
)

// After says that an order comes after another one: meal before medicine. It
// is planned no earlier than the other's planned end, and not begun before the
// other has really ended.
type After struct {
	Order   ID            `json:"order"`
	Ends    clock.Instant `json:"ends,omitempty"`    // of the other: as last planned, then as it was; zero: not known
	Planned bool          `json:"planned,omitempty"` // the other has a planned end, or has ended
	Over    bool          `json:"over,omitempty"`    // the other has ended well: nothing is waited for any more
	Lost    string        `json:"lost,omitempty"`    // code of why the other never will: staff has to decide
	Told    clock.Instant `json:"told,omitempty"`    // the start that the resident counts on: the first that was planned, or what they were told since
}

// Follows reports whether the order still waits for the one that it comes
// after.
func (o *Order) Follows() bool { return o.After != nil && !o.After.Over }

// Bereft reports whether the order comes after one that will never end well.
func (o *Order) Bereft() bool { return o.Follows() && o.After.Lost != "" }

// Opens is from when a visit may begin, as far as is known: when its window
// does, it is pinned to, or the order that it comes after ends.
func (o *Order) Opens() clock.Instant {
	opens := max(o.Call.From, o.PinnedAt())
	if o.Follows() {
		return max(opens, o.After.Ends)
	}
	return opens
}

// Closes is when a visit that has not begun is late: when its window closes
// or, where that is later, the order that it comes after ends.
func (o *Order) Closes() clock.Instant {
	if o.After != nil {
		return max(o.Call.To, o.After.Ends)
	}
	return o.Call.To
}

// Postpone moves the planned start of a visit that has not begun to an instant.
// Calls and crews are shared between versions of an order, so it makes new
// ones.
func (o *Order) Postpone(to clock.Instant) {
	if !o.Idle() {
		o.ETA = to
	}
	if !o.Team() {
		return
	}
	o.Meet(to)
	o.Crew = slices.Clone(o.Crew)
	for i := range o.Crew {
		o.Crew[i].ETA = to
	}
}

// Holds says why the order cannot begin yet for what it comes after, or nil.
func (o *Order) Holds() *Rejection {
	switch {
	case o.Bereft():
		return Refuse(IllegalMove, o.ID, "it comes after %s, which will not be done (%s): the desk decides", o.After.Order, o.After.Lost)
	case o.Follows():
		r := Refuse(IllegalMove, o.ID, "it comes after %s, which has not ended yet: wait for it", o.After.Order)
		r.Retryable = true
		return r
	}
	return nil
}
