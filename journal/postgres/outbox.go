package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
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

func scanMessage(rs pgx.Rows) (message, error) {
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
	err := s.each(ctx, func(rs pgx.Rows) error {
		m, err := scanMessage(rs)
		out = append(out, m.OutboxItem)
		return err
	}, `SELECT `+outboxColumns+` FROM outbox WHERE topic = $1 AND NOT done
		ORDER BY at, zone, seq, n LIMIT $2`, topic, rows.Limit(limit))
	if err != nil {
		return nil, fmt.Errorf("journal: outbox: %w", err)
	}
	return out, nil
}

// OutboxDone marks a message as handled.
func (s *Store) OutboxDone(ctx context.Context, id string) error {
	return s.changeMessage(ctx, id, `UPDATE outbox SET done = true WHERE zone = $1 AND seq = $2 AND n = $3`)
}

// OutboxAttempt counts one attempt at a message.
func (s *Store) OutboxAttempt(ctx context.Context, id string) error {
	return s.changeMessage(ctx, id, `UPDATE outbox SET attempts = attempts + 1 WHERE zone = $1 AND seq = $2 AND n = $3`)
}

func (s *Store) changeMessage(ctx context.Context, id, query string) error {
	zone, seq, n, err := rows.SplitMessageID(id)
	if err != nil {
		return err
	}
	if err := found(s.change(ctx, query, zone, int64(seq), n)); err != nil {
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
	zones, seqs, ns := make([]string, len(feed)), make([]int64, len(feed)), make([]int64, len(feed))
	for i, r := range feed {
		zones[i], seqs[i], ns[i] = r.Zone, int64(r.Seq), int64(r.N)
	}
	args := []any{topic, limit, zones, seqs, ns}
	mine := ""
	if owner != "" {
		args, mine = append(args, rows.Key(owner)), "AND owner = $6"
	}
	page := []shell.OutboxItem{}
	err = s.each(ctx, func(rs pgx.Rows) error {
		m, err := scanMessage(rs)
		if err == nil {
			page = append(page, m.OutboxItem)
			feed = feed.Advance(rows.Reached{Zone: m.zone, Seq: m.Seq, N: m.N})
		}
		return err
	}, `SELECT `+outboxColumns+` FROM (
			SELECT z.zone AS of, coalesce(r.seq, 0) AS seq_, coalesce(r.n, -1) AS n_
			FROM zones z LEFT JOIN unnest($3::text[], $4::bigint[], $5::bigint[]) AS r (zone, seq, n) ON r.zone = z.zone) f
		CROSS JOIN LATERAL (
			SELECT * FROM outbox WHERE zone = f.of AND (seq, n) > (f.seq_, f.n_) AND topic = $1 `+mine+`
			ORDER BY seq, n LIMIT $2) m
		ORDER BY at, zone, seq, n LIMIT $2`, args...)
	if err != nil {
		return nil, "", fmt.Errorf("journal: feed: %w", err)
	}
	return page, feed.Cursor(), nil
}
