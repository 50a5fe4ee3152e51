package circle

import "fmt"

// Cancellation is what calling an order off costs its merchant, in minor
// units, by how far the order is. Before it is accepted it costs nothing, and
// after pickup it cannot be called off.
type Cancellation struct {
	Accepted int64 `json:"accepted,omitempty"` // nobody is on the way yet; the platform has it
	Assigned int64 `json:"assigned,omitempty"` // a worker is on the way, who has it
}

// MaxCancellation bounds each price.
const MaxCancellation = 100_000_00

// Check says what is wrong with the prices, or nil.
func (c Cancellation) Check() error {
	for _, n := range []int64{c.Accepted, c.Assigned} {
		if n < 0 || n > MaxCancellation {
			return fmt.Errorf("a cancellation price of %d is not from 0 to %d", n, MaxCancellation)
		}
	}
	return nil
}
