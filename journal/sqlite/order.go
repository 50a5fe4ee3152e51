package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const orderCursor = "o" // kind of the cursors of Orders

// Order returns an order by its id.
func (s *Store) Order(ctx context.Context, id orders.ID) (shell.OrderDoc, error) {
	d, err := s.order(ctx, `SELECT doc, placed, at FROM orders WHERE id = ? ORDER BY created DESC LIMIT 1`, rows.Key(string(id)))
	if err != nil {
		return d, fmt.Errorf("journal: order %q: %w", id, err)
	}
	return d, nil
}

// OrderByExternal returns a merchant's newest order of that external id.
func (s *Store) OrderByExternal(ctx context.Context, merchant, external string) (shell.OrderDoc, error) {
	d, err := s.order(ctx, `SELECT doc, placed, at FROM orders
		WHERE merchant = ? AND external = ? AND external <> '' ORDER BY created DESC, id DESC LIMIT 1`,
		rows.Key(merchant), rows.Key(external))
	if err != nil {
		return d, fmt.Errorf("journal: order %q of merchant %q: %w", external, merchant, err)
	}
	return d, nil
}

func (s *Store) order(ctx context.Context, query string, args ...any) (shell.OrderDoc, error) {
	var doc, placed []byte
	var at int64
	if err := s.one(ctx, query, args, &doc, &placed, &at); err != nil {
		return shell.OrderDoc{}, err
	}
	return rows.OrderDoc(doc, placed, at)
}

// one reads one row, or says shell.ErrNotFound.
func (s *Store) one(ctx context.Context, query string, args []any, into ...any) error {
	err := s.read.QueryRowContext(ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return shell.ErrNotFound
	}
	return err
}

// Orders lists orders by the time they were placed, newest first.
func (s *Store) Orders(ctx context.Context, f shell.OrderFilter) ([]shell.OrderDoc, string, error) {
	pos, after, err := rows.ParsePosition(orderCursor, f.Cursor)
	if err != nil {
		return nil, "", err
	}
	where, args := []string{"1 = 1"}, []any{}
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.Merchant != "" {
		and("merchant = ?", rows.Key(f.Merchant))
	}
	if f.External != "" {
		and("external = ? AND external <> ''", rows.Key(f.External))
	}
	if f.Kind != "" {
		and("kind = ?", string(f.Kind))
	}
	if f.Status != "" {
		and("status = ?", string(f.Status))
	}
	if f.Open || rows.OnlyOpen(f.Status) {
		and("terminal = 0")
	}
	if after {
		and("(created, id, zone) < (?, ?, ?)", pos.At, pos.ID, pos.Zone)
	}
	limit := rows.Limit(f.Limit)
	query := `SELECT id, zone, created, doc, placed, at FROM orders WHERE ` + strings.Join(where, " AND ") +
		` ORDER BY created DESC, id DESC, zone DESC LIMIT ?`

	page, next := []shell.OrderDoc{}, ""
	err = s.each(ctx, func(rs *sql.Rows) error {
		if len(page) == limit {
			next = pos.Cursor(orderCursor)
			return nil
		}
		var doc, placed []byte
		var at int64
		if err := rs.Scan(&pos.ID, &pos.Zone, &pos.At, &doc, &placed, &at); err != nil {
			return err
		}
		d, err := rows.OrderDoc(doc, placed, at)
		page = append(page, d)
		return err
	}, query, append(args, limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("journal: orders: %w", err)
	}
	return page, next, nil
}

// Timeline returns an order's history, oldest first.
func (s *Store) Timeline(ctx context.Context, id orders.ID) ([]dispatch.TimelineRow, error) {
	out := []dispatch.TimelineRow{}
	err := s.each(ctx, func(rs *sql.Rows) error {
		r := dispatch.TimelineRow{Order: id}
		var at int64
		var data []byte
		err := rs.Scan(&r.Seq, &r.N, &at, &r.Kind, &data)
		r.At, r.Data = clock.Instant(at), data
		out = append(out, r)
		return err
	}, `SELECT seq, n, at, kind, data FROM timeline WHERE order_id = ? ORDER BY zone, seq, n`, rows.Key(string(id)))
	if err != nil {
		return nil, fmt.Errorf("journal: timeline of %q: %w", id, err)
	}
	return out, nil
}
