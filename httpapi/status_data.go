package httpapi

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// StatusData is the data of a status event, in the platform's feed as in
// webhooks: Published with its times in RFC 3339.
type StatusData struct {
	Order      string     `json:"order_id"`
	ExternalID string     `json:"external_id,omitempty"`
	BatchID    string     `json:"batch_id,omitempty"`
	Merchant   string     `json:"merchant"`
	LiveMode   bool       `json:"live_mode"`
	Track      string     `json:"track"`
	State      string     `json:"state"`
	Status     string     `json:"status"`
	Attempt    int        `json:"attempt"`
	Seq        int        `json:"seq"`
	Worker     string     `json:"worker,omitempty"`
	Mode       string     `json:"mode,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Stars      int        `json:"stars,omitempty"`   // of a rating
	Reasons    []string   `json:"reasons,omitempty"` // of a rating
	ETA        *time.Time `json:"eta,omitempty"`
	At         time.Time  `json:"at"`
}

func newStatusData(d dispatch.Published) StatusData {
	v := StatusData{
		Order: string(d.Order), ExternalID: d.External, BatchID: string(d.Batch), Merchant: string(d.Merchant), LiveMode: d.LiveMode,
		Track: string(d.Track), State: string(d.State), Status: string(d.Status), Attempt: d.Attempt, Seq: d.Seq,
		Worker: d.Worker, Mode: string(d.Mode), Reason: d.Reason, ETA: when(d.ETA), At: d.At.Time(),
	}
	if d.Track == orders.RatingTrack {
		v.Stars, v.Reasons = d.Rating.Stars, d.Rating.Reasons
	}
	return v
}
