package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// twoZones is a server with a sandbox, its keys, and what its webhooks sent.
type twoZones struct {
	t                 *testing.T
	srv               *server
	admin, live, test string
	made              int // requests with a body so far

	mu   sync.Mutex
	sent map[string][]hookBody // by order
}

type hookBody struct {
	Order    string `json:"order_id"`
	Status   string `json:"status"`
	LiveMode *bool  `json:"live_mode"`
}

func openTwoZones(t *testing.T) *twoZones {
	t.Helper()
	if err := keepTown(); err != nil {
		t.Skipf("no default city: %v", err)
	}
	city, err := openCity(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	z := &twoZones{t: t, sent: map[string][]hookBody{}}
	dir := t.TempDir()
	secret, err := readSecret(filepath.Join(dir, "secret"))
	if err != nil {
		t.Fatal(err)
	}
	z.srv, err = openServer(t.Context(), serverConfig{
		listen: listenConfig{addr: "127.0.0.1:0"}, store: "sqlite:" + filepath.Join(dir, "linli.db"), zone: "main", secret: secret, city: city,
		center: simulator.AndorraLaVella().Center(), scale: 1, audit: true, devHooks: true, sandbox: true,
		log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- z.srv.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if z.admin, err = newCredential(t.Context(), z.srv.store, "root", "root", shell.ScopeAdmin, shell.ScopeStaff); err != nil {
		t.Fatal(err)
	}
	z.want(201, "POST", "/v1/admin/couriers", z.admin, `{"id":"real","profile":"ebike","grams":30000,"ml":90000,"skills":["care"]}`)
	made := z.want(201, "POST", "/v1/admin/merchants", z.admin, `{"id":"shop","name":"Shop","category":"groceries","point":{"lng":1.5218,"lat":42.5071},"preparation_seconds":300}`)
	z.test = made["key"].(string)
	z.live = z.want(201, "POST", "/v1/admin/keys", z.admin, `{"subject":"shop","scopes":["orders"],"live":true}`)["key"].(string)
	return z
}

// call makes a request and returns its status and JSON.
func (z *twoZones) call(method, path, key, body string) (int, map[string]any) {
	z.t.Helper()
	req, _ := http.NewRequest(method, z.srv.url()+path, strings.NewReader(body))
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
		z.made++
		req.Header.Set("Idempotency-Key", fmt.Sprintf("test-%d", z.made))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		z.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	var out map[string]any
	json.Unmarshal(b, &out)
	return res.StatusCode, out
}

func (z *twoZones) want(status int, method, path, key, body string) map[string]any {
	z.t.Helper()
	got, out := z.call(method, path, key, body)
	if got != status {
		z.t.Fatalf("%s %s: %d, not %d: %v", method, path, got, status, out)
	}
	return out
}

// listen is the merchant's own server.
func (z *twoZones) listen() {
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m struct {
			Data hookBody `json:"data"`
		}
		b, _ := io.ReadAll(r.Body)
		json.NewDecoder(bytes.NewReader(b)).Decode(&m)
		z.mu.Lock()
		defer z.mu.Unlock()
		z.sent[m.Data.Order] = append(z.sent[m.Data.Order], m.Data)
	}))
	z.t.Cleanup(receiver.Close)
	z.want(201, "POST", "/v1/webhooks", z.test, fmt.Sprintf(`{"url":%q}`, receiver.URL))
}

