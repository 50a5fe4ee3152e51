package journal

import (
	"context"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/postgres"
	"github.com/linli/linli/journal/sqlite"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Store is everything that is kept. Edges ask for the few methods they need
// through interfaces of their own.
//
// Lists take a limit (0 means 50, at most 200) and a cursor from the page
// before, and return the cursor of the next page, "" at the end. A cursor
// that no page gave out is answered with an *orders.Rejection of the code
// "bad_cursor". A row that is not there is shell.ErrNotFound.
type Store interface {
	shell.Store
	Orders
	Ledger
	Circle
	Messages
	Notices
	Evidence
	Access

	// Heads returns the seq of each zone's last committed record; zones
	// without one are left out. A journal with fewer records has lost some.
	Heads(ctx context.Context) (map[string]uint64, error)
	// Owns reports whether this handle still may take itself for the zone's
	// owner under the epoch. It asks no server and errs towards no. A commit
	// does not need it: the fence is in the transaction.
	Owns(zone string, epoch uint64) bool
	// Ping reports whether the store answers.
	Ping(ctx context.Context) error
	// Backup writes a copy of the live store to a file that must not exist
	// yet, and returns when the copy is on disk. PostgreSQL answers with
	// errors.ErrUnsupported: its own tools do that.
	Backup(ctx context.Context, dest string) error
	// Close gives up the zones and the connections.
	Close() error
}

// Orders is the read side of the orders, and the personal data beside them.
type Orders interface {
	// Order returns an order by its id.
	Order(ctx context.Context, id orders.ID) (shell.OrderDoc, error)
	// OrderByExternal returns a merchant's newest order of that external id.
	OrderByExternal(ctx context.Context, merchant, external string) (shell.OrderDoc, error)
	// Orders lists orders by the time they were placed, newest first.
	Orders(ctx context.Context, f shell.OrderFilter) (page []shell.OrderDoc, next string, err error)
	// Timeline returns an order's history, oldest first; none for an unknown
	// order.
	Timeline(ctx context.Context, id orders.ID) ([]dispatch.TimelineRow, error)
	// Person returns the personal data of an order: ErrNotFound when there
	// never was any or it has been erased.
	Person(ctx context.Context, id orders.ID) (shell.Person, error)
	// ErasePerson deletes it for good; it is no error when there is none.
	ErasePerson(ctx context.Context, id orders.ID) error
}

// Ledger is what the engine posted, and what it has come to.
type Ledger interface {
	// Postings lists postings, newest first.
	Postings(ctx context.Context, f shell.PostingFilter) (page []shell.PostingDoc, next string, err error)
	// Accounts lists what accounts have come to over all zones, by account
	// and currency.
	Accounts(ctx context.Context, f shell.AccountFilter) (page []ledger.Balance, next string, err error)
}

// Circle is the personal data of the circle, and the demand that it did not
// serve.
type Circle interface {
	// Unserved lists demand that was not served, newest first.
	Unserved(ctx context.Context, f shell.UnservedFilter) (page []shell.UnservedDoc, next string, err error)
	// PutParties adds parties or replaces those of their role and id: all, or
	// none.
	PutParties(ctx context.Context, ps []shell.Party) error
	// Party returns a party; ErrNotFound when it has been erased.
	Party(ctx context.Context, role shell.PartyRole, id string) (shell.Party, error)
	// Parties lists the parties of a role by id.
	Parties(ctx context.Context, role shell.PartyRole, limit int, cursor string) (page []shell.Party, next string, err error)
	// FindParties lists the parties of a role whose name or telephone number
	// holds a part, by id; small and capital Latin letters are the same.
	FindParties(ctx context.Context, role shell.PartyRole, part string, limit int) ([]shell.Party, error)
	// EraseParty deletes a party for good; it is no error when there is none.
	EraseParty(ctx context.Context, role shell.PartyRole, id string) error
}

// Messages is the outbox and how its messages fare.
type Messages interface {
	// Outbox returns messages of a topic that are not done, oldest first.
	Outbox(ctx context.Context, topic string, limit int) ([]shell.OutboxItem, error)
	// OutboxDone marks a message as handled. It stays in the feed.
	OutboxDone(ctx context.Context, id string) error
	// OutboxAttempt counts one attempt at a message.
	OutboxAttempt(ctx context.Context, id string) error
	// Feed pages through a topic's messages, done or not, in the order of
	// each zone. An empty owner means all. The next cursor is never empty
	// once a message was returned: keep it and ask again later.
	Feed(ctx context.Context, topic, owner, after string, limit int) (page []shell.OutboxItem, next string, err error)

	// PutEndpoint adds an endpoint or replaces the one of its id.
	PutEndpoint(ctx context.Context, e shell.Endpoint) error
	// Endpoint returns an endpoint, disabled or not.
	Endpoint(ctx context.Context, id string) (shell.Endpoint, error)
	// Endpoints returns an owner's endpoints, or all for an empty owner,
	// oldest first, disabled ones included.
	Endpoints(ctx context.Context, owner string) ([]shell.Endpoint, error)
	// DisableEndpoint stops deliveries to it; they wait.
	DisableEndpoint(ctx context.Context, id string) error
	// DeleteEndpoint removes it; what it still waits for is dead.
	DeleteEndpoint(ctx context.Context, id string) error

	// PlanDeliveries makes a pending delivery, due at once, of the message to
	// each endpoint that exists, and marks the message done, in one
	// transaction. Repeating it changes nothing.
	PlanDeliveries(ctx context.Context, message shell.OutboxItem, endpoints []string) error
	// DueDeliveries returns pending deliveries to enabled endpoints whose
	// time has come, longest due first. Every caller gets the same ones: when
	// several nodes deliver, one of them claims a zone of that name.
	DueDeliveries(ctx context.Context, now clock.Instant, limit int) ([]shell.Delivery, error)
	// SaveDelivery stores how a delivery went. A delivery that was never
	// planned is added, so that one can be replayed by hand.
	SaveDelivery(ctx context.Context, d shell.Delivery) error
	// Deliveries lists an endpoint's deliveries, newest first.
	Deliveries(ctx context.Context, endpoint string, limit int, cursor string) (page []shell.Delivery, next string, err error)

	// PutPaymentCall stores a request to the payment provider under its
	// idempotency key, before it is made. The same request again is no
	// error; another one under the same key is.
	PutPaymentCall(ctx context.Context, key string, request []byte) error
	// PaymentCall returns the request that was stored under the key.
	PaymentCall(ctx context.Context, key string) ([]byte, error)
}

// Notices is what residents are to be told.
type Notices interface {
	// Reader returns how far a reader of the feed has come, "" at first.
	Reader(ctx context.Context, reader string) (cursor string, err error)
	// PlanNotices stores a plan in one transaction: its notices, the reader's
	// cursor, and the messages that are done. A notice whose id is there
	// already stays as it is.
	PlanNotices(ctx context.Context, p shell.NoticePlan) error
	// TakeNotices returns pending notices whose time has come, longest due
	// first, and puts them off until then, counting an attempt: nobody else
	// gets them before, and they come back if the taker dies.
	TakeNotices(ctx context.Context, now, until clock.Instant, limit int) ([]shell.Notice, error)
	// SaveNotice stores how a notice went.
	SaveNotice(ctx context.Context, n shell.Notice) error
	// Notices returns an order's notices, oldest first.
	Notices(ctx context.Context, order orders.ID) ([]shell.Notice, error)
}

// Evidence is what is known of photos, signatures and codes. Their files are
// elsewhere.
type Evidence interface {
	// PutEvidence adds a row; one of the same id is replaced.
	PutEvidence(ctx context.Context, e shell.Evidence) error
	// Evidence returns a row, its file gone or not.
	Evidence(ctx context.Context, id string) (shell.Evidence, error)
	// EvidenceOf returns an order's rows, oldest first.
	EvidenceOf(ctx context.Context, order orders.ID) ([]shell.Evidence, error)
	// ExpiredEvidence returns rows whose file must go by now and has not.
	ExpiredEvidence(ctx context.Context, now clock.Instant, limit int) ([]shell.Evidence, error)
}

// Access is who may use the doors.
type Access interface {
	// PutCredential adds a credential or replaces the one of its id.
	PutCredential(ctx context.Context, c shell.Credential) error
	// Credential returns a credential, revoked or not.
	Credential(ctx context.Context, id string) (shell.Credential, error)
	// Credentials lists credentials, newest first.
	Credentials(ctx context.Context, limit int, cursor string) (page []shell.Credential, next string, err error)
	// RevokeCredential ends a credential; one that is revoked keeps its time.
	RevokeCredential(ctx context.Context, id string, at clock.Instant) error
}

var (
	_ Store = (*sqlite.Store)(nil)
	_ Store = (*postgres.Store)(nil)
)
