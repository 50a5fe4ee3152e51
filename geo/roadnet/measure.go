package roadnet

import "github.com/linli/linli/geo"

// HierarchySize says how large the hierarchy of one profile is.
type HierarchySize struct {
	Vertices int // of the profile's graph, with the parts of cut vertices
	Arcs     int // of the profile's graph, turns included
	Skeleton int // arcs that any weights may need, one for both directions
	Up, Down int // arcs that these weights need, in each direction
	Turns    int // forbidden turns of the profile
}

// BuildHierarchy does once more, on one processor, what the import did for the
// hierarchy of a profile (the order) and what NewRouter did (the graph, the
// shortcuts and their weights). It is there to be measured; the router does not
// change.
func (r *Router) BuildHierarchy(profile geo.Profile) HierarchySize {
	bare := r.city.net
	bare.orders = [geo.ProfileCount][]uint32{}
	m := newMesh(&bare, profile, true)
	size := HierarchySize{Vertices: m.size, Arcs: len(m.out.arcs), Turns: r.city.Turns(profile)}
	if h := m.hierarchy; h != nil {
		size.Skeleton, size.Up, size.Down = len(h.skeleton.to), len(h.up.arcs), len(h.down.arcs)
	}
	return size
}

// LegByDijkstra is LegBetween by Dijkstra's algorithm on the road graph itself:
// the same answer some hundred times later, for tests and measurements.
func (r *Router) LegByDijkstra(profile geo.Profile, from, to Snap) Leg {
	return r.meshes[profile].plainBetween(from, to).leg()
}

// TableByDijkstra is Table by one search of the whole graph for each place of
// from, on one processor, for tests and measurements.
func (r *Router) TableByDijkstra(profile geo.Profile, from, to []Snap, cells []Leg) {
	r.meshes[profile].plainTable(from, to, cells)
}
