package httpapi

import (
	"context"
	"encoding/json"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const lanesDoc = `A GeoJSON FeatureCollection (RFC 7946) of what is drawn for robots on top of the roads. Each feature has the properties id and kind: lane, zone, crossing, gate, lift, handover, station, no_go or compound; docs/robots.md says how each is drawn. The member maps ties the robots' own maps to the Earth, by origin, rotation and scale or by control points.`

func (s *Server) registerLanes() {
	r := func(id, method, path, summary string, access Access) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: "robots", summary: summary}
	}
	draw := r("drawLanes", put, "/v1/admin/lanes", "Draw lanes, zones, gates and lifts for robots", ScopeAdmin)
	draw.doc = lanesDoc + " It replaces what was drawn before; one bad feature refuses all, and is named. Missions under way go as they were sent."
	handle(s, draw, s.drawLanes)
	read := r("readLanes", get, "/v1/staff/lanes", "What is drawn for robots, as GeoJSON", StaffRead)
	read.doc = lanesDoc
	handle(s, read, s.readLanes)
	handle(s, r("listClosures", get, "/v1/staff/closures", "Where robots may not go for a while", StaffRead), s.listClosures)
	shut := r("closeArea", post, "/v1/staff/closures", "Close an area to robots until a time", ScopeStaff)
	shut.doc = "No way that is planned from now on leads through it. The same id changes a closure."
	handle(s, shut, s.closeArea)
	handle(s, r("openArea", post, "/v1/staff/closures/{id}/end", "End a closure before its time", ScopeStaff), s.openArea)
}

type drawLanesInput struct {
	Body map[string]any `doc:"A GeoJSON FeatureCollection."`
}

func (s *Server) drawLanes(ctx context.Context, in *drawLanesInput) (*answer[map[string]any], error) {
	b, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	n, err := lanes.Parse(b)
	if err != nil {
		return nil, refused(orders.Refuse(orders.BadRegistration, "", "%s", err))
	}
	for i := range n.Features {
		if p := n.Features[i].Points[0]; !s.covers(p) {
			return nil, refused(orders.Refuse(orders.BadRegistration, "", "feature %q: %v is not in the city", n.Features[i].ID, p))
		}
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.SetLanes{Features: n.Features, Maps: n.Maps, By: staffOf(ctx)}}); err != nil {
		return nil, err
	}
	return s.readLanes(ctx, nil)
}

// covers reports whether a point lies in the city, if its bounds are known.
func (s *Server) covers(p geo.Point) bool {
	return s.Bounds == (geo.Bounds{}) || s.Bounds.Contains(p)
}

func (s *Server) readLanes(ctx context.Context, _ *none) (*answer[map[string]any], error) {
	var n lanes.Network
	if err := s.Engine.View(ctx, func(st *dispatch.State) { n = st.Lanes }); err != nil {
		return nil, err
	}
	b, err := n.GeoJSON()
	if err != nil {
		return nil, err
	}
	out := &answer[map[string]any]{}
	return out, json.Unmarshal(b, &out.Body)
}

// Closure is an area that is closed to robots.
type Closure struct {
	ID     string      `json:"id" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$"`
	Area   []geo.Point `json:"area" minItems:"3" maxItems:"500" nullable:"false" doc:"Its corners."`
	Until  time.Time   `json:"until" doc:"When it opens again by itself."`
	Reason string      `json:"reason" minLength:"1" maxLength:"200"`
	By     string      `json:"by,omitempty" readOnly:"true" doc:"Who of staff closed it."`
}

// ClosureList is all that is closed.
type ClosureList struct {
	Closures []Closure `json:"closures" nullable:"false"`
}

func (s *Server) listClosures(ctx context.Context, _ *none) (*answer[ClosureList], error) {
	l := ClosureList{Closures: []Closure{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for _, c := range st.Lanes.Closures {
			l.Closures = append(l.Closures, Closure{ID: c.ID, Area: c.Area, Until: c.Until.Time(), Reason: c.Reason, By: c.By})
		}
	})
	return reply(l), err
}

type closeAreaInput struct {
	Body Closure
}

func (s *Server) closeArea(ctx context.Context, in *closeAreaInput) (*answer[ClosureList], error) {
	b := in.Body
	area := b.Area
	if n := len(area); area[0] == area[n-1] {
		area = area[:n-1]
	}
	for i := range area {
		area[i] = area[i].Round()
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.CloseArea{
		Closure: lanes.Closure{ID: b.ID, Area: area, Until: clock.FromTime(b.Until), Reason: b.Reason}, By: staffOf(ctx),
	}}); err != nil {
		return nil, err
	}
	return s.listClosures(ctx, nil)
}

type openAreaInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) openArea(ctx context.Context, in *openAreaInput) (*answer[ClosureList], error) {
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.OpenArea{ID: in.ID, By: staffOf(ctx), Reason: in.Body.Reason}}); err != nil {
		return nil, err
	}
	return s.listClosures(ctx, nil)
}
