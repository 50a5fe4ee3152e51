package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// TestEvidence: hashes are noted for orders that are open or ended lately, by
// the courier who has or had the goods and by nobody else's courier.
func TestEvidence(t *testing.T) {
	z := set(t)
	add := func(order orders.ID, role orders.Role, id string) dispatch.EvidenceAdded {
		return dispatch.EvidenceAdded{Order: order, Evidence: "v1", Kind: "photo", Stage: "dropoff", Hash: "ab", By: orders.Actor{Role: role, ID: id}}
	}
	z.ok(add("carried", orders.Courier, "c3"), add("over", orders.Courier, "c3"), add("placed", orders.Merchant, "m2"), add("over", orders.Staff, "sam"))
	for _, c := range []struct {
		ev   dispatch.EvidenceAdded
		want orders.Code
	}{
		{add("carried", orders.Courier, "c1"), orders.NotYours},
		{add("over", orders.Courier, "c1"), orders.NotYours},
		{add("waiting", orders.Courier, "c2"), orders.NotYours},
		{add("none", orders.Staff, "sam"), orders.UnknownOrder},
	} {
		z.refused(c.want, c.ev)
	}
}
