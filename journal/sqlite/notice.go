package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const noticeColumns = `id, order_id, subject, channel, state, attempts, next, reason, ref, at`

// Reader returns how far a reader of the feed has come.
func (s *Store) Reader(ctx context.Context, reader string) (string, error) {
	var cursor string
	err := s.one(ctx, `SELECT cursor FROM readers WHERE reader = ?`, []any{rows.Key(reader)}, &cursor)
	if err != nil && !errors.Is(err, shell.ErrNotFound) {
		return "", fmt.Errorf("journal: reader %q: %w", reader, err)
	}
	return cursor, nil
}

// PlanNotices stores notices, the reader's cursor, and what is done with.
func (s *Store) PlanNotices(ctx context.Context, p shell.NoticePlan) error {
	err := s.write.do(ctx, func(t *tx) error {
		for _, n := range p.Notices {
			err := t.exec(`INSERT INTO notices (`+noticeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				noticeValues(n)...)
			if err != nil {
				return err
			}
		}
		for _, id := range p.Done {
			zone, seq, n, err := rows.SplitMessageID(id)
			if err == nil {
				err = found(t.change(`UPDATE outbox SET done = 1 WHERE zone = ? AND seq = ? AND n = ?`, zone, seq, n))
			}
			if err != nil {
				return fmt.Errorf("message %s: %w", id, err)
			}
		}
		if p.Cursor == "" {
			return nil
		}
		return t.exec(`INSERT OR REPLACE INTO readers (reader, cursor) VALUES (?, ?)`, rows.Key(p.Reader), p.Cursor)
	})
	if err != nil {
		return fmt.Errorf("journal: plan notices: %w", err)
	}
	return nil
}

func noticeValues(n shell.Notice) []any {
	return []any{rows.Key(n.ID), rows.Key(string(n.Order)), n.Subject, n.Channel, string(n.State), n.Attempts,
		int64(n.Next), n.Reason, n.Ref, int64(n.At)}
}

// TakeNotices returns notices that are due and puts them off.
func (s *Store) TakeNotices(ctx context.Context, now, until clock.Instant, limit int) ([]shell.Notice, error) {
	due, err := s.notices(ctx, `state = 'pending' AND next <= ? ORDER BY next, id LIMIT ?`, int64(now), rows.Limit(limit))
	if err != nil || len(due) == 0 {
		return due, err
	}
	taken := due[:0]
	err = s.write.do(ctx, func(t *tx) error {
		for _, n := range due {
			// Somebody else may have taken it since it was read.
			changed, err := t.change(`UPDATE notices SET attempts = attempts + 1, next = ? WHERE id = ? AND state = 'pending' AND next = ?`,
				int64(until), n.ID, int64(n.Next))
			if err != nil {
				return err
			}
			if changed == 1 {
				n.Attempts, n.Next = n.Attempts+1, until
				taken = append(taken, n)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("journal: take notices: %w", err)
	}
	return taken, nil
}

// SaveNotice stores how a notice went.
func (s *Store) SaveNotice(ctx context.Context, n shell.Notice) error {
	err := s.write.do(ctx, func(t *tx) error {
		return t.exec(`INSERT OR REPLACE INTO notices (`+noticeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, noticeValues(n)...)
	})
	if err != nil {
		return fmt.Errorf("journal: notice %s: %w", n.ID, err)
	}
	return nil
}

// Notices returns an order's notices, oldest first.
func (s *Store) Notices(ctx context.Context, order orders.ID) ([]shell.Notice, error) {
	return s.notices(ctx, `order_id = ? ORDER BY at, id`, rows.Key(string(order)))
}

func (s *Store) notices(ctx context.Context, where string, args ...any) ([]shell.Notice, error) {
	out := []shell.Notice{}
	err := s.each(ctx, func(rs *sql.Rows) error {
		var n shell.Notice
		var next, at int64
		err := rs.Scan(&n.ID, &n.Order, &n.Subject, &n.Channel, &n.State, &n.Attempts, &next, &n.Reason, &n.Ref, &at)
		n.Next, n.At = clock.Instant(next), clock.Instant(at)
		out = append(out, n)
		return err
	}, `SELECT `+noticeColumns+` FROM notices WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("journal: notices: %w", err)
	}
	return out, nil
}
