package missions

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// ID names a mission; it is the orderId of VDA 5050.
type ID string

// Phase is how far a mission has come.
type Phase string

// The phases, in order of life.
const (
	ToPickup  Phase = "to_pickup"  // sent; driving to the goods
	Loading   Phase = "loading"    // at the goods, hold open
	ToHandoff Phase = "to_handoff" // loaded; driving to the resident
	Unloading Phase = "unloading"  // at the handover point, waiting for the resident
	Done      Phase = "done"       // empty again
	Aborted   Phase = "aborted"    // called off or broken down
)

// Kind of a node's errand.
const (
	PickNode = "pick" // the hold opens for the merchant
	DropNode = "drop" // the hold opens for the resident, once unlocked
)

// Node is a point that the robot must pass, with what it does there.
type Node struct {
	ID     string    `json:"id"`
	Point  geo.Point `json:"point"`
	Action string    `json:"action,omitempty"` // pick or drop
	Needs  string    `json:"needs,omitempty"`  // the resource that must be granted before the node is released
	Floor  string    `json:"floor,omitempty"`  // of the lift that it drives into or out of: where the cabin must stand open
	In     []string  `json:"in,omitempty"`     // resources that the robot is in when it drives to the node and stands there: these too
}

// Mission is one errand: fetch the goods of an order and hand them over.
type Mission struct {
	ID       ID            `json:"id"`
	Robot    string        `json:"robot"`
	Order    string        `json:"order"`
	Phase    Phase         `json:"phase"`
	UpdateID uint32        `json:"update_id"`         // VDA 5050 orderUpdateId
	Nodes    []Node        `json:"nodes"`             // from where the robot stood
	Bases    []int         `json:"bases,omitempty"`   // how many nodes were released with each update, from the first on; none: all of them, at once
	Given    int           `json:"given,omitempty"`   // how many nodes its robot has been granted the way through; the base may end before them, at a gate that is shut
	Passed   int           `json:"passed,omitempty"`  // the last node that the robot said it has passed, of a mission that shares its way
	Detour   *Detour       `json:"detour,omitempty"`  // it needs another way
	Detours  int           `json:"detours,omitempty"` // how often it was sent another way
	Unlocked bool          `json:"unlocked"`          // the resident proved who they are
	Started  clock.Instant `json:"started"`
}

// Signal is what a robot's state says about its mission.
type Signal string

// The signals.
const (
	AtPickup  Signal = "at_pickup"  // pick action running
	Loaded    Signal = "loaded"     // pick action finished
	AtHandoff Signal = "at_handoff" // drop action running
	Unloaded  Signal = "unloaded"   // drop action finished
	Abort     Signal = "abort"      // called off or broken down
)

var life = map[Phase]map[Signal]Phase{
	ToPickup:  {AtPickup: Loading, Loaded: ToHandoff, Abort: Aborted},
	Loading:   {Loaded: ToHandoff, Abort: Aborted},
	ToHandoff: {AtHandoff: Unloading, Unloaded: Done, Abort: Aborted},
	Unloading: {Unloaded: Done, Abort: Aborted},
}

// Next returns the phase that a signal leads to. A signal that the mission
// has already taken returns the present phase: robots repeat their state. One
// that it cannot take is an error.
func (m *Mission) Next(s Signal) (Phase, error) {
	if to, ok := life[m.Phase][s]; ok {
		return to, nil
	}
	if taken(m.Phase, s) {
		return m.Phase, nil
	}
	return "", fmt.Errorf("mission %s is %s: it cannot take %s", m.ID, m.Phase, s)
}

var reached = map[Signal]int{AtPickup: 1, Loaded: 2, AtHandoff: 3, Unloaded: 4, Abort: 5}
var stands = map[Phase]int{ToPickup: 0, Loading: 1, ToHandoff: 2, Unloading: 3, Done: 4, Aborted: 5}

func taken(p Phase, s Signal) bool {
	n, known := reached[s]
	return known && stands[p] >= n
}

// Carrying reports whether the robot has the goods.
func (m *Mission) Carrying() bool { return m.Phase == ToHandoff || m.Phase == Unloading }

// Over reports whether the mission has ended.
func (m *Mission) Over() bool { return m.Phase == Done || m.Phase == Aborted }

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

// Drop returns where the goods are handed over, the last node if nowhere.
func (m *Mission) Drop() geo.Point {
	for _, n := range m.Nodes {
		if n.Action == DropNode {
			return n.Point
		}
	}
	return m.Nodes[len(m.Nodes)-1].Point
}

// Extend appends the way to a stop to a mission's nodes: the points of the
// path, thinned to one every few metres by the caller, then the stop itself
// with its action. Points that repeat the last node are left out.
func Extend(nodes []Node, path []geo.Point, stop geo.Point, action string) []Node {
	for _, p := range path {
		if len(nodes) == 0 || nodes[len(nodes)-1].Point != p {
			nodes = append(nodes, Node{ID: fmt.Sprintf("n%d", len(nodes)), Point: p})
		}
	}
	if last := len(nodes) - 1; last > 0 && nodes[last].Point == stop && nodes[last].Action == "" {
		nodes[last].Action = action
		return nodes
	}
	return append(nodes, Node{ID: fmt.Sprintf("n%d", len(nodes)), Point: stop, Action: action})
}
