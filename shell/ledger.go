package shell

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

// PostingDoc is a posting as it is kept, with the zone that made it.
type PostingDoc struct {
	dispatch.PostingRow
	Zone string
}

// PostingFilter selects postings. Zero fields select everything.
type PostingFilter struct {
	Order   orders.ID
	Account ledger.Account // only postings with an entry of it
	Limit   int            // 1 to 200
	Cursor  string         // from the page before; newest first
}

// AccountFilter selects accounts. Zero fields select everything.
type AccountFilter struct {
	Kind   ledger.Kind
	Limit  int    // 1 to 200
	Cursor string // from the page before; by account, then currency
}
