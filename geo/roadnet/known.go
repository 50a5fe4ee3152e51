package roadnet

import (
	"slices"
	"sync"
)

// The most that a hierarchy remembers: some 15 MB of marks for each profile.
const (
	maxKnown = 8192
	maxAsked = 32768
)

// known keeps the marks of places that tables ask for again and again: shop
// doors and homes, and not every corner at which a courier once was. What it
// holds never shows in a result.
type known struct {
	mu    sync.RWMutex
	asked map[spot]struct{} // once so far
	marks map[spot][]mark   // never written again
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

// note remembers that a spot was asked for, and its marks from the second time
// on. When there are too many it forgets them all.
func (k *known) note(s spot, marks []mark) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, again := k.asked[s]; !again {
		if k.asked == nil || len(k.asked) >= maxAsked {
			k.asked = map[spot]struct{}{}
		}
		k.asked[s] = struct{}{}
		return
	}
	if k.marks == nil || len(k.marks) >= maxKnown {
		k.marks = map[spot][]mark{}
	}
	k.marks[s] = slices.Clone(marks)
}

// marksOf returns the marks of a place. If nobody keeps them, they are at the
// end of own, which is returned too.
func (q *search) marksOf(m *mesh, s Snap, leaving bool, own []mark) (marks, grown []mark) {
	h := m.hierarchy
	at := spot{edge: s.edge, offset: s.offset, leaving: leaving}
	if marks, ok := h.known.get(at); ok {
		return marks, own
	}
	first := len(own)
	seeds := m.seeds(s, leaving)
	if leaving {
		own = q.marks(h, &seeds, &h.up, &h.down, own)
	} else {
		own = q.marks(h, &seeds, &h.down, &h.up, own)
	}
	h.known.note(at, own[first:])
	return own[first:], own
}
