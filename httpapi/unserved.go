package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

const (
	unservedDoc = `By cell, category, reason and whether it was asked by somebody with access needs, the most frequent first: the same sums that the coverage report shows. Of more than 20,000 requests the newest are counted.`
	unservedMax = 20_000
)

// UnservedRow is demand that the circle could not serve.
type UnservedRow struct {
	dispatch.Unserved
	At time.Time `json:"at"`
}

// UnservedPage is one page of unserved demand, newest first.
type UnservedPage struct {
	Demand []UnservedRow `json:"demand"`
	Next   string        `json:"next,omitempty"`
}

// UnservedSummary is unserved demand added up, for a coverage report.
type UnservedSummary struct {
	Times  int           `json:"times" doc:"Of all that was counted."`
	Cut    bool          `json:"cut,omitempty" doc:"There was more, and older, than was counted."`
	Demand []UnservedSum `json:"demand"`
}

// UnservedSum is what a cell asked for and did not get.
type UnservedSum struct {
	Cell     string    `json:"cell" doc:"H3, resolution 10."`
	Center   geo.Point `json:"center"`
	Category string    `json:"category,omitempty" doc:"None when nobody of that name is known."`
	Why      string    `json:"why" enum:"no_provider,paused,closed,out_of_area,full,too_large,access,no_way,no_mode,no_worker"`
	Needy    bool      `json:"access_needs,omitempty" doc:"Asked by somebody with access needs."`
	Times    int       `json:"times"`
}

func (s *Server) registerUnserved() {
	r := func(id, path, summary, doc string) Route {
		return Route{ID: id, Method: get, Path: path, Access: ScopeStaff, tag: "staff", summary: summary, doc: doc}
	}
	handle(s, r("listUnserved", "/v1/staff/unserved", "Demand that the circle could not serve, newest first", ""), s.listUnserved)
	handle(s, r("sumUnserved", "/v1/staff/unserved/summary", "Demand that the circle could not serve, added up", unservedDoc), s.sumUnserved)
}

// During is a span of time in a query.
type During struct {
	Since time.Time `query:"since" doc:"From then on."`
	Until time.Time `query:"until" doc:"Before then."`
}

func (d During) filter() shell.UnservedFilter {
	var f shell.UnservedFilter
	if !d.Since.IsZero() {
		f.Since = clock.FromTime(d.Since)
	}
	if !d.Until.IsZero() {
		f.Until = clock.FromTime(d.Until)
	}
	return f
}

func (s *Server) listUnserved(ctx context.Context, in *struct {
	During
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before."`
}) (*answer[UnservedPage], error) {
	f := in.filter()
	f.Limit, f.Cursor = in.Limit, in.Cursor
	docs, next, err := s.Store.Unserved(ctx, f)
	if err != nil {
		return nil, err
	}
	p := UnservedPage{Demand: []UnservedRow{}, Next: next}
	for _, d := range docs {
		p.Demand = append(p.Demand, UnservedRow{Unserved: d.Unserved, At: d.At.Time()})
	}
	return reply(p), nil
}

func (s *Server) sumUnserved(ctx context.Context, in *struct{ During }) (*answer[UnservedSummary], error) {
	f := in.filter()
	f.Limit = 200
	var list []circle.Demand
	v := UnservedSummary{Demand: []UnservedSum{}}
	for !v.Cut {
		docs, next, err := s.Store.Unserved(ctx, f)
		if err != nil {
			return nil, err
		}
		for i := range docs {
			demand, err := docs[i].Demand()
			if err != nil {
				return nil, err
			}
			list = append(list, demand)
		}
		if f.Cursor = next; next == "" {
			break
		}
		v.Cut = len(list) >= unservedMax
	}
	v.Times = len(list)
	for _, d := range circle.SumDemand(list) {
		center, err := d.Cell.Center()
		if err != nil {
			return nil, err
		}
		v.Demand = append(v.Demand, UnservedSum{
			Cell: d.Cell.String(), Center: center, Category: string(d.Category), Why: string(d.Why), Needy: d.Needy, Times: d.Times,
		})
	}
	return reply(v), nil
}
