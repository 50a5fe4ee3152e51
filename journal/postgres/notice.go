package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	noticeColumns = `id, order_id, subject, channel, state, attempts, next, reason, ref, at`
	insertNotice  = `INSERT INTO notices (` + noticeColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT `
)

// Reader returns how far a reader of the feed has come.
func (s *Store) Reader(ctx context.Context, reader string) (string, error) {
	var cursor string
	err := s.one(ctx, `SELECT cursor FROM readers WHERE reader = $1`, []any{rows.Key(reader)}, &cursor)
	if err != nil && !errors.Is(err, shell.ErrNotFound) {
		return "", fmt.Errorf("journal: reader %q: %w", reader, err)
	}
	return cursor, nil
}

// PlanNotices stores notices, the reader's cursor, and what is done with.
func (s *Store) PlanNotices(ctx context.Context, p shell.NoticePlan) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.write, func(tx pgx.Tx) error {
		var q pgx.Batch
		for _, n := range p.Notices {
			q.Queue(insertNotice+`DO NOTHING`, noticeValues(n)...)
		}
		if p.Cursor != "" {
			q.Queue(`INSERT INTO readers (reader, cursor) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET cursor = excluded.cursor`,
				rows.Key(p.Reader), p.Cursor)
		}
		for _, id := range p.Done {
			zone, seq, n, err := rows.SplitMessageID(id)
			if err != nil {
				return err
			}
			q.Queue(`UPDATE outbox SET done = true WHERE zone = $1 AND seq = $2 AND n = $3`, zone, int64(seq), n)
		}
		return tx.SendBatch(ctx, &q).Close()
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
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	rs, err := s.write.Query(ctx, `WITH due AS (
			SELECT id, next FROM notices WHERE state = 'pending' AND next <= $1 ORDER BY next, id LIMIT $3 FOR UPDATE SKIP LOCKED),
		taken AS (
			UPDATE notices n SET attempts = attempts + 1, next = $2 FROM due WHERE n.id = due.id
			RETURNING n.id, n.order_id, n.subject, n.channel, n.state, n.attempts, n.next, n.reason, n.ref, n.at, due.next AS was)
		SELECT `+noticeColumns+` FROM taken ORDER BY was, id`, int64(now), int64(until), rows.Limit(limit))
	if err != nil {
		return nil, fmt.Errorf("journal: take notices: %w", err)
	}
	defer rs.Close()
	out := []shell.Notice{}
	for rs.Next() {
		n, err := scanNotice(rs)
		if err != nil {
			return nil, fmt.Errorf("journal: take notices: %w", err)
		}
		out = append(out, n)
	}
	if err := rs.Err(); err != nil {
		return nil, fmt.Errorf("journal: take notices: %w", err)
	}
	return out, nil
}

// SaveNotice stores how a notice went.
func (s *Store) SaveNotice(ctx context.Context, n shell.Notice) error {
	_, err := s.change(ctx, insertNotice+`(id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
		next = excluded.next, reason = excluded.reason, ref = excluded.ref`, noticeValues(n)...)
	if err != nil {
		return fmt.Errorf("journal: notice %s: %w", n.ID, err)
	}
	return nil
}

// Notices returns an order's notices, oldest first.
func (s *Store) Notices(ctx context.Context, order orders.ID) ([]shell.Notice, error) {
	out := []shell.Notice{}
	err := s.each(ctx, func(rs pgx.Rows) error {
		n, err := scanNotice(rs)
		out = append(out, n)
		return err
	}, `SELECT `+noticeColumns+` FROM notices WHERE order_id = $1 ORDER BY at, id`, rows.Key(string(order)))
	if err != nil {
		return nil, fmt.Errorf("journal: notices of order %q: %w", order, err)
	}
	return out, nil
}

func scanNotice(row scanner) (shell.Notice, error) {
	var n shell.Notice
	var next, at int64
	err := row.Scan(&n.ID, &n.Order, &n.Subject, &n.Channel, &n.State, &n.Attempts, &next, &n.Reason, &n.Ref, &at)
	n.Next, n.At = clock.Instant(next), clock.Instant(at)
	return n, err
}
