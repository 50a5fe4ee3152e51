package postgres_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/journal/postgres"
)

func TestConformance(t *testing.T) {
	journaltest.Run(t, func(t *testing.T) func() journal.Store {
		at := schema(t)
		return func() journal.Store { return open(t, at) }
	})
}

// A store makes the schema that it is told to live in.
func TestSchemaIsMade(t *testing.T) {
	base, err := url.Parse(schema(t))
	if err != nil {
		t.Fatal(err)
	}
	q := base.Query()
	name := q.Get("search_path") + "_sandbox"
	q.Set("search_path", name)
	made := *base
	made.RawQuery = q.Encode()
	t.Cleanup(func() { execute(t, base.String(), "DROP SCHEMA "+name+" CASCADE") })
	for range 2 {
		open(t, made.String())
	}
	execute(t, base.String(), "SELECT version FROM "+name+".schema_version")
}

// schema makes a schema that is gone after the test, and returns its URL.
func schema(t testing.TB) string {
	t.Helper()
	base := os.Getenv("LINLI_TEST_POSTGRES")
	if base == "" {
		t.Skip("set LINLI_TEST_POSTGRES to the URL of a database, or run: scripts/postgres.sh run go test ./journal/...")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	execute(t, base, "CREATE SCHEMA "+name)
	t.Cleanup(func() { execute(t, base, "DROP SCHEMA "+name+" CASCADE") })
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// execute runs a statement on a connection of its own.
func execute(t testing.TB, url, statement string, args ...any) {
	t.Helper()
	ctx := context.Background() // also while the test cleans up
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
