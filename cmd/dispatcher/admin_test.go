package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ask calls a server's API and returns the status and the answer.
func ask(t *testing.T, method, url, key, body string, headers ...string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	json.Unmarshal(b, &out)
	return res.StatusCode, out
}

const firstOrder = `{
	"external_id": "A-1", "kind": "meal", "items": [{"name": "Soup", "quantity": 1, "grams": 400, "ml": 500, "price": 1200}],
	"dropoff": {"point": {"lng": 1.5221, "lat": 42.5074}, "floor": 2}, "contact": {"name": "Wang Fang", "phone": "+376 000"}
}`

// TestAdministration sets a server up from nothing, places an order, copies
// the live store, and finds the order on a server that runs on the copy.
func TestAdministration(t *testing.T) {
	town, dir := townFile(t), t.TempDir()
	store := "sqlite:" + filepath.Join(dir, "linli.db")
	admin := strings.TrimSpace(output(t, "admin", "init", "--store", store))
	if err := program(t.Context(), "admin", "init", "--store", store).Run(); err == nil {
		t.Error("a second administrator was made without --again")
	}
	secret := filepath.Join(dir, "linli.secret")
	url, stop := serveFor(t, store, town, secret)
	remote := []string{"--server", url, "--key", admin}
	merchant := strings.TrimSpace(output(t, append([]string{"admin", "merchant", "m1", "--name", "Noodles", "--category", "meals", "--at", "1.5211,42.5063", "--live"}, remote...)...))
	for _, args := range [][]string{
		{"admin", "user", "c1"}, {"admin", "robot", "r1", "--maker", "acme"},
		{"admin", "locker", "l1", "--at", "1.5215,42.5066"}, {"admin", "gate", "g1"}, {"admin", "lift", "e1"}, {"admin", "key", "desk", "--scope", "staff"},
	} {
		if key := output(t, append(args, remote...)...); !strings.HasPrefix(key, "linli_") {
			t.Errorf("%q printed %q, not a key", args, key)
		}
	}
	status, order := ask(t, "POST", url+"/v1/orders", merchant, firstOrder, "Idempotency-Key", "k1")
	if status != 201 || order["id"] == nil {
		t.Fatalf("order: %d %v", status, order)
	}
	id := order["id"].(string)
	for _, tile := range []string{"/tiles/14/8261/6050", "/tiles/cells/14/8261/6050"} {
		if status, _ := ask(t, "GET", url+tile, "", ""); status != 200 {
			t.Errorf("%s: %d", tile, status)
		}
	}

	kept := filepath.Join(dir, "copy.db")
	output(t, "admin", "backup", "--store", store, kept)
	if err := program(t.Context(), "admin", "restore", kept, strings.TrimPrefix(store, "sqlite:")).Run(); err == nil {
		t.Error("a live store was overwritten")
	}
	stop()
	back := filepath.Join(dir, "back.db")
	output(t, "admin", "restore", kept, back)
	url, _ = serveFor(t, "sqlite:"+back, town, secret)
	if status, got := ask(t, "GET", url+"/v1/orders/"+id, merchant, ""); status != 200 || got["status"] != "placed" {
		t.Errorf("after the restore: %d %v", status, got)
	}
	if status, got := ask(t, "POST", url+"/v1/orders", merchant, firstOrder, "Idempotency-Key", "k1"); status != 201 || got["id"] != id {
		t.Errorf("the repeated order: %d %v, want the same %s", status, got["id"], id)
	}
}

// serveFor runs a server as a process of its own until stop or the test's
// end.
func serveFor(t *testing.T, store, town, secret string) (url string, stop func()) {
	t.Helper()
	addr := freeAddr(t)
	ctx, cancel := context.WithCancel(context.Background())
	cmd := program(ctx, "serve", "--store", store, "--addr", addr, "--city", town, "--secret", secret, "--log", "warn")
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := false
	stop = func() {
		if done {
			return
		}
		done = true
		cancel()
		if err := cmd.Wait(); err != nil && !strings.Contains(err.Error(), "context canceled") {
			t.Errorf("the server did not end well: %v", err)
		}
	}
	t.Cleanup(stop)
	if err := ready(t.Context(), "http://"+addr); err != nil {
		t.Fatal(err)
	}
	return "http://" + addr, stop
}

func TestOneOwner(t *testing.T) {
	town, dir := townFile(t), t.TempDir()
	store := "sqlite:" + filepath.Join(dir, "linli.db")
	secret := filepath.Join(dir, "linli.secret")
	serveFor(t, store, town, secret)
	out, err := program(t.Context(), "serve", "--store", store, "--addr", freeAddr(t), "--city", town, "--secret", secret).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "owner") {
		t.Errorf("a second server on the same store: %v\n%s", err, out)
	}
}

func TestImport(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"empty.osm.pbf": "", "noise.osm.pbf": "this is not a map", "cut.osm": "<osm><node id=\"1\" lat=\"42\"", "cut.osm.bz2": "BZh9",
	} {
		in, out := filepath.Join(dir, name), filepath.Join(dir, name+".city")
		if err := os.WriteFile(in, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		said, err := program(t.Context(), "import", in, "-o", out).CombinedOutput()
		if err == nil || !strings.Contains(string(said), name) {
			t.Errorf("import of %s: %v\n%s", name, err, said)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("import of %s left a city file behind", name)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.city*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q %v", left, err)
	}
}
