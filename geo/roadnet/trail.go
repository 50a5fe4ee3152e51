package roadnet

import (
	"cmp"
	"slices"
)

// trails know how much of the forbidden chains a traveller has behind him: the
// automaton of Aho and Corasick (1975) over directed edges. Trail 0 is none of
// any.
type trails struct {
	list []trail
	next map[trailStep]uint32
}

// trail is the beginning of a chain.
type trail struct {
	before uint32 // the trail without its last edge
	last   uint32 // directed edge
	length int
	under  uint32 // the longest shorter trail that ends likewise
	whole  bool   // a chain to its end: nobody gets there
}

type trailStep struct{ trail, edge uint32 }

// newTrails returns the trails of chains, which must be in order.
func newTrails(chains []chain) *trails {
	t := &trails{list: make([]trail, 1), next: map[trailStep]uint32{}}
	for _, c := range chains {
		at := uint32(0)
		for i, d := range c.edges {
			k, known := t.next[trailStep{at, d}]
			if !known {
				k = uint32(len(t.list))
				t.next[trailStep{at, d}] = k
				t.list = append(t.list, trail{before: at, last: d, length: i + 1})
			}
			if at = k; t.list[at].whole {
				break // a shorter chain forbids it already
			}
		}
		t.list[at].whole = true
	}
	byLength := make([]uint32, 0, len(t.list))
	for k := range t.list {
		byLength = append(byLength, uint32(k))
	}
	slices.SortStableFunc(byLength, func(a, b uint32) int { return cmp.Compare(t.list[a].length, t.list[b].length) })
	for _, k := range byLength {
		if a := &t.list[k]; a.length > 1 {
			a.under = t.longest(t.list[a.before].under, a.last)
		}
	}
	return t
}

// longest returns the longest trail that ends with the edge, after a trail or
// one under it.
func (t *trails) longest(at, edge uint32) uint32 {
	for {
		if k, ok := t.next[trailStep{at, edge}]; ok || at == 0 {
			return k
		}
		at = t.list[at].under
	}
}

// first returns the trail of who has come along an edge with nothing behind
// him that counts.
func (t *trails) first(edge uint32) uint32 { return t.next[trailStep{0, edge}] }

// after returns the trail of who goes on from a trail along an edge; 0 when it
// is that of first(edge). It is false when a chain forbids to.
func (t *trails) after(at, edge uint32) (to uint32, free bool) {
	for ; at != 0; at = t.list[at].under {
		k, ok := t.next[trailStep{at, edge}]
		if !ok {
			continue
		}
		if t.list[k].whole {
			return 0, false
		}
		if to == 0 {
			to = k
		}
	}
	return to, true
}

// each calls f for the trails of more than one edge that somebody can be on:
// those that differ from having come along their last edge alone.
func (t *trails) each(f func(k, edge uint32)) {
	for k := range t.list {
		if a := &t.list[k]; a.length > 1 && !a.whole {
			f(uint32(k), a.last)
		}
	}
}
