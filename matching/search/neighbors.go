package search

import (
	"cmp"
	"slices"
)

// maxNeighbors is how many near tasks of each task a ruin may reach.
const maxNeighbors = 250

// neighbors returns, for each task, the others by how near their stops are:
// the least cost of a drive between any two of them, either way.
func neighbors(m *Model, c *class) [][]int32 {
	n := len(m.Tasks)
	places := make([][]int32, n)
	for t := range m.Tasks {
		for _, o := range m.Tasks[t].Options[:min(1, len(m.Tasks[t].Options))] {
			if o.Pickup >= 0 {
				places[t] = append(places[t], m.Stops[o.Pickup].Place)
			}
			places[t] = append(places[t], m.Stops[o.Delivery].Place)
		}
	}
	type other struct{ task, far int32 }
	list := make([]other, 0, n)
	near := make([][]int32, n)
	for t := range near {
		list = list[:0]
		for u := range n {
			if u == t || m.Tasks[u].Pinned {
				continue
			}
			far := NoWay
			for _, a := range places[t] {
				out, in := c.from(c.cost, a), c.from(c.costTo, a)
				for _, b := range places[u] {
					far = min(far, out[b], in[b])
				}
			}
			list = append(list, other{int32(u), far})
		}
		slices.SortFunc(list, func(a, b other) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.task, b.task)) })
		k := min(len(list), maxNeighbors)
		near[t] = make([]int32, k)
		for i := range k {
			near[t][i] = list[i].task
		}
	}
	return near
}
