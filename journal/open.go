package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/linli/linli/journal/postgres"
	"github.com/linli/linli/journal/sqlite"
)

// Open opens the store of the URL and brings its schema up to date:
//
//	sqlite:PATH, or just PATH   a file, made if it does not exist
//	postgres://…                a database; tables go to its search_path
//
// A store that a newer program has written is refused.
func Open(ctx context.Context, store string) (Store, error) {
	scheme, rest, found := strings.Cut(store, ":")
	switch {
	case store == "":
		return nil, fmt.Errorf("journal: no store given: use sqlite:PATH or postgres://user:password@host/database")
	case found && (scheme == "postgres" || scheme == "postgresql"):
		s, err := postgres.Open(ctx, store)
		if err != nil {
			return nil, err // not s: a nil *postgres.Store is not a nil Store
		}
		return s, nil
	case found && scheme == "sqlite":
		return openSQLite(ctx, strings.TrimPrefix(rest, "//"))
	case found && strings.HasPrefix(rest, "//"):
		return nil, fmt.Errorf("journal: there is no store of the kind %q: use sqlite:PATH or postgres://user:password@host/database", scheme)
	}
	return openSQLite(ctx, store)
}

func openSQLite(ctx context.Context, path string) (Store, error) {
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// SandboxOf returns where the sandbox of a store keeps its own: a file beside a
// SQLite store, another schema of a database.
func SandboxOf(store string) (string, error) {
	if !strings.HasPrefix(store, "postgres:") && !strings.HasPrefix(store, "postgresql:") {
		ext := filepath.Ext(store)
		return strings.TrimSuffix(store, ext) + "-sandbox" + ext, nil
	}
	u, err := url.Parse(store)
	if err != nil {
		return "", errors.New("journal: the URL of the database cannot be read") // it holds a password
	}
	q := u.Query()
	schema, _, _ := strings.Cut(q.Get("search_path"), ",")
	q.Set("search_path", cmp.Or(schema, "linli")+"_sandbox")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Restore makes a SQLite store at dest from a backup: the backup is checked
// first, and a store that is there already is never overwritten.
func Restore(ctx context.Context, src, dest string) error { return sqlite.Restore(ctx, src, dest) }
