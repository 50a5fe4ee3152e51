package matching

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// sequence says which shipments come after which, by their indices. A nil one
// says that none does.
type sequence struct {
	ahead  [][]int // of each shipment: those that come before it
	behind [][]int // and those that come after it
}

func newSequence(p *problem.Problem) *sequence {
	if !slices.ContainsFunc(p.Shipments, func(s problem.Shipment) bool { return len(s.After) > 0 }) {
		return nil
	}
	index := make(map[string]int, len(p.Shipments))
	for i := range p.Shipments {
		index[p.Shipments[i].ID] = i
	}
	q := &sequence{ahead: make([][]int, len(p.Shipments)), behind: make([][]int, len(p.Shipments))}
	for i := range p.Shipments {
		for _, id := range p.Shipments[i].After {
			j := index[id]
			q.ahead[i], q.behind[j] = append(q.ahead[i], j), append(q.behind[j], i)
		}
	}
	return q
}

// bounds returns between which indices of the tour the shipment at i may be put:
// behind the hand-over of what comes before it, and before the first stop of
// what comes after it. There is no such place if from is greater than to.
func (q *sequence) bounds(t *tour, i int) (from, to int) {
	from, to = t.locked, len(t.stops)
	if q == nil || len(q.ahead[i])+len(q.behind[i]) == 0 {
		return from, to
	}
	for k := range t.stops {
		s := &t.stops[k]
		if s.kind == problem.Delivery && slices.Contains(q.ahead[i], s.shipment) {
			from = max(from, k+1)
		}
		if slices.Contains(q.behind[i], s.shipment) {
			to = min(to, k)
		}
	}
	return from, to
}
