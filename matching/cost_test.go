package matching

import (
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

func TestLateness(t *testing.T) {
	w := problem.Weights{LatePerMinute: 50, LateStep: 10}
	const due = 1000 * minute
	for _, c := range []struct {
		late clock.Instant
		want int64
	}{
		{-minute, 0}, {0, 0}, {1, 50}, {minute, 50}, {minute + 1, 110}, {3 * minute, 180}, {10 * minute, 950},
	} {
		if got := lateness(&w, due, due+c.late); got != c.want {
			t.Errorf("%d µs late cost %d, want %d", c.late, got, c.want)
		}
	}
	if got := lateness(&w, 0, due); got != 0 {
		t.Errorf("goods that are never due cost %d", got)
	}
}

func TestMoneyRounds(t *testing.T) {
	for _, c := range []struct{ rate, amount, unit, want int64 }{
		{100, 0, 60, 0}, {1, 29, 60, 0}, {1, 30, 60, 1}, {1, 89, 60, 1}, {1, 90, 60, 2}, {2400, 3_600_000_000, 3_600_000_000, 2400},
	} {
		if got := money(c.rate, c.amount, c.unit); got != c.want {
			t.Errorf("%d for each %d of %d is %d, want %d", c.rate, c.unit, c.amount, got, c.want)
		}
	}
}
