package shell

import (
	"encoding/json"
	"errors"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// ErrNotFound means that the store has no row of that name.
var ErrNotFound = errors.New("not found")

// OrderDoc is an order as it stands and as it was first answered.
type OrderDoc struct {
	Order  orders.Order
	Placed orders.Order  // as it was when placed: what a repeated key is answered with
	At     clock.Instant // last change
}

// OrderFilter selects orders. Zero fields select everything.
type OrderFilter struct {
	Merchant string
	External string
	Kind     orders.Kind
	Status   orders.State // public status
	Open     bool         // only those not terminal
	Limit    int          // 1 to 200
	Cursor   string       // from the page before; newest first
}

// OutboxItem is a message of the outbox with its delivery so far. The same
// message may be handed out again after a crash: receivers drop repeats by ID.
type OutboxItem struct {
	dispatch.OutboxRow
	ID       string // stable: zone, seq and n
	Attempts int
}

// Endpoint is where a merchant or the platform wants its webhooks.
type Endpoint struct {
	ID       string        `json:"id"`
	Owner    string        `json:"owner"` // merchant, or "platform" for everything
	URL      string        `json:"url"`
	Secret   []byte        `json:"-"` // signing key, as stored
	Created  clock.Instant `json:"created"`
	Disabled bool          `json:"disabled"` // by its owner, or after a 410
}

// Delivery is one message on its way to one endpoint.
type Delivery struct {
	Message  string          `json:"message"` // OutboxItem.ID
	Endpoint string          `json:"endpoint"`
	Attempts int             `json:"attempts"`
	Next     clock.Instant   `json:"next"` // real time, not engine time
	State    DeliveryState   `json:"state"`
	Status   int             `json:"status"` // last HTTP status, 0: no answer
	Payload  json.RawMessage `json:"payload"`
	At       clock.Instant   `json:"at"` // engine time of the decision
}

// DeliveryState is how a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryPending DeliveryState = "pending"
	DeliveryDone    DeliveryState = "done"
	DeliveryDead    DeliveryState = "dead" // tried for three days, or the endpoint is gone
)
