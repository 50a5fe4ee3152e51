package mdrp

import "github.com/linli/linli/matching/assignment"

// rematch gives every route in the plan, whole, to the courier for whom all of
// them together cost least: an assignment of routes to couriers, solved exactly.
func (p *plan) rematch() {
	p.problem.Reset(len(p.active))
	var rows []int32
	for _, c := range p.active {
		from := &p.workers[c]
		if len(from.trips) == 0 {
			continue
		}
		rows = append(rows, c)
		p.columns, p.costs = p.columns[:0], p.costs[:0]
		undone := int64(0)
		for i := range from.trips {
			undone += p.weights.Undone * int64(from.trips[i].n)
		}
		for k, to := range p.active {
			if cost := p.walk(&p.workers[to], from.trips); cost < undone {
				p.columns, p.costs = append(p.columns, int32(k)), append(p.costs, cost)
			}
		}
		p.problem.AddRow(p.columns, p.costs, undone)
	}
	answer, err := p.solver.Solve(&p.problem)
	if err != nil {
		return // costs are far from overflowing: the plan stays as it is
	}
	routes := make([][]trip, len(rows))
	for i, c := range rows {
		routes[i] = append([]trip(nil), p.workers[c].trips...)
		p.release(&p.workers[c])
	}
	for i, column := range answer.Column {
		if column == assignment.None {
			continue
		}
		c := p.active[column]
		w := &p.workers[c]
		w.trips = append(w.trips[:0], routes[i]...)
		w.cost = p.walk(w, w.trips)
		for k := range w.trips {
			for _, m := range w.trips[k].meals[:w.trips[k].n] {
				p.meals[m].worker = c
			}
		}
	}
}
