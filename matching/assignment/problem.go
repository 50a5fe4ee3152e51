package assignment

import (
	"fmt"
	"math"
)

// None stands where a row has no column.
const None int32 = -1

// maxWeight bounds the sum, over all rows, of the largest cost of the row by
// size. Below it no sum that the solver or the certificate forms can leave 64
// bits: a price is at most twice a row's largest cost, a label at most four
// times the largest of all, a dual total at most four times the sum.
const maxWeight = 1 << 60

// Problem is a sparse assignment problem in compressed rows: row i may take
// one of the columns Column[Start[i]:Start[i+1]], each at the cost beside it,
// or stay without one at the cost Unassigned[i]; no column serves two rows.
// Rows are tasks and columns workers, or the other way round.
//
// Costs are whole numbers of whatever unit the caller counts in, and may be
// negative. A column that a row names twice counts at its lower cost. A
// problem can be filled row by row with AddRow, and used again after Reset.
type Problem struct {
	Columns    int     // how many columns there are, named or not
	Start      []int32 // of each row's first candidate, and one more for the end of the last
	Column     []int32 // of each candidate, from 0
	Cost       []int64 // of each candidate
	Unassigned []int64 // cost of each row that stays without a column
}

// Rows returns how many rows the problem has.
func (p *Problem) Rows() int { return len(p.Unassigned) }

// Reset empties the problem, for the given number of columns; its slices keep
// their room.
func (p *Problem) Reset(columns int) {
	p.Columns = columns
	p.Start = append(p.Start[:0], 0)
	p.Column, p.Cost, p.Unassigned = p.Column[:0], p.Cost[:0], p.Unassigned[:0]
}

// AddRow appends a row that may take column[k] for cost[k], or stay without a
// column for unassigned; the slices are copied. The problem must have come out
// of Reset. What is wrong with a row, Check says; AddRow panics only when the
// slices differ in length.
func (p *Problem) AddRow(column []int32, cost []int64, unassigned int64) {
	if len(column) != len(cost) {
		panic(fmt.Sprintf("assignment: row %d: %d columns, but %d costs", p.Rows(), len(column), len(cost)))
	}
	p.Column = append(p.Column, column...)
	p.Cost = append(p.Cost, cost...)
	p.Start = append(p.Start, int32(len(p.Column)))
	p.Unassigned = append(p.Unassigned, unassigned)
}

// Check returns an error that names the first row that cannot be solved: a
// candidate outside the columns, a row that ends before it starts, costs that
// together could overflow (the largest of each row, by size, must sum to at
// most 2^60).
func (p *Problem) Check() error {
	if err := p.checkShape(); err != nil {
		return err
	}
	var weight int64
	for i := range p.Unassigned {
		first, end := p.Start[i], p.Start[i+1]
		if first < 0 || first > end || int(end) > len(p.Column) {
			return fmt.Errorf("assignment: row %d: candidates %d to %d of %d", i, first, end, len(p.Column))
		}
		if i == 0 && first != 0 {
			return fmt.Errorf("assignment: row 0: starts at candidate %d, not at 0", first)
		}
		low, high := p.Unassigned[i], p.Unassigned[i]
		for e := first; e < end; e++ {
			if j := p.Column[e]; uint32(j) >= uint32(p.Columns) {
				return fmt.Errorf("assignment: row %d: column %d of %d", i, j, p.Columns)
			}
			low, high = min(low, p.Cost[e]), max(high, p.Cost[e])
		}
		if low < -maxWeight || high > maxWeight || max(-low, high) > maxWeight-weight {
			return fmt.Errorf("assignment: row %d: costs up to %d by size, with the rows before it more than 2^60",
				i, largest(low, high))
		}
		weight += max(-low, high)
	}
	return nil
}

// largest returns the size of the larger of low and high; that of the most
// negative number is one too small to be held, and said so.
func largest(low, high int64) int64 {
	if low == math.MinInt64 {
		return math.MaxInt64
	}
	return max(-low, high)
}

// checkShape compares the lengths of the slices.
func (p *Problem) checkShape() error {
	rows, candidates := len(p.Unassigned), len(p.Column)
	switch {
	case p.Columns < 0 || p.Columns > math.MaxInt32:
		return fmt.Errorf("assignment: %d columns; 0 to %d are possible", p.Columns, math.MaxInt32)
	case rows >= math.MaxInt32 || candidates > math.MaxInt32:
		return fmt.Errorf("assignment: %d rows with %d candidates; up to %d are possible", rows, candidates, math.MaxInt32)
	case len(p.Cost) != candidates:
		return fmt.Errorf("assignment: %d costs for %d candidates", len(p.Cost), candidates)
	case len(p.Start) != rows+1 && (rows > 0 || len(p.Start) > 0):
		return fmt.Errorf("assignment: row %d: %d starts for %d rows; one a row and one for the end are needed",
			min(rows, len(p.Start)), len(p.Start), rows)
	case rows > 0 && int(p.Start[rows]) != candidates:
		return fmt.Errorf("assignment: row %d: ends at candidate %d of %d", rows-1, p.Start[rows], candidates)
	}
	return nil
}
