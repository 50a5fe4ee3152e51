package missions

import (
	"fmt"
	"slices"
)

// Detour is why a mission needs another way from the end of its base on.
type Detour struct {
	Avoid  []string `json:"avoid,omitempty"`  // resources that it waits for in vain
	Closed bool     `json:"closed,omitempty"` // its way leads through what was closed: it waits before it
	None   bool     `json:"none,omitempty"`   // there is no other way
}

// DetoursMost is how often a mission is sent another way because others are in
// its way: two that give way to each other must not do so for ever.
const DetoursMost = 3

// Errands lists what is left to do after the base: of a trip, to come to its
// end.
func (m *Mission) Errands() []Node {
	end := m.Nodes[len(m.Nodes)-1].ID
	return slices.DeleteFunc(slices.Clone(m.Nodes[m.Released():]), func(n Node) bool {
		l := m.Load(n.Order)
		return (n.Action == "" || l != nil && l.Over()) && !(m.Trip() && n.ID == end)
	})
}

// Turn replaces the horizon by a way that begins with the last node of the
// base. What was released stays as it is. Errands keep their names, by which
// robots tell of them; the nodes between get names that were never used.
func (m *Mission) Turn(way []Node) {
	errands := m.Errands()
	m.Detour, m.Detours, m.Given = nil, m.Detours+1, 0
	base := m.Released()
	nodes := slices.Clone(m.Nodes[:base])
	for _, n := range way[1:] {
		n.ID = fmt.Sprintf("%s%d.%d", sharedPrefix, len(nodes), m.Detours)
		if n.Action != "" {
			n.ID = errands[0].ID
			errands = errands[1:]
		}
		nodes = append(nodes, n)
	}
	m.Nodes = nodes
	m.extend(base)
}
