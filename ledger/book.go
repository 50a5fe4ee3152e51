package ledger

import (
	"cmp"
	"slices"
)

// Balance is what an account has come to in one currency.
type Balance struct {
	Account  Account `json:"account"`
	Currency string  `json:"currency"`
	Amount   int64   `json:"amount"` // minor units; above zero: it is owed that much
}

// Count is how many postings there were for a cause.
type Count struct {
	Cause Cause  `json:"cause"`
	N     uint64 `json:"n"`
}

// Book is what all postings have come to. The zero Book is empty. It holds a
// line for each account and currency, never one for an order.
type Book struct {
	Balances []Balance `json:"balances"` // by account, then currency
	Counts   []Count   `json:"counts"`   // by cause
}

// Post takes a posting into the book, or says why it cannot and changes
// nothing. That an order is posted once for a cause is the caller's part: the
// book does not know orders.
func (b *Book) Post(p Posting) error {
	if err := p.Check(); err != nil {
		return err
	}
	for _, e := range p.Entries {
		i, there := b.find(e.Account, p.Currency)
		if !there {
			b.Balances = slices.Insert(b.Balances, i, Balance{Account: e.Account, Currency: p.Currency})
		}
		b.Balances[i].Amount += e.Amount
	}
	i, there := slices.BinarySearchFunc(b.Counts, p.Cause, func(c Count, cause Cause) int { return cmp.Compare(c.Cause, cause) })
	if !there {
		b.Counts = slices.Insert(b.Counts, i, Count{Cause: p.Cause})
	}
	b.Counts[i].N++
	return nil
}

func (b *Book) find(a Account, currency string) (int, bool) {
	return slices.BinarySearchFunc(b.Balances, a, func(l Balance, a Account) int {
		return cmp.Or(cmp.Compare(l.Account, a), cmp.Compare(l.Currency, currency))
	})
}

// Balance returns what an account has come to, zero if nothing was posted to
// it.
func (b *Book) Balance(a Account, currency string) int64 {
	if i, there := b.find(a, currency); there {
		return b.Balances[i].Amount
	}
	return 0
}

// Count returns how many postings there were for a cause.
func (b *Book) Count(cause Cause) uint64 {
	for _, c := range b.Counts {
		if c.Cause == cause {
			return c.N
		}
	}
	return 0
}

// Sums returns the sum of all accounts in each currency, by currency: zeros,
// unless the book is broken.
func (b *Book) Sums() []Balance { return b.total(func(Account) Account { return "" }) }

// Kinds returns what the accounts of each kind have come to together.
func (b *Book) Kinds() []Balance {
	return b.total(func(a Account) Account { return Account(a.Kind()) })
}

func (b *Book) total(name func(Account) Account) []Balance {
	var sums Book
	for _, l := range b.Balances {
		i, there := sums.find(name(l.Account), l.Currency)
		if !there {
			sums.Balances = slices.Insert(sums.Balances, i, Balance{Account: name(l.Account), Currency: l.Currency})
		}
		sums.Balances[i].Amount += l.Amount
	}
	return sums.Balances
}
