package simulator

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/linli/linli/clock"
)

// bubble is the clock of a synctest bubble.
type bubble struct{}

func (bubble) Now() clock.Instant { return clock.FromTime(time.Now()) }

func (b bubble) Until(i clock.Instant) time.Duration {
	if i == clock.Never {
		return time.Hour
	}
	return i.Sub(b.Now())
}

// What is due is done in its order, and an act that panics stops nothing but
// itself.
func TestHall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHall(bubble{}, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		var done []string
		act := func(what string) func() { return func() { done = append(done, what) } }
		h.After(3*time.Second, act("last"))
		h.After(time.Second, func() { panic("a bug of an actor") })
		h.After(2*time.Second, act("second"))
		h.After(time.Second, act("first"))
		h.After(4*time.Second, stop)
		if err := h.Run(ctx); err != context.Canceled {
			t.Error(err)
		}
		if want := []string{"first", "second", "last"}; !slices.Equal(done, want) {
			t.Errorf("%v was done, not %v", done, want)
		}
	})
}
