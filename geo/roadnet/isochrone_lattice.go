package roadnet

import (
	"sync"

	"github.com/linli/linli/geo"
)

// The area of an isochrone is drawn on a lattice in centimetres. A node of the
// lattice is inside when the road nearest to it is reached and lies within
// reachWidth.
const (
	reachWidth   = 6000    // how far from a reached road the area extends
	latticeShift = 11      // 2^11 cm = 20.48 m between nodes; a cell's diagonal is below 30 m
	maxLattice   = 4 << 20 // nodes; larger areas get a coarser lattice
)

// AreaTolerance is how far from the area's border a vertex of the graph may
// lie on the wrong side, as long as the area fits into 40 km by 40 km. Each
// doubling of that size doubles it.
const AreaTolerance geo.Meters = 30

// The side that a node of the lattice is on.
const (
	sideNone uint8 = iota // no road near
	sideIn                // the nearest road is reached
	sideOut               // the nearest road is not reached
)

// lattice is the grid of nodes with the nearest place on a road for each node: a
// distance transform by vector propagation (Danielsson, Euclidean distance
// mapping, 1980).
type lattice struct {
	origin        coord // node 0, 0
	scale         scale // centimetres in 1e-7 degrees, times 2^scaleBits
	shift         uint
	columns, rows int
	reach         int64 // reachWidth squared
	nodes         []latticeNode
	side          []uint8 // by node; what is left when the nodes are settled
	cells         []claim
	edges         []uint32 // that are reached
	parent        []int32  // union-find over nodes that are inside
	passed        []bool   // by node: a ring has crossed upwards to the right of it
}

// latticeNode is the nearest place so far, seen from the lattice's origin.
type latticeNode struct {
	square int64 // distance to it
	x, y   int32
	side   uint8
}

// claim says that a cell holds a vertex, so that one of its corners must be on
// the vertex's side: no point of a cell is farther than its diagonal from a
// border that crosses it.
type claim struct {
	node int32 // lower left corner
	side uint8
}

// lattices keeps them between calls; what they held never shows.
var lattices = sync.Pool{New: func() any { return new(lattice) }}

// begin empties the lattice and lays it around a box, with a margin.
func (f *lattice) begin(lo, hi coord) {
	f.fit(lo, hi)
	f.origin = f.coord(lo, -(reachWidth + int64(2)<<f.shift), -(reachWidth + int64(2)<<f.shift))
	reach := max(int64(reachWidth), int64(2)<<f.shift)
	f.reach = reach * reach
	size := f.columns * f.rows
	if cap(f.nodes) < size {
		f.nodes, f.side, f.parent, f.passed = make([]latticeNode, size), make([]uint8, size), make([]int32, size), make([]bool, size)
	}
	f.nodes, f.side, f.parent, f.passed = f.nodes[:size], f.side[:size], f.parent[:size], f.passed[:size]
	for n := range f.nodes {
		f.nodes[n] = latticeNode{square: f.reach + 1}
	}
	clear(f.passed)
	f.cells = f.cells[:0]
}

// fit sets the scale and the size of the lattice, as fine as maxLattice lets
// it be.
func (f *lattice) fit(lo, hi coord) {
	s := scaleAt(int32((int64(lo.lat) + int64(hi.lat)) / 2))
	f.scale = scale{lng: max(1, s.lng/10), lat: s.lat / 10}
	east := (int64(hi.lng) - int64(lo.lng)) * f.scale.lng >> scaleBits
	north := (int64(hi.lat) - int64(lo.lat)) * f.scale.lat >> scaleBits
	for f.shift = latticeShift; ; f.shift++ {
		margin := int64(2*reachWidth) + int64(4)<<f.shift
		f.columns, f.rows = int((east+margin)>>f.shift)+1, int((north+margin)>>f.shift)+1
		if f.columns*f.rows <= maxLattice {
			return
		}
	}
}

// tolerance is AreaTolerance for this lattice.
func (f *lattice) tolerance() geo.Meters { return AreaTolerance << (f.shift - latticeShift) }

// coord returns the position x, y centimetres from a.
func (f *lattice) coord(a coord, x, y int64) coord {
	lng := int64(a.lng) + divRound(x<<scaleBits, f.scale.lng)
	return coord{
		lng: int32(max(-1_800_000_000, min(1_800_000_000, lng))),
		lat: int32(max(-900_000_000, min(900_000_000, int64(a.lat)+divRound(y<<scaleBits, f.scale.lat)))),
	}
}

// local returns c in centimetres from the lattice's origin.
func (f *lattice) local(c coord) (x, y int64) {
	return (int64(c.lng) - int64(f.origin.lng)) * f.scale.lng >> scaleBits, (int64(c.lat) - int64(f.origin.lat)) * f.scale.lat >> scaleBits
}

