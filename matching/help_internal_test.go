package matching

import (
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// Refuted counts the remedies that did not stand their test: there should be
// none.
func Refuted(t *testing.T, p *problem.Problem, plan *problem.Plan, shipment string, by clock.Instant) int {
	extra := another(p, shipment)
	w, err := newWhatif(p, plan, shipment, extra...)
	if err != nil {
		t.Fatal(err)
	}
	h := &helper{w: w, p: p, plan: plan, by: by, added: map[string]problem.Change{}}
	for _, c := range extra {
		h.added[c.To] = c
	}
	h.look()
	h.remedies()
	return h.refuted
}