// mirrored waits until the sandbox knows the shop.
func (z *twoZones) mirrored() {
	z.t.Helper()
	for range 200 {
		if status, _ := z.call("POST", "/v1/quotes", z.test, `{"items":[],"dropoff":{"point":{"lng":1.5251,"lat":42.5051}}}`); status == 201 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	z.t.Fatal("the sandbox does not hear of the shop")
}

const testOrder = `{"external_id":%q,"kind":"goods","items":[{"name":"rice","quantity":1,"grams":1000,"ml":1000,"price":300}],
	"dropoff":{"point":{"lng":1.5251,"lat":42.5051},"floor":2},"contact":{"name":"A"},"consent":{"locker":true,"robot":true}%s}`

func (z *twoZones) place(p orders.Play, visit bool, speed int) string {
	z.t.Helper()
	script := fmt.Sprintf(`,"sandbox":{"outcome":%q,"speed":%d}`, p.Outcome, speed)
	if !visit {
		return z.want(201, "POST", "/v1/orders", z.test, fmt.Sprintf(testOrder, p.Outcome, script))["id"].(string)
	}
	now, err := time.Parse(time.RFC3339, z.want(200, "GET", "/v1/clock", z.test, "")["now"].(string))
	if err != nil {
		z.t.Fatal(err)
	}
	return z.want(201, "POST", "/v1/visits", z.test, fmt.Sprintf(`{"external_id":"v-%s","resident":"r1","service":"care","minutes":30,
		"skills":["care"],"from":%q,"to":%q,"place":{"point":{"lng":1.5251,"lat":42.5051}},"contact":{"name":"A"}%s}`,
		p.Outcome, now.Add(15*time.Minute).Format(time.RFC3339), now.Add(40*time.Minute).Format(time.RFC3339), script))["id"].(string)
}

// played are outcomes with each kind of actor; simulator.TestCastPlays has all,
// in virtual time.
var played = []orders.Outcome{
	orders.OutDelivered, orders.OutMerchantRefuses, orders.OutNobodyHome, orders.OutLockerCollected, orders.OutRobotDelivered, orders.OutDone,
}

// Outcomes come, over HTTP, and are told by webhooks that say it is a test.
func TestSandboxPlays(t *testing.T) {
	z := openTwoZones(t)
	z.listen()
	z.mirrored()
	speed := 300
	if testing.Short() {
		speed = 200 // the race detector makes everything slow
	}
	type order struct {
		orders.Play
		path string
		id   string
	}
	var all []order
	for _, o := range played {
		if testing.Short() && o != orders.OutDelivered && o != orders.OutMerchantRefuses {
			continue
		}
		p := *(&orders.Script{Outcome: o}).Play()
		path := "/v1/orders/"
		if !p.Goods {
			path = "/v1/visits/"
		}
		all = append(all, order{p, path, z.place(p, !p.Goods, speed)})
	}
	deadline := time.Now().Add(2 * time.Minute)
	for _, p := range all {
		o := z.want(200, "GET", p.path+p.id, z.test, "")
		for o["done_at"] == nil && time.Now().Before(deadline) {
			time.Sleep(200 * time.Millisecond)
			o = z.want(200, "GET", p.path+p.id, z.test, "")
		}
		if o["status"] != string(p.Ends) || o["live_mode"] != false || !strings.HasPrefix(p.id, "t") {
			t.Errorf("%s: %s is %v (%v), live %v", p.Outcome, p.id, o["status"], o["reason"], o["live_mode"])
		}
	}
	for _, p := range all {
		z.told(p.id, string(p.Ends), deadline)
	}
}

// told waits for the webhook of an order's end.
func (z *twoZones) told(id, status string, deadline time.Time) {
	z.t.Helper()
	for {
		z.mu.Lock()
		list := z.sent[id]
		z.mu.Unlock()
		for _, m := range list {
			if m.LiveMode == nil || *m.LiveMode {
				z.t.Errorf("a webhook of %s does not say that it is a test", id)
				return
			}
			if m.Status == status {
				return
			}
		}
		if time.Now().After(deadline) {
			z.t.Errorf("no webhook says that %s is %s: %v", id, status, list)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Neither zone sees anything of the other's.
func TestSandboxIsApart(t *testing.T) {
	z := openTwoZones(t)
	z.mirrored()
	real := z.want(201, "POST", "/v1/orders", z.live, fmt.Sprintf(testOrder, "1", ""))
	test := z.want(201, "POST", "/v1/orders", z.test, fmt.Sprintf(testOrder, "1", ""))
	if real["live_mode"] != true || test["live_mode"] != false || real["id"] == test["id"] {
		t.Errorf("%v\n%v", real, test)
	}
	for _, x := range []struct{ key, own, other string }{
		{z.live, real["id"].(string), test["id"].(string)}, {z.test, test["id"].(string), real["id"].(string)},
	} {
		z.want(404, "GET", "/v1/orders/"+x.other, x.key, "")
		z.want(404, "GET", "/v1/orders/"+x.other+"/timeline", x.key, "")
		z.want(404, "GET", "/v1/orders/"+x.other+"/position", x.key, "")
		list := z.want(200, "GET", "/v1/orders", x.key, "")["orders"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["id"] != x.own {
			t.Errorf("%v is listed, not %s alone", list, x.own)
		}
	}
	if got := z.want(422, "POST", "/v1/orders", z.live, fmt.Sprintf(testOrder, "2", `,"sandbox":{"outcome":"delivered"}`)); got["code"] != "not_sandbox" {
		t.Errorf("a live key asks for an outcome: %v", got)
	}
	for _, o := range []map[string]any{real, test} {
		path := strings.TrimPrefix(o["tracking_url"].(string), z.srv.url()+"/track/")
		if v := z.want(200, "GET", "/v1/track/"+path, "", ""); v["live_mode"] != o["live_mode"] {
			t.Errorf("tracking of %v says %v", o["id"], v["live_mode"])
		}
		if v := z.want(200, "GET", "/v1/staff/orders/"+o["id"].(string), z.admin, ""); v == nil {
			t.Errorf("staff cannot read %v", o["id"])
		}
	}
	if list := z.want(200, "GET", "/v1/staff/orders", z.admin, "")["orders"].([]any); len(list) != 1 {
		t.Errorf("staff's list mixes the zones: %v", list)
	}
	if list := z.want(200, "GET", "/v1/staff/feed", z.admin, "")["events"].([]any); len(list) != 1 {
		t.Errorf("the feed mixes the zones: %v", list)
	}
}
