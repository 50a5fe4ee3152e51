package httpapi

import (
	"context"
	"maps"
	"slices"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// DrivingRules say when robots may drive, and how fast in which weather.
type DrivingRules struct {
	Name      string         `json:"name,omitempty" maxLength:"100" doc:"Whose rules they are." example:"Barcelona, pilot permit 2026"`
	Hours     string         `json:"hours,omitempty" maxLength:"500" doc:"As OpenStreetMap writes them or in Chinese; at any time when left out." example:"Mo-Fr 07:00-21:00; Sa,Su 09:00-20:00"`
	Community string         `json:"community,omitempty" doc:"Whose time zone and days off the hours go by; UTC when left out."`
	Percent   map[string]int `json:"percent,omitempty" doc:"Of the usual speed, by weather (rain, snow, ice, storm, heat, dark): 10 to 100, or 0 when no errand may begin in it."`
}

// DrivingNow is the rules with the weather as staff told it.
type DrivingNow struct {
	DrivingRules
	Weather string `json:"weather,omitempty" enum:"rain,snow,ice,storm,heat,dark" doc:"Missing: fair."`
	Pace    int    `json:"pace" doc:"Percent of the usual speed that new errands go at now; 0: none begin."`
}

// WeatherReport is staff's word of what it is like outside.
type WeatherReport struct {
	Weather string `json:"weather,omitempty" enum:"rain,snow,ice,storm,heat,dark" doc:"Left out: fair."`
	Reason  string `json:"reason" minLength:"1" maxLength:"200"`
}

func (s *Server) registerDriving() {
	r := func(id, method, path, summary string, access Access) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: "robots", summary: summary}
	}
	set := r("setDriving", put, "/v1/admin/driving", "Say when robots may drive, and how fast in which weather", ScopeAdmin)
	set.doc = "It replaces the rules before. Where they may drive, and how fast on which class of road, is in the jurisdiction file with which the city was imported."
	handle(s, set, s.setDriving)
	handle(s, r("readDriving", get, "/v1/staff/driving", "When robots may drive, and how fast now", ScopeStaff), s.readDriving)
	say := r("setWeather", post, "/v1/staff/weather", "Say what the weather is", ScopeStaff)
	say.doc = "Errands that begin from now on go by it. Where none may begin, others take what robots have not fetched yet; to stop those with goods on board, pause them."
	handle(s, say, s.setWeather)
}

func (s *Server) setDriving(ctx context.Context, in *struct{ Body DrivingRules }) (*answer[DrivingNow], error) {
	d := fleet.Driving{Name: in.Body.Name, Community: circle.CommunityID(in.Body.Community)}
	if in.Body.Hours != "" {
		var err error
		if d.Hours, err = circle.ParseHours(in.Body.Hours); err != nil {
			return nil, refused(orders.Refuse(orders.BadRegistration, "", "hours: %s", err))
		}
	}
	for _, w := range slices.Sorted(maps.Keys(in.Body.Percent)) {
		d.Paces = append(d.Paces, fleet.Pace{Weather: fleet.Weather(w), Percent: in.Body.Percent[w]})
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.SetDriving{Driving: d, By: staffOf(ctx)}}); err != nil {
		return nil, err
	}
	return s.readDriving(ctx, nil)
}

func (s *Server) setWeather(ctx context.Context, in *struct{ Body WeatherReport }) (*answer[DrivingNow], error) {
	e := dispatch.SetWeather{Weather: fleet.Weather(in.Body.Weather), By: staffOf(ctx), Reason: in.Body.Reason}
	if _, err := s.submit(ctx, shell.Request{Event: e}); err != nil {
		return nil, err
	}
	return s.readDriving(ctx, nil)
}

func (s *Server) readDriving(ctx context.Context, _ *none) (*answer[DrivingNow], error) {
	var out DrivingNow
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		d := &st.Driving
		out.Name, out.Community, out.Weather, out.Pace = d.Name, string(d.Community), string(st.Weather), st.Pace(st.Now)
		if d.Hours != nil {
			out.Hours = d.Hours.String()
		}
		out.Percent = map[string]int{}
		for _, p := range d.Paces {
			out.Percent[string(p.Weather)] = p.Percent
		}
	})
	return reply(out), err
}
