package residents

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
)

// Card hangs at the door of a home that carers of a provider visit: its code
// shows that they were there. The code is at the edge; here is its digest.
type Card struct {
	Provider circle.ProviderID `json:"provider"`
	Resident string            `json:"resident"` // the provider's id of who lives there
	Serial   string            `json:"serial"`   // what the code is derived from, with the zone's secret
	Digest   string            `json:"digest"`
	Issued   clock.Instant     `json:"issued"`
}
