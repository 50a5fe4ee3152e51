package residents

import (
	"fmt"
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

// What a visit weighs halves with each half-life, and never rises as time goes.
func TestServedFades(t *testing.T) {
	const half = 30 * 24 * time.Hour
	at := clock.FromTime(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
	var s Served
	for range 3 {
		s = s.With("a", at, half)
	}
	k := s.Carers[0]
	for days, want := range map[int]int64{0: 3000, 15: 2250, 30: 1500, 60: 750, 40000: 0} {
		if got := k.At(at.Add(time.Duration(days)*24*time.Hour), half); got != want {
			t.Errorf("after %d days %d, not %d", days, got, want)
		}
	}
	was := k.At(at, half)
	for h := range 4000 {
		now := k.At(at.Add(time.Duration(h)*time.Hour), half)
		if now > was || now < 0 {
			t.Fatalf("after %d hours %d, before that %d", h, now, was)
		}
		was = now
	}
}

// The record stays small: who is least familiar makes room, and is counted on.
func TestServedMakesRoom(t *testing.T) {
	const half = 30 * 24 * time.Hour
	at := clock.FromTime(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
	var s Served
	for i := range 3 * MaxKnown {
		at = at.Add(24 * time.Hour)
		s = s.With("usual", at, half).With(fmt.Sprint("once", i), at, half)
	}
	usual := false
	for _, k := range s.Carers {
		usual = usual || k.Carer == "usual"
	}
	if len(s.Carers) != MaxKnown || !usual || s.Visits != 6*MaxKnown || s.Faces != 3*MaxKnown+1 || s.Most() != 3*MaxKnown {
		t.Errorf("%d carers, %d visits, %d faces, %d the most", len(s.Carers), s.Visits, s.Faces, s.Most())
	}
}
