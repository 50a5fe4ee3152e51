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
// and antimeridian included. A block takes 1.5 kB, and what is in it, once
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
	blocks atomic.Pointer[map[uint64]*block]
}

const idShards = 64

type idShard struct {
	mu     sync.RWMutex
	things map[uint64]*thing
	_      [32]byte // shards do not share a cache line
}

// thing says where the entry of an ID is. Locks are taken in the order thing,
// blocks by key, shard.
type thing struct {
	mu    sync.Mutex
	block *block // nil once removed, and before it is first put
	cell  int32  // of the block
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
	for i := range m.ids {
		m.ids[i].things = map[uint64]*thing{}
	}
	m.blocks.Store(&map[uint64]*block{})
	return m, nil
}

// Put adds a thing, or changes all of the one with its ID. Errors are those of
// Point.Check.
func (m *Moving) Put(t Thing) error {
	if err := t.Point.Check(); err != nil {
		return err
	}
	for {
		e := m.ensure(t.ID)
		e.mu.Lock()
		if e.block != nil || m.find(t.ID) == e { // else it was removed meanwhile
			m.place(e, entry{t.ID, fixed(t.Point.Lng), fixed(t.Point.Lat), t.Traits}, true)
			e.mu.Unlock()
			return nil
		}
		e.mu.Unlock()
	}
}

// Move changes where a thing is. It reports false, and changes nothing, when
// there is none of that ID. Errors are those of Point.Check.
func (m *Moving) Move(id uint64, to Point) (bool, error) {
	if err := to.Check(); err != nil {
		return false, err
	}
	e := m.find(id)
	if e == nil {
		return false, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.block == nil {
		return false, nil
	}
	m.place(e, entry{id: id, lng: fixed(to.Lng), lat: fixed(to.Lat)}, false)
	return true, nil
}

// SetTraits changes what filters see of a thing; false when there is none.
func (m *Moving) SetTraits(id uint64, t Traits) bool {
	e := m.find(id)
	if e == nil {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.block == nil {
		return false
	}
	e.block.mu.Lock()
	e.block.at(e.cell, id).Traits = t
	e.block.mu.Unlock()
	return true
}

// Remove takes a thing out; false when there is none.
func (m *Moving) Remove(id uint64) bool {
	e := m.find(id)
	if e == nil {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.block == nil {
		return false
	}
	e.block.mu.Lock()
	e.block.take(e.cell, e.block.at(e.cell, id))
	e.block.mu.Unlock()
	e.block = nil
	s := m.shard(id) // last, so that a new thing of that ID does not stand beside this one
	s.mu.Lock()
	delete(s.things, id)
	s.mu.Unlock()
	return true
}

// Get returns a thing.
func (m *Moving) Get(id uint64) (Thing, bool) {
	e := m.find(id)
	if e == nil {
		return Thing{}, false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.block == nil {
		return Thing{}, false
	}
	e.block.mu.RLock()
	defer e.block.mu.RUnlock()
	return e.block.at(e.cell, id).thing(), true
}

// Len returns how many things the index holds.
func (m *Moving) Len() int {
	n := 0
	for i := range m.ids {
		s := &m.ids[i]
		s.mu.RLock()
		n += len(s.things)
		s.mu.RUnlock()
	}
	return n
}

// shard spreads IDs that count up as well as those that are hashes.
func (m *Moving) shard(id uint64) *idShard { return &m.ids[id*0x9E3779B97F4A7C15>>58] }

func (m *Moving) find(id uint64) *thing {
	s := m.shard(id)
	s.mu.RLock()
	t := s.things[id]
	s.mu.RUnlock()
	return t
}

func (m *Moving) ensure(id uint64) *thing {
	if t := m.find(id); t != nil {
		return t
	}
	s := m.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.things[id]
	if t == nil {
		t = &thing{}
		s.things[id] = t
	}
	return t
}

// place puts an entry where it belongs, with its traits or those it had; e.mu
// is held. Both blocks of a step from one to another are locked together, so
// that no search sees it in neither.
func (m *Moving) place(e *thing, next entry, traits bool) {
	key, cell := m.cellOf(next.point())
	from, to := e.block, e.block
	if to == nil || to.key != key {
		to = m.blockAt(key)
	}
	lockBoth(from, to)
	defer unlockBoth(from, to)
	if from != nil {
		old := from.at(e.cell, next.id)
		if !traits {
			next.Traits = old.Traits
		}
		if from == to && e.cell == cell {
			*old = next
			return
		}
		from.take(e.cell, old)
	}
	to.put(cell, next)
	e.block, e.cell = to, cell
}

// blockAt returns the block of a key and makes it when there is none: the map
// is copied, because every call reads it and none should wait for that.
func (m *Moving) blockAt(key uint64) *block {
	if b := (*m.blocks.Load())[key]; b != nil {
		return b
	}
	m.grow.Lock()
	defer m.grow.Unlock()
	old := *m.blocks.Load()
	if b := old[key]; b != nil {
		return b
	}
	next := make(map[uint64]*block, len(old)+1)
	maps.Copy(next, old)
	b := &block{key: key}
	next[key] = b
	m.blocks.Store(&next)
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
