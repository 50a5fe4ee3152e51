package geo

import "sync"

const (
	shardBits = 8
	idShards  = 1 << shardBits
)

// idShard knows where the things of some IDs are. Its lock is held for all of
// a call that is about one thing, and taken before those of blocks. The table
// is probed place after place: finding an ID waits for memory once, where a Go
// map waits twice.
type idShard struct {
	mu    sync.Mutex
	held  int
	table []location // a power of two; a place with number 0 is open
	_     [24]byte   // shards do not share a cache line
}

// location is where the thing of an ID is. It has no field of 64 bits, because
// with one it would be a third longer, and the table has to share the cache.
type location struct {
	low, high uint32 // of the ID
	number    uint32 // (1 + that of its block)<<8 | cell of the block; 0 before it is first set
}

const maxBlocks = 1<<(32-2*blockShift) - 1 // they would take 32 GB

func (l *location) id() uint64    { return uint64(l.high)<<32 | uint64(l.low) }
func (l *location) placed() bool  { return l.number != 0 }
func (l *location) block() uint32 { return l.number>>(2*blockShift) - 1 }
func (l *location) cell() int32   { return int32(l.number & (blockSide*blockSide - 1)) }

func (l *location) set(block uint32, cell int32) {
	l.number = (block+1)<<(2*blockShift) | uint32(cell)
}

// hashOf spreads IDs that count up as well as those that are hashes.
func hashOf(id uint64) uint64 { return id * 0x9E3779B97F4A7C15 }

func (m *Moving) shard(id uint64) *idShard { return &m.ids[hashOf(id)>>(64-shardBits)] }

// home is the place where the search for an ID begins.
func (s *idShard) home(id uint64) int {
	h := hashOf(id)
	return int(h^h>>32) & (len(s.table) - 1)
}

// probe returns the place of an ID, or the open one where it would stand.
func (s *idShard) probe(id uint64) *location {
	for i := s.home(id); ; i = (i + 1) & (len(s.table) - 1) {
		if l := &s.table[i]; l.id() == id || !l.placed() {
			return l
		}
	}
}

// find returns nil when there is no such ID.
func (s *idShard) find(id uint64) *location {
	if s.held == 0 {
		return nil
	}
	if l := s.probe(id); l.placed() {
		return l
	}
	return nil
}

// add makes a place for an ID that is not there. It must be set before the
// next call.
func (s *idShard) add(id uint64) *location {
	if s.held*5 >= len(s.table)*4 {
		old := s.table
		s.table = make([]location, max(8, 2*len(old)))
		for _, l := range old {
			if l.placed() {
				*s.probe(l.id()) = l
			}
		}
	}
	s.held++
	l := s.probe(id)
	l.low, l.high = uint32(id), uint32(id>>32)
	return l
}

// remove opens a place. What stands behind it, up to the next open one, and
// would no longer be found, moves there.
func (s *idShard) remove(l *location) {
	mask := len(s.table) - 1
	hole := s.home(l.id())
	for &s.table[hole] != l {
		hole = (hole + 1) & mask
	}
	for i := (hole + 1) & mask; s.table[i].placed(); i = (i + 1) & mask {
		if home := s.home(s.table[i].id()); (i-home)&mask >= (i-hole)&mask {
			s.table[hole] = s.table[i]
			hole = i
		}
	}
	s.table[hole] = location{}
	s.held--
}
