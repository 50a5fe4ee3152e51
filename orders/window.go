package orders

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
)

// Window is when something may happen, both ends included; a zero end is open.
type Window struct {
	From clock.Instant `json:"from,omitempty"`
	To   clock.Instant `json:"to,omitempty"`
}

// Windows are when the goods may be fetched and when they may be handed over.
// Nobody is given an order who would come too late for either; once somebody
// has it, being late only costs.
type Windows struct {
	Pickup  Window `json:"pickup,omitzero"`
	Dropoff Window `json:"dropoff,omitzero"`
}

// MaxAhead is how far ahead an order can be placed.
const MaxAhead = 60 * 24 * time.Hour

// Check says what is wrong with windows that were asked for at a time, or nil.
func (w Windows) Check(at clock.Instant) error {
	for _, x := range []struct {
		name string
		Window
	}{{"pickup", w.Pickup}, {"drop-off", w.Dropoff}} {
		switch {
		case x.To != 0 && x.To <= max(at, x.From):
			return fmt.Errorf("the %s window ends before it begins, or is over", x.name)
		case x.From > at.Add(MaxAhead) || x.To > at.Add(MaxAhead):
			return fmt.Errorf("the %s window is more than %d days ahead", x.name, MaxAhead/(24*time.Hour))
		}
	}
	if w.Dropoff.To != 0 && w.Dropoff.To <= w.Pickup.From {
		return fmt.Errorf("the drop-off window ends before the pickup window begins")
	}
	return nil
}
