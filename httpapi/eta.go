package httpapi

import (
	"context"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// expected returns when an order is handed over, or its carer is there, as it
// looks from where the courier is now: by the roads to the next stop, then as
// planned. Without a fresh position, or with nobody on the way, it is the
// plan's. What was promised, and what the engine decides by, is not touched.
func (s *Server) expected(ctx context.Context, o *orders.Order, now clock.Instant) (clock.Instant, error) {
	moving := o.Carriage == orders.PickedUp || o.Carriage == orders.OnTheWay || o.Carriage == orders.Assigned && o.Call == nil
	if !moving || o.Team() || s.Tracks == nil {
		return o.ETA, nil
	}
	here, fresh := s.Tracks.Point(o.Worker)
	if !fresh {
		return o.ETA, nil
	}
	var profile geo.Profile
	var route []fleet.Stop
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		if c := st.Couriers.Get(fleet.WorkerID(o.Worker)); c != nil {
			profile, route = c.Profile, slices.Clone(c.Route)
		}
	})
	if err != nil || len(route) == 0 {
		return o.ETA, err
	}
	first, _, ok := s.Travel.Leg(profile, here, route[0].Point)
	if !ok {
		return o.ETA, nil
	}
	at := now.Add(first)
	for i, stop := range route {
		if i > 0 {
			at = at.Add(stop.Travel)
		}
		if stop.Order == string(o.ID) && stop.Kind == fleet.Visit {
			return max(at, stop.Depart.Add(-stop.Service), now), nil
		}
		leaves := at.Add(stop.Service)
		if stop.Depart > stop.Arrive.Add(stop.Service) {
			leaves = max(leaves, stop.Depart) // the plan waits here: for the goods, or for a window
		}
		if at = leaves; stop.Order == string(o.ID) && stop.Kind == fleet.Delivery {
			return at, nil
		}
	}
	return o.ETA, nil
}
