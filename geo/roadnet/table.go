package roadnet

import (
	"runtime"
	"sync"
)

// mark is a label at a vertex of the hierarchy that a search settled and that
// no way over a higher vertex matches: the places where two searches can meet
// (a hub label, Abraham, Delling, Goldberg and Werneck 2011).
type mark struct {
	key    uint64
	mm     uint32
	vertex uint32
}

// marks appends the marks of a search from seeds up the climb. across is the
// other climb, whose arcs come down from higher vertices.
func (q *search) marks(h *hierarchy, seeds *[2]seed, climb, across *climb, out []mark) []mark {
	half, parent := q.halves[0], h.skeleton.parent
	plant(half, seeds)
	path := q.path[:0]
	a, b := seeds[0].vertex, seeds[1].vertex
	for a != b {
		v := min(a, b)
		path = append(path, v)
		climb.relax(half, v)
		if v == a {
			a = parent[a]
		} else {
			b = parent[b]
		}
	}
	for v := a; v != outside; v = parent[v] {
		path = append(path, v)
		climb.relax(half, v)
	}
	for i := len(path) - 1; i >= 0; i-- {
		v := path[i]
		r := &half[v]
		key, mm := r.key, r.mm
		beaten := key >= far
		for _, d := range across.arcs[across.head[v]:across.head[v+1]] {
			t := &half[d.to]
			if k := t.key + d.key; k <= key {
				if m := t.mm + d.mm; k < key || m <= mm {
					key, mm, beaten = k, m, true
				}
			}
		}
		if beaten {
			r.key, r.mm = min(key, far), mm
			continue
		}
		out = append(out, mark{key: key, mm: mm, vertex: v})
	}
	for _, v := range path {
		half[v] = unreached
	}
	q.path = path[:0]
	return out
}

// buckets hold the marks of many targets by vertex (Knopp, Sanders, Schultes,
// Schulz and Wagner 2007).
type buckets struct {
	slot    []uint32 // by vertex: 1 + its bucket, 0 without one
	used    []uint32 // vertices with a bucket
	head    []uint32 // by bucket: offset of its first entry
	entries []entry
	mm      []uint32 // by entry
	scratch []mark
	ends    []uint32 // by target: end of its marks in scratch
}

// entry is a target's mark in a bucket.
type entry struct {
	key    uint64
	column uint32
}

// fill puts the marks of targets into buckets, in the order of the targets.
func (b *buckets) fill(m *mesh, q *search, targets []Snap) {
	if len(b.slot) < m.size {
		b.slot = make([]uint32, m.size)
	}
	b.scratch, b.ends, b.used, b.head = b.scratch[:0], b.ends[:0], b.used[:0], b.head[:0]
	h := m.hierarchy
	for _, t := range targets {
		seeds := m.seeds(t, false)
		b.scratch = q.marks(h, &seeds, &h.down, &h.up, b.scratch)
		b.ends = append(b.ends, uint32(len(b.scratch)))
	}
	for i := range b.scratch {
		v := b.scratch[i].vertex
		if b.slot[v] == 0 {
			b.used, b.head = append(b.used, v), append(b.head, 0)
			b.slot[v] = uint32(len(b.used))
		}
		b.head[b.slot[v]-1]++
	}
	sum := uint32(0)
	for i, n := range b.head {
		b.head[i] = sum
		sum += n
	}
	b.head = append(b.head, sum)
	b.place(int(sum))
}

// place sorts the marks into their buckets.
func (b *buckets) place(count int) {
	if cap(b.entries) < count {
		b.entries, b.mm = make([]entry, count), make([]uint32, count)
	}
	b.entries, b.mm = b.entries[:count], b.mm[:count]
	first := uint32(0)
	for column, end := range b.ends {
		for i := first; i < end; i++ {
			k := &b.scratch[i]
			at := &b.head[b.slot[k.vertex]-1]
			b.entries[*at], b.mm[*at] = entry{key: k.key, column: uint32(column)}, k.mm
			*at++
		}
		first = end
	}
	copy(b.head[1:], b.head) // each offset had moved to the next bucket's
	b.head[0] = 0
}

// clear empties the buckets.
func (b *buckets) clear() {
	for _, v := range b.used {
		b.slot[v] = 0
	}
	b.used = b.used[:0]
}

