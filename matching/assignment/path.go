package assignment

// path is where the search for a row's way out has got to.
type path struct {
	end       int64 // length of the best way out so far
	row       int32 // the last row on it
	candidate int32 // of that row, for a free column; None where the row is to stay unassigned
}

// augment assigns row root by a shortest augmenting path: root takes a column,
// its owner another, and so on, until one takes a column that is free or stays
// unassigned. Lengths are what the moves cost at today's prices, so Dijkstra's
// search (with costs that are never negative after the first step) finds the
// cheapest. The prices of what lies nearer than its end rise by the difference,
// which keeps them a feasible dual solution and makes the path's moves exact.
func (s *Solver) augment(root int32) {
	s.scanned, s.reached, s.level, s.heap = s.scanned[:0], s.reached[:0], s.level[:0], s.heap[:0]
	way := path{end: s.p.Unassigned[root], row: root, candidate: None}
	// The root pays nothing yet: labels of its columns are plain prices.
	s.expand(root, 0, -far, &way)
	for {
		j, ok := s.nearest(way.end)
		if !ok {
			break
		}
		c := &s.columns[j]
		s.scanned = append(s.scanned, j)
		s.expand(c.owner, c.label-s.rows[c.owner].price, c.label, &way)
	}
	for _, j := range s.scanned {
		c := &s.columns[j]
		rise := way.end - c.label
		c.price += rise
		s.rows[c.owner].price += rise
	}
	s.rows[root].price = way.end
	s.hand(way, root)
	for _, j := range s.reached {
		s.columns[j].label = far
	}
}

// expand follows the candidates of row i, which the search has reached; before
// is what to add to a candidate's cost and price for the length of the path
// through it, and at the length of the path to i.
func (s *Solver) expand(i int32, before, at int64, way *path) {
	p := s.p
	if out := before + p.Unassigned[i]; out < way.end {
		*way = path{end: out, row: i, candidate: None}
	}
	columns, limit := s.columns, way.end
	for _, o := range s.options[p.Start[i]:p.Start[i+1]] {
		length := before + o.cost
		if length >= limit {
			break
		}
		c := &columns[o.column]
		length += c.price
		if length >= min(limit, c.label) {
			continue
		}
		if c.owner == None {
			limit = length
			*way = path{end: length, row: i, candidate: o.candidate}
			continue
		}
		if c.label == far {
			s.reached = append(s.reached, o.column)
		}
		c.label, c.from, c.candidate = length, i, o.candidate
		if length == at {
			s.level = append(s.level, o.column)
		} else {
			s.heap.push(label{length: length, column: o.column})
		}
	}
}

// nearest takes the column with the shortest label that has not been expanded,
// or says that none is nearer than end.
func (s *Solver) nearest(end int64) (int32, bool) {
	if n := len(s.level); n > 0 {
		j := s.level[n-1]
		if s.columns[j].label >= end {
			return 0, false
		}
		s.level = s.level[:n-1]
		return j, true
	}
	for len(s.heap) > 0 {
		top := s.heap[0]
		if top.length >= end {
			return 0, false
		}
		s.heap.pop()
		// A column whose label fell later stands in the heap twice.
		if s.columns[top.column].label == top.length {
			return top.column, true
		}
	}
	return 0, false
}

// hand moves the columns along the path, from its end back to the root: each
// row on it takes the column that led out of it, and leaves the one it had to
// the row before.
func (s *Solver) hand(way path, root int32) {
	i, candidate := way.row, way.candidate
	for {
		had := s.rows[i].column
		s.rows[i].candidate, s.rows[i].column = candidate, None
		if candidate != None {
			j := s.p.Column[candidate]
			s.rows[i].column = j
			s.columns[j].owner = i
		}
		if i == root {
			return
		}
		i, candidate = s.columns[had].from, s.columns[had].candidate
	}
}
