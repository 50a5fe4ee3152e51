package roadnet

import "github.com/linli/linli/geo"

// Isochrone is what can be reached from a point within a time.
type Isochrone struct {
	Origin Snap
	Millis uint32 // the limit

	mesh *mesh
	tree *tree
}

// Within returns what profile reaches from a point in at most millis. Times
// are those of Leg from the same point. Errors are those of Snap.
func (r *Router) Within(profile geo.Profile, from geo.Point, millis uint32) (*Isochrone, error) {
	m := r.meshes[profile]
	s, err := m.snap(from, MaxSnap)
	if err != nil {
		return nil, err
	}
	return &Isochrone{Origin: s, Millis: millis, mesh: m, tree: m.from(s)}, nil
}

// Leg returns the leg from the origin to p, unreachable when it takes longer
// than the limit or p cannot be snapped.
func (i *Isochrone) Leg(p geo.Point) Leg {
	s, err := i.mesh.snap(p, MaxSnap)
	if err != nil {
		return noLeg
	}
	if l := i.mesh.legFrom(i.Origin, s, i.tree).leg(); l.Millis <= i.Millis {
		return l
	}
	return noLeg
}

// Lines returns the geometry of the roads that are reached, whole edges and
// the reached pieces of those at the border, in the order of the network.
func (i *Isochrone) Lines() [][]geo.Point {
	m := i.mesh
	var out [][]geo.Point
	add := func(l line) {
		if len(l) > 1 {
			out = append(out, l.points())
		}
	}
	for k := range m.net.edges {
		e := &m.net.edges[k]
		w := &e.way[m.profile]
		if w.dirs&usable == 0 || e.millimeter == 0 {
			continue
		}
		head, tail := uint32(0), uint32(0) // millimetres reached from either end
		if w.dirs&forward != 0 {
			head = i.along(i.tree.at(m.local[e.from]), w, e.millimeter)
		}
		if w.dirs&backward != 0 {
			tail = i.along(i.tree.at(m.local[e.to]), w, e.millimeter)
		}
		if uint64(head)+uint64(tail) >= uint64(e.millimeter) {
			add(m.whole(uint32(k) << 1))
			continue
		}
		if head > 0 {
			add(m.piece(uint32(k), 0, head))
		}
		if tail > 0 {
			add(m.piece(uint32(k), e.millimeter-tail, e.millimeter))
		}
	}
	return out
}

// along returns how much of an edge is reached from an end with label l.
func (i *Isochrone) along(l label, w *passage, length uint32) uint32 {
	if l == nowhere || l.millis() > i.Millis {
		return 0
	}
	left := i.Millis - l.millis()
	if left >= w.millis {
		return length
	}
	return share(length, left, w.millis)
}
