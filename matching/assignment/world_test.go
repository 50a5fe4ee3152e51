package assignment

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// dice returns a source that is the same for a seed everywhere.
func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x6c696e6c69)) }

// distinct fills candidates with different columns.
func distinct(r *rand.Rand, candidates []int32, columns int) {
	for k := range candidates {
		for {
			candidates[k] = int32(r.IntN(columns))
			if !slices.Contains(candidates[:k], candidates[k]) {
				break
			}
		}
	}
}

// random gives each row k different columns, and costs drawn by pair and, for
// staying unassigned, by row.
func random(r *rand.Rand, rows, columns, k int, pair func(i int, j int32) int64, unassigned func(i int) int64) *Problem {
	p := &Problem{}
	p.Reset(columns)
	candidates, costs := make([]int32, k), make([]int64, k)
	for i := range rows {
		distinct(r, candidates, columns)
		for n, j := range candidates {
			costs[n] = pair(i, j)
		}
		p.AddRow(candidates, costs, unassigned(i))
	}
	return p
}

// spot is a place in a town of one by one.
type spot struct{ x, y float64 }

// spread draws spots evenly, or (heaps > 0) around that many centres.
func spread(r *rand.Rand, n, heaps int, width float64) []spot {
	centres := make([]spot, heaps)
	for i := range centres {
		centres[i] = spot{r.Float64(), r.Float64()}
	}
	out := make([]spot, n)
	for i := range out {
		if heaps == 0 {
			out[i] = spot{r.Float64(), r.Float64()}
			continue
		}
		c := centres[r.IntN(heaps)]
		out[i] = spot{c.x + r.NormFloat64()*width, c.y + r.NormFloat64()*width}
	}
	return out
}

// nearest gives each task the k workers nearest to it, at the distance in
// millionths of the town's side.
func nearestWorkers(tasks, workers []spot, k int, unassigned func(i int) int64) *Problem {
	const side = 64
	cell := func(v float64) int { return min(max(int(v*side), 0), side-1) }
	var grid [side * side][]int32
	for j, w := range workers {
		c := cell(w.y)*side + cell(w.x)
		grid[c] = append(grid[c], int32(j))
	}
	type pair struct {
		column int32
		cost   int64
	}
	p := &Problem{}
	p.Reset(len(workers))
	var near []pair
	var columns []int32
	var costs []int64
	for i, t := range tasks {
		for ring := 1; ; ring *= 2 {
			near = near[:0]
			for y := max(cell(t.y)-ring, 0); y <= min(cell(t.y)+ring, side-1); y++ {
				for x := max(cell(t.x)-ring, 0); x <= min(cell(t.x)+ring, side-1); x++ {
					for _, j := range grid[y*side+x] {
						d := math.Hypot(workers[j].x-t.x, workers[j].y-t.y)
						near = append(near, pair{j, int64(math.Round(d * 1e6))})
					}
				}
			}
			if len(near) >= 2*k || ring > side {
				break
			}
		}
		slices.SortFunc(near, func(a, b pair) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.column, b.column))
		})
		columns, costs = columns[:0], costs[:0]
		for _, n := range near[:min(k, len(near))] {
			columns, costs = append(columns, n.column), append(costs, n.cost)
		}
		p.AddRow(columns, costs, unassigned(i))
	}
	return p
}

// town is a named problem of the size that the project's bar asks for.
type town struct {
	name    string
	hostile bool // made to hurt: exact, but not held to the bar, nor compared with plain, which takes long
	make    func() *Problem
}

const (
	manyRows    = 5000
	manyColumns = 10000
	candidates  = 20
)

