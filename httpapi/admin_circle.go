package httpapi

import (
	"context"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// BuildingRequest sets up a building; the same id again replaces it.
type BuildingRequest struct {
	ID        string            `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$" example:"xfl-3"`
	Community string            `json:"community" minLength:"1" maxLength:"64" example:"xingfuli"`
	Name      string            `json:"name" minLength:"1" maxLength:"120" doc:"As residents say it." example:"3号楼"`
	Point     geo.Point         `json:"point"`
	Datum     string            `json:"datum,omitempty" enum:"wgs84,gcj02,bd09" doc:"Datum of the points; wgs84 when left out. Answers are always in wgs84."`
	Floors    int               `json:"floors,omitempty" minimum:"0" maximum:"200" doc:"0: not known." example:"6"`
	Lift      bool              `json:"lift,omitempty" doc:"Else there are stairs."`
	Steps     bool              `json:"steps,omitempty" doc:"There are steps before the lift or the ground floor."`
	Handover  *geo.Point        `json:"handover,omitempty" doc:"Where a robot meets residents; the community's when left out."`
	Entrances []EntranceRequest `json:"entrances,omitempty" maxItems:"100" nullable:"false"`
}

// EntranceRequest is a door of a building with the homes behind it.
type EntranceRequest struct {
	Name     string     `json:"name,omitempty" maxLength:"64" doc:"As residents say it; unique within the building." example:"2单元"`
	Point    *geo.Point `json:"point,omitempty" doc:"The building's when left out."`
	PerFloor int        `json:"per_floor,omitempty" minimum:"0" maximum:"99" doc:"Homes on each floor: floor 5 then has 501, 502 and so on." example:"2"`
	Rooms    []string   `json:"rooms,omitempty" maxItems:"2000" nullable:"false" doc:"House numbers that the rule does not make."`
}

// BuildingPage is one page of buildings, by id.
type BuildingPage struct {
	Buildings []circle.Building `json:"buildings"`
	Next      string            `json:"next,omitempty"`
}

// OfferingRequest sets up what a provider sells; the same id again replaces it.
type OfferingRequest struct {
	ID          string   `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$" example:"rice-5kg"`
	Provider    string   `json:"provider" minLength:"1" maxLength:"64" example:"liji"`
	Name        string   `json:"name" minLength:"1" maxLength:"120" example:"大米 5 kg"`
	Kind        string   `json:"kind" enum:"goods,meal,visit" example:"goods"`
	Price       Price    `json:"price"`
	Paused      bool     `json:"paused,omitempty" doc:"Not sold at the moment."`
	Grams       int64    `json:"grams,omitempty" minimum:"0" doc:"Of goods, one piece." example:"5000"`
	Millis      int64    `json:"ml,omitempty" minimum:"0"`
	Temperature string   `json:"temperature,omitempty" enum:"ambient,chilled,frozen,hot"`
	Minutes     int      `json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"Of a visit."`
	Skills      []string `json:"skills,omitempty" maxItems:"16" nullable:"false" doc:"Of who comes, each of them."`
	Workers     int      `json:"workers,omitempty" minimum:"0" maximum:"4" doc:"Who come together; one when left out."`
}

// Price is the rule of a price, in minor units: amount for each unit, fee on
// top, and never below minimum.
type Price struct {
	Amount  int64  `json:"amount" minimum:"0" example:"3990"`
	Unit    string `json:"unit" enum:"piece,kg,visit,hour" example:"piece"`
	Fee     int64  `json:"fee,omitempty" minimum:"0"`
	Minimum int64  `json:"minimum,omitempty" minimum:"0"`
}

// OfferingPage is one page of offerings, by id.
type OfferingPage struct {
	Offerings []OfferingRequest `json:"offerings"`
	Next      string            `json:"next,omitempty"`
}

// HoursRequest says when, for whom and how much a merchant works. It replaces
// what was said before.
type HoursRequest struct {
	Community string      `json:"community,omitempty" maxLength:"64" doc:"Whose time zone and days off the hours follow; UTC without days off when left out." example:"xingfuli"`
	Hours     string      `json:"hours,omitempty" maxLength:"500" doc:"As OpenStreetMap writes them or in Chinese; always open when left out." example:"Mo-Fr 08:00-20:00; Sa 09:00-18:00; PH off"`
	Capacity  int         `json:"capacity,omitempty" minimum:"0" maximum:"10000" doc:"Open orders in work at once; any number when left out."`
	RadiusM   geo.Meters  `json:"radius_m,omitempty" minimum:"0" maximum:"100000" doc:"Goes so far as the crow flies; anywhere when left out."`
	Area      []geo.Point `json:"area,omitempty" maxItems:"2000" nullable:"false" doc:"Corners of the outline that it goes to."`
	Datum     string      `json:"datum,omitempty" enum:"wgs84,gcj02,bd09" doc:"Datum of area; wgs84 when left out."`
}

func (s *Server) registerCircleSetup() {
	r := func(id, method, path, summary string, status int, access Access) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: "admin", summary: summary, status: status}
	}
	handle(s, r("putBuilding", post, "/v1/admin/buildings", "Set up or replace a building", 201, ScopeAdmin), s.putBuilding)
	handle(s, r("listBuildings", get, "/v1/admin/buildings", "List buildings", 0, ScopeStaff), s.listBuildings)
	handle(s, r("putOffering", post, "/v1/admin/offerings", "Set up or replace what a provider sells", 201, ScopeAdmin), s.putOffering)
	handle(s, r("listOfferings", get, "/v1/admin/offerings", "List what providers sell", 0, ScopeStaff), s.listOfferings)
	handle(s, r("setHours", post, "/v1/admin/merchants/{id}/hours", "Say when, where and how much a merchant works", 0, ScopeAdmin), s.setHours)
}

