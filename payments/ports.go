package payments

import (
	"context"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Engine takes back what the provider did.
type Engine interface {
	Submit(ctx context.Context, r shell.Request) (shell.Result, error)
}

// Outbox holds the acts that the engine asked for.
type Outbox interface {
	Outbox(ctx context.Context, topic string, limit int) ([]shell.OutboxItem, error)
	OutboxDone(ctx context.Context, id string) error
	OutboxAttempt(ctx context.Context, id string) error
}

// Calls keeps each request under its idempotency key. The same request again
// is no error; another one under the same key is.
type Calls interface {
	PutPaymentCall(ctx context.Context, key string, request []byte) error
	PaymentCall(ctx context.Context, key string) ([]byte, error)
}

// Orders knows the intent of an order's hold.
type Orders interface {
	Order(ctx context.Context, id orders.ID) (shell.OrderDoc, error)
}

// Store is everything that the worker reads and writes.
type Store interface {
	Outbox
	Calls
	Orders
}
