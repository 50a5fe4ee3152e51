package roadnet

import "github.com/linli/linli/geo"

// joinRings joins the outer ways of a multipolygon end to end into closed
// rings, in the order of the relation. Ways that leave the extract and rings
// that do not close are left out.
func (b *featureBuilder) joinRings(ways []int64) [][]coord {
	var parts [][]int64
	for _, id := range ways {
		if w := b.x.way(id); w != nil && w.to-w.from >= 2 {
			parts = append(parts, b.x.refs[w.from:w.to])
		}
	}
	var rings [][]coord
	used := make([]bool, len(parts))
	for i := range parts {
		if used[i] {
			continue
		}
		used[i] = true
		chain := append([]int64(nil), parts[i]...)
		for chain[0] != chain[len(chain)-1] {
			k, turned := nextPart(parts, used, chain[len(chain)-1])
			if k < 0 {
				break
			}
			used[k] = true
			chain = appendPart(chain, parts[k], turned)
		}
		if len(chain) >= 4 && chain[0] == chain[len(chain)-1] {
			if ring := b.line(chain); ring != nil {
				rings = append(rings, ring)
			}
		}
	}
	return rings
}

// nextPart finds the first unused part with an end at node, -1 when there is
// none.
func nextPart(parts [][]int64, used []bool, node int64) (k int, turned bool) {
	for k, p := range parts {
		switch {
		case used[k]:
		case p[0] == node:
			return k, false
		case p[len(p)-1] == node:
			return k, true
		}
	}
	return -1, false
}

// appendPart adds a part without its first node, which chain ends with.
func appendPart(chain, part []int64, turned bool) []int64 {
	if !turned {
		return append(chain, part[1:]...)
	}
	for i := len(part) - 2; i >= 0; i-- {
		chain = append(chain, part[i])
	}
	return chain
}

// centroid returns the centre of gravity of a ring, or the middle of its
// points when it encloses nothing. The sums are in offsets from the first
// point: exact for any ring smaller than a degree.
func centroid(ring []coord) coord {
	o := ring[0]
	var area, x, y float64
	var sumX, sumY int64
	for i := 1; i < len(ring); i++ {
		ax, ay := float64(ring[i-1].lng)-float64(o.lng), float64(ring[i-1].lat)-float64(o.lat)
		bx, by := float64(ring[i].lng)-float64(o.lng), float64(ring[i].lat)-float64(o.lat)
		cross := float64(ax*by) - float64(bx*ay)
		area += cross
		x += float64((ax + bx) * cross)
		y += float64((ay + by) * cross)
		sumX += int64(ring[i].lng) - int64(o.lng)
		sumY += int64(ring[i].lat) - int64(o.lat)
	}
	if area == 0 {
		n := int64(max(1, len(ring)-1))
		return coord{lng: int32(int64(o.lng) + sumX/n), lat: int32(int64(o.lat) + sumY/n)}
	}
	p := geo.Point{Lng: (float64(o.lng) + x/(3*area)) / 1e7, Lat: (float64(o.lat) + y/(3*area)) / 1e7}
	if p.Check() != nil { // a ring that crosses itself can have its centre anywhere
		return o
	}
	return coordOf(p)
}

// outlineBox is an outline with its box, for a quick no.
type outlineBox struct {
	outline []geo.Point
	box     geo.Bounds
}

func boxOf(outline []geo.Point) outlineBox {
	b := geo.EmptyBounds()
	for _, p := range outline {
		b = b.Extend(p)
	}
	return outlineBox{outline: outline, box: b}
}

// contains reports whether p lies inside the outline (even-odd rule).
func (o *outlineBox) contains(p geo.Point) bool {
	if !o.box.Contains(p) {
		return false
	}
	inside := false
	for i, j := 0, len(o.outline)-1; i < len(o.outline); j, i = i, i+1 {
		a, b := o.outline[i], o.outline[j]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lng < (b.Lng-a.Lng)*(p.Lat-a.Lat)/(b.Lat-a.Lat)+a.Lng {
			inside = !inside
		}
	}
	return inside
}
