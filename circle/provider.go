package circle

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// ProviderID names a provider within a zone.
type ProviderID string

// Provider is a merchant or a service of the circle.
type Provider struct {
	ID       ProviderID `json:"id"`
	Name     string     `json:"name"` // of the business, public
	Category Category   `json:"category"`
	Point    geo.Point  `json:"point"` // where couriers and robots pick up

	// Community is whose time zone and holidays its hours follow; empty: UTC
	// without holidays.
	Community CommunityID `json:"community,omitempty"`
	// Hours are when it takes orders; nil: always.
	Hours *Hours `json:"hours,omitempty"`
	// Capacity is how many open orders it can have in work; 0: any number.
	Capacity int `json:"capacity,omitempty"`
	// Cancel is what calling an order off costs; nil: the zone's prices.
	Cancel *Cancellation `json:"cancel,omitempty"`
	// Area is where it delivers to or works; zero: everywhere.
	Area Area `json:"area,omitzero"`

	// Paused providers take no new orders.
	Paused bool `json:"paused,omitempty"`
	// AutoAccept providers accept an order the moment it is placed.
	AutoAccept bool `json:"auto_accept,omitempty"`
	// Preparation is how long an order usually takes to be ready once
	// accepted, until the provider says otherwise for the order.
	Preparation time.Duration `json:"preparation"`
}

// OpenAt reports whether the provider is open at an instant, by the calendar
// of its community.
func (p *Provider) OpenAt(c *clock.Calendar, at clock.Instant) bool {
	return p.Hours == nil || p.Hours.OpenAt(c, at)
}

// Serves reports whether the provider goes to a place.
func (p *Provider) Serves(to geo.Point) bool { return p.Area.Holds(p.Point, to) }
