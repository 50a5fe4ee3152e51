package roadnet

import (
	"slices"
	"sync"
)

// maxKnown is the most spots that a hierarchy remembers: some 10 MB of marks
// for each profile.
const maxKnown = 8192

// known keeps the marks of places, most of which tables ask for again: shop
// doors, homes, and where a courier is, as long as the plans of that minute look
// at the courier. What it holds never shows in a result.
type known struct {
	mu    sync.RWMutex
	marks map[spot][]mark // never written again
}

// spot is a place on an edge, to leave from or to come to.
type spot struct {
	edge, offset uint32
	leaving      bool
}

// get returns the marks of a spot, if they are kept.
func (k *known) get(s spot) ([]mark, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	m, ok := k.marks[s]
	return m, ok
}

// keep remembers a copy of the marks of a spot, and returns it. When there are
// too many it forgets them all.
func (k *known) keep(s spot, marks []mark) []mark {
	marks = slices.Clone(marks)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.marks == nil || len(k.marks) >= maxKnown {
		k.marks = map[spot][]mark{}
	}
	k.marks[s] = marks
	return marks
}

// marksOf returns the marks of a place, not to be written to.
func (q *search) marksOf(m *mesh, s Snap, leaving bool) []mark {
	h := m.hierarchy
	at := spot{edge: s.edge, offset: s.offset, leaving: leaving}
	if marks, ok := h.known.get(at); ok {
		return marks
	}
	climb, across := &h.up, &h.down
	if !leaving {
		climb, across = across, climb
	}
	seeds := m.seeds(s, leaving)
	q.found = q.marks(h, &seeds, climb, across, q.found[:0])
	return h.known.keep(at, q.found)
}
