package dispatch

import "github.com/linli/linli/orders"

type (
	// EvidenceAdded says that a photo, signature or code of an order's
	// hand-over is kept at the edge. The file is elsewhere and can be erased;
	// its hash stays here.
	EvidenceAdded struct {
		Order    orders.ID    `json:"order"`
		Evidence string       `json:"evidence"` // id at the edge
		Kind     string       `json:"kind"`     // photo, signature or code
		Stage    string       `json:"stage"`    // pickup, dropoff or return
		Hash     string       `json:"hash"`     // hex SHA-256 of the file as kept
		By       orders.Actor `json:"by"`
	}
	// EvidenceNoted is its place in the order's history.
	EvidenceNoted struct {
		Order    orders.ID    `json:"order"`
		Evidence string       `json:"evidence"`
		Kind     string       `json:"kind"`
		Stage    string       `json:"stage"`
		Hash     string       `json:"hash"`
		By       orders.Actor `json:"by"`
	}
)

func (EvidenceNoted) apply(*State) {}

// step takes evidence of open orders and of those that ended lately: a photo
// is often sent after the hand-over. A courier's must be of an order that is
// or was theirs.
func (e EvidenceAdded) step(t *turn) {
	theirs := false
	if o := t.s.Orders.Get(e.Order); o != nil {
		theirs = o.With(e.By.ID)
	} else if c := t.s.Closed.Get(e.Order); c != nil {
		theirs = c.With(e.By.ID)
	} else {
		t.refuse(orders.Refuse(orders.UnknownOrder, e.Order, "no order of this id that is open or ended lately"))
		return
	}
	if e.By.Role == orders.Courier && !theirs {
		t.refuse(orders.Refuse(orders.NotYours, e.Order, "the order is not with %s", e.By.ID))
		return
	}
	t.do(EvidenceNoted(e))
	if t.s.Orders.Get(e.Order) == nil {
		return
	}
	g := orders.Given{Stage: orders.Stage(e.Stage), Proof: orders.Proof(e.Kind)}
	if e.Kind == "code" {
		g.Proof, g.Digest = orders.Barcode, e.Hash
	}
	t.given(e.Order, g)
}
