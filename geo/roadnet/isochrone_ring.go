package roadnet

import "github.com/paulmach/orb"

// trace draws the border between the nodes that are inside and the others
// (marching squares; Maple 1984, Lorensen and Cline 1987). Every ring crosses
// a lattice edge at most once and strictly between its nodes, and inside nodes
// that meet at a corner only are kept apart, so rings are simple and do not
// touch.
func (f *lattice) trace() orb.MultiPolygon {
	f.join()
	var out orb.MultiPolygon
	place := make(map[int32]int) // polygon of a component; only looked up
	var holes []orb.Ring
	var owner []int32
	for y := range f.rows - 1 {
		for n := y * f.columns; n < (y+1)*f.columns-1; n++ {
			if f.side[n] != sideIn || f.side[n+1] == sideIn || f.passed[n] {
				continue
			}
			ring, ccw := f.ring(n)
			component := f.find(int32(n))
			if !ccw {
				holes, owner = append(holes, ring), append(owner, component)
				continue
			}
			place[component] = len(out)
			out = append(out, orb.Polygon{ring})
		}
	}
	for k, h := range holes {
		at := place[owner[k]]
		out[at] = append(out[at], h)
	}
	return out
}

// join finds the components of nodes that are inside, by their four
// neighbours: union-find with path halving.
func (f *lattice) join() {
	for n := range f.parent {
		f.parent[n] = int32(n)
		if f.side[n] != sideIn {
			continue
		}
		// The margin is empty, so n-1 and n-columns are nodes of the lattice.
		if f.side[n-1] == sideIn {
			f.parent[n] = f.find(int32(n - 1))
		}
		if f.side[n-f.columns] == sideIn {
			a, b := f.find(int32(n-f.columns)), f.find(int32(n))
			f.parent[max(a, b)] = min(a, b)
		}
	}
}

func (f *lattice) find(n int32) int32 {
	for f.parent[n] != n {
		f.parent[n] = f.parent[f.parent[n]]
		n = f.parent[n]
	}
	return n
}

// ring walks along the border with the inside on its left, beginning upwards
// between node start (inside) and the node to the right of it, and returns the
// closed ring and whether it runs counter-clockwise.
//
// A cell is named by its lower left node. Its corners are numbered
// counter-clockwise from there, and edge e joins corners e and e+1, so the
// border comes in through edge e when corner e is inside and e+1 is not.
func (f *lattice) ring(start int) (orb.Ring, bool) {
	corner := [4]int{0, 1, f.columns + 1, f.columns}
	beside := [4]int{-f.columns, 1, f.columns, -1} // the cell behind each edge
	ring := make(orb.Ring, 0, 64)
	area := int64(0)
	var px, py int64
	put := func(in, out int) {
		x, y := f.crossing(in, out)
		if len(ring) > 0 {
			area += px*y - x*py
		}
		px, py = x, y
		ring = append(ring, f.coord(f.origin, x, y).point().Orb())
	}
	put(start, start+1)
	firstX, firstY := px, py
	for cell, e := start, 0; ; {
		if e == 0 {
			f.passed[cell] = true
		}
		next := func(k int) int { return cell + corner[(e+k)&3] }
		third, fourth := f.side[next(2)] == sideIn, f.side[next(3)] == sideIn
		exit := (e + 3) & 3 // round corner e
		switch {
		case fourth && third:
			exit = (e + 1) & 3
		case fourth:
			exit = (e + 2) & 3
		}
		in, out := cell+corner[(exit+1)&3], cell+corner[exit]
		cell += beside[exit]
		e = (exit + 2) & 3
		if cell == start && e == 0 {
			break
		}
		put(in, out)
	}
	area += px*firstY - firstX*py
	return append(ring, ring[0]), area > 0
}

// crossing returns where the border passes between two neighbouring nodes, in
// centimetres from the origin and at least a sixteenth of the edge away from
// either.
func (f *lattice) crossing(in, out int) (x, y int64) {
	ax, ay := int64(in%f.columns)<<f.shift, int64(in/f.columns)<<f.shift
	bx, by := int64(out%f.columns)<<f.shift, int64(out/f.columns)<<f.shift
	a, b := &f.nodes[in], &f.nodes[out]
	dx, dy := int64(a.x)-bx, int64(a.y)-by
	across := dx*dx + dy*dy // from the outer node to the place of the inner one
	part, whole := int64(0), int64(0)
	if b.side == sideOut {
		// Half way between both places: linear along the edge.
		ex, ey := int64(b.x)-ax, int64(b.y)-ay
		part = ex*ex + ey*ey - a.square
		whole = part + across - b.square
	} else {
		near := isqrt(uint64(a.square))
		part, whole = isqrt(uint64(f.reach))-near, isqrt(uint64(across))-near
	}
	size := int64(1) << f.shift
	t := size / 2
	if whole > 0 {
		t = max(size/16, min(size-size/16, divRound(part*size, whole)))
	}
	return ax + (bx-ax)>>f.shift*t, ay + (by-ay)>>f.shift*t
}