func (s *Server) putBuilding(ctx context.Context, in *struct{ Body BuildingRequest }) (*answer[Registered], error) {
	r := &in.Body
	b := circle.Building{
		ID: circle.BuildingID(r.ID), Community: circle.CommunityID(r.Community), Name: r.Name,
		Floors: r.Floors, Lift: r.Lift, Steps: r.Steps,
	}
	var err error
	if b.Point, err = s.position("body.point", r.Datum, r.Point); err != nil {
		return nil, err
	}
	if b.Handover, err = s.maybe("body.handover", r.Datum, r.Handover); err != nil {
		return nil, err
	}
	for _, e := range r.Entrances {
		d := circle.Entrance{Name: e.Name, PerFloor: e.PerFloor, Rooms: e.Rooms}
		if d.Point, err = s.maybe("body.entrances.point", r.Datum, e.Point); err != nil {
			return nil, err
		}
		b.Entrances = append(b.Entrances, d)
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterBuildings{Buildings: []circle.Building{b}}}); err != nil {
		return nil, err
	}
	return reply(Registered{ID: r.ID}), nil
}

// maybe is position for a point that may be missing.
func (s *Server) maybe(location, datum string, p *geo.Point) (*geo.Point, error) {
	if p == nil {
		return nil, nil
	}
	at, err := s.position(location, datum, *p)
	return &at, err
}

func (s *Server) listBuildings(ctx context.Context, in *struct {
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor    string `query:"cursor" maxLength:"200" doc:"next of the page before."`
	Community string `query:"community" maxLength:"64" doc:"Only there."`
}) (*answer[BuildingPage], error) {
	p := BuildingPage{Buildings: []circle.Building{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = someAfter(&st.Buildings, &pageInput{in.Limit, in.Cursor}, func(b *circle.Building) bool {
			return in.Community == "" || string(b.Community) == in.Community
		}, func(b *circle.Building) { p.Buildings = append(p.Buildings, *b) })
	})
	return reply(p), err
}

func (s *Server) putOffering(ctx context.Context, in *struct{ Body OfferingRequest }) (*answer[Registered], error) {
	r := &in.Body
	o := circle.Offering{
		ID: circle.OfferingID(r.ID), Provider: circle.ProviderID(r.Provider), Name: r.Name, Kind: circle.Kind(r.Kind),
		Price:  circle.Price{Amount: r.Price.Amount, Unit: circle.Unit(r.Price.Unit), Fee: r.Price.Fee, Minimum: r.Price.Minimum},
		Paused: r.Paused, Grams: r.Grams, Millis: r.Millis, Temperature: circle.Temperature(r.Temperature),
		Duration: time.Duration(r.Minutes) * time.Minute, Skills: slices.Compact(slices.Sorted(slices.Values(r.Skills))), Workers: r.Workers,
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterOfferings{Offerings: []circle.Offering{o}}}); err != nil {
		return nil, err
	}
	return reply(Registered{ID: r.ID}), nil
}

func (s *Server) listOfferings(ctx context.Context, in *struct {
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor   string `query:"cursor" maxLength:"200" doc:"next of the page before."`
	Provider string `query:"provider" maxLength:"64" doc:"Only its."`
}) (*answer[OfferingPage], error) {
	p := OfferingPage{Offerings: []OfferingRequest{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = someAfter(&st.Offerings, &pageInput{in.Limit, in.Cursor}, func(o *circle.Offering) bool {
			return in.Provider == "" || string(o.Provider) == in.Provider
		}, func(o *circle.Offering) {
			p.Offerings = append(p.Offerings, OfferingRequest{
				ID: string(o.ID), Provider: string(o.Provider), Name: o.Name, Kind: string(o.Kind),
				Price:  Price{Amount: o.Price.Amount, Unit: string(o.Price.Unit), Fee: o.Price.Fee, Minimum: o.Price.Minimum},
				Paused: o.Paused, Grams: o.Grams, Millis: o.Millis, Temperature: string(o.Temperature),
				Minutes: int(o.Duration / time.Minute), Skills: o.Skills, Workers: o.Workers,
			})
		})
	})
	return reply(p), err
}

func (s *Server) setHours(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body HoursRequest
}) (*answer[Merchant], error) {
	r := &in.Body
	var p circle.Provider
	known := false
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		if row := st.Providers.Get(circle.ProviderID(in.ID)); row != nil {
			p, known = *row, true
		}
	})
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, newProblem("unknown_provider", "there is no merchant "+in.ID+": set it up first")
	}
	p.Community, p.Capacity, p.Hours, p.Area = circle.CommunityID(r.Community), r.Capacity, nil, circle.Area{Meters: r.RadiusM}
	if r.Hours != "" {
		if p.Hours, err = circle.ParseHours(r.Hours); err != nil {
			return nil, invalid("body.hours", err.Error())
		}
	}
	for _, corner := range r.Area {
		at, err := s.position("body.area", r.Datum, corner)
		if err != nil {
			return nil, err
		}
		p.Area.Ring = append(p.Area.Ring, at)
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterProvider{Provider: p}}); err != nil {
		return nil, err
	}
	return reply(merchantRow(&p)), nil
}

// merchantRow is a merchant as administrators see it.
func merchantRow(m *circle.Provider) Merchant {
	out := Merchant{
		ID: string(m.ID), Name: m.Name, Category: string(m.Category), Point: m.Point, Paused: m.Paused,
		AutoAccept: m.AutoAccept, PreparationSeconds: int(m.Preparation / time.Second),
		Community: string(m.Community), Capacity: m.Capacity, RadiusM: m.Area.Meters, Area: m.Area.Ring,
	}
	if m.Hours != nil {
		out.Hours = m.Hours.String()
	}
	return out
}
