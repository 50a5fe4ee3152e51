package feedback

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
)

const (
	platform    = "platform" // owner of endpoints that want every order
	sendTimeout = 15 * time.Second
	pollEvery   = time.Second
	batch       = 200 // the store gives no more at once
)

// Config is what an operator sets.
type Config struct {
	Guard       Guard
	Concurrency int            // endpoints served at once; 0: 32
	Dice        func() float64 // from 0 to 1, for the jitter; nil: random
	Log         *slog.Logger
	Client      *http.Client // nil: the guarded one
}

// Worker sends the outbox's status changes. Several may run on one store: the
// worst that follows is a repeated message.
type Worker struct {
	cfg    Config
	store  Store
	opener Opener
	client *http.Client
	nudge  chan struct{}

	mu   sync.Mutex
	jobs map[string]job       // endpoints being served
	down map[string]time.Time // endpoints that were down the last time: let be until then
	wg   sync.WaitGroup
}

// New returns a worker; Run makes it work.
func New(cfg Config, store Store, opener Opener) *Worker {
	if cfg.Concurrency == 0 {
		cfg.Concurrency = 32
	}
	if cfg.Dice == nil {
		cfg.Dice = rand.Float64
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	w := &Worker{
		cfg: cfg, store: store, opener: opener, client: cfg.Client,
		nudge: make(chan struct{}, 1), jobs: map[string]job{},
		down: map[string]time.Time{},
	}
	if w.client == nil {
		w.client = cfg.Guard.Client()
	}
	return w
}

// Deliver wakes the worker when something was published. It has the form of
// shell.Doors; losing it would cost a second and nothing else.
func (w *Worker) Deliver(_ *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	if slices.ContainsFunc(ds, func(d dispatch.Decision) bool { _, ok := d.(dispatch.Published); return ok }) {
		w.wake()
	}
}

func (w *Worker) wake() {
	select {
	case w.nudge <- struct{}{}:
	default: // it is awake
	}
}

// Run works until the context ends, and waits for what is being sent.
func (w *Worker) Run(ctx context.Context) error {
	defer w.wg.Wait()
	for {
		if err := w.plan(ctx); err != nil && ctx.Err() == nil {
			w.cfg.Log.ErrorContext(ctx, "webhooks cannot be planned", "err", err)
		}
		if err := w.serve(ctx); err != nil && ctx.Err() == nil {
			w.cfg.Log.ErrorContext(ctx, "webhooks cannot be sent", "err", err)
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

// plan makes deliveries of what is new in the outbox.
func (w *Worker) plan(ctx context.Context) error {
	for {
		items, err := w.store.Outbox(ctx, dispatch.TopicStatus, batch)
		if err != nil {
			return err
		}
		known := map[string][]string{} // endpoints by owner, for this batch
		for _, it := range items {
			ids, err := w.endpointsOf(ctx, known, it.Owner)
			if err != nil {
				return err
			}
			if err := w.store.PlanDeliveries(ctx, it, ids); err != nil {
				return err
			}
		}
		if len(items) < batch {
			return nil
		}
	}
}

func (w *Worker) endpointsOf(ctx context.Context, known map[string][]string, merchant string) ([]string, error) {
	var out []string
	for _, owner := range []string{merchant, platform} {
		ids, ok := known[owner]
		if !ok {
			rows, err := w.store.Endpoints(ctx, owner)
			if err != nil {
				return nil, err
			}
			for _, e := range rows {
				if !e.Disabled {
					ids = append(ids, e.ID)
				}
			}
			known[owner] = ids
		}
		out = append(out, ids...)
	}
	return out, nil
}
