package feedback

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/shell"
)

// TestOverTheRealStore sends one message from a SQLite outbox through a real
// connection to a receiver that checks it, which fails the first time.
func TestOverTheRealStore(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	store, err := journal.Open(ctx, "sqlite:"+t.TempDir()+"/zone.db")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	claimed, err := store.Claim(ctx, "z")
	if err != nil {
		t.Fatal(err)
	}
	row := published(1, "shop").OutboxRow
	err = store.Commit(ctx, shell.Batch{
		Zone: "z", Epoch: claimed.Epoch,
		Records:     []dispatch.Record{{Seq: 1, At: 1, Event: []byte(`{}`), Decisions: []byte(`[]`), Digest: "d"}},
		Projections: []dispatch.Projection{{Outbox: []dispatch.OutboxRow{row}}},
	})
	if err != nil {
		t.Fatal(err)
	}

	key := []byte("a signing key")
	got := make(chan error, 8)
	seen := map[string]int{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		seen[r.Header.Get("Webhook-Id")]++
		got <- Verify(SecretPrefix+base64.StdEncoding.EncodeToString(key), r.Header, b, time.Now())
		if len(seen) == 1 && seen[r.Header.Get("Webhook-Id")] == 1 {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}
	}))
	defer srv.Close()
	sealer, err := NewSealer(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	sealed, _ := sealer.Seal(key)
	if err := store.PutEndpoint(ctx, shell.Endpoint{ID: "e1", Owner: "shop", URL: srv.URL, Secret: sealed}); err != nil {
		t.Fatal(err)
	}
	w := New(Config{Guard: Guard{Loopback: true}}, store, sealer)
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	for range 2 { // the second comes five seconds later
		select {
		case err := <-got:
			if err != nil {
				t.Fatal(err)
			}
		case <-ctx.Done():
			t.Fatal("nothing came")
		}
	}
	for {
		page, _, err := store.Deliveries(ctx, "e1", 10, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 1 && page[0].State == shell.DeliveryDone && page[0].Attempts == 2 {
			break
		}
	}
	cancel()
	<-ended
	if len(seen) != 1 {
		t.Fatalf("one message came as %v", seen)
	}
}
