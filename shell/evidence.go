package shell

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// Evidence is a photo, signature or code kept for an order: what is known of
// the file, not the file. The row stays when the file goes, so that the hash
// in the journal can still be told what it was of.
type Evidence struct {
	ID      string
	Order   orders.ID
	Kind    string // photo, signature or code
	Stage   string // pickup, dropoff or return
	Type    string // media type, found by looking at the bytes
	Bytes   int64
	Width   int // pixels; 0 for a code
	Height  int
	Hash    string // hex SHA-256 of the bytes as kept
	By      orders.Actor
	At      clock.Instant
	Expires clock.Instant // real time: the file goes then
	Gone    clock.Instant // when the file went; zero: it is there
}

// Unfit says why what was sent as evidence cannot be kept.
type Unfit struct{ Why string }

// Error returns the reason.
func (u *Unfit) Error() string { return u.Why }
