package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/linli/linli/courierws"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/evidence"
	"github.com/linli/linli/feedback"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/httpapi"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/live"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/notify"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/osrm"
	"github.com/linli/linli/payments"
	"github.com/linli/linli/robotlink"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/web"
	"github.com/linli/linli/wire/vda5050"
)

// mapID names the robots' map: metres east and north of the middle of the
// city file.
const mapID = "city"

// serverConfig is what an operator or the demo sets.
type serverConfig struct {
	listen      listenConfig
	store       string
	zone        string
	publicURL   string
	secret      []byte
	city        *roadnet.City
	center      geo.Point // where the map opens
	timeZone    string
	demo        bool
	sandbox     bool // keys that are not live have a zone of their own
	scale       float64
	audit       bool
	openMetrics bool
	devHooks    bool // webhooks may go to this machine, without TLS
	origins     []string
	proxies     httpapi.Proxies
	stripe      stripeConfig
	tell        tellConfig
	proofs      proofsConfig
	osrm        [geo.ProfileCount]string // addresses, "" for the built-in router
	log         *slog.Logger
}

// server is a zone with its doors, ready to run.
type server struct {
	cfg      serverConfig
	store    journal.Store
	zone     *live.Zone
	router   *roadnet.Router
	api      *httpapi.Server
	couriers *courierws.Server
	robots   *robotlink.Server
	hooks    *feedback.Worker
	pay      *payments.Worker // nil without a key of the payment provider
	tell     *notify.Worker   // nil without a gateway or a folder
	pushKey  string           // with which browsers subscribe; empty without --web-push
	proofs   *evidence.Keeper
	sandbox  *sandbox // nil: none
	sockets  listeners
	http     *http.Server
}

// worker is a part that works until its context ends.
type worker interface {
	Run(ctx context.Context) error
}

// chartOf ties the robots' map to the world.
func chartOf(c *roadnet.City) (vda5050.Chart, error) {
	return vda5050.ChartAround(mapID, c.Bounds.Center())
}

// travel answers ways over the road network.
type travel struct{ router *roadnet.Router }

// Leg implements httpapi.Travel.
func (t travel) Leg(p geo.Profile, from, to geo.Point) (time.Duration, geo.Meters, bool) {
	l := t.router.Leg(p, from, to)
	return time.Duration(l.Millis) * time.Millisecond, l.Meters, l.Reachable()
}

// Legs implements httpapi.Travel.
func (t travel) Legs(ctx context.Context, p geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	return shell.Roads{Router: t.router}.Times(ctx, p, from, to)
}

// cellTiles are the tiles of a city's H3 cells.
type cellTiles struct{ city *roadnet.City }

// Tile implements what web.Tiles draws from.
func (c cellTiles) Tile(z, x, y uint32) ([]byte, error) { return c.city.CellTile(z, x, y) }

// openServer opens the store, claims the zone, builds the doors and listens.
// Nothing is answered before run.
func openServer(ctx context.Context, cfg serverConfig) (*server, error) {
	store, err := journal.Open(ctx, cfg.store)
	if err != nil {
		return nil, err
	}
	s := &server{cfg: cfg, store: store}
	if err := s.build(ctx); err != nil {
		store.Close()
		return nil, err
	}
	return s, nil
}

func (s *server) build(ctx context.Context) error {
	s.router = roadnet.NewRouter(s.cfg.city)
	times, err := osrm.New(osrm.Config{Servers: s.cfg.osrm, Log: s.cfg.log}, shell.Roads{Router: s.router})
	if err != nil {
		return err
	}
	s.zone, err = live.Open(ctx, live.Config{
		Zone: s.cfg.zone, Engine: version, Store: s.store, Router: s.router, Travel: times, Policy: dispatch.DefaultPolicy(),
		Scale: s.cfg.scale, Audit: s.cfg.audit, Log: s.cfg.log,
	})
	if err != nil {
		return err
	}
	pepper, err := pepperOf(s.cfg.secret)
	if err != nil {
		return err
	}
	sealer, err := feedback.NewSealer(s.cfg.secret)
	if err != nil {
		return err
	}
	if s.sockets, err = s.cfg.listen.open(); err != nil {
		return err
	}
	if s.cfg.publicURL == "" {
		s.cfg.publicURL = s.url()
	}
	tickets, tracks := shell.NewTickets(time.Now), live.NewTracks()
	s.couriers = courierws.New(courierws.Parts{
		Engine: s.zone, People: s.store, Keys: s.store, Tickets: tickets, Tracker: tracks, Clock: s.zone.Clock, Pepper: pepper,
	}, courierws.Config{Origins: s.cfg.origins, Log: s.cfg.log})
	if s.robots, err = s.openRobots(tracks, pepper); err != nil {
		return err
	}
	s.hooks = feedback.New(feedback.Config{Guard: feedback.Guard{Loopback: s.cfg.devHooks}, Log: s.cfg.log}, s.store, sealer)
	s.pay = s.openPayments()
	if s.tell, err = s.openTelling(pepper, sealer); err != nil {
		return err
	}
	if s.proofs, err = s.openProofs(s.store, ""); err != nil {
		return err
	}
	s.api = s.openAPI(pepper, httpapi.Parts{
		Engine: s.zone, Store: s.store, Travel: travel{s.router}, Clock: s.zone.Clock, Tickets: tickets,
		Sealer: sealer, Hooks: s.hooks, Tracks: tracks, Prober: s.store, Inquirer: shell.Planner{Travel: times}, Evidence: s.proofs,
	})
	doors := []shell.Doors{s.couriers, s.robots, s.hooks, s.api}
	if s.pay != nil {
		doors = append(doors, s.pay)
	}
	if s.tell != nil {
		doors = append(doors, s.tell)
	}
	if s.cfg.sandbox {
		if s.sandbox, err = s.openSandbox(ctx, pepper, sealer, times); err != nil {
			return err
		}
		doors = append(doors, s.sandbox.mirror)
	}
	s.zone.Attach(doors...)
	s.http = &http.Server{
		Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(s.cfg.log.Handler(), slog.LevelDebug),
	}
	return nil
}

