package matching

import "github.com/linli/linli/matching/problem"

// boxes finds the shipments of one route a box each.
type boxes struct {
	boxes  []problem.Box
	goods  []*problem.Shipment
	holder []int // of each box: index into goods, -1: empty
	tried  []bool
}

// reset empties the boxes of a vehicle.
func (b *boxes) reset(v *problem.Vehicle) {
	b.boxes, b.goods, b.holder, b.tried = v.Boxes, b.goods[:0], b.holder[:0], b.tried[:0]
	for range v.Boxes {
		b.holder, b.tried = append(b.holder, -1), append(b.tried, false)
	}
}

// put adds a shipment; false when not all can have a box of their own. A
// vehicle without boxes has room for any.
func (b *boxes) put(s *problem.Shipment) bool {
	if len(b.boxes) == 0 {
		return true
	}
	b.goods = append(b.goods, s)
	clear(b.tried)
	return b.assign(len(b.goods) - 1)
}

// assign finds a box for goods g, and others for those that make way.
func (b *boxes) assign(g int) bool {
	for i, box := range b.boxes {
		if b.tried[i] || !box.Takes(b.goods[g]) {
			continue
		}
		b.tried[i] = true
		if b.holder[i] < 0 || b.assign(b.holder[i]) {
			b.holder[i] = g
			return true
		}
	}
	return false
}
