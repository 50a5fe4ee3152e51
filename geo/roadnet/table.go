package roadnet

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
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

// tabler is the memory of one table, used again and again.
type tabler struct {
	buckets buckets
	workers []tableWorker
	lists   []markList // by worker
	chain   []uint32   // by network edge: 1 + the first target on it
	next    []uint32   // by target: 1 + the next on the same edge
	rank    [2]order   // of sources and targets along the map
}

// order is a list of places sorted by their edges, which lie along a curve
// over the map: neighbours in it have nearly the same ways.
type order struct {
	keys  []uint64
	snaps []Snap
}

func (o *order) sort(places []Snap) {
	o.keys, o.snaps = o.keys[:0], o.snaps[:0]
	for i, s := range places {
		o.keys = append(o.keys, uint64(s.edge)<<32|uint64(uint32(i)))
	}
	slices.Sort(o.keys)
	for _, k := range o.keys {
		o.snaps = append(o.snaps, places[uint32(k)])
	}
}

// at returns where the i-th place of the order came from.
func (o *order) at(i int) int { return int(uint32(o.keys[i])) }

type tableWorker struct {
	search *search
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
	workers = max(1, min(workers, len(sources)/2, len(targets)/2))
	for len(t.workers) < workers {
		t.workers, t.lists = append(t.workers, tableWorker{search: newSearch(m.size)}), append(t.lists, markList{})
	}
	t.rank[0].sort(sources)
	t.rank[1].sort(targets)
	targets = t.rank[1].snaps
	together(workers, func(w int) {
		t.lists[w].fill(m, t.workers[w].search, targets, w*len(targets)/workers, (w+1)*len(targets)/workers)
	})
	t.buckets.fill(m.size, t.lists[:workers])
	t.chainTargets(m, targets)
	var next atomic.Int64
	together(workers, func(w int) {
		for {
			hi := int(next.Add(rowsAtOnce))
			if hi-rowsAtOnce >= len(sources) {
				return
			}
			t.rows(m, &t.workers[w], hi-rowsAtOnce, min(hi, len(sources)), cells)
		}
	})
	t.buckets.clear()
	for _, s := range targets {
		t.chain[s.edge] = 0
	}
}

const rowsAtOnce = 16 // that a worker takes; who takes which does not show

// together calls f for each of n workers and waits for all.
func together(n int, f func(worker int)) {
	if n == 1 {
		f(0)
		return
	}
	var wait sync.WaitGroup
	for w := range n {
		wait.Go(func() { f(w) })
	}
	wait.Wait()
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

// rows computes the rows of the sources from lo to hi in their order.
func (t *tabler) rows(m *mesh, w *tableWorker, lo, hi int, cells []Leg) {
	targets := &t.rank[1]
	width := len(targets.snaps)
	r := &w.row
	for i := lo; i < hi; i++ {
		s := t.rank[0].snaps[i]
		r.begin(width)
		t.buckets.scan(r, w.search.marksOf(m, s, true))
		for k := t.chain[s.edge]; k != 0; k = t.next[k-1] {
			l := m.direct(s, targets.snaps[k-1])
			if l.key < r.key[k-1] || l.key == r.key[k-1] && l.mm < r.mm[k-1] {
				r.key[k-1], r.mm[k-1] = l.key, l.mm
			}
		}
		first := t.rank[0].at(i) * width
		line := cells[first : first+width]
		for k := range targets.keys {
			leg := &line[targets.at(k)]
			if r.key[k] >= far {
				*leg = noLeg
			} else {
				*leg = Leg{Millis: uint32(r.key[k]), Meters: roundMeters(r.mm[k])}
			}
		}
	}
}

// tableWorkers returns how many processors a table of n cells is worth.
func tableWorkers(n int) int {
	return max(1, min(runtime.GOMAXPROCS(0), n/4096))
}
