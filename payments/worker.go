package payments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	pollEvery   = time.Second
	batch       = 200
	concurrency = 8
	longest     = 5 * time.Minute // between two tries
	patience    = 12              // tries of a hold whose outcome stays unclear
)

// Config is what an operator sets.
type Config struct {
	SecretKey string         // of the Stripe account; orders with payment are refused without
	BaseURL   string         // empty: Stripe itself
	Client    *http.Client   // nil: one with a timeout of 30 s
	Dice      func() float64 // from 0 to 1, for the jitter; nil: random
	Log       *slog.Logger
}

// Worker does what the outbox's charges ask.
type Worker struct {
	cfg     Config
	engine  Engine
	store   Store
	gateway gateway
	nudge   chan struct{}

	mu   sync.Mutex
	next map[string]time.Time // when a message is tried again
}

// New returns a worker; Run makes it work.
func New(cfg Config, engine Engine, store Store) *Worker {
	if cfg.Dice == nil {
		cfg.Dice = rand.Float64
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Worker{
		cfg: cfg, engine: engine, store: store, gateway: newGateway(cfg.SecretKey, cfg.BaseURL, cfg.Client),
		nudge: make(chan struct{}, 1), next: map[string]time.Time{},
	}
}

// Deliver wakes the worker when a charge was decided. It has the form of
// shell.Doors.
func (w *Worker) Deliver(_ *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	if slices.ContainsFunc(ds, func(d dispatch.Decision) bool { _, ok := d.(dispatch.Charge); return ok }) {
		select {
		case w.nudge <- struct{}{}:
		default: // it is awake
		}
	}
}

// Run works until the context ends.
func (w *Worker) Run(ctx context.Context) error {
	for {
		again, err := w.round(ctx)
		if err != nil && ctx.Err() == nil {
			w.cfg.Log.ErrorContext(ctx, "payments cannot be read", "err", err)
		}
		if again && err == nil {
			continue
		}
		t := time.NewTimer(pollEvery)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-w.nudge:
		case <-t.C:
		}
		t.Stop()
	}
}

// round does the first act of each order whose time has come, and reports
// whether any was settled: the order's next act can follow then.
func (w *Worker) round(ctx context.Context) (bool, error) {
	items, err := w.store.Outbox(ctx, dispatch.TopicPayment, batch)
	if err != nil {
		return false, err
	}
	seen := map[orders.ID]bool{}
	slots := make(chan struct{}, concurrency)
	var wg sync.WaitGroup
	var mu sync.Mutex
	settled := false
	for _, it := range items {
		if seen[it.Order] {
			continue
		}
		seen[it.Order] = true
		if w.waits(it.ID) {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			ok := w.handle(ctx, it)
			mu.Lock()
			settled = settled || ok
			mu.Unlock()
		})
	}
	wg.Wait()
	return settled, nil
}

func (w *Worker) waits(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Before(w.next[id])
}

// handle does one act and reports whether it is settled for good.
func (w *Worker) handle(ctx context.Context, it shell.OutboxItem) bool {
	err := w.settle(ctx, it)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		delete(w.next, it.ID)
		return true
	}
	if ctx.Err() != nil {
		return false
	}
	wait := backoff(it.Attempts, w.cfg.Dice())
	w.next[it.ID] = time.Now().Add(wait)
	w.cfg.Log.WarnContext(ctx, "payment is tried again", "message", it.ID, "order", it.Order, "attempt", it.Attempts+1,
		"wait", wait.String(), "err", err)
	return false
}

// backoff doubles from a second, varied by a fifth.
func backoff(attempts int, dice float64) time.Duration {
	d := longest
	if attempts < 9 {
		d = min(time.Second<<attempts, longest)
	}
	return time.Duration(float64(d) * (0.8 + 0.4*dice))
}

func (w *Worker) settle(ctx context.Context, it shell.OutboxItem) error {
	var c dispatch.Charge
	if err := json.Unmarshal(it.Payload, &c); err != nil {
		return fmt.Errorf("payments: message %s: %w", it.ID, err)
	}
	o, err := w.act(ctx, c, it)
	if err != nil {
		return err
	}
	_, err = w.engine.Submit(ctx, shell.Request{Event: dispatch.Settle{
		Order: c.Order, Merchant: c.Merchant, State: o.state, Intent: o.intent,
	}})
	if err != nil && !errors.Is(err, shell.ErrQuarantined) {
		return err // a refusal is no error: the order may have left since
	}
	w.cfg.Log.InfoContext(ctx, "payment settled", "order", c.Order, "action", c.Action, "state", o.state, "why", o.why)
	return w.store.OutboxDone(ctx, it.ID)
}

// act returns what became of an act, doing it unless it was done.
func (w *Worker) act(ctx context.Context, c dispatch.Charge, it shell.OutboxItem) (outcome, error) {
	known, err := w.known(ctx, c)
	if err != nil {
		return outcome{}, err
	}
	switch {
	case c.Action == "hold" && known.Intent != "" && known.State != "pending":
		return outcome{state: known.State, intent: known.Intent, why: "settled before"}, nil
	case c.Action == "capture" && known.Intent == "":
		return outcome{state: Refused, why: "nothing was held"}, nil
	case c.Action == "cancel" && (known.Intent == "" || known.State == Refused):
		return outcome{state: Cancelled, intent: known.Intent, why: "nothing was held"}, nil
	}
	key := keyOf(c)
	stored, err := w.stored(ctx, key, newCall(c, known.Intent, time.Now()))
	if err != nil {
		return outcome{}, err
	}
	if err := w.store.OutboxAttempt(ctx, it.ID); err != nil {
		return outcome{}, err
	}
	if stored.Intent == "" && time.Since(stored.First) > keyLife {
		w.cfg.Log.ErrorContext(ctx, "a hold is too old to be sent again: look the order up at the payment provider", "order", c.Order)
		return outcome{state: Refused, why: "too old"}, nil
	}
	if stored.Intent != "" && it.Attempts >= patience {
		// The provider repeats a server error under its key for a day. What an
		// intent's state guards may be asked for under another.
		key = fmt.Sprintf("%s-%d", key, it.Attempts/patience)
	}
	o, err := w.gateway.send(ctx, key, stored)
	if errors.Is(err, errUnclear) && stored.Action == "hold" && it.Attempts >= patience {
		w.cfg.Log.ErrorContext(ctx, "a hold's outcome stays unclear: look the order up at the payment provider", "order", c.Order, "err", err)
		return outcome{state: Refused, why: "unclear"}, nil
	}
	return o, err
}

// known returns the order's payment as it stands now: a charge was decided
// before the acts ahead of it were settled.
func (w *Worker) known(ctx context.Context, c dispatch.Charge) (orders.Payment, error) {
	doc, err := w.store.Order(ctx, c.Order)
	if errors.Is(err, shell.ErrNotFound) || err == nil && doc.Order.Payment == nil {
		return c.Payment, nil
	}
	if err != nil {
		return orders.Payment{}, err
	}
	p := *doc.Order.Payment
	if p.Intent == "" {
		p.Intent = c.Payment.Intent
	}
	return p, nil
}

// stored returns the act as it was first stored, storing it if it is new.
func (w *Worker) stored(ctx context.Context, key string, fresh call) (call, error) {
	b, err := w.store.PaymentCall(ctx, key)
	if err == nil {
		return decodeCall(b)
	}
	if !errors.Is(err, shell.ErrNotFound) {
		return call{}, err
	}
	if b, err = fresh.encode(); err != nil {
		return call{}, err
	}
	return fresh, w.store.PutPaymentCall(ctx, key, b)
}
