package rows

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/shell"
)

// Posting is the row of one posting: what is indexed, and the document.
type Posting struct {
	Seq, N, At int64
	Order      string
	Accounts   []string
	Doc        []byte
}

// Change is what a batch adds to an account.
type Change struct {
	Account, Currency string
	Amount            int64
}

// Ledger returns the postings of the projections, and what they add to each
// account together, by account and currency: two batches that run at once
// then touch accounts in the same order.
func Ledger(ps []dispatch.Projection) ([]Posting, []Change, error) {
	var out []Posting
	var changes []Change
	for i := range ps {
		for _, r := range ps[i].Postings {
			doc, err := json.Marshal(r.Posting)
			if err != nil {
				return nil, nil, fmt.Errorf("journal: posting of %s: %w", r.Posting.Order, err)
			}
			p := Posting{Seq: int64(r.Seq), N: int64(r.N), At: int64(r.At), Order: Key(r.Posting.Order), Doc: doc}
			for _, e := range r.Posting.Entries {
				a := Key(string(e.Account))
				p.Accounts = append(p.Accounts, a)
				changes = add(changes, Change{a, r.Posting.Currency, e.Amount})
			}
			out = append(out, p)
		}
	}
	return out, changes, nil
}

func add(all []Change, c Change) []Change {
	i, there := slices.BinarySearchFunc(all, c, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
	})
	if there {
		all[i].Amount += c.Amount
		return all
	}
	return slices.Insert(all, i, c)
}

// PostingDoc reads a posting's document back.
func PostingDoc(zone string, seq, n, at int64, doc []byte) (shell.PostingDoc, error) {
	d := shell.PostingDoc{Zone: zone, PostingRow: dispatch.PostingRow{Seq: uint64(seq), N: int(n), At: clock.Instant(at)}}
	if err := json.Unmarshal(doc, &d.Posting); err != nil {
		return d, fmt.Errorf("journal: posting %d.%d of zone %s: %w", seq, n, zone, err)
	}
	return d, nil
}

// PostingPosition is where a page of postings ended.
func PostingPosition(d *shell.PostingDoc) Position {
	return Position{At: int64(d.At), ID: fmt.Sprintf("%d.%d", d.Seq, d.N), Zone: d.Zone}
}

// Place reads the seq and n of a posting out of its position.
func (p Position) Place() (seq, n int64, err error) {
	a, b, _ := strings.Cut(p.ID, ".")
	if seq, err = strconv.ParseInt(a, 10, 64); err == nil {
		n, err = strconv.ParseInt(b, 10, 64)
	}
	if err != nil || seq < 0 || n < 0 {
		return 0, 0, badCursor()
	}
	return seq, n, nil
}

// KindRange returns the half-open range of account names of a kind.
func KindRange(k ledger.Kind) (from, before string) { return string(k) + "/", string(k) + "0" }
