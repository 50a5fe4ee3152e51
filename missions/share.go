package missions

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linli/linli/geo"
)

// Resources lists what must be granted before the node is released.
func (n *Node) Resources() []string {
	if n.Needs == "" {
		return n.In
	}
	return append(slices.Clip(n.In), n.Needs)
}

// sharedPrefix begins the names of the nodes of a way that is shared. A robot's
// state repeats the name of the last node, and so says by itself that the
// engine wants to be told.
const sharedPrefix = "w"

// Reported reports whether the engine wants to be told that a robot has passed
// a node of this name.
func Reported(nodeID string) bool { return strings.HasPrefix(nodeID, sharedPrefix) }

// Shares reports whether the way leads through what is drawn as shared, so that
// it is granted piece by piece. A trip is followed in the same way.
func (m *Mission) Shares() bool {
	return m.Trip() || slices.ContainsFunc(m.Nodes, func(n Node) bool { return len(n.In) > 0 })
}

// Stop is a node of a way as it lies on what is drawn: From is the index of
// the node that it is, or before which it lies.
type Stop struct {
	Point geo.Point
	From  int
	In    []string
	Floor string
}

// Lay puts a mission's way on what is drawn. Of the stops of one From, the last
// is the node itself. A way that ends in a shared place is led back out of it,
// as far as it came in after its last errand but one; a trip stays where it
// leads.
func (m *Mission) Lay(stops []Stop) {
	if !m.Trip() && !slices.ContainsFunc(stops, func(s Stop) bool { return len(s.In) > 0 }) {
		return
	}
	var nodes []Node
	for i, s := range stops {
		n := Node{Point: s.Point}
		if i == len(stops)-1 || stops[i+1].From != s.From {
			n = m.Nodes[s.From]
		}
		n.In, n.Floor = s.In, s.Floor
		nodes = append(nodes, n)
	}
	last := len(nodes) - 1
	back := last
	for len(nodes[back].In) > 0 && back > 0 && (back == last || nodes[back].Action == "") {
		back--
	}
	if len(nodes[back].In) == 0 && !m.Trip() {
		for i := last - 1; i >= back; i-- {
			nodes = append(nodes, Node{Point: nodes[i].Point, In: nodes[i+1].In, Floor: nodes[i+1].Floor})
		}
	}
	for i := range nodes {
		nodes[i].ID = fmt.Sprintf("%s%d", sharedPrefix, i)
	}
	m.Nodes = nodes
	m.Bases = []int{1}
}

// Stretch returns where the next stretch that is not released ends: at the first
// node that needs nothing. There the robot is in nobody's way.
func (m *Mission) Stretch() int {
	end := m.Released()
	for end < len(m.Nodes) && len(m.Nodes[end].Resources()) > 0 {
		end++
	}
	return end
}

// Ahead lists the resources of the next stretch that is not released. Whoever is
// granted them all can come through.
func (m *Mission) Ahead() []string {
	var list []string
	for i := m.Released(); i < m.Stretch(); i++ {
		for _, r := range m.Nodes[i].Resources() {
			if !slices.Contains(list, r) {
				list = append(list, r)
			}
		}
	}
	return list
}

// Near reports whether the robot is within so many metres of the end of its
// base, along its way.
func (m *Mission) Near(meters float64) bool {
	sum := 0.0
	for i := m.Passed + 1; i < m.Released(); i++ {
		sum += geo.Distance(m.Nodes[i-1].Point, m.Nodes[i].Point)
	}
	return sum <= meters
}

// Early reports whether the next stretch begins after goods that are not on
// board yet: nobody waits for a robot that stands at a counter.
func (m *Mission) Early() bool {
	return slices.ContainsFunc(m.Nodes[:m.Released()], func(n Node) bool {
		l := m.Load(n.Order)
		return n.Action == PickNode && l != nil && !l.Did(PickNode)
	})
}

// Touches reports whether the way leads through a resource that is drawn.
func (m *Mission) Touches(resource string) bool {
	return slices.ContainsFunc(m.Nodes, func(n Node) bool { return slices.Contains(n.In, resource) })
}

// Within reports whether the robot is in a resource, as far as it has said, or
// has it before it in its base.
func (m *Mission) Within(resource string) bool {
	return slices.ContainsFunc(m.Nodes[m.Passed+1:m.Released()], func(n Node) bool { return slices.Contains(n.In, resource) }) ||
		m.Passed == m.Released()-1 && slices.Contains(m.Nodes[m.Passed].In, resource)
}

// Floor returns where a lift's cabin must stand next for the robot; present when
// it is not to move.
func (m *Mission) Floor(lift, present string) string {
	for _, n := range m.Nodes[m.Passed+1:] {
		if n.Floor != "" && slices.Contains(n.In, lift) {
			return n.Floor
		}
	}
	return present
}
