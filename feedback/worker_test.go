package feedback

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/httpapi"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// memory is a store of outbox, endpoints and deliveries.
type memory struct {
	mu         sync.Mutex
	outbox     []shell.OutboxItem
	endpoints  []shell.Endpoint
	deliveries []shell.Delivery
	saves      int
}

func (m *memory) Outbox(context.Context, string, int) ([]shell.OutboxItem, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.outbox[:min(len(m.outbox), batch)], nil
}

func (m *memory) PlanDeliveries(_ context.Context, it shell.OutboxItem, ids []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		m.deliveries = append(m.deliveries, shell.Delivery{
			Message: it.ID, Endpoint: id, State: shell.DeliveryPending, Payload: it.Payload, At: it.At,
		})
	}
	for i := range m.outbox {
		if m.outbox[i].ID == it.ID {
			m.outbox = append(m.outbox[:i:i], m.outbox[i+1:]...)
			break
		}
	}
	return nil
}

func (m *memory) Endpoints(_ context.Context, owner string) ([]shell.Endpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []shell.Endpoint
	for _, e := range m.endpoints {
		if e.Owner == owner {
			out = append(out, e)
		}
	}
	return out, nil
}

func (m *memory) Endpoint(_ context.Context, id string) (shell.Endpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.endpoints {
		if e.ID == id {
			return e, nil
		}
	}
	return shell.Endpoint{}, shell.ErrNotFound
}

func (m *memory) DisableEndpoint(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.endpoints {
		if m.endpoints[i].ID == id {
			m.endpoints[i].Disabled = true
		}
	}
	return nil
}

func (m *memory) DueDeliveries(_ context.Context, now clock.Instant, limit int) ([]shell.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	off := map[string]bool{}
	for _, e := range m.endpoints {
		off[e.ID] = e.Disabled
	}
	var out []shell.Delivery
	for _, d := range m.deliveries {
		if d.State == shell.DeliveryPending && d.Next <= now && !off[d.Endpoint] && len(out) < limit {
			out = append(out, d)
		}
	}
	return out, nil
}

func (m *memory) SaveDelivery(_ context.Context, d shell.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.saves++
	for i, x := range m.deliveries {
		if x.Message == d.Message && x.Endpoint == d.Endpoint {
			m.deliveries[i] = d
			return nil
		}
	}
	m.deliveries = append(m.deliveries, d)
	return nil
}

func (m *memory) Deliveries(_ context.Context, endpoint string, limit int, cursor string) ([]shell.Delivery, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []shell.Delivery
	for _, d := range m.deliveries {
		if d.Endpoint == endpoint {
			out = append(out, d)
		}
	}
	return out, "", nil
}

func (m *memory) get(message, endpoint string) shell.Delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.deliveries {
		if d.Message == message && d.Endpoint == endpoint {
			return d
		}
	}
	return shell.Delivery{}
}

// receiver plays the internet: what each host answers.
type receiver struct {
	mu   sync.Mutex
	got  map[string][]string // message ids by host
	at   map[string][]time.Time
	body map[string][]byte
	say  func(host string, n int) (int, time.Duration, error) // status, time to answer
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	b, _ := io.ReadAll(req.Body)
	host := req.URL.Host
	r.mu.Lock()
	r.got[host] = append(r.got[host], req.Header.Get("webhook-id"))
	r.at[host] = append(r.at[host], time.Now())
	n := len(r.got[host])
	if old := r.body[req.Header.Get("webhook-id")]; old != nil && !bytes.Equal(old, b) {
		panic("the same message came with another body")
	}
	r.body[req.Header.Get("webhook-id")] = b
	r.mu.Unlock()
	secret := SecretPrefix + base64.StdEncoding.EncodeToString([]byte("key of "+host))
	if err := Verify(secret, req.Header, b, time.Now()); err != nil {
		panic(err)
	}
	status, wait, err := r.say(host, n)
	select {
	case <-time.After(wait):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("ok"))}, nil
}

type plain struct{}

func (plain) Open(b []byte) ([]byte, error) { return b, nil }

func published(n int, merchant string) shell.OutboxItem {
	p, _ := json.Marshal(dispatch.Published{
		Order: "o1", Merchant: "shop", Track: orders.Carriage, State: orders.Delivered, Status: orders.Delivered, Seq: n, At: clock.Instant(n),
	})
	return shell.OutboxItem{
		OutboxRow: dispatch.OutboxRow{Seq: uint64(n), Topic: dispatch.TopicStatus, Owner: merchant, Order: "o1", At: clock.Instant(n), Payload: p},
		ID:        fmt.Sprintf("z-%d-0", n),
	}
}

func endpoint(id, owner string) shell.Endpoint {
	return shell.Endpoint{ID: id, Owner: owner, URL: "https://" + id + "/hook", Secret: []byte("key of " + id)}
}

// run works for a time on a fake clock.
func run(t *testing.T, m *memory, d time.Duration, say func(string, int) (int, time.Duration, error)) *receiver {
	t.Helper()
	r := &receiver{got: map[string][]string{}, at: map[string][]time.Time{}, body: map[string][]byte{}, say: say}
	w := New(Config{Dice: func() float64 { return 0.5 }, Client: &http.Client{Transport: r, Timeout: sendTimeout}}, m, plain{})
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if err := w.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	return r
}

func TestFanOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{
			outbox:    []shell.OutboxItem{published(1, "shop"), published(2, "rival"), published(3, "shop")},
			endpoints: []shell.Endpoint{endpoint("a", "shop"), endpoint("b", "rival"), endpoint("p", platform)},
		}
		r := run(t, m, 3*time.Second, func(string, int) (int, time.Duration, error) { return 204, 0, nil })
		for host, want := range map[string]string{"a": "[z-1-0 z-3-0]", "b": "[z-2-0]", "p": "[z-1-0 z-2-0 z-3-0]"} {
			if got := fmt.Sprint(r.got[host]); got != want {
				t.Errorf("%s got %s, want %s", host, got, want)
			}
		}
		if d := m.get("z-1-0", "a"); d.State != shell.DeliveryDone || d.Attempts != 1 || d.Status != 204 {
			t.Errorf("%+v", d)
		}
	})
}

func TestRetriesForThreeDays(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		d      time.Duration
		pauses int
	}{"error": {500, 73 * time.Hour, len(Schedule)}, "redirect": {302, 5 * time.Minute, 3}, "refusal": {404, 5 * time.Minute, 3}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &memory{outbox: []shell.OutboxItem{published(1, "shop")}, endpoints: []shell.Endpoint{endpoint("a", "shop")}}
				r := run(t, m, c.d, func(string, int) (int, time.Duration, error) { return c.status, 0, nil })
				at := r.at["a"]
				if len(at) != c.pauses+1 {
					t.Fatalf("%d attempts", len(at))
				}
				for i, want := range Schedule[:c.pauses] {
					if got := at[i+1].Sub(at[i]); got < want || got > want+2*pollEvery {
						t.Errorf("pause %d: %s, want %s", i+1, got, want)
					}
				}
				dead := c.pauses == len(Schedule)
				if d := m.get("z-1-0", "a"); (d.State == shell.DeliveryDead) != dead || d.Status != c.status {
					t.Errorf("%+v", d)
				}
			})
		})
	}
}

func TestGoneDisables(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{
			outbox:    []shell.OutboxItem{published(1, "shop"), published(2, "shop")},
			endpoints: []shell.Endpoint{endpoint("a", "shop")},
		}
		r := run(t, m, time.Hour, func(string, int) (int, time.Duration, error) { return 410, 0, nil })
		if len(r.got["a"]) != 1 || !m.endpoints[0].Disabled {
			t.Fatalf("got %v, disabled %v", r.got["a"], m.endpoints[0].Disabled)
		}
	})
}

func TestDeadEndpointBlocksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		for i := range 40 { // more than there are slots
			m.endpoints = append(m.endpoints, endpoint(fmt.Sprintf("dead%d", i), "shop"))
		}
		m.endpoints = append(m.endpoints, endpoint("well", "shop"))
		for i := range 30 {
			m.outbox = append(m.outbox, published(i+1, "shop"))
		}
		r := run(t, m, 2*time.Minute, func(host string, _ int) (int, time.Duration, error) {
			if host == "well" {
				return 200, 0, nil
			}
			return 0, time.Hour, nil
		})
		if n := len(r.got["well"]); n != 30 {
			t.Fatalf("the well endpoint got %d of 30", n)
		}
	})
}

func TestReplayAndTest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{outbox: []shell.OutboxItem{published(1, "shop")}, endpoints: []shell.Endpoint{endpoint("a", "shop")}}
		r := &receiver{got: map[string][]string{}, at: map[string][]time.Time{}, body: map[string][]byte{},
			say: func(string, int) (int, time.Duration, error) { return 200, 0, nil }}
		w := New(Config{Client: &http.Client{Transport: r}}, m, plain{})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); w.Run(ctx) }()
		synctest.Wait()
		if err := w.Replay(ctx, "a", "z-1-0"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := fmt.Sprint(r.got["a"]); got != "[z-1-0 z-1-0]" {
			t.Fatalf("after replay: %s", got)
		}
		if err := w.Replay(ctx, "a", "z-9-0"); !errors.Is(err, shell.ErrNotFound) {
			t.Fatal(err)
		}
		if status, err := w.Test(ctx, m.endpoints[0]); status != 200 || err != nil {
			t.Fatalf("%d %v", status, err)
		}
		m.mu.Lock()
		m.outbox = append(m.outbox, published(2, "shop"))
		m.mu.Unlock()
		w.Deliver(nil, 0, []dispatch.Decision{dispatch.Published{}})
		synctest.Wait()
		if n := len(r.got["a"]); n != 4 {
			t.Fatalf("the nudge was not heard: %d", n)
		}
		cancel()
		<-done
	})
}

// The feed and the webhooks say the same of an order, in two packages that
// must not import each other.
func TestStatusMatchesFeed(t *testing.T) {
	a, _ := json.Marshal(Status{ExternalID: "x", Worker: "w", Mode: "door", Reason: "r", ETA: &time.Time{}})
	b, _ := json.Marshal(httpapi.StatusData{ExternalID: "x", Worker: "w", Mode: "door", Reason: "r", ETA: &time.Time{}})
	if !bytes.Equal(a, b) {
		t.Fatalf("%s\n%s", a, b)
	}
}
