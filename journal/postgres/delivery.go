package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const (
	deliveryCursor  = "d" // kind of the cursors of Deliveries
	deliveryColumns = `d.message, d.endpoint, d.attempts, d.next, d.state, d.status, d.payload, d.at`
)

// PlanDeliveries makes a pending delivery to each endpoint that exists, and
// marks the message done.
func (s *Store) PlanDeliveries(ctx context.Context, m shell.OutboxItem, endpoints []string) error {
	zone, seq, n, err := rows.SplitMessageID(m.ID)
	if err != nil {
		return err
	}
	keys := make([]string, len(endpoints))
	for i, e := range endpoints {
		keys[i] = rows.Key(e)
	}
	err = found(s.change(ctx, `WITH done AS (
			UPDATE outbox SET done = true WHERE zone = $5 AND seq = $6 AND n = $7 RETURNING zone),
		planned AS (
			INSERT INTO deliveries (message, endpoint, attempts, next, state, status, payload, at)
			SELECT $1, e.id, 0, 0, 'pending', 0, $2, $3 FROM endpoints e, done WHERE e.id = ANY ($4::text[])
			ON CONFLICT DO NOTHING)
		SELECT zone FROM done`, m.ID, bytesOf(m.Payload), int64(m.At), keys, zone, int64(seq), n))
	if err != nil {
		return fmt.Errorf("journal: plan deliveries of %s: %w", m.ID, err)
	}
	return nil
}

// DueDeliveries returns pending deliveries to enabled endpoints whose time
// has come, longest due first.
func (s *Store) DueDeliveries(ctx context.Context, now clock.Instant, limit int) ([]shell.Delivery, error) {
	out := []shell.Delivery{}
	err := s.each(ctx, func(rs pgx.Rows) error {
		d, err := scanDelivery(rs)
		out = append(out, d)
		return err
	}, `SELECT `+deliveryColumns+` FROM deliveries d LEFT JOIN endpoints e ON e.id = d.endpoint
		WHERE d.state = 'pending' AND d.next <= $1 AND NOT coalesce(e.disabled, false)
		ORDER BY d.next, d.endpoint, d.message LIMIT $2`, int64(now), rows.Limit(limit))
	if err != nil {
		return nil, fmt.Errorf("journal: due deliveries: %w", err)
	}
	return out, nil
}

// SaveDelivery stores how a delivery went.
func (s *Store) SaveDelivery(ctx context.Context, d shell.Delivery) error {
	_, err := s.change(ctx, `INSERT INTO deliveries (message, endpoint, attempts, next, state, status, payload, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (endpoint, message) DO UPDATE SET attempts = excluded.attempts, next = excluded.next,
			state = excluded.state, status = excluded.status, payload = excluded.payload, at = excluded.at`,
		rows.Key(d.Message), rows.Key(d.Endpoint), d.Attempts, int64(d.Next),
		string(d.State), d.Status, bytesOf(d.Payload), int64(d.At))
	if err != nil {
		return fmt.Errorf("journal: delivery of %s to %s: %w", d.Message, d.Endpoint, err)
	}
	return nil
}

// Deliveries lists an endpoint's deliveries, newest first.
func (s *Store) Deliveries(ctx context.Context, endpoint string, limit int, cursor string) ([]shell.Delivery, string, error) {
	pos, after, err := rows.ParsePosition(deliveryCursor, cursor)
	if err != nil {
		return nil, "", err
	}
	limit = rows.Limit(limit)
	page, next := []shell.Delivery{}, ""
	err = s.each(ctx, func(rs pgx.Rows) error {
		if len(page) == limit {
			last := page[limit-1]
			next = rows.Position{At: int64(last.At), ID: last.Message}.Cursor(deliveryCursor)
			return nil
		}
		d, err := scanDelivery(rs)
		page = append(page, d)
		return err
	}, `SELECT `+deliveryColumns+` FROM deliveries d WHERE d.endpoint = $1 AND (NOT $2::boolean OR (d.at, d.message) < ($3, $4))
		ORDER BY d.at DESC, d.message DESC LIMIT $5`, rows.Key(endpoint), after, pos.At, pos.ID, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("journal: deliveries to %q: %w", endpoint, err)
	}
	return page, next, nil
}

func scanDelivery(row scanner) (shell.Delivery, error) {
	var d shell.Delivery
	var next, at int64
	var payload []byte
	err := row.Scan(&d.Message, &d.Endpoint, &d.Attempts, &next, &d.State, &d.Status, &payload, &at)
	d.Next, d.At, d.Payload = clock.Instant(next), clock.Instant(at), payload
	return d, err
}
