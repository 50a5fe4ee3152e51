package assignment

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"
)

// certified solves p and checks the proof.
func certified(t testing.TB, s *Solver, p *Problem) Solution {
	t.Helper()
	answer, err := s.Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := Certify(p, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// tries returns the least cost of rows i and after, by trying everything.
func tries(p *Problem, i int, taken []bool) int64 {
	if i == p.Rows() {
		return 0
	}
	best := p.Unassigned[i] + tries(p, i+1, taken)
	for e := p.Start[i]; e < p.Start[i+1]; e++ {
		if j := p.Column[e]; !taken[j] {
			taken[j] = true
			best = min(best, p.Cost[e]+tries(p, i+1, taken))
			taken[j] = false
		}
	}
	return best
}

// ragged draws a problem of any shape: rows without candidates, columns named
// twice, costs below zero, few different costs or many, and rows that are
// better left.
func ragged(r *rand.Rand, rows, columns, most int) *Problem {
	p := &Problem{}
	p.Reset(columns)
	span := []int64{1, 2, 5, 100, 1_000_000, 1 << 50}[r.IntN(6)]
	low := []int64{0, 0, -span, -span / 2}[r.IntN(4)]
	above := []int64{span, span, span / 2, 4 * span}[r.IntN(4)]
	for range rows {
		k := r.IntN(most + 1)
		if columns == 0 {
			k = 0
		}
		if r.IntN(4) == 0 {
			k = min(most, 2*k)
		}
		var chosen []int32
		var costs []int64
		for range k {
			chosen = append(chosen, int32(r.IntN(columns)))
			costs = append(costs, low+r.Int64N(span))
		}
		p.AddRow(chosen, costs, low+r.Int64N(span)+r.Int64N(above+1))
	}
	return p
}

// TestBruteForce tries everything on tiny problems.
func TestBruteForce(t *testing.T) {
	var s Solver
	for seed := range uint64(3000) {
		r := dice(seed)
		p := ragged(r, r.IntN(7), r.IntN(7), 5)
		answer := certified(t, &s, p)
		if want := tries(p, 0, make([]bool, p.Columns)); answer.Total != want {
			t.Fatalf("seed %d: total %d, want %d", seed, answer.Total, want)
		}
	}
}

// TestPlain compares with the plain solver on problems of medium size, sparse
// to dense.
func TestPlain(t *testing.T) {
	var s Solver
	for seed := range uint64(300) {
		r := dice(seed)
		rows, columns := r.IntN(80), r.IntN(80)
		p := ragged(r, rows, columns, 1+r.IntN(100))
		answer := certified(t, &s, p)
		if want := plain(p); answer.Total != want {
			t.Fatalf("seed %d: total %d, want %d", seed, answer.Total, want)
		}
	}
}

// TestDense gives every row every column, at costs of few and many values.
func TestDense(t *testing.T) {
	var s Solver
	for n, span := range []int64{1, 3, 1000, 1_000_000_000} {
		r := dice(uint64(n))
		p := random(r, 150, 120+30*n, 120, even(r, span), func(int) int64 { return r.Int64N(2 * span) })
		answer := certified(t, &s, p)
		if want := plain(p); answer.Total != want {
			t.Fatalf("costs up to %d: total %d, want %d", span, answer.Total, want)
		}
	}
}

// TestTowns certifies every cost distribution at full size.
func TestTowns(t *testing.T) {
	var s Solver
	for _, w := range towns {
		if w.name == "productTight" {
			continue // ten times the time of all others; TestHeavyBar certifies it
		}
		p := w.make()
		begun := time.Now()
		answer := certified(t, &s, p)
		t.Logf("%-13s total %13d in %v, proof included", w.name, answer.Total, time.Since(begun).Round(10*time.Microsecond))
	}
}

// TestHeavyBar holds the project's bar, 20 ms, on the towns that a dispatcher
// may meet; the plain solver agrees about them.
func TestHeavyBar(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("set LINLI_HEAVY=1, as make check does at full speed")
	}
	const bar = 20 * time.Millisecond
	var s Solver
	for _, w := range towns {
		p := w.make()
		answer := certified(t, &s, p)
		if !w.hostile {
			if want := plain(p); answer.Total != want {
				t.Errorf("%s: total %d, want %d", w.name, answer.Total, want)
			}
		}
		best := time.Hour
		for range 10 { // the machine may be busy with something else
			begun := time.Now()
			if _, err := s.Solve(p); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(begun))
		}
		t.Logf("%-13s %v", w.name, best)
		if best > bar && !w.hostile {
			t.Errorf("%s: %v, the bar is %v", w.name, best, bar)
		}
	}
}

