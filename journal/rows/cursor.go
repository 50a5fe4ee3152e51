package rows

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/linli/linli/orders"
)

// BadCursor is the code of the rejection that answers a cursor which no page
// of ours has given out.
const BadCursor orders.Code = "bad_cursor"

func badCursor() error {
	return orders.Refuse(BadCursor, "", "the cursor is not one that a page gave out: start again without one")
}

// Position is where a page, newest first, ended: the last row's time and
// names. The zero Position is before the first row.
type Position struct {
	At   int64  `json:"a"` // microseconds
	ID   string `json:"i"`
	Zone string `json:"z,omitempty"`
}

// Cursor returns the opaque form of the position. Kind keeps the cursors of
// different lists apart.
func (p Position) Cursor(kind string) string { return seal(kind, p) }

// ParsePosition reads a cursor of the kind; "" is the zero Position and ok is
// then false. Anything that Cursor did not write is a rejection.
func ParsePosition(kind, cursor string) (p Position, ok bool, err error) {
	if cursor == "" {
		return p, false, nil
	}
	if err := unseal(kind, cursor, &p); err != nil || p.ID == "" || p.Cursor(kind) != cursor {
		return Position{}, false, badCursor()
	}
	return p, true, nil
}

// Reached is how far a reader of the feed has come in one zone: after message
// N of event Seq.
type Reached struct {
	Zone string `json:"z"`
	Seq  uint64 `json:"s"`
	N    int    `json:"n"`
}

// Feed is how far a reader of the feed has come: a place in each zone. One
// number over all zones would need their commits to be in one order, which
// nodes that share a database do not have.
type Feed []Reached

// Cursor returns the opaque form; the empty feed's is "".
func (f Feed) Cursor() string {
	if len(f) == 0 {
		return ""
	}
	return seal("f", f)
}

// ParseFeed reads what Cursor wrote.
func ParseFeed(cursor string) (Feed, error) {
	if cursor == "" {
		return nil, nil
	}
	var f Feed
	if err := unseal("f", cursor, &f); err != nil || len(f) == 0 || f.Cursor() != cursor {
		return nil, badCursor()
	}
	for i, r := range f {
		if CheckZone(r.Zone) != nil || r.N < 0 || r.Seq > 1<<63-1 || i > 0 && f[i-1].Zone >= r.Zone {
			return nil, badCursor()
		}
	}
	return f, nil
}

// At returns the place that was reached in the zone, zero for a new one.
func (f Feed) At(zone string) Reached {
	if i, ok := f.find(zone); ok {
		return f[i]
	}
	return Reached{Zone: zone, N: -1}
}

// Advance returns the feed after a message of the zone.
func (f Feed) Advance(r Reached) Feed {
	i, ok := f.find(r.Zone)
	if ok {
		f[i] = r
		return f
	}
	return slices.Insert(f, i, r)
}

func (f Feed) find(zone string) (int, bool) {
	return slices.BinarySearchFunc(f, zone, func(r Reached, z string) int { return strings.Compare(r.Zone, z) })
}

func seal(kind string, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("journal: cursor: " + err.Error()) // strings and integers always encode
	}
	return kind + base64.RawURLEncoding.EncodeToString(b)
}

func unseal(kind, cursor string, v any) error {
	rest, ok := strings.CutPrefix(cursor, kind)
	if !ok {
		return badCursor()
	}
	b, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
