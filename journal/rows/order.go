package rows

import (
	"encoding/json"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Order is the row of one order: what is indexed, and the documents.
type Order struct {
	ID       string
	Merchant string
	External string
	Status   string
	Kind     string
	Live     bool
	Created  int64 // microseconds
	Terminal bool
	Seq      int64 // of the event that made this version
	At       int64
	Doc      []byte // the order as it stands
	Placed   []byte // as it was in its first version; nil when that is Doc
}

// Orders returns one row for each order that the projections touch, in order
// of first appearance, with its last version. A store keeps Placed only when
// it has no row of that order yet.
func Orders(ps []dispatch.Projection) ([]Order, error) {
	type span struct{ first, last *dispatch.OrderRow }
	at := map[orders.ID]int{}
	var spans []span
	for i := range ps {
		for j := range ps[i].Orders {
			r := &ps[i].Orders[j]
			n, ok := at[r.Order.ID]
			if !ok {
				at[r.Order.ID] = len(spans)
				spans = append(spans, span{r, r})
			} else if r.Seq >= spans[n].last.Seq {
				spans[n].last = r
			}
		}
	}
	out := make([]Order, len(spans))
	for i, s := range spans {
		row, err := newOrder(s.first, s.last)
		if err != nil {
			return nil, err
		}
		out[i] = row
	}
	return out, nil
}

func newOrder(first, last *dispatch.OrderRow) (Order, error) {
	o := &last.Order
	row := Order{
		ID: Key(string(o.ID)), Merchant: Key(string(o.Merchant)), External: Key(o.External),
		Status: string(o.Status()), Kind: string(o.Kind), Live: o.LiveMode,
		Created: int64(o.Placed), Terminal: o.Terminal(), Seq: int64(last.Seq), At: int64(last.At),
	}
	var err error
	if row.Doc, err = json.Marshal(o); err != nil {
		return Order{}, fmt.Errorf("journal: order %s: %w", o.ID, err)
	}
	if first != last {
		if row.Placed, err = json.Marshal(&first.Order); err != nil {
			return Order{}, fmt.Errorf("journal: order %s: %w", o.ID, err)
		}
	}
	return row, nil
}

// OrderDoc reads an order's documents back.
func OrderDoc(doc, placed []byte, at int64) (shell.OrderDoc, error) {
	d := shell.OrderDoc{At: clock.Instant(at)}
	if err := json.Unmarshal(doc, &d.Order); err != nil {
		return d, fmt.Errorf("journal: order as it stands: %w", err)
	}
	if err := json.Unmarshal(placed, &d.Placed); err != nil {
		return d, fmt.Errorf("journal: order %s as placed: %w", d.Order.ID, err)
	}
	return d, nil
}

// OnlyOpen reports whether orders of the public status are never terminal, so
// that the small index of open orders finds them.
func OnlyOpen(status orders.State) bool {
	switch status {
	case "", orders.Delivered, orders.Failed, orders.Cancelled:
		return false
	}
	return true
}

// Limit returns how many rows a page may hold: 50 when the caller does not
// care, at most 200.
func Limit(asked int) int {
	if asked <= 0 {
		return 50
	}
	return min(asked, 200)
}
