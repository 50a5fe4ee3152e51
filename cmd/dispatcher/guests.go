package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/simulator"
)

// guests are the people who ride along in a demo as couriers. While one is
// signed in, the demo runs in real time; who has nothing to do meets a
// neighbour who orders something near by.
type guests struct {
	srv     *server
	stage   *simulator.Live
	world   *simulator.World
	speed   float64
	greeted time.Time
}

// patience is how long a guest waits for the next order, in real time.
const patience = 20 * time.Second

func (g *guests) follow(ctx context.Context) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		here := slices.DeleteFunc(g.srv.couriers.Present(), func(id fleet.WorkerID) bool {
			return strings.HasPrefix(string(id), simulator.CourierPrefix)
		})
		want := g.speed
		if len(here) > 0 {
			want = 1
		}
		if g.srv.zone.Clock.Scale() != want {
			g.srv.zone.Clock.SetScale(want)
		}
		if at, idle := g.idle(ctx, here); idle && time.Since(g.greeted) > patience {
			g.greeted = time.Now()
			g.stage.Do(ctx, func() { g.world.Welcome(at) })
		}
	}
}

// idle returns where the first guest without work or offer is.
func (g *guests) idle(ctx context.Context, here []fleet.WorkerID) (at geo.Point, found bool) {
	if len(here) == 0 {
		return at, false
	}
	g.srv.zone.View(ctx, func(s *dispatch.State) {
		for _, id := range here {
			if c := s.Couriers.Get(id); c != nil && c.Online && len(c.Route) == 0 && c.Offer == "" && !found {
				at, found = c.Point, true
			}
		}
	})
	return at, found
}
