package shell

import (
	"context"
	"errors"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// ErrFenced means that another owner has taken the zone: nothing was written,
// and this owner must stop.
var ErrFenced = errors.New("the zone has another owner")

// Store keeps a zone's history. It has one conformance suite,
// journal/journaltest, that every implementation passes.
type Store interface {
	// Claim makes the caller the zone's owner. It fails with ErrFenced while
	// another owner lives.
	Claim(ctx context.Context, zone string) (Claimed, error)
	// Records passes the zone's records after seq to each, in order, and
	// stops at its first error.
	Records(ctx context.Context, zone string, after uint64, each func(dispatch.Record) error) error
	// Commit writes a group of steps in one transaction: all of it, durably,
	// or nothing. A later owner's claim makes it fail with ErrFenced.
	Commit(ctx context.Context, b Batch) error
	// Snapshot stores a state so that recovery need not start from the first
	// record.
	Snapshot(ctx context.Context, zone string, epoch uint64, s Snapshot) error
}

// Claimed is what a new owner gets: its epoch, which every commit must prove,
// and the last snapshot, if there is one.
type Claimed struct {
	Epoch    uint64
	Snapshot *Snapshot
}

// Snapshot is the state after the record of its Seq, as JSON.
type Snapshot struct {
	Seq   uint64
	State []byte
}

// Batch is one transaction: steps in order, what they change in the
// projections, and the messages that must leave.
type Batch struct {
	Zone        string
	Epoch       uint64
	Records     []dispatch.Record
	Projections []dispatch.Projection // one for each record
	Persons     []Person
}

// Person is the personal data of an order: erasable, outside every digest.
type Person struct {
	Order   orders.ID
	Name    string
	Phone   string
	Address string // for a human: building, unit, floor, door text
	Note    string
	At      clock.Instant

	Language string // zh or en; empty: the community's
	Channels string // what the resident agreed to be told by, with spaces between: "sms voice"
}
