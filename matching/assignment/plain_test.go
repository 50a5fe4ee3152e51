package assignment

import (
	"container/heap"
	"math"
)

// plain is the yardstick and the oracle: successive shortest paths over the
// residual graph of a min-cost flow, as a textbook has it, with potentials,
// container/heap and labels made anew for each path. It shares no code with
// Solver. It returns the optimum's cost.
func plain(p *Problem) int64 {
	rows, columns := p.Rows(), p.Columns
	// Vertices: rows, columns, then the sink. A row's own way out is an arc
	// to the sink, so is a free column's.
	sink := rows + columns
	potential := make([]int64, sink+1)
	rowTakes, columnOf := make([]int, rows), make([]int, columns) // candidate, row
	for i := range rowTakes {
		rowTakes[i] = -1
		least := p.Unassigned[i] // makes the first arcs not negative
		for e := p.Start[i]; e < p.Start[i+1]; e++ {
			least = min(least, p.Cost[e])
		}
		potential[i] = -least
	}
	for j := range columnOf {
		columnOf[j] = -1
	}
	for root := range rows {
		distance := make([]int64, sink+1)
		arc, before := make([]int, sink+1), make([]int, sink+1)
		for v := range distance {
			distance[v] = math.MaxInt64
		}
		distance[root] = 0
		queue := &plainQueue{{0, root}}
		for queue.Len() > 0 {
			at := heap.Pop(queue).(plainItem)
			v := at.vertex
			if at.distance > distance[v] {
				continue
			}
			if v == sink {
				break
			}
			relax := func(to int, cost int64, candidate int) {
				if d := at.distance + cost + potential[v] - potential[to]; d < distance[to] {
					distance[to], arc[to], before[to] = d, candidate, v
					heap.Push(queue, plainItem{d, to})
				}
			}
			if v < rows {
				relax(sink, p.Unassigned[v], -1)
				for e := p.Start[v]; e < p.Start[v+1]; e++ {
					if int(e) != rowTakes[v] {
						relax(rows+int(p.Column[e]), p.Cost[e], int(e))
					}
				}
			} else if i := columnOf[v-rows]; i >= 0 {
				relax(i, -p.Cost[rowTakes[i]], -1)
			} else {
				relax(sink, 0, -1)
			}
		}
		for v := range potential {
			potential[v] += min(distance[v], distance[sink])
		}
		for v := sink; v != root; v = before[v] {
			from := before[v]
			switch {
			case v == sink && from < rows:
				rowTakes[from] = -1
			case v != sink && from < rows:
				rowTakes[from], columnOf[v-rows] = arc[v], from
			}
		}
	}
	total := int64(0)
	for i, e := range rowTakes {
		if e < 0 {
			total += p.Unassigned[i]
		} else {
			total += p.Cost[e]
		}
	}
	return total
}

type plainItem struct {
	distance int64
	vertex   int
}

type plainQueue []plainItem

func (q plainQueue) Len() int           { return len(q) }
func (q plainQueue) Less(a, b int) bool { return q[a].distance < q[b].distance }
func (q plainQueue) Swap(a, b int)      { q[a], q[b] = q[b], q[a] }
func (q *plainQueue) Push(x any)        { *q = append(*q, x.(plainItem)) }
func (q *plainQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
