package roadnet

import "slices"

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

// begin empties the row and makes it as wide as columns.
func (r *row) begin(columns int) {
	r.key, r.mm = slices.Grow(r.key[:0], columns)[:columns], slices.Grow(r.mm[:0], columns)[:columns]
	for i := range r.key {
		r.key[i] = far
	}
}

// scan betters the row by the marks of a source. Those at high vertices come
// first: they are in most targets' reach, and after them little is better.
func (b *buckets) scan(r *row, marks []mark) {
	keys := r.key
	for i := range marks {
		m := &marks[i]
		slot := b.slot[m.vertex]
		if slot == 0 {
			continue
		}
		first, last := b.head[slot-1], b.head[slot]
		entries, mms := b.entries[first:last], b.mm[first:last]
		for j := range entries {
			e := &entries[j]
			if k := m.key + e.key; k <= keys[e.column] {
				if mm := m.mm + mms[j]; k < keys[e.column] || mm < r.mm[e.column] {
					keys[e.column], r.mm[e.column] = k, mm
				}
			}
		}
	}
}
