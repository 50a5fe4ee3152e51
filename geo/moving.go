package geo

import (
	"fmt"
	"maps"
	"math"
	"sync"
	"sync/atomic"
)

// Traits is what a filter asks of a thing. What a bit or a unit of capacity
// means is the caller's business.
type Traits struct {
	Modes  uint32   // bits: what it is (courier on foot, e-bike, robot…)
	Skills uint32   // bits: what it can do
	Free   [2]int32 // free capacity in two measures, say grams and millilitres
}

// Thing is one entry of a Moving index. Its point is held on the 1e-7 degree
// grid, as Point.Round gives it.
type Thing struct {
	ID    uint64
	Point Point
	Traits
}

// Moving finds the nearest of many things that move all the time. It is a
// grid of cells about as wide as high at every latitude, in blocks of 16 by 16
// with a lock each (docs/adr/0007 says why a grid), and covers the Earth, poles
// and antimeridian included. A block takes 2 kB, and what is in it, once
// something has been there, and is kept.
//
// All methods may be called concurrently. Each takes effect at one moment: a
// thing that moves while Nearest looks is found where it was or where it is,
// never twice and never not at all. With the calls in the same order the
// answers are the same.
type Moving struct {
	rows     int     // of cells, south to north
	perRow   float64 // rows in a degree of latitude
	around   []int32 // blocks around the Earth, by band of 16 rows
	cellSize float64 // metres, height of a cell

	ids    [idShards]idShard
	grow   sync.Mutex // held to add a block
	blocks atomic.Pointer[blocks]
}

// blocks are all that there are. They are replaced as a whole when one comes,
// so that reading them needs no lock.
type blocks struct {
	byKey    map[uint64]*block
	byNumber []*block
}

// NewMoving returns an empty index with cells of cellMeters. Cells should hold
// a few things each: 250 m suits 100,000 in a large city. Below 10 m or above
// 100 km it returns an error.
func NewMoving(cellMeters float64) (*Moving, error) {
	if !(cellMeters >= 10 && cellMeters <= 100_000) {
		return nil, fmt.Errorf("geo: cells of %v m are not between 10 m and 100 km", cellMeters)
	}
	m := &Moving{perRow: northMeters / cellMeters, cellSize: cellMeters}
	m.rows = int(math.Ceil(180 * m.perRow))
	bands := (m.rows + blockSide - 1) >> blockShift
	m.around = make([]int32, bands)
	for i := range m.around {
		lat := (float64(i)+0.5)*blockSide/m.perRow - 90
		n := 360 * m.perRow * math.Cos(lat*math.Pi/180) / blockSide
		m.around[i] = int32(max(1, n))
	}
	m.blocks.Store(&blocks{})
	return m, nil
}

// Put adds a thing, or changes all of the one with its ID. Errors are those of
// Point.Check.
func (m *Moving) Put(t Thing) error {
	if err := t.Point.Check(); err != nil {
		return err
	}
	ids := m.shard(t.ID)
	ids.mu.Lock()
	defer ids.mu.Unlock()
	at := ids.find(t.ID)
	if at == nil {
		at = ids.add(t.ID)
	}
	m.place(at, entry{fixed(t.Point.Lng), fixed(t.Point.Lat), t.ID}, &t.Traits)
	return nil
}

// Move changes where a thing is. It reports false, and changes nothing, when
// there is none of that ID. Errors are those of Point.Check.
func (m *Moving) Move(id uint64, to Point) (bool, error) {
	if err := to.Check(); err != nil {
		return false, err
	}
	ids := m.shard(id)
	ids.mu.Lock()
	defer ids.mu.Unlock()
	at := ids.find(id)
	if at == nil {
		return false, nil
	}
	m.place(at, entry{fixed(to.Lng), fixed(to.Lat), id}, nil)
	return true, nil
}

// SetTraits changes what filters see of a thing; false when there is none.
func (m *Moving) SetTraits(id uint64, t Traits) bool {
	ids := m.shard(id)
	ids.mu.Lock()
	defer ids.mu.Unlock()
	at := ids.find(id)
	if at == nil {
		return false
	}
	b := m.blockOf(at)
	b.mu.Lock()
	r, i := b.find(at.cell(), id)
	r.traits[i] = t
	b.mu.Unlock()
	return true
}

