package roadnet

import (
	"cmp"
	"slices"
	"sort"

	"github.com/linli/linli/geo"
)

// turn is a forbidden movement: who comes into a vertex along one edge must not
// leave it along another.
type turn struct {
	via, from, to uint32 // vertex, edge, edge
	profiles      profileSet
}

// profileSet is a set of profiles, a bit for each.
type profileSet uint8

const everyProfile profileSet = 1<<geo.ProfileCount - 1

func (s profileSet) has(p geo.Profile) bool { return s>>p&1 != 0 }

// sortTurns orders turns by vertex and edges and joins those that differ only
// in their profiles.
func sortTurns(list []turn) []turn {
	slices.SortFunc(list, compareTurns)
	out := list[:0]
	for _, t := range list {
		if n := len(out); n > 0 && out[n-1].via == t.via && out[n-1].from == t.from && out[n-1].to == t.to {
			out[n-1].profiles |= t.profiles
			continue
		}
		out = append(out, t)
	}
	return out
}

func compareTurns(a, b turn) int {
	return cmp.Or(cmp.Compare(a.via, b.via), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
}

// touches reports whether v is an end of the edge.
func (e *edge) touches(v uint32) bool { return e.from == v || e.to == v }

// turnsAt returns the forbidden turns at a vertex.
func (n *network) turnsAt(v uint32) []turn {
	first := sort.Search(len(n.turns), func(i int) bool { return n.turns[i].via >= v })
	last := first
	for last < len(n.turns) && n.turns[last].via == v {
		last++
	}
	return n.turns[first:last]
}

// Turns returns how many forbidden turns the city's file keeps for a profile:
// an "only" restriction counts once for every way that it closes.
func (c *City) Turns(profile geo.Profile) int {
	count := 0
	for i := range c.net.turns {
		if c.net.turns[i].profiles.has(profile) {
			count++
		}
	}
	return count
}
