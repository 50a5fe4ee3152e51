package ledger

import (
	"fmt"
	"slices"
)

// Cause says what a posting is for. Each order has at most one of each.
type Cause string

// The causes.
const (
	Held      Cause = "held"      // the resident's card was authorised
	Captured  Cause = "captured"  // and charged
	Released  Cause = "released"  // or let go
	Delivered Cause = "delivered" // carriage ended well
	Returned  Cause = "returned"  // goods are back at their merchant
	Visited   Cause = "visited"   // a visit was done
	Failed    Cause = "failed"    // carriage ended without a delivery
	Cancelled Cause = "cancelled" // called off before pickup
	Relayed   Cause = "relayed"   // a robot has taken the goods over from the courier
)

// Entry changes one account.
type Entry struct {
	Account Account `json:"account"`
	Amount  int64   `json:"amount"` // minor units; above zero: the account is owed more
}

// Posting moves money between accounts for one cause of one order.
type Posting struct {
	Order    string  `json:"order"`
	Cause    Cause   `json:"cause"`
	Currency string  `json:"currency"` // ISO 4217, lower case
	Entries  []Entry `json:"entries"`  // none when it cost nobody anything
}

// most bounds an entry: 2^53 minor units, what a JSON number surely carries.
const most = 1 << 53

// Add adds an amount to an account of the posting, and takes it from another.
// Entries of one account are summed; those that come to nothing are left out.
func (p *Posting) Add(from, to Account, amount int64) {
	p.enter(from, -amount)
	p.enter(to, amount)
}

func (p *Posting) enter(a Account, amount int64) {
	i := slices.IndexFunc(p.Entries, func(e Entry) bool { return e.Account == a })
	switch {
	case amount == 0:
		return
	case i < 0:
		p.Entries = append(p.Entries, Entry{Account: a, Amount: amount})
		return
	}
	p.Entries[i].Amount += amount
	if p.Entries[i].Amount == 0 {
		p.Entries = slices.Delete(p.Entries, i, i+1)
	}
}

// Check says why the posting cannot be taken into a book: no order, cause or
// currency, an account that cannot be, one that is named twice, an amount that
// is zero or beyond 2^53, or a sum that is not zero.
func (p *Posting) Check() error {
	var sum int64
	for i, e := range p.Entries {
		if wrong := e.Account.Check(); wrong != "" {
			return p.bad("account %q: %s", e.Account, wrong)
		}
		if slices.ContainsFunc(p.Entries[:i], func(other Entry) bool { return other.Account == e.Account }) {
			return p.bad("account %q is named twice", e.Account)
		}
		if e.Amount == 0 || e.Amount > most || e.Amount < -most || i > 1000 {
			return p.bad("%d is not an amount for %q", e.Amount, e.Account)
		}
		sum += e.Amount
	}
	switch {
	case p.Order == "" || p.Cause == "":
		return p.bad("it names no order, or no cause")
	case len(p.Currency) != 3:
		return p.bad("%q is not a currency", p.Currency)
	case sum != 0:
		return p.bad("the entries sum to %d, not to zero", sum)
	}
	return nil
}

func (p *Posting) bad(format string, args ...any) error {
	return fmt.Errorf("ledger: posting %s/%s: %s", p.Order, p.Cause, fmt.Sprintf(format, args...))
}
