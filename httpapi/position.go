package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// positionEvery is how often asking for a position is worth it, in seconds.
const positionEvery = 3

// Position is where an order's worker is.
type Position struct {
	Order    string     `json:"order"`
	Status   string     `json:"status"`
	OnTheWay bool       `json:"on_the_way" doc:"A worker is on the way to the goods or with them. Only then is there a point."`
	Mode     string     `json:"mode,omitempty"`
	Point    *geo.Point `json:"point,omitempty" doc:"In WGS-84."`
	ETA      *time.Time `json:"eta,omitempty" doc:"Expected from where the worker is now."`
	Now      time.Time  `json:"now" doc:"The server's time."`
	Again    int        `json:"again_seconds" doc:"Ask again no sooner."`
	LiveMode bool       `json:"live_mode"`
}

// readPosition answers while somebody is on the way, and not a moment longer:
// where a courier is otherwise is no merchant's business.
func (s *Server) readPosition(ctx context.Context, in *orderInput) (*answer[Position], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	o := &doc.Order
	v := Position{
		Order: in.ID, Status: string(o.Status()), Mode: string(o.Mode), Now: s.Clock.Now().Time(),
		Again: positionEvery, LiveMode: o.LiveMode,
	}
	v.OnTheWay = o.Worker != "" && (o.Carriage == orders.Assigned || o.Carriage == orders.PickedUp || o.Carriage == orders.OnTheWay)
	if !v.OnTheWay {
		return reply(v), nil
	}
	eta, err := s.expected(ctx, o, s.Clock.Now())
	if err != nil {
		return nil, err
	}
	v.ETA = when(eta)
	if s.Tracks != nil {
		if p, ok := s.Tracks.Point(o.Worker); ok {
			v.Point = &p
			return reply(v), nil
		}
	}
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		id := fleet.WorkerID(o.Worker)
		if c := st.Couriers.Get(id); c != nil && c.Seen != 0 {
			p := c.Point
			v.Point = &p
		} else if r := st.Robots.Get(id); r != nil && r.Seen != 0 {
			p := r.Point
			v.Point = &p
		}
	})
	return reply(v), err
}
