package roadnet

import (
	"cmp"
	"slices"

	"github.com/linli/linli/geo"
)

// chain is a forbidden way over several edges: who has come along all but the
// last must not go on along the last. It has three edges or more, each begins
// where the one before ends; two would be a turn.
type chain struct {
	edges    []uint32 // directed: edge<<1, plus 1 when it is passed from to → from
	profiles profileSet
}

// maxChain is the most edges of a chain. Longer ones are left out.
const maxChain = 64

// sortChains orders chains, the short ones first, and joins those that differ
// only in their profiles.
func sortChains(list []chain) []chain {
	slices.SortFunc(list, compareChains)
	out := list[:0]
	for _, c := range list {
		if n := len(out); n > 0 && compareChains(out[n-1], c) == 0 {
			out[n-1].profiles |= c.profiles
			continue
		}
		out = append(out, c)
	}
	return out
}

func compareChains(a, b chain) int {
	return cmp.Or(cmp.Compare(len(a.edges), len(b.edges)), slices.Compare(a.edges, b.edges))
}

// moveChains renumbers the edges of the chains; what leads to outside is
// dropped.
func (n *network) moveChains(edge []uint32) {
	var kept []chain
	for _, c := range n.chains {
		edges := make([]uint32, len(c.edges))
		whole := true
		for i, d := range c.edges {
			edges[i] = edge[d>>1]<<1 | d&1
			whole = whole && edge[d>>1] != outside
		}
		if whole {
			kept = append(kept, chain{edges: edges, profiles: c.profiles})
		}
	}
	n.chains = sortChains(kept)
}

// tail returns the vertex where a directed edge begins.
func (n *network) tail(d uint32) uint32 { return n.head(d ^ 1) }

// head returns the vertex where a directed edge ends.
func (n *network) head(d uint32) uint32 {
	if d&1 != 0 {
		return n.edges[d>>1].from
	}
	return n.edges[d>>1].to
}

// open reports whether a profile may go along a directed edge.
func (n *network) open(d uint32, p geo.Profile) bool {
	return n.edges[d>>1].way[p].dirs&(forward<<(d&1)) != 0
}

// chainsOf returns the chains of a profile whose edges all have one of the bits
// of need and are open.
func (n *network) chainsOf(p geo.Profile, need dirs) (list []chain) {
	for _, c := range n.chains {
		if c.profiles.has(p) && !slices.ContainsFunc(c.edges, func(d uint32) bool {
			return n.edges[d>>1].way[p].dirs&need == 0 || !n.open(d, p)
		}) {
			list = append(list, c)
		}
	}
	return list
}
