package circle

import (
	"time"

	"github.com/linli/linli/geo"
)

// ProviderID names a provider within a zone.
type ProviderID string

// Category is the kind of service that a provider offers.
type Category string

// The categories that goods and meals come from; services to the home arrive
// with their own part.
const (
	Groceries Category = "groceries"
	Meals     Category = "meals"
	Pharmacy  Category = "pharmacy"
	Shop      Category = "shop"
)

// Provider is a merchant of the circle.
type Provider struct {
	ID       ProviderID `json:"id"`
	Name     string     `json:"name"` // of the business, public
	Category Category   `json:"category"`
	Point    geo.Point  `json:"point"` // where couriers and robots pick up

	// Paused providers take no new orders.
	Paused bool `json:"paused,omitempty"`
	// AutoAccept providers accept an order the moment it is placed.
	AutoAccept bool `json:"auto_accept,omitempty"`
	// Preparation is how long an order usually takes to be ready once
	// accepted, until the provider says otherwise for the order.
	Preparation time.Duration `json:"preparation"`
}
