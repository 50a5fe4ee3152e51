package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const outboxColumns = `zone, seq, n, topic, owner, order_id, at, payload, attempts`

// message is an outbox row with the zone that its id is made of.
type message struct {
	shell.OutboxItem
	zone string
}

func scanMessage(rs *sql.Rows) (message, error) {
	var m message
	var order string
	var at int64
	var payload []byte
	if err := rs.Scan(&m.zone, &m.Seq, &m.N, &m.Topic, &m.Owner, &order, &at, &payload, &m.Attempts); err != nil {
		return message{}, err
	}
	m.ID = rows.MessageID(m.zone, m.Seq, m.N)
	m.Order, m.At, m.Payload = orders.ID(order), clock.Instant(at), payload
	return m, nil
}

// Outbox returns messages of a topic that are not done, oldest first.
func (s *Store) Outbox(ctx context.Context, topic string, limit int) ([]shell.OutboxItem, error) {
	out := []shell.OutboxItem{}
	err := s.each(ctx, func(rs *sql.Rows) error {
		m, err := scanMessage(rs)
		out = append(out, m.OutboxItem)
		return err
	}, `SELECT `+outboxColumns+` FROM outbox WHERE topic = ? AND done = 0
		ORDER BY at, zone, seq, n LIMIT ?`, topic, rows.Limit(limit))
	if err != nil {
		return nil, fmt.Errorf("journal: outbox: %w", err)
	}
	return out, nil
}

// OutboxDone marks a message as handled.
func (s *Store) OutboxDone(ctx context.Context, id string) error {
	return s.changeMessage(ctx, id, `UPDATE outbox SET done = 1 WHERE zone = ? AND seq = ? AND n = ?`)
}

// OutboxAttempt counts one attempt at a message.
func (s *Store) OutboxAttempt(ctx context.Context, id string) error {
	return s.changeMessage(ctx, id, `UPDATE outbox SET attempts = attempts + 1 WHERE zone = ? AND seq = ? AND n = ?`)
}

func (s *Store) changeMessage(ctx context.Context, id, query string) error {
	zone, seq, n, err := rows.SplitMessageID(id)
	if err != nil {
		return err
	}
	err = s.write.do(ctx, func(t *tx) error { return found(t.change(query, zone, seq, n)) })
	if err != nil {
		return fmt.Errorf("journal: message %s: %w", id, err)
	}
	return nil
}

// Feed pages through a topic's messages, done or not. Each zone's come in the
// order of its events; between zones the engine clock decides.
func (s *Store) Feed(ctx context.Context, topic, owner, after string, limit int) ([]shell.OutboxItem, string, error) {
	feed, err := rows.ParseFeed(after)
	if err != nil {
		return nil, "", err
	}
	limit = rows.Limit(limit)
	var found []message
	var zones []string
	err = s.each(ctx, func(rs *sql.Rows) error {
		var zone string
		err := rs.Scan(&zone)
		zones = append(zones, zone)
		return err
	}, `SELECT zone FROM zones ORDER BY zone`)
	if err != nil {
		return nil, "", fmt.Errorf("journal: feed: %w", err)
	}
	for _, zone := range zones {
		at := feed.At(zone)
		query, args := `SELECT `+outboxColumns+` FROM outbox WHERE zone = ? AND (seq, n) > (?, ?) AND topic = ?`,
			[]any{zone, at.Seq, at.N, topic}
		if owner != "" {
			query, args = query+` AND owner = ?`, append(args, rows.Key(owner))
		}
		err := s.each(ctx, func(rs *sql.Rows) error {
			m, err := scanMessage(rs)
			found = append(found, m)
			return err
		}, query+` ORDER BY seq, n LIMIT ?`, append(args, limit)...)
		if err != nil {
			return nil, "", fmt.Errorf("journal: feed: %w", err)
		}
	}
	slices.SortStableFunc(found, func(a, b message) int { return cmp.Compare(a.At, b.At) })
	page := make([]shell.OutboxItem, 0, min(limit, len(found)))
	for _, m := range found[:min(limit, len(found))] {
		page = append(page, m.OutboxItem)
		feed = feed.Advance(rows.Reached{Zone: m.zone, Seq: m.Seq, N: m.N})
	}
	return page, feed.Cursor(), nil
}
