package missions

import (
	"fmt"
	"strings"

	"github.com/linli/linli/geo"
)

// ChargeNode is what is done at the end of a trip to a station that charges: a
// robot that does not have the action goes without.
const ChargeNode = "startCharging"

// TripID names a robot's nth trip: a mission without goods, which ends where it
// leads to.
func TripID(robot string, n int) ID { return ID(fmt.Sprintf("%s-t%d", robot, n)) }

// Trip reports whether the name is that of a trip, by how it ends.
func (id ID) Trip() bool {
	i := strings.LastIndexByte(string(id), '-')
	return i > 0 && strings.HasPrefix(string(id[i:]), "-t")
}

// Trip reports whether the mission is one without goods.
func (m *Mission) Trip() bool { return m.Purpose != "" }

// There reports whether the robot of a trip says that it is at its end.
func (m *Mission) There() bool { return m.Trip() && m.Passed == len(m.Nodes)-1 }

// Spot returns the node of the way nearest to a place at which the robot is in
// nobody's way, and which is free; nil if there is none.
func (m *Mission) Spot(near geo.Point, free func(geo.Point) bool) *geo.Point {
	var best *geo.Point
	for _, n := range m.Nodes {
		if len(n.Resources()) == 0 && free(n.Point) && (best == nil || geo.Distance(n.Point, near) < geo.Distance(*best, near)) {
			best = &n.Point
		}
	}
	return best
}
