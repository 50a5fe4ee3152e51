package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// SetMaxPages limits the size of the file, as a full disk does.
func (s *Store) SetMaxPages(ctx context.Context, n int) error {
	return s.write.do(ctx, func(t *tx) error {
		var now int
		if n == 0 {
			n = 1 << 30
		}
		return t.conn.QueryRowContext(ctx, fmt.Sprint("PRAGMA max_page_count = ", n)).Scan(&now)
	})
}

// Pages returns the size of the file in pages.
func (s *Store) Pages(ctx context.Context) (n int, err error) {
	err = s.write.do(ctx, func(t *tx) error {
		return t.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&n)
	})
	return n, err
}

// Break leaves the writer's connection unusable in the middle of a
// transaction.
func (s *Store) Break(ctx context.Context) error {
	return s.write.do(ctx, func(t *tx) error {
		t.release()
		t.stmts = map[string]*sql.Stmt{}
		return t.conn.Close()
	})
}

// Exec runs a statement as the store's writer.
func (s *Store) Exec(ctx context.Context, query string) error {
	return s.write.do(ctx, func(t *tx) error { return t.exec(query) })
}
