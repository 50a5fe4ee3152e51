package payments

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// bank plays Stripe with a memory: intents, idempotency keys, and the trouble
// that a test orders.
type bank struct {
	mu      sync.Mutex
	intents map[string]map[string]any
	replies map[string]reply // by idempotency key
	seen    []string         // method, path and key of each request
	trouble func(n int, r *http.Request) string
}

type reply struct {
	status int
	body   []byte
	form   string
}

func newBank(t *testing.T) (*bank, string) {
	b := &bank{intents: map[string]map[string]any{}, replies: map[string]reply{}}
	s := httptest.NewServer(b)
	t.Cleanup(s.Close)
	return b, s.URL
}

func (b *bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.ParseForm()
	key := r.Header.Get("Idempotency-Key")
	b.seen = append(b.seen, r.Method+" "+r.URL.Path+" "+key)
	trouble := ""
	if b.trouble != nil {
		trouble = b.trouble(len(b.seen), r)
	}
	if trouble == "refuse connection" {
		hangUp(w)
		return
	}
	old, known := b.replies[key]
	switch {
	case r.Method == "POST" && known && old.form != r.Form.Encode():
		old = fail(400, "idempotency_error", "", "keys were mixed up")
	case r.Method == "POST" && known:
	case trouble == "500":
		old = fail(500, "api_error", "", "oops")
	default:
		old = b.act(r)
	}
	if r.Method == "POST" && !known {
		old.form = r.Form.Encode()
		b.replies[key] = old
	}
	if trouble == "lose reply" {
		hangUp(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(old.status)
	w.Write(old.body)
}

func hangUp(w http.ResponseWriter) {
	c, _, _ := w.(http.Hijacker).Hijack()
	c.Close()
}

func fail(status int, kind, code, msg string) reply {
	b, _ := json.Marshal(map[string]any{"error": map[string]any{"type": kind, "code": code, "message": msg}})
	return reply{status: status, body: b}
}

func (b *bank) act(r *http.Request) reply {
	rest := strings.TrimPrefix(r.URL.Path, "/v1/payment_intents")
	if rest == "" {
		if r.Form.Get("payment_method") == "pm_declined" {
			return fail(402, "card_error", "card_declined", "declined")
		}
		id := fmt.Sprintf("pi_%d", len(b.intents)+1)
		b.intents[id] = map[string]any{"id": id, "object": "payment_intent", "status": "requires_capture", "amount": r.Form.Get("amount")}
		return b.ok(id)
	}
	id, verb, _ := strings.Cut(rest[1:], "/")
	pi := b.intents[id]
	if pi == nil {
		return fail(404, "invalid_request_error", "resource_missing", "no such intent")
	}
	next := map[string]string{"capture": "succeeded", "cancel": "canceled"}[verb]
	if next != "" {
		if pi["status"] != "requires_capture" {
			return fail(400, "invalid_request_error", "payment_intent_unexpected_state", "it is "+pi["status"].(string))
		}
		pi["status"] = next
	}
	return b.ok(id)
}

func (b *bank) ok(id string) reply {
	pi := map[string]any{}
	for k, v := range b.intents[id] {
		if k != "amount" {
			pi[k] = v
		}
	}
	body, _ := json.Marshal(pi)
	return reply{status: 200, body: body}
}

// ledger is a store and an engine that remembers what was settled.
type ledger struct {
	mu      sync.Mutex
	outbox  []shell.OutboxItem
	calls   map[string][]byte
	orders  map[orders.ID]orders.Order
	settled []string
}

func newLedger(charges ...dispatch.Charge) *ledger {
	l := &ledger{calls: map[string][]byte{}, orders: map[orders.ID]orders.Order{}}
	for i, c := range charges {
		p, _ := json.Marshal(c)
		l.outbox = append(l.outbox, shell.OutboxItem{
			ID: fmt.Sprintf("z-%d-0", i+1), OutboxRow: dispatch.OutboxRow{Topic: dispatch.TopicPayment, Order: c.Order, Payload: p},
		})
		if _, ok := l.orders[c.Order]; !ok {
			pay := c.Payment
			l.orders[c.Order] = orders.Order{ID: c.Order, Payment: &pay}
		}
	}
	return l
}

func (l *ledger) Outbox(context.Context, string, int) ([]shell.OutboxItem, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]shell.OutboxItem{}, l.outbox...), nil
}

func (l *ledger) OutboxDone(_ context.Context, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.outbox {
		if l.outbox[i].ID == id {
			l.outbox = append(l.outbox[:i:i], l.outbox[i+1:]...)
			return nil
		}
	}
	return shell.ErrNotFound
}

func (l *ledger) OutboxAttempt(_ context.Context, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.outbox {
		if l.outbox[i].ID == id {
			l.outbox[i].Attempts++
		}
	}
	return nil
}

func (l *ledger) PutPaymentCall(_ context.Context, key string, b []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old, ok := l.calls[key]; ok && string(old) != string(b) {
		return fmt.Errorf("key %s came with another request", key)
	}
	l.calls[key] = b
	return nil
}

func (l *ledger) PaymentCall(_ context.Context, key string) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.calls[key]; ok {
		return b, nil
	}
	return nil, shell.ErrNotFound
}

func (l *ledger) Order(_ context.Context, id orders.ID) (shell.OrderDoc, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o, ok := l.orders[id]
	if !ok {
		return shell.OrderDoc{}, shell.ErrNotFound
	}
	pay := *o.Payment
	o.Payment = &pay
	return shell.OrderDoc{Order: o}, nil
}

func (l *ledger) Submit(_ context.Context, r shell.Request) (shell.Result, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := r.Event.(dispatch.Settle)
	l.settled = append(l.settled, fmt.Sprintf("%s %s %s", s.Order, s.State, s.Intent))
	if o, ok := l.orders[s.Order]; ok {
		o.Payment.State = s.State
		if s.Intent != "" {
			o.Payment.Intent = s.Intent
		}
	}
	return shell.Result{}, nil
}

func charge(order, action, method string) dispatch.Charge {
	return dispatch.Charge{Order: orders.ID(order), Merchant: "shop", Action: action,
		Payment: orders.Payment{Amount: 1200, Currency: "eur", Method: method, State: "pending"}}
}

// work runs rounds until the outbox is empty, skipping the pauses.
func work(t *testing.T, w *Worker, l *ledger) {
	t.Helper()
	for range 100 {
		w.mu.Lock()
		clear(w.next)
		w.mu.Unlock()
		if _, err := w.round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if items, _ := l.Outbox(t.Context(), "", 0); len(items) == 0 {
			return
		}
	}
	t.Fatalf("the outbox does not empty: %v", l.settled)
}

func worker(url string, l *ledger) *Worker {
	return New(Config{SecretKey: "sk_test_123", BaseURL: url, Client: &http.Client{Timeout: 10 * time.Second}, Dice: func() float64 { return 0.5 }}, l, l)
}