// cellOf returns the node at the lower left of the cell that holds x, y.
func (f *lattice) cellOf(x, y int64) (node int, ok bool) {
	cx, cy := x>>f.shift, y>>f.shift
	if cx < 0 || cy < 0 || cx >= int64(f.columns-1) || cy >= int64(f.rows-1) {
		return 0, false
	}
	return int(cy)*f.columns + int(cx), true
}

// addLine offers the places along a line to the nodes around it.
func (f *lattice) addLine(l []coord, side uint8) {
	step := int64(1) << (f.shift - 1)
	px, py := f.local(l[0])
	f.addPlace(px, py, side)
	for _, c := range l[1:] {
		x, y := f.local(c)
		far := max(x-px, px-x, y-py, py-y)
		if far > step {
			parts := min(far/step, 1<<20)
			for k := int64(1); k <= parts; k++ {
				f.addPlace(px+(x-px)*k/(parts+1), py+(y-py)*k/(parts+1), side)
			}
		}
		f.addPlace(x, y, side)
		px, py = x, y
	}
}

// addPlace offers a place to the four nodes around it.
func (f *lattice) addPlace(x, y int64, side uint8) {
	n, ok := f.cellOf(x, y)
	if !ok {
		return
	}
	left, low := x>>f.shift<<f.shift, y>>f.shift<<f.shift
	size := int64(1) << f.shift
	f.offer(n, x-left, y-low, x, y, side)
	f.offer(n+1, x-left-size, y-low, x, y, side)
	f.offer(n+f.columns, x-left, y-low-size, x, y, side)
	f.offer(n+f.columns+1, x-left-size, y-low-size, x, y, side)
}

// offer takes a place that lies dx, dy from node n if none nearer is known; of
// equally near ones the reached side wins, so that the order cannot show.
func (f *lattice) offer(n int, dx, dy, x, y int64, side uint8) {
	square := dx*dx + dy*dy
	if best := &f.nodes[n]; square < best.square || square == best.square && side < best.side {
		*best = latticeNode{square: square, x: int32(x), y: int32(y), side: side}
	}
}

// claim notes that a vertex stands in a cell.
func (f *lattice) claim(c coord, side uint8) {
	x, y := f.local(c)
	if n, ok := f.cellOf(x, y); ok {
		f.cells = append(f.cells, claim{node: int32(n), side: side})
	}
}

// settle finds the side of every node and then sees to it that each claim is
// met. Nodes are coloured like a chessboard: vertices that are reached turn
// black nodes only, the others white ones only, so no correction undoes
// another and the loop ends.
func (f *lattice) settle() {
	f.spread()
	for n := range f.nodes {
		f.side[n] = f.nodes[n].side
	}
	for changed := true; changed; {
		changed = false
		for _, c := range f.cells {
			n := int(c.node)
			corners := [4]int{n, n + 1, n + f.columns, n + f.columns + 1}
			met := false
			for _, k := range corners {
				met = met || (f.side[k] == sideIn) == (c.side == sideIn)
			}
			if met {
				continue
			}
			x, y := n%f.columns, n/f.columns
			colour := (x + y) & 1
			if c.side == sideOut {
				colour ^= 1
			}
			f.turn(corners[colour], c.side) // corners 0 and 3 have one colour, 1 and 2 the other
			changed = true
		}
	}
}

// turn puts a node on a side, as if a road ran through it.
func (f *lattice) turn(n int, side uint8) {
	f.side[n] = side
	f.nodes[n] = latticeNode{x: int32(n % f.columns << f.shift), y: int32(n / f.columns << f.shift), side: side}
}

// spread hands the nearest places on from node to node, up and then down.
func (f *lattice) spread() {
	w, h := f.columns, f.rows
	for y := 1; y < h; y++ {
		f.spreadRow(y, -w)
	}
	for y := h - 2; y >= 0; y-- {
		f.spreadRow(y, w)
	}
}

// spreadRow takes over places from the row at distance from, then along the
// row both ways.
func (f *lattice) spreadRow(y, from int) {
	w := f.columns
	nodes := f.nodes
	first, last := y*w, y*w+w-1
	top := int64(y) << f.shift
	take := func(n int, x int64, o *latticeNode) {
		if o.side == sideNone {
			return
		}
		dx, dy := int64(o.x)-x, int64(o.y)-top
		square := dx*dx + dy*dy
		if best := &nodes[n]; square < best.square || square == best.square && o.side < best.side {
			*best = latticeNode{square: square, x: o.x, y: o.y, side: o.side}
		}
	}
	x, step := int64(0), int64(1)<<f.shift
	for n := first; n <= last; n++ {
		take(n, x, &nodes[n+from])
		if n > first {
			take(n, x, &nodes[n+from-1])
			take(n, x, &nodes[n-1])
		}
		if n < last {
			take(n, x, &nodes[n+from+1])
		}
		x += step
	}
	x -= step
	for n := last - 1; n >= first; n-- {
		x -= step
		take(n, x, &nodes[n+1])
	}
}
