package roadnet

import (
	"cmp"
	"slices"

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

// leads reports whether a profile may come into v along the edge, or leave v
// along it.
func (e *edge) leads(v uint32, p geo.Profile, in bool) bool {
	d := e.way[p].dirs
	if in {
		return e.to == v && d&forward != 0 || e.from == v && d&backward != 0
	}
	return e.from == v && d&forward != 0 || e.to == v && d&backward != 0
}

// touches reports whether v is an end of the edge.
func (e *edge) touches(v uint32) bool { return e.from == v || e.to == v }

// forbids reports whether a profile must not turn at v from one edge into
// another.
func (n *network) forbids(p geo.Profile, v, from, to uint32) bool {
	k, found := slices.BinarySearchFunc(n.turns, turn{via: v, from: from, to: to}, compareTurns)
	return found && n.turns[k].profiles.has(p)
}

// Turns returns how many forbidden turns the city's file keeps for a profile,
// those by way of a way included: an "only" restriction counts once for every
// way that it closes.
func (c *City) Turns(profile geo.Profile) int {
	count := 0
	for i := range c.net.chains {
		if c.net.chains[i].profiles.has(profile) {
			count++
		}
	}
	for i := range c.net.turns {
		if c.net.turns[i].profiles.has(profile) {
			count++
		}
	}
	return count
}

// moveTurns renumbers edges and vertices of the turns; what leads to outside
// is dropped.
func (n *network) moveTurns(vertex, edge []uint32) {
	kept := n.turns[:0]
	for _, t := range n.turns {
		if vertex != nil {
			t.via = vertex[t.via]
		}
		if edge != nil {
			t.from, t.to = edge[t.from], edge[t.to]
		}
		if t.via != outside && t.from != outside && t.to != outside {
			kept = append(kept, t)
		}
	}
	n.turns = sortTurns(kept)
}
