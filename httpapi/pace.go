package httpapi

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

const (
	paceFresh = 10 * time.Second // how old the load of the zone may be that residents are told
	paceHands = 200              // workers looked at, the first to be free
	// paceRound is what one order takes a worker, where more wait than there
	// are workers: a way each and the two stops, as they usually are.
	paceRound = 20 * time.Minute
)

// counter is where a provider hands goods over.
type counterAt struct {
	id    circle.ProviderID
	point geo.Point
}

// pace is when a worker could be at each counter, as the zone was a moment ago.
// It is the same for every home, so that one look serves all who ask.
type pace struct {
	mu      sync.Mutex
	made    time.Time
	courier map[circle.ProviderID]clock.Instant
	robot   map[circle.ProviderID]clock.Instant
	hands   []dispatch.Hand
}

// at returns the arrivals of couriers and of robots by counter, and the
// workers on duty.
func (p *pace) at(ctx context.Context, s *Server) (courier, robot map[circle.ProviderID]clock.Instant, hands []dispatch.Hand, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.made) < paceFresh {
		return p.courier, p.robot, p.hands, nil
	}
	var counters []counterAt
	queue := 0
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		hands, queue = st.Hands(s.Clock.Now()), st.Queue()
		for id, v := range st.Providers.All() {
			counters = append(counters, counterAt{id, v.Point})
		}
	})
	if err != nil {
		return nil, nil, nil, err
	}
	slices.SortStableFunc(hands, func(a, b dispatch.Hand) int { return int(min(max(a.Free-b.Free, -1), 1)) })
	carrying := slices.DeleteFunc(slices.Clone(hands), func(h dispatch.Hand) bool { return !h.Goods })
	carrying = carrying[:min(len(carrying), paceHands)]
	courier, err = arrivals(ctx, s, carrying, counters, false, queue)
	if err == nil {
		robot, err = arrivals(ctx, s, carrying, counters, true, 0)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	p.made, p.courier, p.robot, p.hands = time.Now(), courier, robot, hands
	return courier, robot, hands, nil
}

// arrivals returns when a courier, or a robot, could be at each counter.
func arrivals(ctx context.Context, s *Server, hands []dispatch.Hand, counters []counterAt, robots bool, queue int) (map[circle.ProviderID]clock.Instant, error) {
	there := make([][]clock.Instant, len(counters))
	to := make([]geo.Point, len(counters))
	for i, c := range counters {
		to[i] = c.point
	}
	for profile := range geo.Profile(geo.ProfileCount) {
		var from []geo.Point
		var free []clock.Instant
		for _, h := range hands {
			if h.Profile == profile && h.Robot == robots {
				from, free = append(from, h.Point), append(free, h.Free)
			}
		}
		if len(from) == 0 {
			continue
		}
		legs, err := s.Travel.Legs(ctx, profile, from, to)
		if err != nil {
			return nil, err
		}
		for i, row := range legs {
			for k, leg := range row {
				if leg.Travel != problem.Unreachable {
					there[k] = append(there[k], free[i].Add(leg.Travel))
				}
			}
		}
	}
	out := make(map[circle.ProviderID]clock.Instant, len(counters))
	for k, c := range counters {
		out[c.id] = dispatch.Turn(there[k], queue, paceRound)
	}
	return out, nil
}
