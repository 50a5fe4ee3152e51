package roadnet

import (
	"slices"

	"github.com/linli/linli/geo"
)

// StepFree returns a router over the same city whose foot profile takes no
// steps and nothing that is marked wheelchair=no, barriers included, for
// people with wheelchairs, prams and walking frames; the other profiles are
// shared. It orders the foot graph anew, which takes about a second for a small
// country, so keep it. What the map does not mark it cannot know: kerbs and
// slopes are not looked at. Places that are reached by steps only snap to the
// nearest way without.
func (r *Router) StepFree() *Router {
	net := *r.meshes[geo.Foot].net // with its traffic
	if net.stepFree {
		return r
	}
	net.stepFree = true
	net.edges = slices.Clone(net.edges)
	for i := range net.edges {
		w := &net.edges[i].way[geo.Foot]
		if w.dirs&barred != 0 {
			*w = passage{}
		}
		w.dirs &^= usable
	}
	markUsable(&net, geo.Foot)
	net.orders[geo.Foot] = nil
	out := &Router{city: r.city, meshes: r.meshes, caches: &[geo.ProfileCount]snapCache{}}
	out.meshes[geo.Foot] = newMesh(&net, geo.Foot, true)
	return out
}

// confined returns n with walkers confined to what a step-free network leaves
// them.
func (n *network) confined(free *network) *network {
	out := *n
	out.stepFree = true
	out.edges = slices.Clone(n.edges)
	for i := range out.edges {
		w := &out.edges[i].way[geo.Foot]
		if w.dirs = free.edges[i].way[geo.Foot].dirs; w.dirs == 0 {
			*w = passage{}
		}
	}
	return &out
}
