package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

const (
	bodyLimit      = 256 << 10
	requestTimeout = 10 * time.Second
)

// Config is what an operator sets.
type Config struct {
	Zone          string
	Sandbox       bool                         // a zone of test orders: what it makes is not live
	PublicURL     string                       // base of tracking links, without a slash at the end
	Version       string                       // of the engine, for /openapi.json
	Pepper        orders.Pepper                // for PINs and tracking links
	Bounds        geo.Bounds                   // of the city file; coordinates outside are refused
	Demo          bool                         // staff reads and the live map need no key
	OpenMetrics   bool                         // /metrics needs no key
	Payments      bool                         // a payment provider is configured
	PushKey       string                       // with which browsers subscribe to be told; empty: none can
	PlainHooks    bool                         // webhooks may be http, for development
	Texts         map[string]map[string]string // of the desk, by language and key
	TimeZone      *time.Location               // of the times in them where a merchant has no community; nil: UTC
	Origins       []string                     // of browsers that may open the live map; empty: this host only
	RatePerMinute int                          // requests a key may make; 0: 1200
	ReadPerMinute int                          // requests one address may make with a community's key; 0: 240
	Proxies       Proxies                      // whose word on the address of a caller is taken
	NewID         func(prefix string) string
	Figures       func(context.Context) []Figure // further ones for /metrics; may be nil
	Log           *slog.Logger
	Fallback      http.Handler // for paths that are not the API's: the browser apps; may be nil
}

// Parts is what the API speaks to. Tracks, Hooks, Sealer, Tickets, Prober and
// Inquirer may be nil: what needs them is then refused or left out.
type Parts struct {
	Engine  Engine
	Store   Store
	Travel  Travel
	Clock   Clock
	Tickets Tickets
	Sealer  Sealer
	Hooks   Hooks
	Tracks  Tracks
	Prober  Prober

	Inquirer Inquirer
	Evidence Evidence // nil: none is taken
}

// Server is the HTTP API of one zone.
type Server struct {
	Config
	Parts

	api       huma.API
	mux       *http.ServeMux
	routes    []Route
	keys      *keyCache
	limits    *limiter
	readers   *limiter // by community key and address
	bookers   *limiter // likewise
	inFlight  sync.Map // names of idempotency keys being answered
	live      *hub
	desk      *desk
	addresses *addressBook
	pace      *pace
	metrics   *metrics
	demo      demoCouriers
	seats     solveSeats
	importing sync.Mutex // one table at a time
	agreeing  sync.Mutex // one change of a standing consent at a time
}

// New returns the API. Serve its Handler, call Run for the live map, and hand
// it the decisions with Deliver.
func New(c Config, p Parts) *Server {
	hookProblems()
	if c.RatePerMinute == 0 {
		c.RatePerMinute = 1200
	}
	if c.ReadPerMinute == 0 {
		c.ReadPerMinute = 240
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.NewID == nil {
		c.NewID = randomID
		if c.Sandbox {
			c.NewID = func(prefix string) string { return randomID(sandboxPrefix + prefix) }
		}
	}
	s := &Server{
		Config: c, Parts: p, mux: http.NewServeMux(),
		keys: newKeyCache(p.Store), limits: newLimiter(c.RatePerMinute), readers: newLimiter(c.ReadPerMinute),
		bookers: newLimiter(bookingsPerMinute),
		desk:    newDesk(), addresses: newAddressBook(), pace: &pace{}, metrics: newMetrics(),
	}
	s.live = newHub(s)
	s.api = humago.New(s.mux, s.openAPI())
	s.api.UseMiddleware(s.authorize)
	s.register()
	return s
}

// Handler returns the API with everything around it: request ids, limits,
// logging, recovery.
func (s *Server) Handler() http.Handler {
	return s.withRequestID(s.withCaller(s.withRecord(s.withRecovery(s.withLimits(s.mux)))))
}

func (s *Server) openAPI() huma.Config {
	c := huma.DefaultConfig("Linli", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Info.Description = "Deliveries inside a neighbourhood. Every error is a problem (RFC 9457) with a stable code."
	c.Info.License = &huma.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	c.Servers = []*huma.Server{{URL: "/", Description: "this server"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"key": {
		Type: "http", Scheme: "bearer", BearerFormat: "linli_<id>_<secret>",
		Description: "A key with the scope that the operation names.",
	}}
	c.Tags = []*huma.Tag{
		{Name: "orders", Description: "A merchant's own orders."},
		{Name: "merchant", Description: "The merchant itself."},
		{Name: "webhooks", Description: "Status changes, sent to you."},
		{Name: "circle", Description: "What a community's residents see: places, providers, offerings. No personal data."},
		{Name: "tracking", Description: "What the resident sees; the link is the key."},
		{Name: "help", Description: "Calls for help from home."},
		{Name: "staff", Description: "Watch everything, step in."},
		{Name: "solver", Description: "The solver by itself, for problems of your own."},
		{Name: "admin", Description: "Set up merchants, couriers, robots, lockers, gates, lifts and keys."},
		{Name: "server", Description: "The server itself."},
	}
	return c
}
