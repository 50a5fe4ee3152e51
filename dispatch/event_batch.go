package dispatch

import (
	"fmt"

	"github.com/linli/linli/orders"
)

// MostInBatch is how many orders may ride together.
const MostInBatch = 20

type (
	// PlaceBatch creates orders that ride together: one courier fetches all of
	// them at one counter and brings each to its own door. Their ids are the
	// batch's with a number, as MemberOf makes them; the key is the batch's alone.
	// Answered with an OrderPut for each, Replayed with the batch's id (same key
	// and digest, or external ids that are all those of one batch) or Rejected:
	// all are placed, or none.
	PlaceBatch struct {
		ID     orders.ID    `json:"id"` // fresh, from the edge
		Key    string       `json:"key,omitempty"`
		Digest string       `json:"digest,omitempty"`
		Older  orders.ID    `json:"older,omitempty"` // the batch that the edge found under these external ids
		Orders []PlaceOrder `json:"orders"`
	}
	// CancelBatch calls off all of a batch that nobody has picked up yet.
	CancelBatch struct {
		Batch  orders.ID    `json:"batch"`
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
)

// MemberOf names the nth order of a batch, counted from 1.
func MemberOf(batch orders.ID, n int) orders.ID {
	return orders.ID(fmt.Sprintf("%s%s%d", batch, batchDivides, n))
}

func (e PlaceBatch) step(t *turn) {
	if len(e.Orders) == 0 {
		t.refuse(orders.Refuse(orders.BadOrder, "", "a batch needs orders"))
		return
	}
	m := e.Orders[0].Merchant
	if k := t.s.Keys.Get(KeyOf(m, e.Key)); k != nil && e.Key != "" && !broken(keyRepeat) {
		t.replay(k, e.Digest)
		return
	}
	known, refusal := t.known(e)
	if known != "" && refusal == nil {
		t.remember(m, e.Key, e.Digest, known, nil)
		t.do(Replayed{Order: known})
		return
	}
	at := 0
	if refusal == nil {
		at, refusal = t.admitsBatch(e)
	}
	if refusal != nil {
		o := e.Orders[at]
		t.remember(m, e.Key, e.Digest, "", refusal)
		t.turnAway(Unserved{ID: string(e.ID), Merchant: m, Kind: string(o.Kind), Needs: o.Needs}, o.Dropoff.Point, refusal)
		return
	}
	t.remember(m, e.Key, e.Digest, e.ID, nil)
	for _, o := range e.Orders {
		d := t.draft(o)
		d.Batch = e.ID
		t.place(d)
	}
	for _, o := range e.Orders {
		if t.s.Providers.Get(m).AutoAccept {
			t.must(o.ID, orders.Accept, engine, "")
		}
	}
}

// known returns the batch whose external ids these are already. It refuses
// those of which only some are known, or of several batches.
func (t *turn) known(e PlaceBatch) (batch orders.ID, refusal *orders.Rejection) {
	if e.Older != "" || broken(externalRepeat) {
		return e.Older, nil
	}
	fresh := -1
	for i, o := range e.Orders {
		id := o.Older
		if x := t.s.Externals.Get(KeyOf(o.Merchant, o.External)); id == "" && x != nil && o.External != "" {
			id = *x
		}
		switch b := t.s.batchOf(id); {
		case id == "":
			fresh = i
		case b == "" || batch != "" && b != batch:
			return "", e.refuse(i, orders.BadOrder, "external id %q is order %s already", o.External, id)
		default:
			batch = b
		}
	}
	if batch != "" && fresh >= 0 {
		return "", e.refuse(fresh, orders.BadOrder, "it is new, and external ids of others are in batch %s already: send the same request, or new ids only", batch)
	}
	return batch, nil
}

// refuse says which of the orders something is wrong with.
func (e PlaceBatch) refuse(at int, c orders.Code, format string, args ...any) *orders.Rejection {
	return orders.Refuse(c, "", "drop_offs[%d]: %s", at, fmt.Sprintf(format, args...))
}

// admitsBatch says why a batch cannot be placed, and because of which of its
// orders, or nil.
func (t *turn) admitsBatch(e PlaceBatch) (at int, refusal *orders.Rejection) {
	if n := len(e.Orders); n < 2 || n > MostInBatch {
		return 0, orders.Refuse(orders.BadOrder, "", "a batch has from 2 to %d drop-offs, not %d", MostInBatch, n)
	}
	var size orders.Size
	externals := map[string]bool{}
	for i, o := range e.Orders {
		p := o.Script.Play()
		switch {
		case o.ID != MemberOf(e.ID, i+1):
			return i, e.refuse(i, orders.BadOrder, "%s is not order %d of batch %s", o.ID, i+1, e.ID)
		case o.Merchant != e.Orders[0].Merchant:
			return i, e.refuse(i, orders.BadOrder, "all of a batch is fetched from one merchant")
		case o.Kind == orders.Visit:
			return i, e.refuse(i, orders.BadOrder, "a visit rides with nothing")
		case o.External != "" && externals[o.External]:
			return i, e.refuse(i, orders.BadOrder, "external id %q is in the batch twice", o.External)
		case p != nil && (p.Mode == "locker" || p.Mode == "handover"):
			return i, e.refuse(i, orders.BadOrder, "sandbox: %s cannot be: a batch goes to the doors, by a courier", p.Outcome)
		}
		externals[o.External] = true
		if r := t.admits(o); r != nil {
			r.Detail = fmt.Sprintf("drop_offs[%d]: %s", i, r.Detail)
			return i, r
		}
		one := orders.Order{Items: o.Items}
		size = size.Plus(one.Size())
	}
	if !t.carriable(size) {
		return 0, orders.Refuse(orders.Infeasible, "", "%d g and %d ml together are more than any courier here can carry: make several batches", size.Grams, size.Millis)
	}
	return 0, nil
}

func (e CancelBatch) step(t *turn) {
	members := t.s.members(e.Batch)
	if len(members) == 0 {
		t.refuse(orders.Refuse(orders.UnknownOrder, e.Batch, "no open order of this batch"))
		return
	}
	ids := make([]orders.ID, len(members)) // the rows move
	for i, o := range members {
		ids[i] = o.ID
	}
	var refusal *orders.Rejection
	done := false
	for _, id := range ids {
		if r := t.move(id, orders.Cancel, e.By, e.Reason); r != nil {
			refusal = r
		} else {
			done = true
		}
	}
	if !done {
		t.refuse(refusal)
	}
}
