package orders

import (
	"cmp"

	"github.com/linli/linli/clock"
)

// Pinned is staff's word that a visit stays with a carer, or begins at an
// instant, or both: no plan moves it. Staff alone does, and a carer who does not
// come.
type Pinned struct {
	Carer string        `json:"carer,omitempty"`
	At    clock.Instant `json:"at,omitempty"` // when it begins
}

// PinnedTo is the carer whom a visit is pinned to, or "".
func (o *Order) PinnedTo() string {
	if o.Pinned == nil {
		return ""
	}
	return o.Pinned.Carer
}

// PinnedAt is when a visit is pinned to begin; zero: it is not.
func (o *Order) PinnedAt() clock.Instant {
	if o.Pinned == nil {
		return 0
	}
	return o.Pinned.At
}

// Sole is the one worker who may have the order, by staff's word; empty: any.
func (o *Order) Sole() string { return cmp.Or(o.PinnedTo(), o.Only) }
