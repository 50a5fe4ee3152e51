package httpapi

import (
	"sync"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

const (
	deskAlerts = 200
	deskEnded  = 1000
)

// desk remembers what left the engine lately, for the live map and the alert
// list. It starts empty with the process.
type desk struct {
	mu     sync.Mutex
	alerts []Alert // oldest first
	ended  []endedOrder
	byMode map[string]uint64
}

type endedOrder struct {
	order orders.Order
	at    clock.Instant
}

func newDesk() *desk { return &desk{byMode: map[string]uint64{}} }

// Deliver takes note of what was decided; it has the form of shell.Doors and
// returns at once.
func (s *Server) Deliver(_ *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	s.metrics.decided(ds)
	s.desk.note(at, ds)
	s.addresses.note(ds)
}

func (d *desk) note(at clock.Instant, ds []dispatch.Decision) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, x := range ds {
		switch x := x.(type) {
		case dispatch.Alerted:
			d.alerts = last(deskAlerts, append(d.alerts, Alert{
				At: at.Time(), Order: string(x.Order), Code: x.Code, Detail: x.Detail,
			}))
		case dispatch.OrderGone:
			d.ended = last(deskEnded, append(d.ended, endedOrder{order: x.Order, at: at}))
			if x.Order.Carriage == orders.Delivered {
				d.byMode[string(x.Order.Mode)]++
			}
		}
	}
}

// last keeps the newest n, in place.
func last[T any](n int, xs []T) []T {
	if len(xs) > n {
		xs = xs[:copy(xs, xs[len(xs)-n:])]
	}
	return xs
}

func (d *desk) latest() []Alert {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]Alert, 0, len(d.alerts))
	for i := len(d.alerts) - 1; i >= 0; i-- {
		out = append(out, d.alerts[i])
	}
	return out
}

// since returns the orders that ended after an instant, and deliveries by
// mode.
func (d *desk) since(t clock.Instant) ([]orders.Order, map[string]uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []orders.Order
	for _, e := range d.ended {
		if e.at > t {
			out = append(out, e.order)
		}
	}
	modes := make(map[string]uint64, len(d.byMode))
	for m, n := range d.byMode {
		modes[m] = n
	}
	return out, modes
}
