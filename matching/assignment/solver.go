package assignment

import (
	"cmp"
	"math"
	"slices"
)

// far is the label of a column that no path has reached.
const far = math.MaxInt64

// Solver solves one problem after another in the same memory: once it has seen
// the largest, it allocates nothing. The zero value is ready. A Solver is for
// one goroutine at a time.
type Solver struct {
	p       *Problem
	rows    []row
	columns []column
	options []option // of row i at the places of its candidates
	waiting []int32  // rows without a column, those that save most first

	scanned []int32 // columns whose owner the current search has expanded, nearest first
	reached []int32 // columns with a label of the current search
	level   []int32 // columns as near as the one just taken from the heap
	heap    labels

	column      []int32 // the solution's slices
	rowPrice    []int64
	columnPrice []int64
}

// row is what the solver knows of a row: the candidate it holds and its price
// (u in the papers), the least of its costs each with its column's price.
type row struct {
	price     int64
	candidate int32 // its place in the problem, or None
	column    int32 // of the candidate, or None
}

// column is what the solver knows of a column, in half a cache line: a search
// touches all of it at once.
type column struct {
	price     int64 // -v in the papers: never falls, zero while the column is free
	label     int64 // length of the shortest path known in the current search, or far
	owner     int32 // the row that holds it, or None
	from      int32 // the row before it on that path
	candidate int32 // which of that row's candidates led here
}

// option is a candidate of a row, with its place in the problem. A row's
// options are sorted by cost: as prices are never negative, a search may leave
// a row at the first option that alone costs too much.
type option struct {
	cost      int64
	column    int32
	candidate int32
}

// Solve returns an assignment of least total cost and the prices that prove it
// (see Certify). The error of a problem that cannot be solved names the row;
// see Problem.Check. The problem is only read.
//
// Of several optima Solve returns always the same, with no preference among
// them: who would rather see a row assigned where both cost the same says so in
// the costs.
func (s *Solver) Solve(p *Problem) (Solution, error) {
	if err := p.Check(); err != nil {
		return Solution{}, err
	}
	s.begin(p)
	s.reduceRows()
	for _, i := range s.waiting {
		s.augment(i)
	}
	return s.finish(), nil
}

// begin makes every row wait and every column free.
//
// The rows that save most, even with their dearest option, come first. Where
// columns are scarce, this settles early who gets one; a row that comes late
// finds prices that it will not pay, instead of being served and turned out
// again. In towns with crowds it saves up to two thirds of the search.
func (s *Solver) begin(p *Problem) {
	s.p = p
	s.rows = sized(s.rows, p.Rows())
	s.columns = sized(s.columns, p.Columns)
	s.options = sized(s.options, len(p.Column))
	s.waiting = sized(s.waiting, p.Rows())
	for i := range s.rows {
		s.waiting[i] = int32(i)
		options := s.sortOptions(i)
		saves := int64(0)
		if n := len(options); n > 0 {
			saves = p.Unassigned[i] - options[n-1].cost
		}
		// What a row saves stands where its price will, until it has one.
		s.rows[i] = row{price: saves, candidate: None, column: None}
	}
	rows := s.rows
	slices.SortFunc(s.waiting, func(a, b int32) int {
		return cmp.Or(cmp.Compare(rows[b].price, rows[a].price), cmp.Compare(a, b))
	})
	for j := range s.columns {
		s.columns[j] = column{label: far, owner: None}
	}
}

// sortOptions fills in row i's options and returns them: by insertion, which takes one step each
// where the problem has them nearest first, and is quickest for a few.
func (s *Solver) sortOptions(i int) []option {
	first, end := s.p.Start[i], s.p.Start[i+1]
	options := s.options[first:end]
	few := len(options) <= 64
	for n := range options {
		e := first + int32(n)
		o := option{cost: s.p.Cost[e], column: s.p.Column[e], candidate: e}
		k := n
		for ; few && k > 0 && options[k-1].cost > o.cost; k-- {
			options[k] = options[k-1]
		}
		options[k] = o
	}
	if !few {
		slices.SortFunc(options, func(a, b option) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.candidate, b.candidate))
		})
	}
	return options
}

// finish writes the solution out and lets go of the problem.
func (s *Solver) finish() Solution {
	s.column = sized(s.column, len(s.rows))
	s.rowPrice = sized(s.rowPrice, len(s.rows))
	s.columnPrice = sized(s.columnPrice, len(s.columns))
	total := int64(0)
	for i, r := range s.rows {
		s.column[i], s.rowPrice[i] = r.column, r.price
		if r.candidate == None {
			total += s.p.Unassigned[i]
		} else {
			total += s.p.Cost[r.candidate]
		}
	}
	for j := range s.columns {
		s.columnPrice[j] = s.columns[j].price
	}
	s.p = nil
	return Solution{Column: s.column, Total: total, RowPrice: s.rowPrice, ColumnPrice: s.columnPrice}
}

// sized returns a slice of n elements of any content, in old's memory where
// that is enough.
func sized[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	return old[:n]
}
