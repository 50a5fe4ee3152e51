package search

import (
	"slices"
	"sync"
)

// maxNeighbors is how many near tasks of each task a ruin may reach.
const maxNeighbors = 250

// neighbors returns, for each task, the others by how near their stops are:
// the least cost of a drive between any two of them, either way. It uses so
// many goroutines.
func neighbors(m *Model, c *class, threads int) [][]int32 {
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
	near := make([][]int32, n)
	var wait sync.WaitGroup
	for first := range max(1, threads) {
		wait.Go(func() {
			list := make([]uint64, 0, n)
			for t := first; t < n; t += max(1, threads) {
				list = list[:0]
				for u := range n {
					if u != t && !m.Tasks[u].Pinned {
						list = append(list, uint64(c.apart(places[t], places[u]))<<32|uint64(u))
					}
				}
				slices.Sort(list)
				near[t] = make([]int32, min(len(list), maxNeighbors))
				for i := range near[t] {
					near[t][i] = int32(uint32(list[i]))
				}
			}
		})
	}
	wait.Wait()
	return near
}

// apart returns the least cost of a drive between a place of one list and one
// of the other, NoWay if there is none.
func (c *class) apart(as, bs []int32) int32 {
	far := NoWay
	for _, a := range as {
		out, in := c.from(c.cost, a), c.from(c.costTo, a)
		for _, b := range bs {
			far = min(far, out[b], in[b])
		}
	}
	return max(0, far)
}
