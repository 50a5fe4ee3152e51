package roadnet

import (
	"errors"
	"math"
	"runtime"
	"sync"

	"github.com/linli/linli/geo"
)

// Unreachable is the Millis of a Leg that does not exist.
const Unreachable = math.MaxUint32

// ErrNoRoute is returned when both ends are on the network and no way leads
// from one to the other.
var ErrNoRoute = errors.New("roadnet: no route")

// Leg is what it takes to get from one point to another along the roads, from
// the place on the road nearest to the one to the place nearest to the other;
// the steps off the road are not in it.
type Leg struct {
	Millis uint32     // travel time; Unreachable when there is no way
	Meters geo.Meters // length of the way that takes this time; 0 when there is none
}

var noLeg = Leg{Millis: Unreachable}

// Reachable reports whether the leg exists.
func (l Leg) Reachable() bool { return l.Millis != Unreachable }

// Route is a leg with its geometry, from the snapped start to the snapped end.
type Route struct {
	Leg
	Path []geo.Point
}

// Router answers travel times and routes over one city. It is safe for
// concurrent use and keeps at most 512 trees or 256 MiB for each profile.
type Router struct {
	city   *City
	meshes [geo.ProfileCount]*mesh
	caches [geo.ProfileCount]treeCache
}

// NewRouter prepares a city for routing (some tens of milliseconds for a small
// country).
func NewRouter(c *City) *Router {
	r := &Router{city: c}
	var wait sync.WaitGroup
	for p := range r.meshes {
		r.caches[p].init()
		wait.Go(func() { r.meshes[p] = newMesh(&c.net, geo.Profile(p)) })
	}
	wait.Wait()
	return r
}

// City returns the city that the router answers for.
func (r *Router) City() *City { return r.city }

// Snap returns the place nearest to p on the usable roads of profile. The
// error is ErrTooFar when none lies within MaxSnap, or says what is wrong with
// p.
func (r *Router) Snap(profile geo.Profile, p geo.Point) (Snap, error) {
	return r.meshes[profile].snap(p, MaxSnap)
}

// Reaches reports whether a usable road of profile passes within
// ReachDistance of p.
func (r *Router) Reaches(profile geo.Profile, p geo.Point) bool {
	_, err := r.meshes[profile].snap(p, ReachDistance)
	return err == nil
}

// Route returns the best way from one point to another, found by a search from
// both ends. Errors are those of Snap, and ErrNoRoute.
func (r *Router) Route(profile geo.Profile, from, to geo.Point) (Route, error) {
	m := r.meshes[profile]
	a, err := m.snap(from, MaxSnap)
	if err != nil {
		return Route{}, err
	}
	b, err := m.snap(to, MaxSnap)
	if err != nil {
		return Route{}, err
	}
	search := m.scratch.Get().(*bidirectional)
	defer m.scratch.Put(search)
	direct := m.direct(a, b)
	best, meet := search.between(m, a, b)
	switch {
	case direct == nowhere && best == nowhere:
		return Route{}, ErrNoRoute
	case !best.less(direct):
		return Route{Leg: direct.leg(), Path: m.piece(a.edge, a.offset, b.offset).points()}, nil
	}
	edges, first, last := search.path(m, meet)
	line := m.toVertex(a, first)
	for _, e := range edges {
		line = line.join(m.whole(e))
	}
	line = line.join(m.toVertex(b, last).turned())
	return Route{Leg: best.leg(), Path: line.points()}, nil
}

// Leg returns the leg from one point to another; it is unreachable when one of
// them cannot be snapped. It keeps the target's tree, as Times does.
func (r *Router) Leg(profile geo.Profile, from, to geo.Point) Leg {
	m := r.meshes[profile]
	a, err := m.snap(from, MaxSnap)
	if err != nil {
		return noLeg
	}
	b, err := r.place(profile, to)
	if err != nil {
		return noLeg
	}
	return m.legTo(a, b, r.trees(profile, []Snap{b})[0]).leg()
}

// Times returns the legs from each point of from to each point of to, by row
// and column. Trees of ways to the targets are kept, so a target that comes
// again costs a look-up; the first time it costs a search of the whole graph.
// Put the points that stay the same into to. A point that cannot be snapped
// makes its legs unreachable.
func (r *Router) Times(profile geo.Profile, from, to []geo.Point) [][]Leg {
	m := r.meshes[profile]
	targets := make([]Snap, 0, len(to))
	columns := make([]int, 0, len(to))
	for k, p := range to {
		if s, err := r.place(profile, p); err == nil {
			targets, columns = append(targets, s), append(columns, k)
		}
	}
	trees := r.trees(profile, targets)
	cells := make([]Leg, len(from)*len(to))
	for i := range cells {
		cells[i] = noLeg
	}
	out := make([][]Leg, len(from))
	for i, p := range from {
		out[i] = cells[i*len(to) : (i+1)*len(to) : (i+1)*len(to)]
		s, err := m.snap(p, MaxSnap)
		if err != nil {
			continue
		}
		for k := range targets {
			out[i][columns[k]] = m.legTo(s, targets[k], trees[k]).leg()
		}
	}
	return out
}

// place snaps a target, which has probably been asked for before.
func (r *Router) place(profile geo.Profile, p geo.Point) (Snap, error) {
	if err := p.Check(); err != nil {
		return Snap{}, err
	}
	c := &r.caches[profile]
	at := coordOf(p)
	if s, ok := c.snap(at); ok {
		return s, nil
	}
	s, err := r.meshes[profile].snap(p, MaxSnap)
	if err == nil {
		c.keepSnap(at, s)
	}
	return s, err
}

// trees returns the tree of each target, building those that are not cached
// on as many processors as there are.
func (r *Router) trees(profile geo.Profile, targets []Snap) []*tree {
	m, c := r.meshes[profile], &r.caches[profile]
	out := make([]*tree, len(targets))
	var missing []int
	for k, s := range targets {
		if out[k] = c.tree(target{s.edge, s.offset}); out[k] == nil {
			missing = append(missing, k)
		}
	}
	workers := min(runtime.GOMAXPROCS(0), len(missing))
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(missing); i += workers {
				s := targets[missing[i]]
				t := m.to(s)
				c.keep(target{s.edge, s.offset}, t)
				out[missing[i]] = t
			}
		})
	}
	wait.Wait()
	return out
}

func roundMeters(mm uint32) geo.Meters { return geo.Meters((uint64(mm) + 500) / 1000) }
