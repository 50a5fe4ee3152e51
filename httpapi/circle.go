package httpapi

import (
	"context"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// calendarYears is how far ahead a community's changes of the clocks are
// written down.
const calendarYears = 20

// CommunityRequest sets up a community; the same id again changes it.
type CommunityRequest struct {
	ID       string      `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$"`
	Name     string      `json:"name" minLength:"1" maxLength:"120"`
	TimeZone string      `json:"time_zone" minLength:"1" maxLength:"64" doc:"IANA name, like Asia/Shanghai."`
	Holidays []string    `json:"holidays,omitempty" maxItems:"2000" doc:"Days off, like 2026-02-17."`
	Workdays []string    `json:"workdays,omitempty" maxItems:"2000" doc:"Weekend days that are worked in exchange."`
	Boundary []geo.Point `json:"boundary,omitempty" maxItems:"2000" doc:"The outline's corners in order."`
	Gate     *geo.Point  `json:"gate,omitempty" doc:"Where walks and rides begin."`
	Handover *geo.Point  `json:"handover,omitempty" doc:"Where a robot meets residents."`
	Datum    string      `json:"datum,omitempty" enum:"wgs84,gcj02,bd09" doc:"Datum of the points; wgs84 when left out. Answers are always in wgs84."`
}

// Community is a community as administrators see it.
type Community struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	TimeZone string       `json:"time_zone"`
	Holidays []clock.Date `json:"holidays"`
	Workdays []clock.Date `json:"workdays"`
	Boundary []geo.Point  `json:"boundary"`
	Gate     *geo.Point   `json:"gate,omitempty"`
	Handover *geo.Point   `json:"handover,omitempty"`
}

// CommunityPage is one page of communities.
type CommunityPage struct {
	Communities []Community `json:"communities"`
	Next        string      `json:"next,omitempty"`
}

func (s *Server) registerCircle() {
	r := func(id, method, path, summary string, status int, access Access, tag string) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: tag, summary: summary, status: status}
	}
	handle(s, r("putCommunity", post, "/v1/admin/communities", "Set up or change a community", 201, ScopeAdmin, "admin"), s.putCommunity)
	handle(s, r("listCommunities", get, "/v1/admin/communities", "List communities", 0, ScopeAdmin, "admin"), s.listCommunities)
	handle(s, r("eraseResident", del, "/v1/admin/residents/{id}", "Erase a resident", 204, ScopeAdmin, "admin"), s.eraseResident)
	s.registerImports()
}

func (s *Server) putCommunity(ctx context.Context, in *struct{ Body CommunityRequest }) (*answer[Registered], error) {
	b := &in.Body
	loc, err := time.LoadLocation(b.TimeZone)
	if err != nil || b.TimeZone == "Local" {
		return nil, invalid("body.time_zone", "not the IANA name of a time zone")
	}
	c := circle.Community{ID: circle.CommunityID(b.ID), Name: b.Name}
	from := clock.FromTime(time.Date(s.Clock.Now().Time().Year(), 1, 1, 0, 0, 0, 0, time.UTC))
	c.Calendar = clock.Calendar{Zone: loc}.Written(from, from.Add(calendarYears*366*24*time.Hour))
	if c.Calendar.Holidays, err = daysOf("body.holidays", b.Holidays); err != nil {
		return nil, err
	}
	if c.Calendar.Workdays, err = daysOf("body.workdays", b.Workdays); err != nil {
		return nil, err
	}
	for _, p := range b.Boundary {
		at, err := s.position("body.boundary", b.Datum, p)
		if err != nil {
			return nil, err
		}
		c.Boundary = append(c.Boundary, at)
	}
	for _, p := range []struct {
		name string
		from *geo.Point
		to   **geo.Point
	}{{"body.gate", b.Gate, &c.Gate}, {"body.handover", b.Handover, &c.Handover}} {
		if p.from == nil {
			continue
		}
		at, err := s.position(p.name, b.Datum, *p.from)
		if err != nil {
			return nil, err
		}
		*p.to = &at
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterCommunity{Community: c}}); err != nil {
		return nil, err
	}
	return reply(Registered{ID: b.ID}), nil
}

// daysOf reads days, sorted, each once.
func daysOf(location string, text []string) ([]clock.Date, error) {
	var out []clock.Date
	for _, t := range text {
		d, err := clock.ParseDate(t)
		if err != nil {
			return nil, invalid(location, err.Error())
		}
		out = append(out, d)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (s *Server) listCommunities(ctx context.Context, in *pageInput) (*answer[CommunityPage], error) {
	p := CommunityPage{Communities: []Community{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Communities, in, func(c *circle.Community) {
			p.Communities = append(p.Communities, Community{
				ID: string(c.ID), Name: c.Name, TimeZone: c.Calendar.Name, Gate: c.Gate, Handover: c.Handover,
				Holidays: append([]clock.Date{}, c.Calendar.Holidays...), Workdays: append([]clock.Date{}, c.Calendar.Workdays...),
				Boundary: append([]geo.Point{}, c.Boundary...),
			})
		})
	})
	return reply(p), err
}

func (s *Server) eraseResident(ctx context.Context, in *subjectInput) (*none, error) {
	if err := s.forgetResident(ctx, in.ID); err != nil {
		return nil, err
	}
	return nil, s.Store.EraseParty(ctx, shell.ResidentParty, in.ID)
}
