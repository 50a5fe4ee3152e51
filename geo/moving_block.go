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

// block is 16 rows of 16 cells, numbered from the south-west.
type block struct {
	mu    sync.RWMutex
	key   uint64 // band<<32 | column of blocks
	count atomic.Int32
	rows  [blockSide]row
}

// row is 16 cells from west to east. Their entries stand together, cell after
// cell, because what a search waits for is memory: it reads a piece of each of
// a few rows.
type row struct {
	entries []entry
	first   [blockSide + 1]int32 // where each cell begins, and the end
}

// entry is all that a search reads: half a cache line, without pointers.
type entry struct {
	id       uint64
	lng, lat int32 // units of 1e-7 degrees
	Traits
}

func (e *entry) thing() Thing { return Thing{e.id, e.point(), e.Traits} }

func (e *entry) point() Point { return Point{float64(e.lng) / 1e7, float64(e.lat) / 1e7} }

// at returns the entry of an ID that is in a cell; the block is locked.
func (b *block) at(cell int32, id uint64) *entry {
	r, c := &b.rows[cell>>blockShift], cell&(blockSide-1)
	for i := r.first[c]; i < r.first[c+1]; i++ {
		if r.entries[i].id == id {
			return &r.entries[i]
		}
	}
	panic(fmt.Sprintf("geo: thing %d is not in its cell", id))
}

// put adds an entry to a cell: each cell behind it in the row gives its first
// place to the one before and takes a new last one. The block is locked.
func (b *block) put(cell int32, e entry) {
	r, c := &b.rows[cell>>blockShift], cell&(blockSide-1)
	hole := int32(len(r.entries))
	r.entries = append(r.entries, e)
	for i := int32(blockSide) - 1; i > c; i-- {
		if r.first[i] < hole {
			r.entries[hole] = r.entries[r.first[i]]
		}
		hole = r.first[i]
		r.first[i]++
	}
	r.first[blockSide]++
	r.entries[hole] = e
	b.count.Add(1)
}

// take removes an entry of a cell, by the same steps backwards; the block is
// locked.
func (b *block) take(cell int32, e *entry) {
	r, c := &b.rows[cell>>blockShift], cell&(blockSide-1)
	last := r.first[c+1] - 1
	*e = r.entries[last]
	for i := c + 1; i < blockSide; i++ {
		next := r.first[i+1] - 1
		r.first[i]--
		if next > last {
			r.entries[last] = r.entries[next]
		}
		last = next
	}
	r.first[blockSide]--
	r.entries = r.entries[:last]
	b.count.Add(-1)
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
