package roadnet

// label is the weight of a path: cost and milliseconds in one number, cost
// high, so that one comparison orders both, then millimetres. Paths are
// ordered by (cost, milliseconds, millimetres); the minimum is unique, so no
// order of visiting can show in a result.
type label struct {
	key uint64 // cost<<32 | milliseconds
	mm  uint32
}

// nowhere is the label of a vertex without a path.
var nowhere = label{key: 1<<64 - 1, mm: 1<<32 - 1}

func newLabel(cost, millis, mm uint32) label {
	return label{key: uint64(cost)<<32 | uint64(millis), mm: mm}
}

func (l label) millis() uint32 { return uint32(l.key) }

func (l label) less(m label) bool { return l.key < m.key || l.key == m.key && l.mm < m.mm }

// plus returns the weight of a path and another after it, nowhere when either
// is nowhere or when the sum leaves the range. Cost is never below
// milliseconds, so if the cost fits the time does.
func (l label) plus(m label) label {
	sum := label{key: l.key + m.key, mm: l.mm + m.mm}
	if sum.key < l.key || sum.mm < l.mm || sum.key >= nowhere.key {
		return nowhere
	}
	return sum
}

// leg returns what the caller of a Router sees of a label.
func (l label) leg() Leg {
	if l.key == nowhere.key {
		return noLeg
	}
	return Leg{Millis: l.millis(), Meters: roundMeters(l.mm)}
}

// heapItem is a vertex on the frontier of a search.
type heapItem struct {
	key uint64
	mm  uint32
	v   uint32
}

func (a heapItem) less(b heapItem) bool {
	if a.key != b.key {
		return a.key < b.key
	}
	return a.mm < b.mm
}

// frontier is a 4-ary heap; vertices may be in it more than once.
type frontier []heapItem

func (f *frontier) push(item heapItem) {
	h := append(*f, item)
	i := len(h) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if !item.less(h[parent]) {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = item
	*f = h
}

// pop removes the least item; the heap must not be empty.
func (f *frontier) pop() heapItem {
	h := *f
	top, item := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*f = h
	if len(h) == 0 {
		return top
	}
	i := 0
	for {
		first := 4*i + 1
		if first >= len(h) {
			break
		}
		least := first
		for k := first + 1; k < min(first+4, len(h)); k++ {
			if h[k].less(h[least]) {
				least = k
			}
		}
		if !h[least].less(item) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = item
	return top
}
