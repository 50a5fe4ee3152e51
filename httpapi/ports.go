package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Engine is the zone's loop.
type Engine interface {
	// Submit returns when what followed from the event is durable.
	Submit(ctx context.Context, r shell.Request) (shell.Result, error)
	// View runs f on the state between two steps.
	View(ctx context.Context, f func(*dispatch.State)) error
}

// OrderReader reads the projection of orders.
type OrderReader interface {
	Order(ctx context.Context, id orders.ID) (shell.OrderDoc, error)
	Orders(ctx context.Context, f shell.OrderFilter) ([]shell.OrderDoc, string, error)
	OrderByExternal(ctx context.Context, merchant, external string) (shell.OrderDoc, error)
}

// History reads what happened.
type History interface {
	Timeline(ctx context.Context, id orders.ID) ([]dispatch.TimelineRow, error)
	// Feed returns the messages of a topic after a cursor, oldest first. An
	// empty owner means everybody's.
	Feed(ctx context.Context, topic, owner, cursor string, limit int) ([]shell.OutboxItem, string, error)
}

// Persons reads and erases personal data.
type Persons interface {
	Person(ctx context.Context, id orders.ID) (shell.Person, error)
	ErasePerson(ctx context.Context, id orders.ID) error
}

// EvidenceShelf keeps photos, signatures and codes.
type EvidenceShelf interface {
	// Add keeps what was sent; the error is *shell.Unfit when that cannot be
	// kept. The same again returns the row that is there.
	Add(ctx context.Context, e shell.Evidence, sent []byte) (shell.Evidence, error)
	List(ctx context.Context, order orders.ID) ([]shell.Evidence, error)
}

// EvidenceEraser deletes files; rows and hashes stay.
type EvidenceEraser interface {
	Remove(ctx context.Context, id string) error
	Erase(ctx context.Context, order orders.ID) error
}

// EvidenceLinks opens files to who has a link that was just given out.
type EvidenceLinks interface {
	Link(id string) (token string, until clock.Instant)
	Open(ctx context.Context, token string) (shell.Evidence, []byte, error)
}

// Evidence is all of it; evidence.Keeper is one.
type Evidence interface {
	EvidenceShelf
	EvidenceEraser
	EvidenceLinks
}

// Notices reads what residents were told.
type Notices interface {
	Notices(ctx context.Context, order orders.ID) ([]shell.Notice, error)
}

// Parties keeps residents and the contacts of providers, and reads the demand
// that was not served.
type Parties interface {
	Unserved(ctx context.Context, f shell.UnservedFilter) ([]shell.UnservedDoc, string, error)
	PutParties(ctx context.Context, ps []shell.Party) error
	Party(ctx context.Context, role shell.PartyRole, id string) (shell.Party, error)
	Parties(ctx context.Context, role shell.PartyRole, limit int, cursor string) ([]shell.Party, string, error)
	FindParties(ctx context.Context, role shell.PartyRole, part string, limit int) ([]shell.Party, error)
	EraseParty(ctx context.Context, role shell.PartyRole, id string) error
}

// Keyring looks keys up and stores new ones.
type Keyring interface {
	Credential(ctx context.Context, id string) (shell.Credential, error)
	PutCredential(ctx context.Context, c shell.Credential) error
}

// KeyRegister is what administrators do with keys.
type KeyRegister interface {
	Credentials(ctx context.Context, limit int, cursor string) ([]shell.Credential, string, error)
	RevokeCredential(ctx context.Context, id string, at clock.Instant) error
}

// EndpointReader reads webhooks and their deliveries.
type EndpointReader interface {
	Endpoints(ctx context.Context, owner string) ([]shell.Endpoint, error)
	Endpoint(ctx context.Context, id string) (shell.Endpoint, error)
	Deliveries(ctx context.Context, endpoint string, limit int, cursor string) ([]shell.Delivery, string, error)
}

// EndpointWriter stores and deletes webhooks.
type EndpointWriter interface {
	PutEndpoint(ctx context.Context, e shell.Endpoint) error
	DeleteEndpoint(ctx context.Context, id string) error
}

// LedgerReader reads accounts and what was posted to them.
type LedgerReader interface {
	Accounts(ctx context.Context, f shell.AccountFilter) ([]ledger.Balance, string, error)
	Postings(ctx context.Context, f shell.PostingFilter) ([]shell.PostingDoc, string, error)
}

// Store is everything that the API reads and writes outside the engine.
type Store interface {
	OrderReader
	History
	LedgerReader
	Persons
	Parties
	Notices
	Keyring
	KeyRegister
	EndpointReader
	EndpointWriter
}

// Prober says whether the store answers.
type Prober interface {
	Ping(ctx context.Context) error
}

// Travel answers ways over the road network; false means that there is none.
type Travel interface {
	Leg(profile geo.Profile, from, to geo.Point) (time.Duration, geo.Meters, bool)
	// Legs answers many at once, by row and column; Travel is
	// problem.Unreachable where there is no way.
	Legs(ctx context.Context, profile geo.Profile, from, to []geo.Point) ([][]problem.Leg, error)
}

// Clock is the engine clock and how fast it runs.
type Clock interface {
	Now() clock.Instant
	Scale() float64 // engine seconds in a real one
}

// Tickets opens WebSockets for browsers, which cannot send headers;
// shell.Tickets is one.
type Tickets interface {
	Issue(c shell.Credential) (string, error)
	Redeem(ticket string) (shell.Credential, bool)
}

// Sealer encrypts webhook secrets at rest.
type Sealer interface {
	Seal(secret []byte) ([]byte, error)
}

// Hooks sends test messages and replays old ones.
type Hooks interface {
	// Test sends a message now and returns the receiver's status, 0 and an
	// error when there was none.
	Test(ctx context.Context, e shell.Endpoint) (int, error)
	// Replay makes a delivery due again.
	Replay(ctx context.Context, endpoint, message string) error
}

// Tracks knows where workers are between two events of the engine.
type Tracks interface {
	Points() map[string]geo.Point // by worker id
	// Point is where one of them is; false when that is not known, or old.
	Point(worker string) (geo.Point, bool)
}
