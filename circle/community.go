package circle

import (
	"fmt"
	"regexp"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// CommunityID names a community within a zone.
type CommunityID string

// Community is a neighbourhood with one gate, one calendar and one name.
type Community struct {
	ID       CommunityID    `json:"id"`
	Name     string         `json:"name"`
	Boundary Ring           `json:"boundary,omitempty"`
	Gate     *geo.Point     `json:"gate,omitempty"`     // where walks and rides begin
	Handover *geo.Point     `json:"handover,omitempty"` // where a robot meets residents of buildings without a point of their own
	Calendar clock.Calendar `json:"calendar"`
}

// Check returns an error that says what of a community cannot be.
func (c *Community) Check() error {
	if err := checkID("community", string(c.ID)); err != nil {
		return err
	}
	if c.Name == "" {
		return fmt.Errorf("circle: community %s has no name", c.ID)
	}
	if len(c.Boundary) > 0 {
		if err := c.Boundary.Check(); err != nil {
			return err
		}
	}
	for _, p := range []*geo.Point{c.Gate, c.Handover} {
		if p != nil {
			if err := p.Check(); err != nil {
				return fmt.Errorf("circle: community %s: %w", c.ID, err)
			}
		}
	}
	return c.checkDays()
}

// checkDays looks at the lists of days and at the offsets: a search walks them.
func (c *Community) checkDays() error {
	for _, days := range [][]clock.Date{c.Calendar.Holidays, c.Calendar.Workdays} {
		for i := 1; i < len(days); i++ {
			if days[i-1] >= days[i] {
				return fmt.Errorf("circle: community %s: the day %s comes twice or out of order", c.ID, days[i])
			}
		}
	}
	for i, o := range c.Calendar.Offsets {
		if o.Seconds < -maxOffset || o.Seconds > maxOffset || i > 0 && c.Calendar.Offsets[i-1].From >= o.From {
			return fmt.Errorf("circle: community %s: offset %d from UTC is out of order or none of Earth", c.ID, i)
		}
	}
	return nil
}

const maxOffset = 15 * 3600 // seconds

// idForm is what ids may be made of: they stand in URLs, topics and logs.
var idForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// checkID returns an error when s cannot name a row of the circle.
func checkID(what, s string) error {
	if !idForm.MatchString(s) {
		return fmt.Errorf("circle: %q is no id of a %s: 1 to 64 letters, digits, dots, dashes and underscores", s, what)
	}
	return nil
}

// ValidID reports whether s may name a row of the circle: 1 to 64 letters,
// digits, dots, dashes and underscores.
func ValidID(s string) bool { return idForm.MatchString(s) }
