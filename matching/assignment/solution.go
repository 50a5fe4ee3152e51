package assignment

import "fmt"

// Solution is an optimal assignment and the prices that prove it. Its slices
// belong to the Solver and change with its next Solve.
//
// The price of a column is what the rows that want it bid one another up to:
// zero where nobody is turned away, more where it is scarce. The price of a
// row is the least it can get away with at those prices. Several sets of
// prices may prove one optimum; a Solver always returns the same.
type Solution struct {
	Column      []int32 // of each row, or None
	Total       int64   // cost of all rows
	RowPrice    []int64 // of each row: the least of its costs, each plus its column's price
	ColumnPrice []int64 // of each column, not negative, zero for a column that is free
}

// Slack returns by how much, at the least, the total would rise if the row had
// to take the column for the given cost (an existing candidate's, or that of a
// pair that was never offered). It is zero for the pair that was chosen, and
// negative only for a pair that, had it been offered, might have been.
func (s *Solution) Slack(row int, column int32, cost int64) int64 {
	return cost + s.ColumnPrice[column] - s.RowPrice[row]
}

// Certify returns an error unless the solution is an optimum of the problem.
// It shares nothing with the solver: it checks that the assignment is allowed,
// that the prices are a feasible solution of the dual linear program, and that
// both cost the same, which no assignment can undercut (weak duality). It
// looks once at each candidate.
func Certify(p *Problem, s *Solution) error {
	if err := p.Check(); err != nil {
		return err
	}
	if len(s.Column) != p.Rows() || len(s.RowPrice) != p.Rows() || len(s.ColumnPrice) != p.Columns {
		return fmt.Errorf("assignment: %d assignments and prices of %d rows and %d columns, of %d and %d",
			len(s.Column), len(s.RowPrice), len(s.ColumnPrice), p.Rows(), p.Columns)
	}
	dual := int64(0)
	for j, price := range s.ColumnPrice {
		if price < 0 || price > 2*maxWeight {
			return fmt.Errorf("assignment: column %d: price %d", j, price)
		}
		// Prices that prove something sum to at most 2*maxWeight; this also
		// keeps those that do not from overflowing.
		if dual -= price; dual < -2*maxWeight {
			return fmt.Errorf("assignment: column %d: the prices up to here exceed any optimum's", j)
		}
	}
	total := int64(0)
	taken := make([]bool, p.Columns)
	for i := range p.Unassigned {
		cost, err := s.certifyRow(p, i, taken)
		if err != nil {
			return err
		}
		total += cost
		dual += s.RowPrice[i]
	}
	if total != s.Total {
		return fmt.Errorf("assignment: the total is %d, said to be %d", total, s.Total)
	}
	if total != dual {
		return fmt.Errorf("assignment: the rows cost %d, the prices prove no more than %d", total, dual)
	}
	return nil
}

// certifyRow returns what row i costs, marks the column that it takes, and
// checks that its price undercuts all that it could take.
func (s *Solution) certifyRow(p *Problem, i int, taken []bool) (int64, error) {
	price, column := s.RowPrice[i], s.Column[i]
	if price > p.Unassigned[i] {
		return 0, fmt.Errorf("assignment: row %d: price %d, but it may stay unassigned for %d", i, price, p.Unassigned[i])
	}
	cost, found := p.Unassigned[i], column == None
	for e := p.Start[i]; e < p.Start[i+1]; e++ {
		j := p.Column[e]
		if price > p.Cost[e]+s.ColumnPrice[j] {
			return 0, fmt.Errorf("assignment: row %d: price %d, but column %d costs %d and its price %d",
				i, price, j, p.Cost[e], s.ColumnPrice[j])
		}
		if j == column && (!found || p.Cost[e] < cost) {
			cost, found = p.Cost[e], true
		}
	}
	if !found {
		return 0, fmt.Errorf("assignment: row %d: column %d is none of its candidates", i, column)
	}
	if column != None {
		if taken[column] {
			return 0, fmt.Errorf("assignment: row %d: column %d is taken by a row before it", i, column)
		}
		taken[column] = true
	}
	return cost, nil
}