// TestSame solves with used and with fresh memory: the answers are the same to
// the last price.
func TestSame(t *testing.T) {
	var used Solver
	for seed := range uint64(50) {
		r := dice(seed)
		p := ragged(r, r.IntN(200), r.IntN(200), 10)
		var fresh Solver
		a, b := certified(t, &used, p), certified(t, &fresh, p)
		if !slices.Equal(a.Column, b.Column) || !slices.Equal(a.RowPrice, b.RowPrice) || !slices.Equal(a.ColumnPrice, b.ColumnPrice) {
			t.Fatalf("seed %d: a used solver answers differently", seed)
		}
	}
}

// TestAllocations: none once the solver has seen the problem.
func TestAllocations(t *testing.T) {
	r := dice(1)
	p := ragged(r, 500, 300, 20)
	var s Solver
	certified(t, &s, p)
	if n := testing.AllocsPerRun(10, func() { _, _ = s.Solve(p) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestLargest puts costs at the edge of what Check allows.
func TestLargest(t *testing.T) {
	const half = maxWeight / 2
	p := &Problem{}
	p.Reset(2)
	p.AddRow([]int32{0, 1}, []int64{-half, half}, half)
	p.AddRow([]int32{0, 1}, []int64{-half, half}, half)
	var s Solver
	if answer := certified(t, &s, p); answer.Total != 0 {
		t.Errorf("total %d, want 0", answer.Total)
	}
	p.AddRow(nil, nil, 0)
	certified(t, &s, p)
	p.AddRow(nil, nil, 1)
	if _, err := s.Solve(p); err == nil {
		t.Error("more than 2^60 was accepted")
	}
	p.Reset(1)
	p.AddRow([]int32{0}, []int64{0}, maxWeight)
	certified(t, &s, p)
}

// TestSlack: what a pair's slack promises holds when the pair is forced.
func TestSlack(t *testing.T) {
	var s Solver
	for seed := range uint64(300) {
		r := dice(seed)
		p := ragged(r, 1+r.IntN(5), 1+r.IntN(5), 4)
		answer := certified(t, &s, p)
		for i := range p.Rows() {
			for e := p.Start[i]; e < p.Start[i+1]; e++ {
				forced := &Problem{}
				forced.Reset(p.Columns)
				for k := range p.Rows() {
					first, end, unassigned := p.Start[k], p.Start[k+1], p.Unassigned[k]
					if k == i {
						first, end, unassigned = e, e+1, int64(1<<55)
					}
					forced.AddRow(p.Column[first:end], p.Cost[first:end], unassigned)
				}
				slack := answer.Slack(i, p.Column[e], p.Cost[e])
				rise := tries(forced, 0, make([]bool, p.Columns)) - answer.Total
				if slack < 0 || rise < slack {
					t.Fatalf("seed %d: row %d, column %d: slack %d, but the total rises by %d", seed, i, p.Column[e], slack, rise)
				}
			}
		}
	}
}

// TestRefusals: what is wrong is named.
func TestRefusals(t *testing.T) {
	good := func() *Problem {
		return &Problem{
			Columns: 3, Start: []int32{0, 2, 3}, Column: []int32{0, 2, 1}, Cost: []int64{1, 2, 3}, Unassigned: []int64{9, 9},
		}
	}
	for _, c := range []struct {
		name  string
		spoil func(p *Problem)
		want  string
	}{
		{"column too large", func(p *Problem) { p.Column[2] = 3 }, "assignment: row 1: column 3 of 3"},
		{"column negative", func(p *Problem) { p.Column[1] = -1 }, "assignment: row 0: column -1 of 3"},
		{"no columns", func(p *Problem) { p.Columns = 0 }, "assignment: row 0: column 0 of 0"},
		{"negative columns", func(p *Problem) { p.Columns = -1 }, "assignment: -1 columns; 0 to 2147483647 are possible"},
		{"costs short", func(p *Problem) { p.Cost = p.Cost[:2] }, "assignment: 2 costs for 3 candidates"},
		{"starts short", func(p *Problem) { p.Start = p.Start[:2] }, "assignment: row 2: 2 starts for 2 rows; one a row and one for the end are needed"},
		{"starts late", func(p *Problem) { p.Start[0] = 1 }, "assignment: row 0: starts at candidate 1, not at 0"},
		{"ends early", func(p *Problem) { p.Start[2] = 2 }, "assignment: row 1: ends at candidate 2 of 3"},
		{"backwards", func(p *Problem) { p.Start[1] = -1 }, "assignment: row 0: candidates 0 to -1 of 3"},
		{"beyond", func(p *Problem) { p.Start[1] = 7 }, "assignment: row 0: candidates 0 to 7 of 3"},
		{"huge", func(p *Problem) { p.Cost[2] = math.MaxInt64 },
			"assignment: row 1: costs up to 9223372036854775807 by size, with the rows before it more than 2^60"},
		{"most negative", func(p *Problem) { p.Unassigned[1] = math.MinInt64 },
			"assignment: row 1: costs up to 9223372036854775807 by size, with the rows before it more than 2^60"},
		{"huge together", func(p *Problem) { p.Cost[0], p.Unassigned[1] = -maxWeight, 4 },
			"assignment: row 1: costs up to 4 by size, with the rows before it more than 2^60"},
	} {
		p := good()
		c.spoil(p)
		var s Solver
		if _, err := s.Solve(p); err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
	var s Solver
	certified(t, &s, good())
	if answer := certified(t, &s, &Problem{}); answer.Total != 0 || len(answer.Column) != 0 {
		t.Errorf("the empty problem: %+v", answer)
	}
}

// TestCertify spoils a true answer in every way that it can be wrong.
func TestCertify(t *testing.T) {
	p := &Problem{}
	p.Reset(3)
	p.AddRow([]int32{0, 1}, []int64{3, 5}, 20)
	p.AddRow([]int32{0, 1}, []int64{4, 9}, 20)
	p.AddRow([]int32{0}, []int64{1}, 2)
	for n, spoil := range []func(a *Solution){
		func(a *Solution) { a.Total++ },
		func(a *Solution) { a.Column[0] = None },
		func(a *Solution) { a.Column[0] = 0 },
		func(a *Solution) { a.Column[0] = 2 },
		func(a *Solution) { a.Column[0], a.Column[1] = a.Column[1], a.Column[0]; a.Total += 3 },
		func(a *Solution) { a.Column = a.Column[:2] },
		func(a *Solution) { a.RowPrice[1]++ },
		func(a *Solution) { a.RowPrice[2]++ },
		func(a *Solution) { a.RowPrice[2]-- },
		func(a *Solution) { a.ColumnPrice[0]-- },
		func(a *Solution) { a.ColumnPrice[0] = 0 },
		func(a *Solution) { a.ColumnPrice[2] = 1 },
		func(a *Solution) { a.ColumnPrice[2] = -1 },
		func(a *Solution) { a.ColumnPrice[2] = math.MaxInt64 },
		func(a *Solution) { a.ColumnPrice[1], a.ColumnPrice[2] = 2*maxWeight, 2*maxWeight },
	} {
		var s Solver
		answer := certified(t, &s, p)
		if answer.Total != 11 || !slices.Equal(answer.Column, []int32{1, 0, None}) {
			t.Fatalf("answer %+v", answer)
		}
		spoil(&answer)
		if err := Certify(p, &answer); err == nil {
			t.Errorf("spoiled in way %d, it passes: %+v", n, answer)
		}
	}
}

// FuzzSolve reads a problem, good or bad, from bytes: it is refused, or solved
// with a proof and the cost that brute force finds.
func FuzzSolve(f *testing.F) {
	f.Add([]byte{3, 3, 2, 0, 10, 1, 20, 100, 1, 0, 5, 9, 0, 50})
	f.Add([]byte{1, 1, 3, 0, 1, 0, 1, 7, 250})
	f.Add([]byte("aaaaaaaaaaaaaaaaaaaaaaaaaaaa"))
	var s Solver
	f.Fuzz(func(t *testing.T, data []byte) {
		at := 0
		next := func() int64 {
			if at == len(data) {
				return 0
			}
			at++
			return int64(int8(data[at-1]))
		}
		scale := []int64{1, 1, 1000, 1 << 40, 1 << 54}[uint8(next())%5]
		p := &Problem{}
		p.Reset(int(next() % 8))
		for range uint8(next()) % 7 {
			var columns []int32
			var costs []int64
			for range uint8(next()) % 6 {
				columns, costs = append(columns, int32(next())), append(costs, next()*scale)
			}
			p.AddRow(columns, costs, next()*scale)
		}
		if k := int(uint8(next())); k < len(p.Start) && next() > 100 {
			p.Start[k] = int32(next())
		}
		if p.Check() != nil {
			if _, err := s.Solve(p); err == nil {
				t.Fatal("solved what Check refuses")
			}
			return
		}
		answer := certified(t, &s, p)
		if want := tries(p, 0, make([]bool, p.Columns)); answer.Total != want {
			t.Fatalf("total %d, want %d: %s", answer.Total, want, fmt.Sprintf("%+v", p))
		}
	})
}
