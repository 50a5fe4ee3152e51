package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/shell"
)

const (
	insertPostings = `INSERT INTO postings (zone, seq, n, at, order_id, doc)
		SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bytea[])`
	insertEntries = `INSERT INTO entries (zone, account, at, seq, n)
		SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[])`
	addToAccounts = `INSERT INTO accounts (zone, account, currency, balance)
		SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[])
		ON CONFLICT (account, currency, zone) DO UPDATE SET balance = accounts.balance + excluded.balance`
)

// postingCursor and accountCursor are kinds of cursors.
const (
	postingCursor = "p"
	accountCursor = "a"
)

// queueLedger queues the postings of a batch.
func queueLedger(q *pgx.Batch, zone string, ps []dispatch.Projection) error {
	postings, changes, err := rows.Ledger(ps)
	if err != nil || len(postings) == 0 {
		return err
	}
	var seq, n, at, entrySeq, entryN, entryAt []int64
	var order, account []string
	var doc [][]byte
	for _, p := range postings {
		seq, n, at = append(seq, p.Seq), append(n, p.N), append(at, p.At)
		order, doc = append(order, p.Order), append(doc, p.Doc)
		for _, a := range p.Accounts {
			account, entryAt = append(account, a), append(entryAt, p.At)
			entrySeq, entryN = append(entrySeq, p.Seq), append(entryN, p.N)
		}
	}
	q.Queue(insertPostings, zone, seq, n, at, order, doc)
	if len(changes) == 0 {
		return nil
	}
	q.Queue(insertEntries, zone, account, entryAt, entrySeq, entryN)
	names, currencies, amounts := make([]string, len(changes)), make([]string, len(changes)), make([]int64, len(changes))
	for i, c := range changes {
		names[i], currencies[i], amounts[i] = c.Account, c.Currency, c.Amount
	}
	q.Queue(addToAccounts, zone, names, currencies, amounts)
	return nil
}

// condition collects what a query asks for; each $? gets its number.
type condition struct {
	where []string
	args  []any
}

func (c *condition) and(text string, values ...any) {
	for _, v := range values {
		c.args = append(c.args, v)
		text = strings.Replace(text, "$?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.where = append(c.where, text)
}

func (c *condition) String() string {
	return strings.Join(append([]string{"true"}, c.where...), " AND ")
}

// Postings lists postings, newest first.
func (s *Store) Postings(ctx context.Context, f shell.PostingFilter) ([]shell.PostingDoc, string, error) {
	pos, after, err := rows.ParsePosition(postingCursor, f.Cursor)
	if err != nil {
		return nil, "", err
	}
	from := `postings k JOIN postings p USING (zone, seq, n)`
	var c condition
	if f.Account != "" {
		from = `entries k JOIN postings p USING (zone, seq, n)`
		c.and("k.account = $?", rows.Key(string(f.Account)))
	}
	if f.Order != "" {
		c.and("p.order_id = $?", rows.Key(string(f.Order)))
	}
	if after {
		seq, n, err := pos.Place()
		if err != nil {
			return nil, "", err
		}
		c.and("(k.at, k.zone, k.seq, k.n) < ($?, $?, $?, $?)", pos.At, pos.Zone, seq, n)
	}
	limit := rows.Limit(f.Limit)
	query := `SELECT k.zone, k.seq, k.n, k.at, p.doc FROM ` + from + ` WHERE ` + c.String() +
		` ORDER BY k.at DESC, k.zone DESC, k.seq DESC, k.n DESC LIMIT ` + strconv.Itoa(limit+1)
	page, next := []shell.PostingDoc{}, ""
	err = s.each(ctx, func(rs pgx.Rows) error {
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
	}, query, c.args...)
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
	var c condition
	if f.Kind != "" {
		first, before := rows.KindRange(f.Kind)
		c.and("(account = $? OR account >= $? AND account < $?)", string(f.Kind), first, before)
	}
	if after {
		c.and("(account, currency) > ($?, $?)", pos.ID, pos.Zone)
	}
	limit := rows.Limit(f.Limit)
	query := `SELECT account, currency, sum(balance)::bigint FROM accounts WHERE ` + c.String() +
		` GROUP BY account, currency ORDER BY account, currency LIMIT ` + strconv.Itoa(limit+1)
	page, next := []ledger.Balance{}, ""
	err = s.each(ctx, func(rs pgx.Rows) error {
		if len(page) == limit {
			last := page[limit-1]
			next = rows.Position{ID: string(last.Account), Zone: last.Currency}.Cursor(accountCursor)
			return nil
		}
		var b ledger.Balance
		err := rs.Scan(&b.Account, &b.Currency, &b.Amount)
		page = append(page, b)
		return err
	}, query, c.args...)
	if err != nil {
		return nil, "", fmt.Errorf("journal: accounts: %w", err)
	}
	return page, next, nil
}
