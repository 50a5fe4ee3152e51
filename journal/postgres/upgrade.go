package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/journal/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// upgradeLock keeps two nodes that start together from migrating at once. It
// is a mutex, not a fence.
const upgradeLock = 0x4c696e6c69 // "Linli"

// upgrade runs the migrations that the database still needs, in one
// transaction.
func upgrade(ctx context.Context, config *pgx.ConnConfig) (err error) {
	steps, err := migrate.Load(migrations, "migrations")
	if err != nil {
		return err
	}
	config.RuntimeParams["statement_timeout"] = "0" // a migration may take its time
	config.RuntimeParams["lock_timeout"] = "60000"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("journal: open: %w: is the server running, and does the database exist?", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(upgradeLock)); err != nil {
			return err
		}
		if err := ensureSchema(ctx, tx, config.RuntimeParams["search_path"]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL)`); err != nil {
			return err
		}
		var version int
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&version); err != nil {
			return err
		}
		todo, err := migrate.Pending(version, steps)
		if err != nil {
			return err
		}
		for _, step := range todo {
			if _, err := tx.Exec(ctx, step.SQL); err != nil {
				return fmt.Errorf("migration %s: %w", step.Name, err)
			}
			if _, err := tx.Exec(ctx, `INSERT INTO schema_version (version) VALUES ($1)`, step.Version); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("journal: schema: %w", err)
	}
	return nil
}

// ensureSchema makes the schema that a store is told to live in, if that is
// missing.
func ensureSchema(ctx context.Context, tx pgx.Tx, path string) error {
	name, _, _ := strings.Cut(path, ",")
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if name == "" || strings.HasPrefix(name, "$") {
		return nil
	}
	var there bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)`, name).Scan(&there)
	if err != nil || there {
		return err
	}
	_, err = tx.Exec(ctx, `CREATE SCHEMA `+pgx.Identifier{name}.Sanitize())
	return err
}