func (s *server) openAPI(pepper orders.Pepper, p httpapi.Parts) *httpapi.Server {
	return httpapi.New(httpapi.Config{
		Zone: s.cfg.zone, PublicURL: s.cfg.publicURL, Version: version, Pepper: pepper, Bounds: s.cfg.city.Bounds,
		Demo: s.cfg.demo, OpenMetrics: s.cfg.openMetrics, Payments: s.cfg.stripe.key != "", PushKey: s.pushKey, PlainHooks: s.cfg.devHooks,
		Origins: s.cfg.origins, Proxies: s.cfg.proxies, Log: s.cfg.log, Fallback: web.Handler(),
		Figures: s.figures, Texts: web.Desk(), TimeZone: zoneOf(s.cfg.timeZone),
	}, p)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+courierws.Path, s.couriers)
	mux.Handle("GET /v1/robot/ws", s.robots.Handler())
	mux.Handle("GET /v1/robot/mqtt", s.robots.Handler())
	mux.Handle("GET /v1/device/ws", s.robots.Handler())
	mux.Handle("/tiles/", web.Tiles(s.cfg.city))
	mux.Handle("/tiles/cells/", web.Tiles(cellTiles{s.cfg.city}))
	mux.Handle("GET /v1/city", web.Describe(web.City{
		Name: s.cfg.city.Name, Bounds: s.cfg.city.Bounds, Center: s.cfg.center, TimeZone: s.cfg.timeZone, Demo: s.cfg.demo,
	}))
	if s.sandbox != nil {
		mux.Handle("/", httpapi.Split(s.api, s.sandbox.api))
		return mux
	}
	mux.Handle("/", s.api.Handler())
	return mux
}

// url is where the server answers.
func (s *server) url() string { return s.sockets.url() }

// run answers until ctx ends or the zone is lost, then closes in good order:
// the doors first, so that apps and devices go elsewhere, the engine last.
func (s *server) run(ctx context.Context) error {
	engine, stopEngine := context.WithCancel(context.WithoutCancel(ctx))
	defer stopEngine()
	var wg sync.WaitGroup
	lost := make(chan error, 2)
	wg.Go(func() { lost <- s.zone.Run(engine) })
	background, stopBackground := context.WithCancel(engine)
	defer stopBackground()
	workers := []worker{s.hooks, s.api, s.proofs}
	if s.pay != nil {
		workers = append(workers, s.pay)
	}
	if s.tell != nil {
		workers = append(workers, s.tell)
	}
	if s.sandbox != nil {
		wg.Go(func() { lost <- s.sandbox.zone.Run(engine) })
		workers = append(workers, s.sandbox.workers()...)
	}
	for _, w := range workers {
		wg.Go(func() {
			if err := w.Run(background); err != nil && background.Err() == nil {
				s.cfg.log.Error("a worker ended", "err", err)
			}
		})
	}
	served := make(chan error, 2)
	wg.Go(func() { served <- s.http.Serve(s.sockets.http) })
	if l := s.sockets.mqtt; l != nil {
		wg.Go(func() { served <- s.robots.ServeMQTT(l) })
		s.cfg.log.Info("robots are served over MQTT", "addr", l.Addr(), "tls", s.sockets.tls)
	}
	s.cfg.log.Info("serving", "url", s.url(), "zone", s.cfg.zone, "city", s.cfg.city.Name)

	var err error
	select {
	case <-ctx.Done():
	case err = <-lost:
	case err = <-served:
	}
	err = errors.Join(err, s.close(), func() error { stopBackground(); stopEngine(); return nil }())
	wg.Wait()
	if s.sandbox != nil {
		err = errors.Join(err, s.sandbox.store.Close())
	}
	return errors.Join(err, s.store.Close())
}

// close shuts the doors within ten seconds.
func (s *server) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := errors.Join(s.sockets.close(), s.couriers.Shutdown(ctx), s.robots.Shutdown(ctx))
	if down := s.http.Shutdown(ctx); down != nil {
		s.http.Close()
		err = errors.Join(err, fmt.Errorf("some requests were cut: %w", down))
	}
	return err
}

// zoneOf is the time zone of texts; one that is unknown was refused at the
// start.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
