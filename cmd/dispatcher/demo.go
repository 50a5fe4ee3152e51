package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// demoConfig is what the demo's flags set.
type demoConfig struct {
	addr     string
	orders   int
	couriers int
	robots   int
	lockers  int
	seed     uint64
	speed    float64
	headless bool
	dir      string
	log      *slog.Logger
}

func demo(ctx context.Context, args []string) error {
	fs := flags("demo", "runs a server on an embedded store, and a fake neighbourhood against it over HTTP and WebSocket.")
	var c demoConfig
	fs.StringVar(&c.addr, "addr", "127.0.0.1:8080", "address to listen on")
	fs.IntVar(&c.orders, "orders", 400, "how many orders")
	fs.IntVar(&c.couriers, "couriers", 20, "how many couriers")
	fs.IntVar(&c.robots, "robots", 12, "how many robots")
	fs.IntVar(&c.lockers, "lockers", 8, "how many locker banks")
	fs.Uint64Var(&c.seed, "seed", 1, "of everything that chance decides")
	fs.Float64Var(&c.speed, "speed", 30, "engine seconds in a real one")
	fs.BoolVar(&c.headless, "headless", false, "end when the last order has ended, with a report")
	level := fs.String("log", "warn", "debug, info, warn or error")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return errors.Join(err, errUsage)
	}
	if c.speed <= 0 || c.speed > 1000 || c.orders < 1 || c.couriers < 1 {
		return fmt.Errorf("--speed must be between 0 and 1000, and --orders and --couriers at least 1")
	}
	var err error
	if c.log, err = logger(*level); err != nil {
		return err
	}
	if c.dir, err = os.MkdirTemp("", "linli-demo-"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	return c.run(ctx)
}

func (c demoConfig) run(ctx context.Context) error {
	city, err := openCity(ctx, "")
	if err != nil {
		return err
	}
	srv, key, err := c.open(ctx, city)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	serving := make(chan error, 1)
	go func() { serving <- srv.run(ctx) }()

	story, err := c.tell(ctx, srv, city, key)
	if err == nil && !c.headless {
		fmt.Printf("The map stays at %s/ until you press Ctrl-C.\n", srv.url())
		select {
		case <-ctx.Done():
		case err = <-serving:
			return err
		}
	}
	stop()
	err = errors.Join(err, <-serving)
	if err == nil || story != nil && errors.Is(err, context.Canceled) {
		return story.verdict(c.headless)
	}
	return err
}

// open starts the demo's server on a fresh store, with an administrator.
func (c demoConfig) open(ctx context.Context, city *roadnet.City) (*server, string, error) {
	secret, err := readSecret(filepath.Join(c.dir, "linli.secret"))
	if err != nil {
		return nil, "", err
	}
	srv, err := openServer(ctx, serverConfig{
		listen: listenConfig{addr: c.addr}, store: "sqlite:" + filepath.Join(c.dir, "linli.db"), zone: "demo", secret: secret, city: city,
		center: simulator.AndorraLaVella().Center(), timeZone: "Europe/Andorra", demo: true, scale: c.speed, audit: true,
		openMetrics: true, devHooks: true, log: c.log,
	})
	if err != nil {
		return nil, "", err
	}
	key, err := newCredential(ctx, srv.store, "demo", "demo", shell.ScopeAdmin)
	return srv, key, err
}

