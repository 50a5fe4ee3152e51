package osrm

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// Config says which servers to ask, and how patiently. Zero values are the
// defaults.
type Config struct {
	// Servers are addresses by profile; "" leaves a profile to the fallback.
	// The robots' is not read: their rules are the jurisdiction file's.
	Servers [geo.ProfileCount]string

	Timeout     time.Duration     // of one request; 2 s
	Budget      time.Duration     // of one table with all its blocks; 5 s
	Failures    int               // in a row until a server is left alone; 5
	Rest        time.Duration     // for how long; 30 s
	TablePoints int               // points in one table request; 100, OSRM's own default
	Transport   http.RoundTripper // http.DefaultTransport
	Now         func() time.Time  // time.Now
	Log         *slog.Logger      // nowhere
}

// Travel is shell.Travel with the profiles that have a server answered by it.
// Whatever a server cannot or may not answer the fallback answers, whole
// tables at a time: one table never mixes two engines.
type Travel struct {
	servers  [geo.ProfileCount]*server // nil: the fallback's
	fallback shell.Travel
	budget   time.Duration
	log      *slog.Logger
}

type server struct {
	client  *client
	breaker breaker
}

// New returns a Travel. An address that is none is an error; whether a server
// answers there is not asked.
func New(c Config, fallback shell.Travel) (*Travel, error) {
	c = c.filled()
	t := &Travel{fallback: fallback, budget: c.Budget, log: c.Log}
	for p, address := range c.Servers {
		if address == "" || geo.Profile(p) == geo.Robot {
			continue
		}
		client, err := newClient(address, geo.Profile(p), c)
		if err != nil {
			return nil, err
		}
		t.servers[p] = &server{client, breaker{limit: c.Failures, rest: c.Rest, now: c.Now}}
	}
	return t, nil
}

func (c Config) filled() Config {
	if c.Timeout <= 0 {
		c.Timeout = 2 * time.Second
	}
	if c.Budget <= 0 {
		c.Budget = 5 * time.Second
	}
	if c.Failures <= 0 {
		c.Failures = 5
	}
	if c.Rest <= 0 {
		c.Rest = 30 * time.Second
	}
	if c.TablePoints < 2 {
		c.TablePoints = 100
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Times implements shell.Travel. Its errors are those of the fallback.
func (t *Travel) Times(ctx context.Context, profile geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	if len(from) > 0 && len(to) > 0 {
		var legs [][]problem.Leg
		if t.try(ctx, profile, func(ctx context.Context, c *client) (err error) {
			legs, err = c.Times(ctx, from, to)
			return err
		}) {
			return legs, nil
		}
	}
	return t.fallback.Times(ctx, profile, from, to)
}

// Way implements shell.Travel. Its errors are those of the fallback.
func (t *Travel) Way(ctx context.Context, profile geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	var way []geo.Point
	if t.try(ctx, profile, func(ctx context.Context, c *client) (err error) {
		way, err = c.Way(ctx, from, to)
		return err
	}) {
		return way, nil
	}
	return t.fallback.Way(ctx, profile, from, to)
}

// try asks the profile's server if there is one and it may be asked, and
// reports whether it answered.
func (t *Travel) try(ctx context.Context, profile geo.Profile, ask func(context.Context, *client) error) bool {
	if int(profile) >= len(t.servers) || t.servers[profile] == nil {
		return false
	}
	s := t.servers[profile]
	if !s.breaker.allow() {
		return false
	}
	ended := abandoned // also when ask panics
	defer func() { t.note(profile, s, ended) }()
	bounded, cancel := context.WithTimeout(ctx, t.budget)
	defer cancel()
	err := ask(bounded, s.client)
	switch {
	case err == nil:
		ended = answered
	case errors.Is(err, ErrNoAnswer):
		ended = answered
		t.log.Debug("osrm: the built-in router answers", "profile", profile, "err", err)
	case ctx.Err() != nil: // the caller gave up, not the server
	default:
		ended = failed
		t.log.Warn("osrm: the built-in router answers", "profile", profile, "err", err)
	}
	return err == nil
}

func (t *Travel) note(profile geo.Profile, s *server, o outcome) {
	switch opened, closed := s.breaker.done(o); {
	case opened:
		t.log.Error("osrm: the server is left alone for a while", "profile", profile, "rest", s.breaker.rest)
	case closed:
		t.log.Info("osrm: the server answers again", "profile", profile)
	}
}
