package roadnet

import (
	"sort"
	"strings"

	"github.com/linli/linli/geo"
)

// rawRestriction is a turn restriction as the extract has it: a relation of
// type=restriction with a way from, a node via and a way to; no_entry may have
// several ways from, no_exit several to. Restrictions by way of a way, and
// those for some hours only, are left out.
type rawRestriction struct {
	id       int64
	from, to []int64
	via      int64
	only     bool
	profiles profileSet
}

// restrictionOf reads a relation; false when it forbids nobody anything that
// we know.
func restrictionOf(id int64, members []member, t tags) (rawRestriction, bool) {
	r := rawRestriction{id: id}
	value := ""
	for _, p := range []geo.Profile{geo.Ebike, geo.Car} {
		v := restrictionFor(p, t)
		if v == "" || value != "" && v != value {
			continue // two kinds in one relation: the first counts
		}
		value = v
		r.profiles |= 1 << p
	}
	r.only = strings.HasPrefix(value, "only_")
	if !r.only && !strings.HasPrefix(value, "no_") {
		return r, false
	}
	fine := r.take(members) && (len(r.from) == 1 || value == "no_entry") && (len(r.to) == 1 || value == "no_exit")
	return r, fine
}

// take fills the members in; false unless there is one node via and at least
// one way on either side.
func (r *rawRestriction) take(members []member) bool {
	via := 0
	for _, m := range members {
		switch {
		case m.role == "from" && !m.node:
			r.from = append(r.from, m.ref)
		case m.role == "to" && !m.node:
			r.to = append(r.to, m.ref)
		case m.role == "via":
			r.via = m.ref
			via++
			if !m.node {
				return false
			}
		}
	}
	return len(r.from) > 0 && via == 1 && len(r.to) > 0
}

// exceptFor are the words of except=* that free a profile.
var exceptFor = [geo.ProfileCount][]string{
	geo.Ebike: {"bicycle", "electric_bicycle"},
	geo.Car:   {"motorcar", "motor_vehicle", "vehicle"},
}

// restrictionKeys are the keys that speak of a profile, the most specific
// first.
var restrictionKeys = [geo.ProfileCount][]string{
	geo.Ebike: {"restriction:bicycle", "restriction"},
	geo.Car:   {"restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction"},
}

// restrictionFor returns what a restriction says to a profile, empty when it
// does not speak of it or only at some hours.
func restrictionFor(p geo.Profile, t tags) string {
	if t.get("day_on") != "" || t.get("hour_on") != "" {
		return ""
	}
	for word := range strings.SplitSeq(t.get("except"), ";") {
		for _, w := range exceptFor[p] {
			if strings.TrimSpace(word) == w {
				return ""
			}
		}
	}
	return t.first(restrictionKeys[p]...)
}

// addTurns resolves the restrictions of the extract to edges. way holds the
// way of each edge. A restriction whose ways are not in the graph, or that does
// not say which of two edges of a way it means, is left out.
func (b *graphBuilder) addTurns() {
	touching := map[uint32][]uint32{} // edges at the vertices that matter
	for i := range b.x.restrictions {
		if v, ok := b.vertex[b.x.restrictions[i].via]; ok && b.barrier[b.x.restrictions[i].via] == nil {
			touching[v] = nil
		}
	}
	for i := range b.net.edges {
		e := &b.net.edges[i]
		for _, v := range []uint32{e.from, e.to} {
			if list, ok := touching[v]; ok {
				touching[v] = append(list, uint32(i))
			}
		}
	}
	for i := range b.x.restrictions {
		r := &b.x.restrictions[i]
		v, ok := b.vertex[r.via]
		if !ok {
			continue
		}
		for p := range geo.ProfileCount {
			if !r.profiles.has(geo.Profile(p)) {
				continue
			}
			for _, from := range r.from {
				for _, to := range r.to {
					b.addTurn(from, to, r.only, v, touching[v], geo.Profile(p))
				}
			}
		}
	}
	b.net.turns = sortTurns(b.net.turns)
}

// addTurn forbids turning at v from one way into another or, for an only
// restriction, into anything else.
func (b *graphBuilder) addTurn(fromWay, toWay int64, only bool, v uint32, touching []uint32, p geo.Profile) {
	from, fine := b.one(touching, fromWay, v, p, true)
	to, good := b.one(touching, toWay, v, p, false)
	if !fine || !good {
		return
	}
	if !only {
		b.net.turns = append(b.net.turns, turn{via: v, from: from, to: to, profiles: 1 << p})
		return
	}
	for _, e := range touching {
		if e != to && b.net.edges[e].leads(v, p, false) {
			b.net.turns = append(b.net.turns, turn{via: v, from: from, to: e, profiles: 1 << p})
		}
	}
}

// one returns the only edge of a way that leads into v, or out of it.
func (b *graphBuilder) one(touching []uint32, way int64, v uint32, p geo.Profile, in bool) (uint32, bool) {
	found, count := uint32(0), 0
	for _, e := range touching {
		if b.way[e] == way && b.net.edges[e].leads(v, p, in) {
			found = e
			count++
		}
	}
	return found, count == 1
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

// finishRestrictions orders restrictions by id, the last of two winning.
func finishRestrictions(list []rawRestriction) []rawRestriction {
	sort.SliceStable(list, func(i, j int) bool { return list[i].id < list[j].id })
	return lastOfEach(list, func(r *rawRestriction) int64 { return r.id })
}