// Remove takes a thing out; false when there is none.
func (m *Moving) Remove(id uint64) bool {
	ids := m.shard(id)
	ids.mu.Lock()
	defer ids.mu.Unlock()
	at := ids.find(id)
	if at == nil {
		return false
	}
	b := m.blockOf(at)
	b.mu.Lock()
	_, i := b.find(at.cell(), id)
	b.take(at.cell(), i)
	b.mu.Unlock()
	ids.remove(at)
	return true
}

// Get returns a thing.
func (m *Moving) Get(id uint64) (Thing, bool) {
	ids := m.shard(id)
	ids.mu.Lock()
	defer ids.mu.Unlock()
	at := ids.find(id)
	if at == nil {
		return Thing{}, false
	}
	b := m.blockOf(at)
	b.mu.Lock()
	defer b.mu.Unlock()
	r, i := b.find(at.cell(), id)
	return Thing{id, r.entries[i].point(), r.traits[i]}, true
}

// Len returns how many things the index holds.
func (m *Moving) Len() int {
	n := 0
	for i := range m.ids {
		s := &m.ids[i]
		s.mu.Lock()
		n += s.held
		s.mu.Unlock()
	}
	return n
}

// blockOf returns the block of a thing that is placed.
func (m *Moving) blockOf(at *location) *block { return m.blocks.Load().byNumber[at.block()] }

// place puts an entry where it belongs, with new traits or, when they are nil,
// those that it has; at's shard is locked. Both blocks of a step from one to
// another are locked together, so that no search sees it in neither.
func (m *Moving) place(at *location, next entry, traits *Traits) {
	key, cell := m.cellOf(next.point())
	var from *block
	if at.placed() {
		from = m.blockOf(at)
	}
	to := from
	if to == nil || to.key != key {
		to = m.blockAt(key)
	}
	lockBoth(from, to)
	defer unlockBoth(from, to)
	if from != nil {
		r, i := from.find(at.cell(), next.id)
		if traits == nil {
			kept := r.traits[i]
			traits = &kept
		}
		if from == to && at.cell() == cell {
			r.entries[i], r.traits[i] = next, *traits
			return
		}
		from.take(at.cell(), i)
	}
	to.put(cell, next, *traits)
	at.set(to.number, cell)
}

// blockAt returns the block of a key and makes it when there is none.
func (m *Moving) blockAt(key uint64) *block {
	if b := m.blocks.Load().byKey[key]; b != nil {
		return b
	}
	m.grow.Lock()
	defer m.grow.Unlock()
	old := m.blocks.Load()
	if b := old.byKey[key]; b != nil {
		return b
	}
	if len(old.byNumber) == maxBlocks {
		panic("geo: a moving index of 16 million blocks is full")
	}
	b := &block{key: key, number: uint32(len(old.byNumber))}
	next := &blocks{make(map[uint64]*block, len(old.byKey)+1), append(old.byNumber, b)}
	maps.Copy(next.byKey, old.byKey)
	next.byKey[key] = b
	m.blocks.Store(next)
	return b
}

// row returns the row of cells at a latitude.
func (m *Moving) row(lat float64) int {
	return max(0, min(m.rows-1, int((lat+90)*m.perRow)))
}

// cellOf returns the key of the block and the number in it of the cell that
// holds p.
func (m *Moving) cellOf(p Point) (key uint64, cell int32) {
	row := m.row(p.Lat)
	band := row >> blockShift
	columns := int(m.around[band]) << blockShift
	col := int((p.Lng + 180) / 360 * float64(columns))
	if col >= columns { // longitude 180 is -180
		col = 0
	}
	return uint64(band)<<32 | uint64(col>>blockShift), int32(row&(blockSide-1)<<blockShift | col&(blockSide-1))
}

// fixed returns degrees in units of 1e-7.
func fixed(degrees float64) int32 { return int32(math.Round(degrees * 1e7)) }
