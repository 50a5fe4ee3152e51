package payments

import (
	"encoding/json"
	"time"

	"github.com/linli/linli/dispatch"
)

// keyLife is how long the provider surely remembers an idempotency key: it
// promises a day.
const keyLife = 23 * time.Hour

// call is one act as it is stored before it is sent. What is stored is what
// is sent, also after a restart.
type call struct {
	Action   string    `json:"action"` // hold, capture, cancel
	Order    string    `json:"order"`
	Merchant string    `json:"merchant"`
	Amount   int64     `json:"amount"` // minor units
	Currency string    `json:"currency"`
	Method   string    `json:"method,omitempty"` // the provider's token
	Intent   string    `json:"intent,omitempty"`
	First    time.Time `json:"first"` // when it was first sent, real time
}

// keyOf names an act: there is one of each kind for an order.
func keyOf(c dispatch.Charge) string { return "linli-" + string(c.Order) + "-" + c.Action }

func newCall(c dispatch.Charge, intent string, now time.Time) call {
	v := call{
		Action: c.Action, Order: string(c.Order), Merchant: string(c.Merchant),
		Amount: c.Payment.Amount, Currency: c.Payment.Currency, Intent: intent, First: now.UTC(),
	}
	if c.Action == "hold" {
		v.Method = c.Payment.Method
	}
	return v
}

func (c call) encode() ([]byte, error) { return json.Marshal(c) }

func decodeCall(b []byte) (c call, err error) {
	err = json.Unmarshal(b, &c)
	return c, err
}
