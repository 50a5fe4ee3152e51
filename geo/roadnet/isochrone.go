package roadnet

import "github.com/linli/linli/geo"

// Isochrone is what can be reached from a point within a time, or what can
// reach it. It may be shared by goroutines until Release.
type Isochrone struct {
	Origin Snap
	Millis uint32 // the limit

	mesh   *mesh
	toward bool // times lead to the origin
	wave   *wave
}

// Within returns what profile reaches from a point in at most millis. Times
// are those of Leg from the same point. The search looks at little more than
// what it reaches. Errors are those of Snap.
func (r *Router) Within(profile geo.Profile, from geo.Point, millis uint32) (*Isochrone, error) {
	return r.isochrone(profile, from, millis, false)
}

// Toward returns from where profile reaches a point in at most millis; the
// isochrone's times are those of Leg to that point. Errors are those of Snap.
func (r *Router) Toward(profile geo.Profile, to geo.Point, millis uint32) (*Isochrone, error) {
	return r.isochrone(profile, to, millis, true)
}

func (r *Router) isochrone(profile geo.Profile, at geo.Point, millis uint32, toward bool) (*Isochrone, error) {
	m := r.meshes[profile]
	s, err := m.snap(at, MaxSnap)
	if err != nil {
		return nil, err
	}
	i := &Isochrone{Origin: s, Millis: min(millis, Unreachable-1), mesh: m, toward: toward, wave: waves.Get().(*wave)}
	i.wave.run(m.size, i.rows(), m.seeds(s, !toward), i.Millis)
	return i, nil
}

// Release gives the isochrone's memory to the next one; the isochrone must not
// be used after it. Without it the memory is collected as usual.
func (i *Isochrone) Release() {
	if i.wave != nil {
		waves.Put(i.wave)
		i.wave = nil
	}
}

// rows are the arcs that the search followed.
func (i *Isochrone) rows() *rows {
	if i.toward {
		return &i.mesh.in
	}
	return &i.mesh.out
}

// Leg returns the leg from the origin to p (from p to the origin for Toward),
// unreachable when it takes longer than the limit or p cannot be snapped.
func (i *Isochrone) Leg(p geo.Point) Leg {
	s, err := i.mesh.snap(p, MaxSnap)
	if err != nil {
		return noLeg
	}
	return i.LegAt(s)
}

// LegAt is Leg for a place that the router has snapped for the same profile.
func (i *Isochrone) LegAt(s Snap) Leg {
	best := i.mesh.direct(i.Origin, s)
	if i.toward {
		best = i.mesh.direct(s, i.Origin)
	}
	for _, e := range i.mesh.seeds(s, i.toward) {
		if l := i.wave.at(e.vertex).plus(e.label); l.less(best) {
			best = l
		}
	}
	if l := best.leg(); l.Millis <= i.Millis {
		return l
	}
	return noLeg
}

// Vertices returns how many vertices of the profile's graph are reached.
func (i *Isochrone) Vertices() int { return len(i.wave.reached) }

// Lines returns the geometry of the roads that are reached, whole edges and
// the reached pieces of those at the border, in the order in which the search
// came to them.
func (i *Isochrone) Lines() [][]geo.Point {
	var out [][]geo.Point
	i.eachEdge(func(edge uint32) {
		for _, s := range i.spans(edge) {
			if s.from < s.to {
				out = append(out, i.mesh.piece(edge, s.from, s.to).points())
			}
		}
	})
	return out
}