// tell lets the neighbourhood live until its last order has ended.
func (c demoConfig) tell(ctx context.Context, srv *server, city *roadnet.City, key string) (*story, error) {
	chart, err := chartOf(city)
	if err != nil {
		return nil, err
	}
	stage, err := simulator.NewLive(ctx, simulator.LiveConfig{Server: srv.url(), Key: key, Chart: chart, Seed: c.seed, Log: c.log})
	if err != nil {
		return nil, err
	}
	begin := stage.Now().Add(4 * time.Minute)
	sc := c.scenario(begin)
	world, err := simulator.NewWorld(sc, srv.router)
	if err != nil {
		return nil, err
	}
	bar := newBar(os.Stderr)
	desk, err := stage.Register(ctx, world, func(done, total int) { bar.step("opening the doors", int64(done), int64(total)) })
	bar.end()
	if err != nil {
		return nil, err
	}
	fmt.Printf("A neighbourhood of %d merchants, %d couriers, %d robots and %d lockers lives at %s/\n",
		len(world.Providers), c.couriers, c.robots, len(world.Banks), srv.url())
	fmt.Printf("Ride along as one more courier: %s/courier\n", srv.url())
	go desk.Follow(ctx)
	go (&guests{srv: srv, stage: stage, world: world, speed: c.speed}).follow(ctx)
	progress := newBar(os.Stderr)
	go c.report(ctx, srv, progress)
	world.Begin(stage, desk)
	if err := stage.Run(ctx, world.Over); err != nil {
		return nil, err
	}
	progress.end()
	_, spent := srv.zone.Solves()
	n, _ := srv.zone.Solves()
	t := &story{summary: world.Summary(spent / time.Duration(max(n, 1)))}
	err = srv.zone.View(ctx, func(s *dispatch.State) {
		t.broken = dispatch.Invariants(s)
		t.open = s.Orders.Len()
		t.bugs = srv.zone.Loop().Stats().Bugs
	})
	fmt.Println(t.prose())
	return t, err
}

// scenario spreads the orders over a busy lunch: the more there are, the
// longer it is.
func (c demoConfig) scenario(begin clock.Instant) simulator.Scenario {
	span := time.Duration(c.orders) * 20 * time.Second
	habits := simulator.DefaultHabits()
	habits.Locker = 0.8
	return simulator.Scenario{
		Seed: c.seed, Box: simulator.AndorraLaVella(), Orders: c.orders, Couriers: c.couriers, Robots: c.robots,
		Lockers: c.lockers, Start: begin, Span: max(span, 20*time.Minute), Habits: &habits,
	}
}

// report shows how far the neighbourhood is.
func (c demoConfig) report(ctx context.Context, srv *server, b *bar) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		srv.zone.View(ctx, func(s *dispatch.State) {
			n := s.Counter
			b.step("orders ended", int64(n.Delivered+n.Failed+n.Cancelled), int64(c.orders))
		})
	}
}

// story is how a demo ended.
type story struct {
	summary simulator.Summary
	broken  []string
	open    int
	bugs    uint64
}

func (t *story) prose() string {
	s := t.summary
	n := s.Delivered["courier"] + s.Delivered["locker"] + s.Delivered["robot"]
	return fmt.Sprintf("%d of %d orders delivered: %d by couriers, %d into lockers, %d by robots; %d failed, %d cancelled; "+
		"%.0f%% on time, half within %.1f minutes, 95%% within %.1f; a plan took %.1f ms.",
		n, s.Orders, s.Delivered["courier"], s.Delivered["locker"], s.Delivered["robot"], s.Failed, s.Cancelled,
		100*s.OnTime, s.P50, s.P95, s.Decision)
}

// enough orders say something about the shares of the modes.
const enough = 100

// verdict holds a demo to what it must show: nearly all delivered, and of
// enough orders at least a tenth by each mode. The last line printed is the
// summary.
func (t *story) verdict(strict bool) error {
	s := t.summary
	delivered := s.Delivered["courier"] + s.Delivered["locker"] + s.Delivered["robot"]
	var faults []string
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	fault(len(t.broken) > 0, "invariants broken: %q", t.broken)
	fault(t.bugs > 0, "%d events broke the engine", t.bugs)
	fault(delivered+s.Failed+s.Cancelled != s.Orders, "only %d of %d orders ended", delivered+s.Failed+s.Cancelled, s.Orders)
	fault(delivered*100 < 95*s.Orders, "%d of %d delivered: less than 95%%", delivered, s.Orders)
	for _, mode := range []string{"courier", "locker", "robot"} {
		fault(s.Delivered[mode] == 0, "%s carried none of %d", mode, delivered)
		fault(s.Orders >= enough && s.Delivered[mode]*10 < delivered, "%s carried %d of %d: less than a tenth", mode, s.Delivered[mode], delivered)
	}
	fmt.Println(s)
	if strict && len(faults) > 0 {
		return errors.New(strings.Join(faults, "; "))
	}
	return nil
}
