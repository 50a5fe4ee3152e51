package assignment

import "math"

// Measured on towns of every kind in the tests: more bids cost more than the
// paths that they save, fewer leave a long chain of moves to thousands of
// paths.
const (
	reductionPasses = 2 // over the rows that wait, as Jonker and Volgenant do
	reductionBids   = 2 // for a row and pass, on average: outbidding by one unit could go on for ever
)

// reduceRows gives most rows a column before any path is searched (augmenting
// row reduction). A row bids for the column that is best for it at today's
// prices, and raises its price to where the second best is as good; a row that
// is outbid bids again. Prices stay a feasible dual solution throughout, and
// every row that has a column pays its price exactly.
func (s *Solver) reduceRows() {
	for range reductionPasses {
		waiting, bids := s.waiting, reductionBids*len(s.waiting)
		// A row is read before its place is written: of the rows read, each
		// puts at most one back.
		s.waiting = s.waiting[:0]
		for _, i := range waiting {
			for again := true; again && bids > 0; bids-- {
				i, again = s.bid(i)
			}
			if i != None {
				s.waiting = append(s.waiting, i)
			}
		}
	}
}

// bid gives row i its best column, or leaves it unassigned for good where that
// is no worse. It returns the row that is without a column now, if any: the one
// that was outbid, which bids next, or i itself, where two columns are equally
// good. Such a row waits for its path: it could raise no price, so rows would
// take the two from one another for ever.
func (s *Solver) bid(i int32) (without int32, next bool) {
	first, end := s.p.Start[i], s.p.Start[i+1]
	best, second := int64(math.MaxInt64), s.p.Unassigned[i]
	var at *option
	options := s.options[first:end]
	for k := range options {
		o := &options[k]
		if o.cost >= second {
			break
		}
		if c := o.cost + s.columns[o.column].price; c < best {
			second = min(best, second)
			best, at = c, o
		} else {
			second = min(c, second)
		}
	}
	if at == nil || best >= s.p.Unassigned[i] { // prices never fall: it will not be better off
		s.rows[i] = row{price: s.p.Unassigned[i], candidate: None, column: None}
		return None, false
	}
	if best == second {
		return i, false
	}
	c := &s.columns[at.column]
	without, c.owner = c.owner, i
	c.price += second - best
	s.rows[i] = row{price: second, candidate: at.candidate, column: at.column}
	return without, without != None
}
