package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writer owns the one connection that writes. A write that has begun is not
// interrupted: a context that ends in the middle of COMMIT would leave its
// outcome unknown.
type writer struct {
	path string
	turn chan struct{} // holds a token while nobody writes
	db   *sql.DB
	conn *sql.Conn // nil after a failure that could not be rolled back
	tx   tx
}

// tx is the transaction under way, with the statements prepared so far.
type tx struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

var errClosed = errors.New("journal: the store is closed")

func openWriter(ctx context.Context, path string) (*writer, error) {
	db, err := sql.Open("sqlite", dsn(path, "rw",
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)"))
	if err != nil {
		return nil, fmt.Errorf("journal: open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(-1) // a connection that w let go of is closed, with its transaction
	w := &writer{path: path, db: db, turn: make(chan struct{}, 1)}
	if err := w.connect(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	w.turn <- struct{}{}
	return w, nil
}

func (w *writer) connect(ctx context.Context) error {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("journal: open %s: %w", w.path, err)
	}
	var mode string
	var synchronous int
	err = errors.Join(
		conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode),
		conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous))
	if err == nil && (mode != "wal" || synchronous != 2) {
		err = fmt.Errorf("journal_mode is %s and synchronous %d: the file system must support WAL", mode, synchronous)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("journal: open %s: %w", w.path, err), conn.Close())
	}
	w.conn, w.tx = conn, tx{conn: conn, stmts: map[string]*sql.Stmt{}}
	return nil
}

// do runs f in a transaction of its own: all of it becomes durable, or
// nothing. It waits for its turn as long as ctx allows.
func (w *writer) do(ctx context.Context, f func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case _, open := <-w.turn:
		if !open {
			return errClosed
		}
	}
	defer func() { w.turn <- struct{}{} }()
	if w.conn == nil {
		if err := w.connect(context.WithoutCancel(ctx)); err != nil {
			return err
		}
	}
	if err := w.tx.exec("BEGIN IMMEDIATE"); err != nil {
		return w.abandon(err)
	}
	if err := f(&w.tx); err != nil {
		return w.abandon(err)
	}
	if err := w.tx.exec("COMMIT"); err != nil {
		return w.abandon(err)
	}
	return nil
}

// abandon rolls back what a failure left open. SQLite has often done so
// itself; what matters is that the connection is out of the transaction. If
// it is not, closing it is as good.
func (w *writer) abandon(cause error) error {
	_ = w.tx.exec("ROLLBACK")
	if err := w.tx.exec("BEGIN"); err == nil {
		if err = w.tx.exec("ROLLBACK"); err == nil {
			return cause
		}
	}
	w.tx.release()
	_ = w.conn.Close()
	w.conn = nil
	return cause
}

func (w *writer) close() error {
	if _, open := <-w.turn; !open {
		return nil
	}
	close(w.turn)
	var err error
	if w.conn != nil {
		w.tx.release()
		err = w.conn.Close()
	}
	return errors.Join(err, w.db.Close())
}

// exec runs a statement.
func (t *tx) exec(query string, args ...any) error {
	_, err := t.change(query, args...)
	return err
}

// change runs a statement and returns how many rows it changed.
func (t *tx) change(query string, args ...any) (int64, error) {
	st, err := t.prepare(query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// row runs a query for one row.
func (t *tx) row(query string, args []any, into ...any) error {
	st, err := t.prepare(query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(context.Background(), args...).Scan(into...)
}

func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if st := t.stmts[query]; st != nil {
		return st, nil
	}
	st, err := t.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	t.stmts[query] = st
	return st, nil
}

// release closes the statements: the connection stays open until they are.
func (t *tx) release() {
	for _, st := range t.stmts {
		_ = st.Close() // says again what the statement said when it ran
	}
	t.stmts = nil
}
