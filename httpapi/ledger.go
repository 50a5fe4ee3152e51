package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// AccountPage is one page of accounts with what they have come to.
type AccountPage struct {
	Accounts []ledger.Balance `json:"accounts"`
	Next     string           `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// LedgerPosting is one movement of money. Its entries sum to zero.
type LedgerPosting struct {
	Order    string         `json:"order"`
	Cause    string         `json:"cause" enum:"held,captured,released,delivered,returned,failed,cancelled"`
	At       time.Time      `json:"at"`
	Currency string         `json:"currency"`
	Entries  []ledger.Entry `json:"entries" doc:"None when it cost nobody anything."`
}

// PostingPage is one page of postings, newest first.
type PostingPage struct {
	Postings []LedgerPosting `json:"postings"`
	Next     string          `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

type accountsInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before."`
	Kind   string `query:"kind" enum:"merchant,residents,worker,provider,platform,holds,cash,subsidy" doc:"Only accounts of this kind."`
}

func (s *Server) listAccounts(ctx context.Context, in *accountsInput) (*answer[AccountPage], error) {
	rows, next, err := s.Store.Accounts(ctx, shell.AccountFilter{Kind: ledger.Kind(in.Kind), Limit: in.Limit, Cursor: in.Cursor})
	return reply(AccountPage{Accounts: rows, Next: next}), err
}

type postingsInput struct {
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor  string `query:"cursor" maxLength:"200" doc:"next of the page before."`
	Order   string `query:"order" maxLength:"64" doc:"Only this order's."`
	Account string `query:"account" maxLength:"80" doc:"Only those with an entry of this account, such as merchant/m1."`
}

func (s *Server) listPostings(ctx context.Context, in *postingsInput) (*answer[PostingPage], error) {
	docs, next, err := s.Store.Postings(ctx, shell.PostingFilter{
		Order: orders.ID(in.Order), Account: ledger.Account(in.Account), Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	p := PostingPage{Postings: make([]LedgerPosting, len(docs)), Next: next}
	for i, d := range docs {
		q := d.Posting
		p.Postings[i] = LedgerPosting{Order: q.Order, Cause: string(q.Cause), At: d.At.Time(), Currency: q.Currency, Entries: q.Entries}
		if q.Entries == nil {
			p.Postings[i].Entries = []ledger.Entry{}
		}
	}
	return reply(p), nil
}
