package live

import (
	"context"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/shell"
)

// Mirror sets up in a sandbox whom and what the live zone has: providers,
// communities, buildings and offerings, and the couriers, who never sign on
// there, but for whose skills and size an order is refused. It is a door of
// the live zone.
type Mirror struct {
	from, to *Zone
	log      *slog.Logger
	news     chan struct{}

	mu   sync.Mutex
	todo []dispatch.Event
}

// NewMirror returns a mirror that does nothing before Run.
func NewMirror(from, to *Zone, log *slog.Logger) *Mirror {
	return &Mirror{from: from, to: to, log: log, news: make(chan struct{}, 1)}
}

// Deliver implements shell.Doors.
func (m *Mirror) Deliver(_ *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.ProviderPut:
			m.put(dispatch.RegisterProvider{Provider: d.Provider})
		case dispatch.CommunityPut:
			m.put(dispatch.RegisterCommunity{Community: d.Community})
		case dispatch.BuildingPut:
			m.put(dispatch.RegisterBuildings{Buildings: []circle.Building{d.Building}})
		case dispatch.OfferingPut:
			m.put(dispatch.RegisterOfferings{Offerings: []circle.Offering{d.Offering}})
		case dispatch.CourierPut:
			if d.Why == "registered" {
				m.put(registration(&d.Courier))
			}
		}
	}
}

func registration(c *fleet.Courier) dispatch.RegisterCourier {
	return dispatch.RegisterCourier{
		Courier: c.ID, Profile: c.Profile, Capacity: c.Capacity, Skills: c.Skills, Papers: c.Papers, Limit: c.Limit,
	}
}

func (m *Mirror) put(e dispatch.Event) {
	m.mu.Lock()
	m.todo = append(m.todo, e)
	m.mu.Unlock()
	select {
	case m.news <- struct{}{}:
	default:
	}
}

// take returns what has to be set up, oldest first.
func (m *Mirror) take() []dispatch.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.todo
	m.todo = nil
	return all
}

// Run sets up what the sandbox lacks, and then whatever is set up, until ctx
// ends.
func (m *Mirror) Run(ctx context.Context) error {
	lacks, err := m.difference(ctx)
	if err != nil {
		return err
	}
	for {
		for _, e := range lacks {
			if err := m.set(ctx, e); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-m.news:
		}
		lacks = m.take()
	}
}

// set submits an event until it is stored.
func (m *Mirror) set(ctx context.Context, e dispatch.Event) error {
	for {
		r, err := m.to.Submit(ctx, shell.Request{Event: e})
		if err == nil {
			if refusal := r.Refusal(); refusal != nil {
				m.log.Warn("the sandbox refuses what the live zone has", "err", refusal)
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// difference lists what the live zone has and the sandbox has not, or other.
func (m *Mirror) difference(ctx context.Context) (lacks []dispatch.Event, err error) {
	var has mirrored
	if err := m.to.View(ctx, func(s *dispatch.State) { has = mirrorOf(s) }); err != nil {
		return nil, err
	}
	err = m.from.View(ctx, func(s *dispatch.State) {
		for id, p := range s.Providers.All() {
			if !reflect.DeepEqual(has.providers[id], unpaused(p)) {
				lacks = append(lacks, dispatch.RegisterProvider{Provider: *p})
			}
		}
		for id, c := range s.Communities.All() {
			if !reflect.DeepEqual(has.communities[id], *c) {
				lacks = append(lacks, dispatch.RegisterCommunity{Community: *c})
			}
		}
		for id, b := range s.Buildings.All() {
			if !reflect.DeepEqual(has.buildings[id], *b) {
				lacks = append(lacks, dispatch.RegisterBuildings{Buildings: []circle.Building{*b}})
			}
		}
		for id, o := range s.Offerings.All() {
			if !reflect.DeepEqual(has.offerings[id], *o) {
				lacks = append(lacks, dispatch.RegisterOfferings{Offerings: []circle.Offering{*o}})
			}
		}
		for id, c := range s.Couriers.All() {
			if now := registration(c); !reflect.DeepEqual(has.couriers[id], now) {
				lacks = append(lacks, now)
			}
		}
	})
	return lacks, err
}

// mirrored is what a sandbox has of the live zone's.
type mirrored struct {
	providers   map[circle.ProviderID]circle.Provider
	communities map[circle.CommunityID]circle.Community
	buildings   map[circle.BuildingID]circle.Building
	offerings   map[circle.OfferingID]circle.Offering
	couriers    map[fleet.WorkerID]dispatch.RegisterCourier
}

func mirrorOf(s *dispatch.State) mirrored {
	m := mirrored{
		map[circle.ProviderID]circle.Provider{}, map[circle.CommunityID]circle.Community{}, map[circle.BuildingID]circle.Building{},
		map[circle.OfferingID]circle.Offering{}, map[fleet.WorkerID]dispatch.RegisterCourier{},
	}
	for id, p := range s.Providers.All() {
		m.providers[id] = unpaused(p)
	}
	for id, c := range s.Communities.All() {
		m.communities[id] = *c
	}
	for id, b := range s.Buildings.All() {
		m.buildings[id] = *b
	}
	for id, o := range s.Offerings.All() {
		m.offerings[id] = *o
	}
	for id, c := range s.Couriers.All() {
		m.couriers[id] = registration(c)
	}
	return m
}

// unpaused is a provider as it is set up: each zone has its own pauses.
func unpaused(p *circle.Provider) circle.Provider {
	q := *p
	q.Paused = false
	return q
}
