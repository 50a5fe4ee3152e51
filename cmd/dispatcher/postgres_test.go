package main

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// postgresStore makes a schema of its own and returns the --store URL for it.
func postgresStore(t *testing.T) string {
	t.Helper()
	base := os.Getenv("LINLI_TEST_POSTGRES")
	if base == "" {
		t.Skip("set LINLI_TEST_POSTGRES to the URL of a database, or run: scripts/postgres.sh run go test ./cmd/...")
	}
	name := "serve_" + strings.ToLower(rand.Text())
	execute := func(statement string) {
		ctx := context.Background() // also while the test cleans up
		conn, err := pgx.Connect(ctx, base)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	execute("CREATE SCHEMA " + name)
	t.Cleanup(func() {
		execute("DROP SCHEMA " + name + " CASCADE")
		execute("DROP SCHEMA IF EXISTS " + name + "_sandbox CASCADE")
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// TestServeOnPostgres places an order on a server that keeps its books in
// PostgreSQL, stops the server, and finds the order on the next.
func TestServeOnPostgres(t *testing.T) {
	store, town := postgresStore(t), townFile(t)
	secret := filepath.Join(t.TempDir(), "linli.secret")
	admin := strings.TrimSpace(output(t, "admin", "init", "--store", store))
	server, stop := serveFor(t, store, town, secret)
	merchant := strings.TrimSpace(output(t, "admin", "merchant", "m1", "--name", "Noodles", "--category", "meals",
		"--at", "1.5211,42.5063", "--live", "--server", server, "--key", admin))
	status, order := ask(t, "POST", server+"/v1/orders", merchant, firstOrder, "Idempotency-Key", "k1")
	if status != 201 {
		t.Fatalf("order: %d %v", status, order)
	}
	stop()
	server, _ = serveFor(t, store, town, secret)
	if status, got := ask(t, "GET", server+"/v1/orders/"+order["id"].(string), merchant, ""); status != 200 || got["status"] != "placed" {
		t.Errorf("after a restart: %d %v", status, got)
	}
}
