package roadnet

import "slices"

// buckets hold the marks of many targets by vertex (Knopp, Sanders, Schultes,
// Schulz and Wagner 2007).
type buckets struct {
	slot    []uint32 // by vertex: 1 + its bucket, 0 without one
	used    []uint32 // vertices with a bucket
	head    []uint32 // by bucket: offset of its first entry
	entries []entry
}

// markList holds the marks of some neighbouring columns.
type markList struct {
	first   int // column
	columns [][]mark
}

// fill lists the marks of the targets from lo to hi.
func (l *markList) fill(m *mesh, q *search, targets []Snap, lo, hi int) {
	l.first, l.columns = lo, l.columns[:0]
	for _, t := range targets[lo:hi] {
		l.columns = append(l.columns, q.marksOf(m, t, false))
	}
}

// entry is a target's mark in a bucket.
type entry struct {
	key    uint64
	mm     uint32
	column uint32
}

// fill puts the marks of all columns into buckets, in the order of the lists.
func (b *buckets) fill(size int, lists []markList) {
	if len(b.slot) < size {
		b.slot = make([]uint32, size)
	}
	b.used, b.head = b.used[:0], b.head[:0]
	for l := range lists {
		for _, marks := range lists[l].columns {
			for i := range marks {
				slot := &b.slot[marks[i].vertex]
				if *slot == 0 {
					b.used, b.head = append(b.used, marks[i].vertex), append(b.head, 0)
					*slot = uint32(len(b.used))
				}
				b.head[*slot-1]++
			}
		}
	}
	sum := uint32(0)
	for i, n := range b.head {
		b.head[i] = sum
		sum += n
	}
	b.head = append(b.head, sum)
	b.entries = slices.Grow(b.entries[:0], int(sum))[:sum]
	for l := range lists {
		b.place(&lists[l])
	}
	copy(b.head[1:], b.head) // each offset had moved to the next bucket's
	b.head[0] = 0
}

// place sorts marks into their buckets.
func (b *buckets) place(l *markList) {
	for column, marks := range l.columns {
		for i := range marks {
			k := &marks[i]
			at := &b.head[b.slot[k.vertex]-1]
			b.entries[*at] = entry{key: k.key, mm: k.mm, column: uint32(l.first + column)}
			*at++
		}
	}
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
		entries := b.entries[b.head[slot-1]:b.head[slot]]
		for j := range entries {
			e := &entries[j]
			if k := m.key + e.key; k <= keys[e.column] {
				if mm := m.mm + e.mm; k < keys[e.column] || mm < r.mm[e.column] {
					keys[e.column], r.mm[e.column] = k, mm
				}
			}
		}
	}
}
