package sqlite

import (
	"context"
	"database/sql"
	"fmt"

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
	err = s.write.do(ctx, func(t *tx) error {
		for _, e := range endpoints {
			err := t.exec(`INSERT INTO deliveries (message, endpoint, attempts, next, state, status, payload, at)
				SELECT ?, id, 0, 0, ?, 0, ?, ? FROM endpoints WHERE id = ? ON CONFLICT DO NOTHING`,
				m.ID, string(shell.DeliveryPending), bytesOf(m.Payload), int64(m.At), rows.Key(e))
			if err != nil {
				return err
			}
		}
		return found(t.change(`UPDATE outbox SET done = 1 WHERE zone = ? AND seq = ? AND n = ?`, zone, seq, n))
	})
	if err != nil {
		return fmt.Errorf("journal: plan deliveries of %s: %w", m.ID, err)
	}
	return nil
}

// DueDeliveries returns pending deliveries to enabled endpoints whose time
// has come, longest due first.
func (s *Store) DueDeliveries(ctx context.Context, now clock.Instant, limit int) ([]shell.Delivery, error) {
	out := []shell.Delivery{}
	err := s.each(ctx, func(rs *sql.Rows) error {
		d, err := scanDelivery(rs)
		out = append(out, d)
		return err
	}, `SELECT `+deliveryColumns+` FROM deliveries d LEFT JOIN endpoints e ON e.id = d.endpoint
		WHERE d.state = 'pending' AND d.next <= ? AND coalesce(e.disabled, 0) = 0
		ORDER BY d.next, d.endpoint, d.message LIMIT ?`, int64(now), rows.Limit(limit))
	if err != nil {
		return nil, fmt.Errorf("journal: due deliveries: %w", err)
	}
	return out, nil
}

// SaveDelivery stores how a delivery went.
func (s *Store) SaveDelivery(ctx context.Context, d shell.Delivery) error {
	err := s.write.do(ctx, func(t *tx) error {
		return t.exec(`INSERT OR REPLACE INTO deliveries (message, endpoint, attempts, next, state, status, payload, at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, rows.Key(d.Message), rows.Key(d.Endpoint), d.Attempts, int64(d.Next),
			string(d.State), d.Status, bytesOf(d.Payload), int64(d.At))
	})
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
	err = s.each(ctx, func(rs *sql.Rows) error {
		if len(page) == limit {
			last := page[limit-1]
			next = rows.Position{At: int64(last.At), ID: last.Message}.Cursor(deliveryCursor)
			return nil
		}
		d, err := scanDelivery(rs)
		page = append(page, d)
		return err
	}, `SELECT `+deliveryColumns+` FROM deliveries d WHERE d.endpoint = ?1 AND (?2 = 0 OR (d.at, d.message) < (?3, ?4))
		ORDER BY d.at DESC, d.message DESC LIMIT ?5`, rows.Key(endpoint), after, pos.At, pos.ID, limit+1)
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
