package feedback

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// Message is the body of a webhook.
type Message struct {
	Type      string    `json:"type"`      // order.<track>.<state>, or webhook.test
	Timestamp time.Time `json:"timestamp"` // when it happened, engine clock
	Data      any       `json:"data"`
}

// Status is the data of a status change, as the platform's feed shows it too.
type Status struct {
	Order      string     `json:"order_id"`
	ExternalID string     `json:"external_id,omitempty"`
	BatchID    string     `json:"batch_id,omitempty"`
	Merchant   string     `json:"merchant"`
	LiveMode   bool       `json:"live_mode"`
	Track      string     `json:"track"`
	State      string     `json:"state"`
	Status     string     `json:"status"`
	Attempt    int        `json:"attempt"`
	Seq        int        `json:"seq"` // of the order: apply a message only if it is higher than the last
	Worker     string     `json:"worker,omitempty"`
	Mode       string     `json:"mode,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Stars      int        `json:"stars,omitempty"`   // of a rating
	Reasons    []string   `json:"reasons,omitempty"` // of a rating
	ETA        *time.Time `json:"eta,omitempty"`
	At         time.Time  `json:"at"`
}

// body returns the bytes of a webhook from its outbox payload: the same bytes
// for every attempt, since receivers may compare them.
func body(payload json.RawMessage) ([]byte, error) {
	var d dispatch.Published
	if err := json.Unmarshal(payload, &d); err != nil {
		return nil, fmt.Errorf("feedback: payload: %w", err)
	}
	data := Status{
		Order: string(d.Order), ExternalID: d.External, BatchID: string(d.Batch), Merchant: string(d.Merchant), LiveMode: d.LiveMode,
		Track: string(d.Track), State: string(d.State), Status: string(d.Status), Attempt: d.Attempt, Seq: d.Seq,
		Worker: d.Worker, Mode: string(d.Mode), Reason: d.Reason, ETA: when(d.ETA), At: d.At.Time(),
	}
	if d.Track == orders.RatingTrack {
		data.Stars, data.Reasons = d.Rating.Stars, d.Rating.Reasons
	}
	return json.Marshal(Message{Type: fmt.Sprintf("order.%s.%s", d.Track, d.State), Timestamp: d.At.Time(), Data: data})
}

func when(i clock.Instant) *time.Time {
	if i.IsZero() {
		return nil
	}
	t := i.Time()
	return &t
}
