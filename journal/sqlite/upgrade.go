package sqlite

import (
	"context"
	"embed"
	"fmt"

	"github.com/linli/linli/journal/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// upgrade runs the migrations that the file still needs, each in a
// transaction of its own with the version that it leads to.
func upgrade(ctx context.Context, w *writer) error {
	steps, err := migrate.Load(migrations, "migrations")
	if err != nil {
		return err
	}
	err = w.do(ctx, func(t *tx) error {
		return t.exec(`CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)`)
	})
	if err != nil {
		return fmt.Errorf("journal: open %s: %w: is it a store of this program?", w.path, err)
	}
	for done := false; !done; {
		err := w.do(ctx, func(t *tx) error {
			var version int
			if err := t.row(`SELECT coalesce(max(version), 0) FROM schema_version`, nil, &version); err != nil {
				return err
			}
			todo, err := migrate.Pending(version, steps)
			if err != nil || len(todo) == 0 {
				done = true
				return err
			}
			if _, err := t.conn.ExecContext(context.WithoutCancel(ctx), todo[0].SQL); err != nil {
				return fmt.Errorf("journal: migration %s: %w", todo[0].Name, err)
			}
			return t.exec(`INSERT INTO schema_version (version) VALUES (?)`, todo[0].Version)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
