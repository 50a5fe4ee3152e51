package notify

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	reader      = "notify"
	pollEvery   = 2 * time.Second
	batch       = 100
	sendTimeout = 20 * time.Second
	lease       = time.Minute // longer than a send: nobody else takes the notice meanwhile
)

// Feed is what happened to orders, read once by this package.
type Feed interface {
	Feed(ctx context.Context, topic, owner, after string, limit int) ([]shell.OutboxItem, string, error)
	Outbox(ctx context.Context, topic string, limit int) ([]shell.OutboxItem, error)
	Reader(ctx context.Context, reader string) (cursor string, err error)
}

// Queue holds notices until they have left.
type Queue interface {
	PlanNotices(ctx context.Context, p shell.NoticePlan) error
	TakeNotices(ctx context.Context, now, until clock.Instant, limit int) ([]shell.Notice, error)
	SaveNotice(ctx context.Context, n shell.Notice) error
}

// Orders is the order and the person that a notice is about.
type Orders interface {
	Order(ctx context.Context, id orders.ID) (shell.OrderDoc, error)
	Person(ctx context.Context, id orders.ID) (shell.Person, error)
	Party(ctx context.Context, role shell.PartyRole, id string) (shell.Party, error)
}

// Store is everything that the worker reads and writes.
type Store interface {
	Feed
	Queue
	Orders
}

// Facts are what texts are filled in with and no order holds.
type Facts interface {
	// Shop returns a merchant's name, "" for an unknown one.
	Shop(ctx context.Context, id circle.ProviderID) string
	// PIN returns the code that the resident shows or types.
	PIN(id orders.ID) string
	// Link returns the address of the order's tracking page.
	Link(id orders.ID) string
	// HelpLink returns where somebody of the family answers a call for help.
	HelpLink(call, person string) string
}

// Config is what an operator sets.
type Config struct {
	Outlets  map[Channel]Outlet
	Texts    Catalogue
	Language string // of residents who said none: zh or en
	Quiet    Quiet
	Zone     *time.Location       // of the times in texts; nil: UTC
	Engine   func() clock.Instant // the engine clock
	Now      func() clock.Instant // real time; nil: the machine's
	Log      *slog.Logger
}

// Worker tells residents. Several may run on one store: each notice goes to
// one of them.
type Worker struct {
	cfg   Config
	store Store
	facts Facts
	nudge chan struct{}
}

// New returns a worker; Run makes it work. It refuses a catalogue with a gap.
func New(cfg Config, store Store, facts Facts) (*Worker, error) {
	if err := cfg.Texts.Check(); err != nil {
		return nil, err
	}
	if cfg.Language == "" {
		cfg.Language = "zh"
	}
	if cfg.Language != "zh" && cfg.Language != "en" {
		return nil, fmt.Errorf("notify: language %q is not zh or en", cfg.Language)
	}
	if cfg.Now == nil {
		cfg.Now = func() clock.Instant { return clock.FromTime(time.Now()) }
	}
	if cfg.Engine == nil {
		cfg.Engine = cfg.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Worker{cfg: cfg, store: store, facts: facts, nudge: make(chan struct{}, 1)}, nil
}

// Deliver wakes the worker when there may be something to tell. It has the
// form of shell.Doors; losing it would cost two seconds and nothing else.
func (w *Worker) Deliver(_ *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	told := slices.ContainsFunc(ds, func(d dispatch.Decision) bool {
		switch d.(type) {
		case dispatch.Published, dispatch.MissionPut, dispatch.Told, dispatch.HelpPut:
			return true
		}
		return false
	})
	if !told {
		return
	}
	select {
	case w.nudge <- struct{}{}:
	default: // it is awake
	}
}

// Run works until the context ends.
func (w *Worker) Run(ctx context.Context) error {
	for {
		if err := w.turn(ctx); err != nil && ctx.Err() == nil {
			w.cfg.Log.ErrorContext(ctx, "residents cannot be told", "err", err)
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

// turn plans what is new and sends what is due.
func (w *Worker) turn(ctx context.Context) error {
	if err := w.planStatus(ctx); err != nil {
		return err
	}
	for _, plan := range []func(context.Context) error{w.planWaiting, w.planTold, w.planHelp} {
		if err := plan(ctx); err != nil {
			return err
		}
	}
	for {
		now := w.cfg.Now()
		// As many as can be under way at once: the lease covers their sends.
		due, err := w.store.TakeNotices(ctx, now, now.Add(lease), atOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		var wg sync.WaitGroup
		for _, n := range due {
			wg.Go(func() { w.handle(ctx, n) })
		}
		wg.Wait()
	}
}
