package roadnet

import (
	"errors"
	"fmt"
	"math"
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
// concurrent use.
type Router struct {
	city   *City
	meshes [geo.ProfileCount]*mesh
	caches *[geo.ProfileCount]snapCache
}

// NewRouter prepares a city for routing: graphs in rows, and the weights of the
// hierarchies, whose orders the import has found.
func NewRouter(c *City) *Router { return newRouter(c, true) }

// NewRouterWithoutTurns is NewRouter for measuring what forbidden turns cost:
// it does not respect them.
func NewRouterWithoutTurns(c *City) *Router { return newRouter(c, false) }

func newRouter(c *City, turns bool) *Router {
	r := &Router{city: c, caches: &[geo.ProfileCount]snapCache{}}
	var wait sync.WaitGroup
	for p := range r.meshes {
		wait.Go(func() { r.meshes[p] = newMesh(&c.net, geo.Profile(p), turns) })
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

// Route returns the best way from one point to another. Errors are those of
// Snap, and ErrNoRoute.
func (r *Router) Route(profile geo.Profile, from, to geo.Point) (Route, error) {
	a, err := r.place(profile, from)
	if err != nil {
		return Route{}, err
	}
	b, err := r.place(profile, to)
	if err != nil {
		return Route{}, err
	}
	return r.meshes[profile].route(a, b)
}

// Leg returns the leg from one point to another; it is unreachable when one of
// them cannot be snapped.
func (r *Router) Leg(profile geo.Profile, from, to geo.Point) Leg {
	a, err := r.place(profile, from)
	if err != nil {
		return noLeg
	}
	b, err := r.place(profile, to)
	if err != nil {
		return noLeg
	}
	return r.LegBetween(profile, a, b)
}

// LegBetween is Leg for places that the router has snapped for profile.
func (r *Router) LegBetween(profile geo.Profile, from, to Snap) Leg {
	return r.meshes[profile].between(from, to).leg()
}

// Table writes the legs from each place of from to each place of to into
// cells, row after row; cells must hold len(from)·len(to) of them. It works on
// at most the given number of processors; the answer does not depend on it.
func (r *Router) Table(profile geo.Profile, from, to []Snap, workers int, cells []Leg) {
	r.meshes[profile].table(from, to, workers, cells)
}

// Times returns the legs from each point of from to each point of to, by row
// and column: one search up the hierarchy for each point, then a look into
// buckets for each pair. A point that cannot be snapped makes its legs
// unreachable.
func (r *Router) Times(profile geo.Profile, from, to []geo.Point) [][]Leg {
	sources, lines := r.placeAll(profile, from)
	targets, columns := r.placeAll(profile, to)
	cells := make([]Leg, len(sources)*len(targets))
	r.Table(profile, sources, targets, tableWorkers(len(cells)), cells)
	out := make([][]Leg, len(from))
	if len(sources) == len(from) && len(targets) == len(to) {
		for i := range out {
			out[i] = cells[i*len(to) : (i+1)*len(to) : (i+1)*len(to)]
		}
		return out
	}
	for i := range out {
		out[i] = make([]Leg, len(to))
		for k := range out[i] {
			out[i][k] = noLeg
		}
	}
	for i, line := range lines {
		for k, column := range columns {
			out[line][column] = cells[i*len(targets)+k]
		}
	}
	return out
}

// placeAll snaps those points that can be, and returns their indexes too.
func (r *Router) placeAll(profile geo.Profile, points []geo.Point) (snaps []Snap, index []int) {
	snaps, index = make([]Snap, 0, len(points)), make([]int, 0, len(points))
	for i, p := range points {
		if s, err := r.place(profile, p); err == nil {
			snaps, index = append(snaps, s), append(index, i)
		}
	}
	return snaps, index
}

// place snaps a point that has perhaps been asked for before.
func (r *Router) place(profile geo.Profile, p geo.Point) (Snap, error) {
	if err := p.Check(); err != nil {
		return Snap{}, fmt.Errorf("roadnet: snap: %w", err)
	}
	c := &r.caches[profile]
	at := coordOf(p)
	if s, ok := c.snap(at); ok {
		return s, nil
	}
	s, err := r.meshes[profile].snap(p, MaxSnap)
	if err == nil {
		c.keep(at, s)
	}
	return s, err
}

func roundMeters(mm uint32) geo.Meters { return geo.Meters((uint64(mm) + 500) / 1000) }
