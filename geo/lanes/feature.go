package lanes

import (
	"fmt"
	"regexp"

	"github.com/linli/linli/geo"
)

// Kind says what a feature is.
type Kind string

// The kinds.
const (
	Lane     Kind = "lane"     // a line that robots may drive along, besides the roads
	Zone     Kind = "zone"     // an area for so many robots at once
	Crossing Kind = "crossing" // of a road, for so many at once
	Gate     Kind = "gate"     // for one at a time
	Lift     Kind = "lift"     // a line of three points: before the lower door, in the cabin, before the upper door
	Handover Kind = "handover" // where robots wait for residents, so many at once
	Station  Kind = "station"  // beside the road: where so many robots stand that have nothing to do
	NoGo     Kind = "no_go"    // an area that no way leads through
	Compound Kind = "compound" // an area into which couriers do not go
)

// Feature is one thing that was drawn.
type Feature struct {
	ID         string      `json:"id"`
	Kind       Kind        `json:"kind"`
	Points     []geo.Point `json:"points"`                // one; or a line; or the corners of an area, the first not repeated
	Capacity   int         `json:"capacity,omitempty"`    // robots at once; 0 is 1
	Radius     float64     `json:"radius,omitempty"`      // metres around a point; 0: the kind's
	SingleFile bool        `json:"single_file,omitempty"` // a lane for one robot at a time, in either direction
	OneWay     bool        `json:"one_way,omitempty"`     // a lane along its line only
	KmH        float64     `json:"kmh,omitempty"`         // on a lane; 0 is 6
	Width      float64     `json:"width,omitempty"`       // metres, of a lane, a gate or a lift: no way of a wider robot leads through it; 0: any fits
	Device     string      `json:"device,omitempty"`      // the gate's or lift's own name; empty: it has none
	Floors     []string    `json:"floors,omitempty"`      // of a lift's lower and upper door
	Charge     bool        `json:"charge,omitempty"`      // a station at which robots charge
	Gate       string      `json:"gate,omitempty"`        // of a compound: the handover at which robots take goods over from couriers; empty: they do not
	Exceptions bool        `json:"exceptions,omitempty"`  // couriers go into the compound with what no robot can bring
}

// Bounds of what may be drawn.
const (
	MaxFeatures = 2000
	MaxPoints   = 500
)

var goodID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// shapes says how each kind is drawn, and how far from a point it reaches.
var shapes = map[Kind]struct {
	points string
	least  int
	most   int
	radius float64
}{
	Lane:     {"LineString", 2, MaxPoints, 0},
	Zone:     {"Polygon", 3, MaxPoints, 0},
	Crossing: {"Point", 1, 1, 6},
	Gate:     {"Point", 1, 1, 3},
	Lift:     {"LineString", 3, 3, 0},
	Handover: {"Point", 1, 1, 12},
	Station:  {"Point", 1, 1, 8},
	NoGo:     {"Polygon", 3, MaxPoints, 0},
	Compound: {"Polygon", 3, MaxPoints, 0},
}

// Check returns an error that names the feature and says what to do.
func (f *Feature) Check() error {
	if !goodID.MatchString(f.ID) {
		return fmt.Errorf("feature %q: its id must be 1 to 40 letters, digits, dots, dashes or underscores", f.ID)
	}
	s, known := shapes[f.Kind]
	if !known {
		return f.bad("kind %q is none of lane, zone, crossing, gate, lift, handover, station, no_go and compound", f.Kind)
	}
	if n := len(f.Points); n < s.least || n > s.most {
		return f.bad("%d points: a %s is a %s of %d to %d", n, f.Kind, s.points, s.least, s.most)
	}
	for i, p := range f.Points {
		if err := p.Check(); err != nil {
			return f.bad("point %d: %v", i, err)
		}
		if d := geo.Distance(p, f.Points[0]); d > 20_000 {
			return f.bad("point %d is %.0f km from the first: is longitude before latitude?", i, d/1000)
		}
		if i > 0 && p == f.Points[i-1] {
			return f.bad("point %d repeats the one before it", i)
		}
	}
	switch {
	case f.Capacity < 0 || f.Capacity > 100:
		return f.bad("capacity %d is not between 1 and 100", f.Capacity)
	case f.Capacity > 0 && f.Kind != Zone && f.Kind != Crossing && f.Kind != Handover && f.Kind != Station:
		return f.bad("a %s has no capacity: it is for one", f.Kind)
	case f.Radius != 0 && (len(f.Points) != 1 || !(f.Radius >= 1 && f.Radius <= 100)):
		return f.bad("radius %v: only a point has one, of 1 to 100 m", f.Radius)
	case (f.SingleFile || f.OneWay || f.KmH != 0) && f.Kind != Lane:
		return f.bad("only a lane has single_file, one_way or kmh")
	case f.KmH != 0 && !(f.KmH >= 0.5 && f.KmH <= 25):
		return f.bad("kmh %v is not between 0.5 and 25", f.KmH)
	case f.Width != 0 && (f.Kind != Lane && f.Kind != Gate && f.Kind != Lift || !(f.Width >= 0.2 && f.Width <= 20)):
		return f.bad("width %v: only a lane, a gate or a lift has one, of 0.2 to 20 m", f.Width)
	case f.Charge && f.Kind != Station:
		return f.bad("only a station charges")
	case (f.Gate != "" || f.Exceptions) && f.Kind != Compound:
		return f.bad("only a compound has gate or exceptions")
	case f.Device != "" && f.Kind != Gate && f.Kind != Lift:
		return f.bad("only a gate or a lift has a device")
	case f.Kind == Lift && (len(f.Floors) != 2 || f.Floors[0] == "" || f.Floors[1] == "" || f.Floors[0] == f.Floors[1]):
		return f.bad("floors must name the floor of the first point and that of the last")
	case f.Kind != Lift && len(f.Floors) > 0:
		return f.bad("only a lift has floors")
	}
	return nil
}

func (f *Feature) bad(format string, args ...any) error {
	return fmt.Errorf("feature %q: %s", f.ID, fmt.Sprintf(format, args...))
}

// Shared reports whether robots must be granted the feature before their way
// leads through it. One leads past a station, not through it, and through a
// compound as if it were not drawn.
func (f *Feature) Shared() bool {
	return f.Kind != NoGo && f.Kind != Station && f.Kind != Compound && (f.Kind != Lane || f.SingleFile)
}

// Near reports whether a place is in a feature that was drawn as a point.
func (f *Feature) Near(p geo.Point) bool {
	reach := f.Radius
	if reach == 0 {
		reach = shapes[f.Kind].radius
	}
	return len(f.Points) == 1 && geo.Distance(p, f.Points[0]) <= reach
}

// Room is how many robots may be in it at once.
func (f *Feature) Room() int { return max(f.Capacity, 1) }

// Resource is the name under which it is granted.
func (f *Feature) Resource() string { return string(f.Kind) + "/" + f.ID }

// GateOf is the resource at which robots take goods over that are for a
// compound; empty: they do not.
func GateOf(c *Feature) string {
	if c.Gate == "" {
		return ""
	}
	return string(Handover) + "/" + c.Gate
}

// Seconds and metres per second of what is not said.
const laneKmH = 6.0

func (f *Feature) speed() float64 {
	if f.KmH == 0 {
		return laneKmH / 3.6
	}
	return f.KmH / 3.6
}
