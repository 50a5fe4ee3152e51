package main

import (
	"time"

	"github.com/linli/linli/live"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/payments"
	"github.com/linli/linli/robotlink"
)

// openRobots builds the robots' and lockers' door. In a zone that runs fast,
// what shows no effect is sent again sooner.
func (s *server) openRobots(tracks *live.Tracks, pepper orders.Pepper) (*robotlink.Server, error) {
	chart, err := chartOf(s.cfg.city)
	if err != nil {
		return nil, err
	}
	scaled := func(d, least time.Duration) time.Duration {
		return max(time.Duration(float64(d)/s.cfg.scale), least)
	}
	return robotlink.New(robotlink.Parts{
		Engine: s.zone, Credentials: s.store, Tracker: tracks, Clock: s.zone.Clock,
	}, robotlink.Config{
		Chart: chart, Speeds: s.router.RobotSpeed, Pepper: pepper, Log: s.cfg.log, Resend: scaled(5*time.Second, 400*time.Millisecond), Again: scaled(30*time.Second, 2*time.Second),
		Grace: func() time.Duration { return 5 * time.Second },
	}), nil
}

// stripeConfig is how the payment provider is reached; without a key, orders
// with a payment are refused.
type stripeConfig struct {
	key string
	url string // for tests; empty: the provider's own
}

// openPayments builds the worker that speaks to the payment provider, or none.
func (s *server) openPayments() *payments.Worker {
	if s.cfg.stripe.key == "" {
		return nil
	}
	return payments.New(payments.Config{SecretKey: s.cfg.stripe.key, BaseURL: s.cfg.stripe.url, Log: s.cfg.log}, s.zone, s.store)
}
