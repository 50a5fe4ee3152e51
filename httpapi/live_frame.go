package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// lately is how long an ended order stays on the map, in engine time.
const lately = 2 * time.Minute

// liveQueue is how many orders in trouble a frame shows, the oldest.
const liveQueue = 50

// frame reads the state once.
func (s *Server) frame(ctx context.Context) (LiveFrame, error) {
	now := s.Clock.Now()
	f := LiveFrame{
		Now: now.Time(), Scale: s.Clock.Scale(),
		Couriers: []LiveCourier{}, Robots: []LiveRobot{}, Banks: []LiveBank{}, Orders: []LiveOrder{}, Queue: []QueueRow{},
	}
	var tracks map[string]geo.Point
	if s.Tracks != nil {
		tracks = s.Tracks.Points()
	}
	ended, byMode := s.desk.since(now.Add(-lately))
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		f.read(st, tracks, now)
		f.Queue = queueRows(st, now)
		f.Queue = f.Queue[:min(len(f.Queue), liveQueue)]
	})
	for i := range ended {
		f.Orders = append(f.Orders, liveOrder(&ended[i], now))
	}
	f.Counts.ByMode = byMode
	return f, err
}

func (f *LiveFrame) read(st *dispatch.State, tracks map[string]geo.Point, now clock.Instant) {
	for id, c := range st.Couriers.All() {
		p, linked := c.Point, false
		if t, ok := tracks[string(id)]; ok {
			p, linked = t, true
		}
		f.Couriers = append(f.Couriers, LiveCourier{
			ID: string(id), Lng: p.Lng, Lat: p.Lat, Online: c.Online, Linked: linked, Tasks: tasks(c.Route), Offer: c.Offer,
		})
	}
	for id, r := range st.Robots.All() {
		p := r.Point
		if t, ok := tracks[string(id)]; ok {
			p = t
		}
		v := LiveRobot{ID: string(id), Lng: p.Lng, Lat: p.Lat, Charge: r.Charge, Faulty: r.Faulty, Linked: r.Linked, Plight: plightOf(r), Halted: r.Halted()}
		if m := st.Missions.Get(missions.ID(r.Mission)); m != nil {
			v.Phase = string(m.Phase())
		}
		f.Robots = append(f.Robots, v)
	}
	for id, b := range st.Banks.All() {
		v := LiveBank{ID: id, Lng: b.Point.Lng, Lat: b.Point.Lat, Linked: b.Linked, Total: len(b.Compartments)}
		for i := range b.Compartments {
			if b.Compartments[i].Usable() {
				v.Free++
			}
		}
		f.Banks = append(f.Banks, v)
	}
	for _, o := range st.Orders.All() {
		f.Orders = append(f.Orders, liveOrder(o, now))
	}
	n := &st.Counter
	f.Counts = LiveCounts{Placed: n.Placed, Delivered: n.Delivered, OnTime: n.OnTime, Failed: n.Failed, Cancelled: n.Cancelled}
}

func liveOrder(o *orders.Order, now clock.Instant) LiveOrder {
	return LiveOrder{
		ID: string(o.ID), Status: string(o.Status()), Mode: string(o.Mode), Pickup: o.Pickup, Dropoff: o.Dropoff.Point,
		Worker: o.Worker, Due: when(o.Due), ETA: when(o.ETA), Late: late(o, now),
	}
}

// late reports whether an order missed its promise, or is going to as last
// planned.
func late(o *orders.Order, now clock.Instant) bool {
	switch {
	case o.Due.IsZero():
		return false
	case o.Terminal():
		return o.Carriage == orders.Delivered && !o.OnTime()
	case o.Carriage == orders.InLocker:
		return !o.OnTime()
	}
	return now > o.Due || o.ETA > o.Due
}

// tasks counts the orders of a route.
func tasks(route []fleet.Stop) int {
	n := 0
	for _, s := range route {
		if s.Kind == fleet.Delivery {
			n++
		}
	}
	return n
}
