package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/evidence"
	"github.com/linli/linli/feedback"
	"github.com/linli/linli/httpapi"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/live"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
	"github.com/linli/linli/web"
)

// sandbox is the zone of test orders beside the live one: a store, a clock and
// people of its own. Nothing in it costs money, prints, or rings anywhere.
type sandbox struct {
	store  journal.Store
	zone   *live.Zone
	mirror *live.Mirror
	hall   *simulator.Hall
	cast   *simulator.Cast
	api    *httpapi.Server
	hooks  *feedback.Worker
	proofs *evidence.Keeper
}

// withKeys is a sandbox's store: keys are those of the server.
type withKeys struct {
	journal.Store
	keys journal.Access
}

// Credential implements httpapi.Keyring.
func (s withKeys) Credential(ctx context.Context, id string) (shell.Credential, error) {
	return s.keys.Credential(ctx, id)
}

// PutCredential implements httpapi.Keyring.
func (s withKeys) PutCredential(ctx context.Context, c shell.Credential) error {
	return s.keys.PutCredential(ctx, c)
}

// Credentials implements httpapi.KeyRegister.
func (s withKeys) Credentials(ctx context.Context, limit int, cursor string) ([]shell.Credential, string, error) {
	return s.keys.Credentials(ctx, limit, cursor)
}

// RevokeCredential implements httpapi.KeyRegister.
func (s withKeys) RevokeCredential(ctx context.Context, id string, at clock.Instant) error {
	return s.keys.RevokeCredential(ctx, id, at)
}

// lockerHold is how long a compartment of the sandbox keeps goods: nobody wants
// to wait a day for a test.
const lockerHold = 2 * time.Hour

// openSandbox opens the sandbox's store and claims its zone.
func (s *server) openSandbox(ctx context.Context, pepper orders.Pepper, sealer *feedback.Sealer, times shell.Travel) (*sandbox, error) {
	url, err := journal.SandboxOf(s.cfg.store)
	if err != nil {
		return nil, err
	}
	b := &sandbox{}
	if b.store, err = journal.Open(ctx, url); err != nil {
		return nil, err
	}
	if err := b.build(ctx, s, pepper, sealer, times); err != nil {
		return nil, errors.Join(fmt.Errorf("the sandbox: %w", err), b.store.Close())
	}
	return b, nil
}

func (b *sandbox) build(ctx context.Context, s *server, pepper orders.Pepper, sealer *feedback.Sealer, times shell.Travel) (err error) {
	policy := dispatch.DefaultPolicy()
	policy.LockerHold = lockerHold
	policy.WorkLimit = 0 // who comes for one order after the other is no person
	b.zone, err = claim(ctx, live.Config{
		Zone: s.cfg.zone + "-sandbox", Engine: version, Store: b.store, Router: s.router, Travel: times, Policy: policy,
		Scale: 1, Audit: s.cfg.audit, Log: s.cfg.log,
	})
	if err != nil {
		return err
	}
	chart, err := chartOf(s.cfg.city)
	if err != nil {
		return err
	}
	b.mirror = live.NewMirror(s.zone, b.zone, s.cfg.log)
	b.hall = simulator.NewHall(b.zone.Clock, s.cfg.log)
	b.cast = simulator.NewCast(simulator.CastConfig{
		Stage: b.hall, Pace: b.zone.Clock.SetScale, Router: s.router, Chart: chart, Pepper: pepper, Log: s.cfg.log,
		Submit: func(e dispatch.Event) shell.Reply {
			r, err := b.zone.Submit(context.Background(), shell.Request{Event: e}) // ends with the zone
			return shell.Reply{Result: r, Err: err}
		},
	})
	b.hooks = feedback.New(feedback.Config{Guard: feedback.Guard{Loopback: s.cfg.devHooks}, Log: s.cfg.log}, b.store, sealer)
	if b.proofs, err = s.openProofs(b.store, "-sandbox"); err != nil {
		return err
	}
	b.api = httpapi.New(httpapi.Config{
		Sandbox: true, Zone: s.cfg.zone + "-sandbox", PublicURL: s.cfg.publicURL, Version: version, Pepper: pepper, Bounds: s.cfg.city.Bounds,
		Payments: true, PlainHooks: s.cfg.devHooks, Origins: s.cfg.origins, Proxies: s.cfg.proxies, Log: s.cfg.log, Texts: web.Desk(),
		TimeZone: zoneOf(s.cfg.timeZone),
	}, httpapi.Parts{
		Engine: b.zone, Store: withKeys{b.store, s.store}, Travel: travel{s.router}, Clock: b.zone.Clock, Sealer: sealer,
		Hooks: b.hooks, Prober: b.store, Inquirer: shell.Planner{Travel: times}, Evidence: b.proofs,
	})
	b.zone.Attach(b.hooks, b.api, b.cast)
	return nil
}

// claim opens a zone. The node that had it may still be giving it up.
func claim(ctx context.Context, c live.Config) (*live.Zone, error) {
	for tries := 0; ; tries++ {
		z, err := live.Open(ctx, c)
		if !errors.Is(err, shell.ErrFenced) || tries == 50 {
			return z, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Run lets the cast play, those first who were on duty when the server stopped.
func (b *sandbox) Run(ctx context.Context) error {
	if err := b.zone.View(ctx, b.cast.Resume); err != nil {
		return err
	}
	return b.hall.Run(ctx)
}

// workers are what runs beside the zone.
func (b *sandbox) workers() []worker { return []worker{b, b.mirror, b.hooks, b.api, b.proofs} }
