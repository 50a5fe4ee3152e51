package roadnet

import "slices"

// bisect divides a connected part by inertial flow (Schild and Sommer, "On
// balanced separators in road networks", 2015): along each of some directions
// the first vertices are sources and the last ones sinks, and a maximum flow
// finds the fewest edges between them. It returns each vertex's side: 0, 1, or
// topSide for the ends of the cut edges on one side.
func bisect(p *part, at []coord) []int8 {
	f := newFlow(p)
	keys := make([]uint64, len(p.vertex))
	ranked := make([]uint32, len(p.vertex))
	ends := max(1, len(p.vertex)*endPercent/100)
	var best []int8
	bestCut, bestSmall := 0, 0
	for _, d := range cutDirections {
		for v, w := range p.vertex {
			c := at[w]
			// Longitude shrinks by about 3:4 where people live; the cut need
			// not be straight, so that is near enough.
			place := d[0]*int64(c.lng)*3/4 + d[1]*int64(c.lat)
			keys[v] = uint64(place+1<<40)<<21 | uint64(v)&(1<<21-1)
		}
		if len(keys) < 1<<21 {
			slices.Sort(keys)
			for i, k := range keys {
				ranked[i] = uint32(k & (1<<21 - 1))
			}
		} else {
			rankLarge(p, at, d, ranked)
		}
		limit := len(p.to)
		if best != nil {
			limit = bestCut * len(p.vertex) / (2 * bestSmall) // more could not win
		}
		cut, done := f.run(ranked[:ends], ranked[len(ranked)-ends:], limit)
		if !done {
			continue
		}
		side, small := f.sides(ranked[:ends], ranked[len(ranked)-ends:])
		if best == nil || cut*bestSmall < bestCut*small {
			best, bestCut, bestSmall = side, cut, small
		}
	}
	separate(p, best)
	return best
}

const endPercent = 25 // of the vertices are sources, and as many sinks

var cutDirections = [][2]int64{{1, 0}, {0, 1}, {1, 1}, {1, -1}}

