package lanes

import (
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Closure is an area that staff has closed for a while: no way that is planned
// meanwhile leads through it.
type Closure struct {
	ID     string        `json:"id"`
	Area   []geo.Point   `json:"area"` // corners, the first not repeated
	Until  clock.Instant `json:"until"`
	Reason string        `json:"reason"`
	By     string        `json:"by"` // who of staff
}

// Check returns what is wrong with the closure.
func (c *Closure) Check() error {
	f := Feature{ID: c.ID, Kind: NoGo, Points: c.Area}
	if err := f.Check(); err != nil {
		return fmt.Errorf("closure: %w", err)
	}
	if c.Reason == "" {
		return fmt.Errorf("closure %q: say why", c.ID)
	}
	return nil
}