// towns are cost distributions at full size: even and clustered places (the
// likely ones), independent costs wide and narrow, and what is meant to hurt.
var towns = []town{
	{"near", false, func() *Problem {
		r := dice(1)
		return nearestWorkers(spread(r, manyRows, 0, 0), spread(r, manyColumns, 0, 0), candidates, flat(1e9))
	}},
	{"clustered", false, func() *Problem {
		r := dice(2)
		return nearestWorkers(spread(r, manyRows, 40, 0.02), spread(r, manyColumns, 0, 0), candidates,
			func(int) int64 { return 100_000 + r.Int64N(900_000) })
	}},
	{"twoClusters", false, func() *Problem {
		r := dice(3)
		return nearestWorkers(spread(r, manyRows, 40, 0.02), spread(r, manyColumns, 60, 0.03), candidates,
			func(int) int64 { return 100_000 + r.Int64N(900_000) })
	}},
	{"crowds", false, func() *Problem { // one cost for all that stay undone
		r := dice(14)
		return nearestWorkers(spread(r, manyRows, 40, 0.02), spread(r, manyColumns, 60, 0.03), candidates, flat(600_000))
	}},
	{"uniform", false, func() *Problem {
		r := dice(4)
		return random(r, manyRows, manyColumns, candidates, even(r, 1_000_000), flat(1e9))
	}},
	{"narrow", false, func() *Problem {
		r := dice(5)
		return random(r, manyRows, manyColumns, candidates, even(r, 100), flat(1000))
	}},
	{"equal", false, func() *Problem {
		r := dice(6)
		return random(r, manyRows, manyColumns, candidates, func(int, int32) int64 { return 7 }, flat(1000))
	}},
	{"scarce", false, func() *Problem { // half as many columns in use as rows
		r := dice(7)
		p := random(r, manyRows, manyRows/2, candidates, even(r, 1_000_000), func(int) int64 { return r.Int64N(2_000_000) })
		p.Columns = manyColumns
		return p
	}},
	{"scarceEqual", false, func() *Problem { // rows differ only in what they cost undone
		r := dice(8)
		p := random(r, manyRows, manyRows/2, candidates, func(int, int32) int64 { return 7 }, func(int) int64 { return 8 + r.Int64N(2_000_000) })
		p.Columns = manyColumns
		return p
	}},
	{"tight", true, func() *Problem { // just as many columns as rows
		r := dice(9)
		p := random(r, manyRows, manyRows, candidates, even(r, 1_000_000), flat(1e9))
		p.Columns = manyColumns
		return p
	}},
	{"product", true, func() *Problem { // Machol and Wien's costs: every row wants the same columns
		r := dice(10)
		return random(r, manyRows, manyColumns, candidates, func(i int, j int32) int64 { return int64(i+1) * int64(j+1) }, flat(1e9))
	}},
	{"productTight", true, func() *Problem {
		r := dice(11)
		p := random(r, manyRows, manyRows, candidates, func(i int, j int32) int64 { return int64(i+1) * int64(j+1) }, flat(1e9))
		p.Columns = manyColumns
		return p
	}},
	{"hotSpot", false, func() *Problem { // all rows want the same twenty columns
		r := dice(12)
		p := random(r, manyRows, candidates, candidates, even(r, 1_000_000), func(int) int64 { return r.Int64N(2_000_000) })
		p.Columns = manyColumns
		return p
	}},
	{"chain", true, func() *Problem { // row i may take i..i+19; only the far end is free
		p := &Problem{}
		p.Reset(manyColumns)
		r := dice(13)
		for i := range manyRows {
			var columns []int32
			var costs []int64
			for k := range candidates {
				columns, costs = append(columns, int32(max(i+k-10, 0))), append(costs, int64(k)*1000+r.Int64N(10))
			}
			p.AddRow(columns, costs, 1e9)
		}
		return p
	}},
	{"bidWar", false, func() *Problem { // prices rise by one, to a million, in groups of 21 for 20
		p := &Problem{}
		p.Reset(manyColumns)
		for i := range manyRows {
			var columns []int32
			var costs []int64
			for k := range candidates {
				columns, costs = append(columns, int32(i/21*20+k)), append(costs, int64(k%2))
			}
			p.AddRow(columns, costs, 1_000_000)
		}
		return p
	}},
}

func flat(cost int64) func(int) int64 { return func(int) int64 { return cost } }

func even(r *rand.Rand, n int64) func(int, int32) int64 {
	return func(int, int32) int64 { return r.Int64N(n) }
}
