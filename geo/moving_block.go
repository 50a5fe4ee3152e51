package geo

import (
	"fmt"
	"sync"
	"sync/atomic"
)

const (
	blockShift = 4 // a block is 16 by 16 cells
	blockSide  = 1 << blockShift
)

// block is 16 rows of 16 cells, numbered from the south-west. Its lock is held
// for a microsecond or less, so that whoever waits for it spins rather than
// sleeps: a read-write lock would put them to sleep.
type block struct {
	mu     sync.Mutex
	key    uint64       // band<<32 | column of blocks
	count  atomic.Int32 // of entries
	number uint32       // in order of making
	rows   [blockSide]row
}

// row is 16 cells from west to east. Their entries stand together, cell after
// cell, because what a search waits for is memory: it reads a piece of each of
// a few rows.
type row struct {
	entries []entry
	first   [blockSide + 1]int32 // where each cell begins, and the end
	traits  []Traits             // of the entries; only filters read them
}

// entry is all that a search without a filter reads: a quarter of a cache line.
type entry struct {
	lng, lat int32 // units of 1e-7 degrees
	id       uint64
}

func (e *entry) point() Point { return Point{float64(e.lng) / 1e7, float64(e.lat) / 1e7} }

// row returns the row of a cell, and which of the row's cells it is.
func (b *block) row(cell int32) (r *row, c int32) {
	return &b.rows[cell>>blockShift], cell & (blockSide - 1)
}

// find returns the place of an ID that is in a cell; the block is locked.
func (b *block) find(cell int32, id uint64) (r *row, at int32) {
	r, c := b.row(cell)
	for i := r.first[c]; i < r.first[c+1]; i++ {
		if r.entries[i].id == id {
			return r, i
		}
	}
	panic(fmt.Sprintf("geo: thing %d is not in its cell", id))
}

// put adds an entry to a cell: each cell behind it in the row gives its first
// place to the one before and takes a new last one. The block is locked.
func (b *block) put(cell int32, e entry, t Traits) {
	r, c := b.row(cell)
	hole := r.open()
	for i := int32(blockSide) - 1; i > c; i-- {
		if r.first[i] < hole {
			r.shift(hole, r.first[i])
		}
		hole = r.first[i]
		r.first[i]++
	}
	r.first[blockSide]++
	r.entries[hole], r.traits[hole] = e, t
	b.count.Add(1)
}

// take removes an entry of a cell, by the same steps backwards; the block is
// locked.
func (b *block) take(cell, at int32) {
	r, c := b.row(cell)
	last := r.first[c+1] - 1
	r.shift(at, last)
	for i := c + 1; i < blockSide; i++ {
		next := r.first[i+1] - 1
		r.first[i]--
		if next > last {
			r.shift(last, next)
		}
		last = next
	}
	r.first[blockSide]--
	r.entries, r.traits = r.entries[:last], r.traits[:last]
	b.count.Add(-1)
}

// shift copies one entry over another.
func (r *row) shift(to, from int32) {
	r.entries[to], r.traits[to] = r.entries[from], r.traits[from]
}

// open makes the row one longer and returns the new place. It grows by a
// quarter, because room that nobody uses costs cache too.
func (r *row) open() int32 {
	n := len(r.entries)
	if n == cap(r.entries) {
		room := n + n/4 + 4
		r.entries = append(make([]entry, 0, room), r.entries...)
		r.traits = append(make([]Traits, 0, room), r.traits...)
	}
	r.entries, r.traits = r.entries[:n+1], r.traits[:n+1]
	return int32(n)
}

func lockBoth(a, b *block) {
	switch {
	case a == nil || a == b:
		b.mu.Lock()
	case a.key < b.key:
		a.mu.Lock()
		b.mu.Lock()
	default:
		b.mu.Lock()
		a.mu.Lock()
	}
}

func unlockBoth(a, b *block) {
	b.mu.Unlock()
	if a != nil && a != b {
		a.mu.Unlock()
	}
}
