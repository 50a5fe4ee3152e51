package feedback

import (
	"context"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
)

// Outbox holds the status changes that must leave.
type Outbox interface {
	Outbox(ctx context.Context, topic string, limit int) ([]shell.OutboxItem, error)
	// PlanDeliveries makes a delivery for each endpoint and marks the message
	// as done, in one transaction.
	PlanDeliveries(ctx context.Context, item shell.OutboxItem, endpoints []string) error
}

// Endpoints knows where messages go.
type Endpoints interface {
	Endpoints(ctx context.Context, owner string) ([]shell.Endpoint, error)
	Endpoint(ctx context.Context, id string) (shell.Endpoint, error)
	DisableEndpoint(ctx context.Context, id string) error
}

// Deliveries holds each message on its way to each endpoint.
type Deliveries interface {
	DueDeliveries(ctx context.Context, now clock.Instant, limit int) ([]shell.Delivery, error)
	SaveDelivery(ctx context.Context, d shell.Delivery) error
	Deliveries(ctx context.Context, endpoint string, limit int, cursor string) ([]shell.Delivery, string, error)
}

// Store is everything that the worker reads and writes.
type Store interface {
	Outbox
	Endpoints
	Deliveries
}

// Opener decrypts signing keys; Sealer is one.
type Opener interface {
	Open(sealed []byte) ([]byte, error)
}
