package orders_test

import (
	"testing"

	"github.com/linli/linli/orders"
)

// The PIN holds wherever the resident takes the goods over, at a locker too.
func TestPINAsked(t *testing.T) {
	o := orders.Order{Kind: orders.Goods, Proof: "digest", Demands: orders.Demands{Pickup: []orders.Demand{{Proof: orders.PIN, Digest: "counter"}}}}
	for state, want := range map[orders.State]string{
		orders.Unassigned: "counter", orders.Assigned: "counter", orders.PickedUp: "digest", orders.InLocker: "digest",
	} {
		if o.Carriage = state; o.PINAsked() != want {
			t.Errorf("%s: the PIN must match %q, not %q", state, o.PINAsked(), want)
		}
	}
}
