package roadnet

import (
	"slices"

	"github.com/linli/linli/geo"
)

// maxArms is the most edges that meet where turns are forbidden. No junction
// has as many; a broken file could ask for their square.
const maxArms = 64

// signs are the restrictions of an extract on their way to the edges that they
// speak of.
type signs struct {
	b        *graphBuilder
	touching map[uint32][]uint32 // by vertex that matters: its edges
	pieces   map[int64][]uint32  // by way of a restriction by way of ways: its edges
}

// addTurns resolves the restrictions of the extract to edges and notes what
// became of each.
func (b *graphBuilder) addTurns() {
	s := signs{b: b, touching: map[uint32][]uint32{}, pieces: map[int64][]uint32{}}
	s.collect()
	for i := range b.x.restrictions {
		r := &b.x.restrictions[i]
		if r.fate != pending {
			continue
		}
		r.fate = absent
		for p := range geo.Profile(geo.ProfileCount) {
			if !r.profiles.has(p) {
				continue
			}
			for _, m := range r.movements() {
				r.note(s.put(r, m, p))
			}
		}
	}
	b.net.turns, b.net.chains = sortTurns(b.net.turns), sortChains(b.net.chains)
}

// note remembers how the restriction fared with one movement: it is
// respected when one is, and only unclear when none is.
func (r *rawRestriction) note(f fate) {
	if f == respected || f == unclear && r.fate == absent {
		r.fate = f
	}
}

// collect finds the edges of the roads and the vertices that restrictions speak
// of.
func (s *signs) collect() {
	b := s.b
	for i := range b.x.restrictions {
		r := &b.x.restrictions[i]
		if r.fate != pending {
			continue
		}
		if len(r.ways) == 0 {
			if v, ok := b.vertex[r.via]; ok && b.barrier[r.via] == nil {
				s.touching[v] = nil
			}
			continue
		}
		for _, ways := range [][]int64{r.from, r.ways, r.to} {
			for _, way := range ways {
				s.pieces[way] = nil
			}
		}
	}
	for e, way := range b.way {
		if list, ok := s.pieces[way]; ok {
			s.pieces[way] = append(list, uint32(e))
			s.touching[b.net.edges[e].from], s.touching[b.net.edges[e].to] = nil, nil
		}
	}
	for i := range b.net.edges {
		e := &b.net.edges[i]
		for _, v := range []uint32{e.from, e.to} {
			if list, ok := s.touching[v]; ok {
				s.touching[v] = append(list, uint32(i))
			}
		}
	}
}

// put forbids a profile one movement, where the roads leave no doubt which: a
// road that goes on behind the junction does, and a second one that was split
// off and does not meet it does not.
func (s *signs) put(r *rawRestriction, m movement, p geo.Profile) fate {
	w := signWalk{signs: s, ways: r.ways, to: m.to, p: p}
	for _, way := range m.from {
		w.begin(r, way)
	}
	switch {
	case w.steps > maxWalk || len(w.found) > 1:
		return unclear
	case len(w.found) == 0:
		return absent
	}
	path := w.found[0]
	last := len(path) - 1
	for _, d := range path[1:] {
		if len(s.touching[s.b.net.tail(d)]) > maxArms {
			return unclear
		}
	}
	if !r.only {
		s.forbid(path, p)
		return respected
	}
	for _, d := range s.leaving(s.b.net.tail(path[last]), p) {
		if d != path[last] {
			s.forbid(append(slices.Clone(path[:last]), d), p)
		}
	}
	return respected
}

// forbid forbids a profile the last edge of a path to whoever came along the
// others.
func (s *signs) forbid(path []uint32, p geo.Profile) {
	net := &s.b.net
	if len(path) > 2 {
		net.chains = append(net.chains, chain{edges: path, profiles: 1 << p})
		return
	}
	net.turns = append(net.turns, turn{via: net.tail(path[1]), from: path[0] >> 1, to: path[1] >> 1, profiles: 1 << p})
}

// leaving lists the directed edges along which a profile may leave v.
func (s *signs) leaving(v uint32, p geo.Profile) (list []uint32) {
	for _, e := range s.touching[v] {
		if edge := &s.b.net.edges[e]; edge.leads(v, p, false) {
			list = append(list, e<<1|uint32(side01(edge.from != v)))
		}
	}
	return list
}
