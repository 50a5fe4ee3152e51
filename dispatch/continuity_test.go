package dispatch

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// The usual measure: of visits to those who had two or more, how many were by
// the carer who came most often; and how many different ones came.
func TestContinuity(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	done := func(worker, resident string, hours int) {
		OrderGone{Order: orders.Order{ID: "v", Worker: worker, Carriage: orders.Done,
			ServedAt: clock.Instant(0).Add(time.Duration(hours) * time.Hour), Call: &orders.Call{Resident: resident}}}.apply(s)
	}
	for i, carer := range []string{"a", "a", "b", "a"} {
		done(carer, "r1", i)
	}
	done("a", "r2", 9)
	want := residents.Continuity{Residents: 1, Visits: 4, Same: 3, Faces: 2}
	if got := s.Continuity(); got != want || got.Share() != 0.75 || got.Each() != 2 {
		t.Errorf("%+v, not %+v", got, want)
	}
}
