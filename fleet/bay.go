package fleet

import (
	"cmp"
	"slices"

	"github.com/linli/linli/circle"
)

// Bay is a compartment of a robot's hold, for the goods of one order at a time.
type Bay struct {
	ID       string   `json:"id"`
	Capacity Capacity `json:"capacity"`
	// Temperature is the class of the goods that it is for; empty: any.
	Temperature circle.Temperature `json:"temperature,omitempty"`
}

// Goods is what an order puts into a bay.
type Goods struct {
	Size        Capacity
	Temperature circle.Temperature
}

// takes reports whether goods may be put into the bay.
func (b *Bay) takes(g Goods) bool {
	return g.Size.Grams <= b.Capacity.Grams && g.Size.Millis <= b.Capacity.Millis && (b.Temperature == "" || b.Temperature.Is(g.Temperature))
}

// Stowage returns a bay of its own for each of the goods, small ones before
// large ones; false when there is none.
func (r *Robot) Stowage(goods []Goods) ([]string, bool) {
	bays := slices.SortedStableFunc(slices.Values(r.Boxes()), func(a, b Bay) int {
		return cmp.Or(cmp.Compare(a.Capacity.Millis, b.Capacity.Millis), cmp.Compare(a.Capacity.Grams, b.Capacity.Grams))
	})
	holder := make([]int, len(bays)) // goods in each bay, from 1; 0: empty
	var assign func(g int, tried []bool) bool
	assign = func(g int, tried []bool) bool {
		for i := range bays {
			if tried[i] || !bays[i].takes(goods[g]) {
				continue
			}
			tried[i] = true
			if holder[i] == 0 || assign(holder[i]-1, tried) {
				holder[i] = g + 1
				return true
			}
		}
		return false
	}
	for g := range goods {
		if !assign(g, make([]bool, len(bays))) {
			return nil, false
		}
	}
	out := make([]string, len(goods))
	for i, g := range holder {
		if g > 0 {
			out[g-1] = bays[i].ID
		}
	}
	return out, true
}
