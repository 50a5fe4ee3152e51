package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/geo/roadnet"
)

// TestLinks runs robots, over MQTT, and lockers against a real dispatcher
// process until the server says that each is linked.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	dispatcher := filepath.Join(dir, "dispatcher")
	if out, err := exec.Command("go", "build", "-o", dispatcher, "../dispatcher").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	extract, err := roadnet.DefaultExtract(strings.TrimSpace(string(cache)))
	if err != nil {
		t.Skip(err)
	}
	town, store := filepath.Join(dir, "town.city"), "sqlite:"+filepath.Join(dir, "linli.db")
	if out, err := exec.Command(dispatcher, "import", extract, "-o", town, "-jurisdiction", "andorra-demo").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	key, err := exec.Command(dispatcher, "admin", "init", "--store", store).Output()
	if err != nil {
		t.Fatal(err)
	}
	addr, mqtt := freeAddr(t), freeAddr(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := exec.CommandContext(ctx, dispatcher, "serve", "--store", store, "--addr", addr, "--mqtt", mqtt, "--city", town, "--log", "warn")
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); server.Wait() }()
	url, admin := "http://"+addr, strings.TrimSpace(string(key))
	until(ctx, t, "the server is ready", func() bool {
		res, err := http.Get(url + "/readyz")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	go run(ctx, []string{"--server", url, "--key", admin, "--city", town, "--mqtt", "mqtt://" + mqtt, "--robots", "3", "--lockers", "2", "--gates", "2", "--lifts", "1", "--stations", "1"})
	for path, want := range map[string]int{"/v1/admin/robots": 3, "/v1/admin/lockers": 2, "/v1/staff/passages": 3} {
		until(ctx, t, path+" are linked", func() bool { return linked(ctx, url+path, admin) == want })
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func until(ctx context.Context, t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("in vain: %s", what)
		case <-tick.C:
		}
	}
}

// linked counts the machines of a list that have a session.
func linked(ctx context.Context, url, key string) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	var page map[string]json.RawMessage
	if json.NewDecoder(res.Body).Decode(&page) != nil {
		return 0
	}
	n := 0
	for _, list := range page {
		var rows []struct {
			Linked bool `json:"linked"`
		}
		if json.Unmarshal(list, &rows) == nil {
			for _, r := range rows {
				if r.Linked {
					n++
				}
			}
		}
	}
	return n
}
