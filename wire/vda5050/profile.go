package vda5050

import (
	"fmt"
	"math"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// Profile is how a kind of robot departs from what the text of VDA 5050 lets a
// master leave out. The zero profile departs in nothing.
type Profile struct {
	Name string
	// Theta has every place carry the heading of the way that leads to it.
	Theta bool
	// Deviation is the allowedDeviationXY of every place but the first, in
	// metres; 0 leaves it out.
	Deviation float64
	// Start is the allowedDeviationXY of the first place, in metres; 0 leaves
	// StartDeviation.
	Start float64
	// Literal has a robot of 2.0 get fields under the names of the text only: it
	// refuses those that it does not know.
	Literal bool
	// Unasked keeps stateRequest and factsheetRequest from the robot: it says
	// both by itself.
	Unasked bool
}

// narrow is the deviation, in metres, within which a robot that must be given
// one may count a place as passed: it ends well inside a shared place's margin.
const narrow = 0.25

// profiles are those that a robot may be registered with, by name.
var profiles = []Profile{
	{Name: "deviation", Deviation: narrow},
	{Name: "inorbit", Theta: true, Start: StartDeviation - 0.5, Literal: true}, // a whole number is no float to it
	{Name: "standard"},
	{Name: "theta", Theta: true},
	{Name: "unasked", Unasked: true},
}

// ProfileOf returns the profile of a name; "" is standard.
func ProfileOf(name string) (Profile, error) {
	if name == "" {
		name = "standard"
	}
	var names []string
	for _, p := range profiles {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("there is no profile %q: choose one of %s", name, strings.Join(names, ", "))
}

// Complete adds to a mission's order what the profile wants said. The same
// place gets the same in each part of the mission.
func (p Profile) Complete(o *Order, m *missions.Mission, frame geo.MapFrame) {
	for k := range o.Nodes {
		at, i := o.Nodes[k].NodePosition, int(o.Nodes[k].SequenceID)/2
		if p.Theta {
			theta, arrives := heading(m.Nodes, i, frame)
			at.Theta = &theta
			if !arrives { // it stands there already, however it stands
				turn := math.Pi
				at.AllowedDeviationTheta = &turn
			}
		}
		if p.Start > 0 && i == 0 {
			start := p.Start
			at.AllowedDeviationXY = &start
		}
		if p.Deviation > 0 && at.AllowedDeviationXY == nil {
			deviation := p.Deviation
			at.AllowedDeviationXY = &deviation
		}
	}
}

// heading returns how the way to a node points on the map, in radians from x to
// y, and true; where no way leads to it, how the way from it points, and false.
func heading(nodes []missions.Node, i int, frame geo.MapFrame) (float64, bool) {
	here := frame.Position(nodes[i].Point)
	for j := i - 1; j >= 0; j-- {
		if from := frame.Position(nodes[j].Point); from != here {
			return bearing(from, here), true
		}
	}
	for _, n := range nodes[i+1:] {
		if to := frame.Position(n.Point); to != here {
			return bearing(here, to), false
		}
	}
	return 0, false
}

// bearing returns the direction from a to b in whole milliradians, cut towards 0
// so that it never exceeds π.
func bearing(a, b geo.Position) float64 {
	return math.Trunc(math.Atan2(b.Y-a.Y, b.X-a.X)*1000) / 1000
}