// rankLarge sorts the vertices of a part too large for packed keys.
func rankLarge(p *part, at []coord, d [2]int64, ranked []uint32) {
	for v := range ranked {
		ranked[v] = uint32(v)
	}
	place := func(v uint32) int64 {
		c := at[p.vertex[v]]
		return d[0]*int64(c.lng)*3/4 + d[1]*int64(c.lat)
	}
	slices.SortStableFunc(ranked, func(a, b uint32) int {
		switch x, y := place(a), place(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}

// separate moves the ends of the cut edges on one side, the one with fewer of
// them, into the separator.
func separate(p *part, side []int8) {
	var border [2][]uint32
	for v, s := range side {
		for _, u := range p.row(uint32(v)) {
			if side[u] != s {
				border[s] = append(border[s], uint32(v))
				break
			}
		}
	}
	which := 0
	if len(border[1]) < len(border[0]) {
		which = 1
	}
	for _, v := range border[which] {
		side[v] = topSide
	}
}

// flow is a maximum flow over undirected edges of capacity one (Dinitz 1970).
type flow struct {
	p       *part
	reverse []uint32 // by arc: the arc back
	used    []int8   // by arc: 1 when flow runs along it, -1 against it
	level   []int32
	next    []uint32
	queue   []uint32
	mark    []int8 // 1 source, 2 sink
}

func newFlow(p *part) *flow {
	size := len(p.vertex)
	f := &flow{p: p, reverse: make([]uint32, len(p.to)), used: make([]int8, len(p.to)), level: make([]int32, size),
		next: make([]uint32, size), mark: make([]int8, size), queue: make([]uint32, 0, size)}
	for v := range size {
		for k := p.head[v]; k < p.head[v+1]; k++ {
			u := p.to[k]
			if u < uint32(v) {
				continue
			}
			i := p.head[u] + uint32(slices.Index(p.row(u), uint32(v)))
			f.reverse[k], f.reverse[i] = i, k
		}
	}
	return f
}

// run finds the flow from sources to sinks; false when it exceeds limit.
func (f *flow) run(sources, sinks []uint32, limit int) (value int, done bool) {
	clear(f.used)
	clear(f.mark)
	for _, v := range sources {
		f.mark[v] = 1
	}
	for _, v := range sinks {
		f.mark[v] = 2
	}
	for f.layers(sources) {
		copy(f.next, f.p.head[:len(f.next)])
		for _, v := range sources {
			for f.push(v) {
				value++
				if value > limit {
					return value, false
				}
			}
		}
	}
	return value, true
}

// layers numbers vertices by their distance from the sources along arcs that
// are not full, and reports whether a sink is reached.
func (f *flow) layers(sources []uint32) bool {
	for v := range f.level {
		f.level[v] = -1
	}
	f.queue = append(f.queue[:0], sources...)
	for _, v := range sources {
		f.level[v] = 0
	}
	found := false
	for i := 0; i < len(f.queue); i++ {
		v := f.queue[i]
		for k := f.p.head[v]; k < f.p.head[v+1]; k++ {
			u := f.p.to[k]
			if f.used[k] == 1 || f.level[u] >= 0 {
				continue
			}
			f.level[u] = f.level[v] + 1
			if f.mark[u] == 2 {
				found = true
				continue
			}
			f.queue = append(f.queue, u)
		}
		if found && i+1 < len(f.queue) && f.level[f.queue[i+1]] > f.level[v] {
			break // the sinks' layer is complete
		}
	}
	return found
}

// push sends one unit from v along the layers to a sink. The stack is an
// explicit one: layers may be thousands deep.
func (f *flow) push(source uint32) bool {
	path := f.queue[:0] // arcs; the queue is not needed any more
	v := source
	for {
		if f.mark[v] == 2 {
			for _, k := range path {
				f.used[k]++
				f.used[f.reverse[k]]--
			}
			return true
		}
		forward := false
		for ; f.next[v] < f.p.head[v+1]; f.next[v]++ {
			k := f.next[v]
			if u := f.p.to[k]; f.used[k] != 1 && f.level[u] == f.level[v]+1 {
				path = append(path, k)
				v = u
				forward = true
				break
			}
		}
		if forward {
			continue
		}
		if len(path) == 0 {
			return false
		}
		k := path[len(path)-1]
		path = path[:len(path)-1]
		v = f.p.to[f.reverse[k]]
		f.next[v]++
	}
}

// sides returns the sides of a smallest cut and the size of the smaller side.
// Of the cut nearest to the sources and the one nearest to the sinks it takes
// the more balanced.
func (f *flow) sides(sources, sinks []uint32) (side []int8, small int) {
	a := f.reach(sources, 0)
	b := f.reach(sinks, 1)
	size := len(f.level)
	smallA, smallB := min(a.count, size-a.count), min(b.count, size-b.count)
	if smallB > smallA {
		return b.side, smallB
	}
	return a.side, smallA
}

// reached is what a residual search found.
type reached struct {
	side  []int8
	count int
}

// reach returns the side of the vertices that can still be reached from seeds
// (along arcs that are not full, for the sinks against them); they get number
// own, the others the other number.
func (f *flow) reach(seeds []uint32, own int8) reached {
	r := reached{side: make([]int8, len(f.level)), count: len(seeds)}
	for v := range r.side {
		r.side[v] = 1 - own
	}
	queue := append([]uint32(nil), seeds...)
	for _, v := range seeds {
		r.side[v] = own
	}
	for len(queue) > 0 {
		v := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for k := f.p.head[v]; k < f.p.head[v+1]; k++ {
			u := f.p.to[k]
			full := f.used[k] == 1
			if own == 1 {
				full = f.used[k] == -1
			}
			if full || r.side[u] == own {
				continue
			}
			r.side[u] = own
			r.count++
			queue = append(queue, u)
		}
	}
	return r
}
