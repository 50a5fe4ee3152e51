package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/shell"
)

const (
	insertPosting = `INSERT INTO postings (zone, seq, n, at, order_id, doc) VALUES (?, ?, ?, ?, ?, ?)`
	insertEntry   = `INSERT INTO entries (account, at, zone, seq, n) VALUES (?, ?, ?, ?, ?)`
	addToAccount  = `INSERT INTO accounts (account, currency, zone, balance) VALUES (?, ?, ?, ?)
		ON CONFLICT (account, currency, zone) DO UPDATE SET balance = balance + excluded.balance`
)

// postingCursor and accountCursor are kinds of cursors.
const (
	postingCursor = "p"
	accountCursor = "a"
)

// book writes the postings of a batch.
func (t *tx) book(zone string, ps []dispatch.Projection) error {
	postings, changes, err := rows.Ledger(ps)
	if err != nil {
		return err
	}
	for _, p := range postings {
		if err := t.exec(insertPosting, zone, p.Seq, p.N, p.At, p.Order, p.Doc); err != nil {
			return err
		}
		for _, a := range p.Accounts {
			if err := t.exec(insertEntry, a, p.At, zone, p.Seq, p.N); err != nil {
				return err
			}
		}
	}
	for _, c := range changes {
		if err := t.exec(addToAccount, c.Account, c.Currency, zone, c.Amount); err != nil {
			return err
		}
	}
	return nil
}

// Postings lists postings, newest first.
func (s *Store) Postings(ctx context.Context, f shell.PostingFilter) ([]shell.PostingDoc, string, error) {
	pos, after, err := rows.ParsePosition(postingCursor, f.Cursor)
	if err != nil {
		return nil, "", err
	}
	from, where, args := `postings k JOIN postings p USING (zone, seq, n)`, []string{"1 = 1"}, []any{}
	if f.Account != "" {
		from = `entries k JOIN postings p USING (zone, seq, n)`
		where, args = append(where, "k.account = ?"), append(args, rows.Key(string(f.Account)))
	}
	if f.Order != "" {
		where, args = append(where, "p.order_id = ?"), append(args, rows.Key(string(f.Order)))
	}
	if after {
		seq, n, err := pos.Place()
		if err != nil {
			return nil, "", err
		}
		where = append(where, "(k.at, k.zone, k.seq, k.n) < (?, ?, ?, ?)")
		args = append(args, pos.At, pos.Zone, seq, n)
	}
	limit := rows.Limit(f.Limit)
	query := `SELECT k.zone, k.seq, k.n, k.at, p.doc FROM ` + from + ` WHERE ` + strings.Join(where, " AND ") +
		` ORDER BY k.at DESC, k.zone DESC, k.seq DESC, k.n DESC LIMIT ?`
	page, next := []shell.PostingDoc{}, ""
	err = s.each(ctx, func(rs *sql.Rows) error {
		if len(page) == limit {
			next = rows.PostingPosition(&page[limit-1]).Cursor(postingCursor)
			return nil
		}
		var zone string
		var seq, n, at int64
		var doc []byte
		if err := rs.Scan(&zone, &seq, &n, &at, &doc); err != nil {
			return err
		}
		d, err := rows.PostingDoc(zone, seq, n, at, doc)
		page = append(page, d)
		return err
	}, query, append(args, limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("journal: postings: %w", err)
	}
	return page, next, nil
}

// Accounts lists what accounts have come to, by account and currency.
func (s *Store) Accounts(ctx context.Context, f shell.AccountFilter) ([]ledger.Balance, string, error) {
	pos, after, err := rows.ParsePosition(accountCursor, f.Cursor)
	if err != nil {
		return nil, "", err
	}
	where, args := []string{"1 = 1"}, []any{}
	if f.Kind != "" {
		first, before := rows.KindRange(f.Kind)
		where = append(where, "(account = ? OR account >= ? AND account < ?)")
		args = append(args, string(f.Kind), first, before)
	}
	if after {
		where, args = append(where, "(account, currency) > (?, ?)"), append(args, pos.ID, pos.Zone)
	}
	limit := rows.Limit(f.Limit)
	query := `SELECT account, currency, sum(balance) FROM accounts WHERE ` + strings.Join(where, " AND ") +
		` GROUP BY account, currency ORDER BY account, currency LIMIT ?`
	page, next := []ledger.Balance{}, ""
	err = s.each(ctx, func(rs *sql.Rows) error {
		if len(page) == limit {
			last := page[limit-1]
			next = rows.Position{ID: string(last.Account), Zone: last.Currency}.Cursor(accountCursor)
			return nil
		}
		var b ledger.Balance
		err := rs.Scan(&b.Account, &b.Currency, &b.Amount)
		page = append(page, b)
		return err
	}, query, append(args, limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("journal: accounts: %w", err)
	}
	return page, next, nil
}
