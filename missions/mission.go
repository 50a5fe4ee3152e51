package missions

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

// ID names a mission; it is the orderId of VDA 5050.
type ID string

// Kind of a node's errand.
const (
	PickNode = "pick" // a compartment opens for the merchant
	DropNode = "drop" // a compartment opens for the resident, once unlocked
)

// Node is a point that the robot must pass, with what it does there.
type Node struct {
	ID     string    `json:"id"`
	Point  geo.Point `json:"point"`
	Action string    `json:"action,omitempty"` // pick, drop or startCharging
	Order  string    `json:"order,omitempty"`  // whose errand the action is
	Needs  string    `json:"needs,omitempty"`  // the resource that must be granted before the node is released
	Floor  string    `json:"floor,omitempty"`  // of the lift that it drives into or out of: where the cabin must stand open
	In     []string  `json:"in,omitempty"`     // resources that the robot is in when it drives to the node and stands there: these too
}

// Mission is one way of a robot: fetch the goods of some orders and hand them
// over. One with a Purpose is a trip: it has no goods, and ends where it leads.
type Mission struct {
	ID       ID            `json:"id"`
	Robot    string        `json:"robot"`
	Loads    []Load        `json:"loads,omitempty"`   // never written in place: decisions share them
	Purpose  fleet.Purpose `json:"purpose,omitempty"` // of a trip
	Station  string        `json:"station,omitempty"` // the resource at which a trip ends; empty: anywhere
	UpdateID uint32        `json:"update_id"`         // VDA 5050 orderUpdateId
	Nodes    []Node        `json:"nodes"`             // from where the robot stood
	Bases    []int         `json:"bases,omitempty"`   // how many nodes were released with each update, from the first on; none: all of them, at once
	Given    int           `json:"given,omitempty"`   // how many nodes its robot has been granted the way through; the base may end before them, at a gate that is shut
	Passed   int           `json:"passed,omitempty"`  // the last node that the robot said it has passed, of a mission that shares its way
	Detour   *Detour       `json:"detour,omitempty"`  // it needs another way
	Detours  int           `json:"detours,omitempty"` // how often it was sent another way
	Blocked  []string      `json:"blocked,omitempty"` // the places where staff was called to whoever stands in its way
	Pace     int           `json:"pace,omitempty"`    // percent of the usual speed at which its robot may drive, for the weather; 0: 100
	Started  clock.Instant `json:"started"`
}

// Load returns what the mission has to do with an order; nil: nothing.
func (m *Mission) Load(order string) *Load {
	for i := range m.Loads {
		if m.Loads[i].Order == order {
			return &m.Loads[i]
		}
	}
	return nil
}

// With returns the mission with a change of one of its loads.
func (m *Mission) With(order string, change func(*Load)) Mission {
	w := *m
	w.Loads = slices.Clone(m.Loads)
	if l := w.Load(order); l != nil {
		change(l)
	}
	return w
}

// Without returns the mission without an order. Its errands stay in the way, or
// what is sent again would not be what was sent: the robot is told to pass them
// over.
func (m *Mission) Without(order string) Mission {
	return m.With(order, func(l *Load) { l.Phase = Aborted })
}

// Open lists the orders that are not over.
func (m *Mission) Open() []string {
	var list []string
	for i := range m.Loads {
		if l := &m.Loads[i]; !l.Over() {
			list = append(list, l.Order)
		}
	}
	return list
}

// Over reports whether the mission has ended; a trip that has is there no more.
func (m *Mission) Over() bool { return !m.Trip() && len(m.Open()) == 0 }

// Begun reports whether something was done already: the mission cannot be given
// to its robot from the start again. Goods that are on board before it are not
// something that was done.
func (m *Mission) Begun() bool {
	return slices.ContainsFunc(m.Loads, func(l Load) bool {
		start := ToPickup
		if m.Node(PickNode, l.Order) < 0 {
			start = ToHandoff
		}
		return l.Phase != start && l.Phase != Aborted
	})
}

// Current returns the load whose action comes next; nil when nothing is left to
// do.
func (m *Mission) Current() *Load {
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if l := m.Load(n.Order); l != nil && !l.Did(n.Action) {
			return l
		}
	}
	return nil
}

// Phase is that of the current load, Done when there is none.
func (m *Mission) Phase() Phase {
	if l := m.Current(); l != nil {
		return l.Phase
	}
	return Done
}

// At returns the last node that lies behind a robot which is at p, as far as is
// known: the one that it said, or of a way that it says nothing of, the nearest
// between the last errand and the next.
func (m *Mission) At(p geo.Point) int {
	if m.Shares() {
		return m.Passed
	}
	best := 0
	for i := range m.Nodes {
		n := &m.Nodes[i]
		did := n.Action != ""
		if l := m.Load(n.Order); l != nil && !l.Did(n.Action) {
			did = false
		}
		if did || geo.Distance(n.Point, p) < geo.Distance(m.Nodes[best].Point, p) {
			best = i
		}
		if n.Action != "" && !did {
			break
		}
	}
	return best
}

// Node returns the index of the node at which an order is fetched or handed over;
// -1 where it is not.
func (m *Mission) Node(action, order string) int {
	return slices.IndexFunc(m.Nodes, func(n Node) bool { return n.Action == action && n.Order == order })
}

// Released returns how many of the nodes are in the robot's base.
func (m *Mission) Released() int {
	if len(m.Bases) == 0 {
		return len(m.Nodes)
	}
	return m.Bases[len(m.Bases)-1]
}

// Release lets the base reach through the stretch that comes next, as far as
// its robot may go where something is needed, and up to the stretch after it: a
// place that the way comes back to is asked for again, and is free meanwhile. It
// counts an update, and is true, if the base grows.
func (m *Mission) Release(may func(*Node) bool) bool {
	n, through := m.Released(), false
	for ; n < len(m.Nodes); n++ {
		free := len(m.Nodes[n].Resources()) == 0
		if !free && (through || !may(&m.Nodes[n])) {
			break
		}
		through = free
	}
	if n == m.Released() {
		return false
	}
	m.extend(n)
	return true
}

// extend begins an update, with a base that reaches up to node n.
func (m *Mission) extend(n int) {
	m.Bases = append(slices.Clone(m.Bases), n)
	m.UpdateID++
}

// Place returns where the errand is for which a resource must be granted: the
// first after the node that needs it; the last node if there is none.
func (m *Mission) Place(resource string) geo.Point {
	needed := false
	for i := range m.Nodes {
		n := &m.Nodes[i]
		needed = needed || n.Needs == resource
		if needed && n.Action != "" {
			return n.Point
		}
	}
	return m.Nodes[len(m.Nodes)-1].Point
}

// Extend appends the way to a stop to a mission's nodes: the points of the
// path, thinned to one every few metres by the caller, then the stop itself
// with its action. Points that repeat the last node are left out.
func Extend(nodes []Node, path []geo.Point, stop Node) []Node {
	for _, p := range path {
		if len(nodes) == 0 || nodes[len(nodes)-1].Point != p {
			nodes = append(nodes, Node{ID: fmt.Sprintf("n%d", len(nodes)), Point: p})
		}
	}
	if last := len(nodes) - 1; last > 0 && nodes[last].Point == stop.Point && nodes[last].Action == "" {
		nodes[last].Action, nodes[last].Order = stop.Action, stop.Order
		return nodes
	}
	return append(nodes, Node{ID: fmt.Sprintf("n%d", len(nodes)), Point: stop.Point, Action: stop.Action, Order: stop.Order})
}