// row is one line of a table while it is being computed.
type row struct {
	key []uint64
	mm  []uint32
}

// scan fills the row of a source from its marks.
func (b *buckets) scan(r *row, marks []mark) {
	for i := range r.key {
		r.key[i] = far
	}
	keys, mms := r.key, r.mm[:len(r.key)]
	for i := range marks {
		m := &marks[i]
		slot := b.slot[m.vertex]
		if slot == 0 {
			continue
		}
		first, last := b.head[slot-1], b.head[slot]
		key := m.key
		for j, e := range b.entries[first:last] {
			if k := key + e.key; k <= keys[e.column] {
				mm := m.mm + b.mm[first+uint32(j)]
				if k < keys[e.column] || mm < mms[e.column] {
					keys[e.column], mms[e.column] = k, mm
				}
			}
		}
	}
}

// tabler is the memory of one table, used again and again.
type tabler struct {
	buckets buckets
	workers []tableWorker
	chain   []uint32 // by network edge: 1 + the first target on it
	next    []uint32 // by target: 1 + the next on the same edge
}

type tableWorker struct {
	search *search
	marks  []mark
	row    row
}

// table computes the legs from sources to targets, row by row, into cells
// (len(targets) apart), on as many as workers processors.
func (m *mesh) table(sources, targets []Snap, workers int, cells []Leg) {
	if len(sources) == 0 || len(targets) == 0 {
		return
	}
	if m.hierarchy == nil {
		m.plainTable(sources, targets, cells)
		return
	}
	t := m.scratch.tablers.Get().(*tabler)
	defer m.scratch.tablers.Put(t)
	for len(t.workers) < max(1, workers) {
		t.workers = append(t.workers, tableWorker{search: newSearch(m.size)})
	}
	t.buckets.fill(m, t.workers[0].search, targets)
	t.chainTargets(m, targets)
	if workers <= 1 || len(sources) < 2*workers {
		t.rows(m, &t.workers[0], sources, targets, cells)
	} else {
		var wait sync.WaitGroup
		for w := range workers {
			lo, hi := w*len(sources)/workers, (w+1)*len(sources)/workers
			wait.Go(func() { t.rows(m, &t.workers[w], sources[lo:hi], targets, cells[lo*len(targets):hi*len(targets)]) })
		}
		wait.Wait()
	}
	t.buckets.clear()
	for _, s := range targets {
		t.chain[s.edge] = 0
	}
}

// chainTargets lists the targets on each edge, for the ways that never leave
// it.
func (t *tabler) chainTargets(m *mesh, targets []Snap) {
	if len(t.chain) < len(m.net.edges) {
		t.chain = make([]uint32, len(m.net.edges))
	}
	t.next = t.next[:0]
	for k, s := range targets {
		t.next = append(t.next, t.chain[s.edge])
		t.chain[s.edge] = uint32(k) + 1
	}
}

// rows computes some rows of a table.
func (t *tabler) rows(m *mesh, w *tableWorker, sources, targets []Snap, cells []Leg) {
	h, width := m.hierarchy, len(targets)
	if cap(w.row.key) < width {
		w.row = row{key: make([]uint64, width), mm: make([]uint32, width)}
	}
	r := row{key: w.row.key[:width], mm: w.row.mm[:width]}
	for i, s := range sources {
		seeds := m.seeds(s, true)
		w.marks = w.search.marks(h, &seeds, &h.up, &h.down, w.marks[:0])
		t.buckets.scan(&r, w.marks)
		for k := t.chain[s.edge]; k != 0; k = t.next[k-1] {
			l := m.direct(s, targets[k-1])
			if l.key < r.key[k-1] || l.key == r.key[k-1] && l.mm < r.mm[k-1] {
				r.key[k-1], r.mm[k-1] = l.key, l.mm
			}
		}
		line := cells[i*width : (i+1)*width]
		for k, key := range r.key {
			if key >= far {
				line[k] = noLeg
			} else {
				line[k] = Leg{Millis: uint32(key), Meters: roundMeters(r.mm[k])}
			}
		}
	}
}

// tableWorkers returns how many processors a table of n cells is worth.
func tableWorkers(n int) int {
	return max(1, min(runtime.GOMAXPROCS(0), n/4096))
}
