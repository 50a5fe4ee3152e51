package httpapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const (
	offeringsShown = 12   // of each provider, in a list
	offeringsMost  = 1000 // of one that was asked for
)

const circleDoc = `Every provider who comes to a door: open or when next, by which ways goods can be handed over there (with the resident's needs as hard rules, and why a way is closed), the earliest time, what carriage costs, and what is sold: goods with prices, services in the home with duration, skills and rule of price. Times are estimates from the roads, the usual preparation and what the workers on duty have in hand; a quote holds, this does not. Needs and consent are those of the question: nothing is kept, and nothing here is about a person.

For residents without an account: a community's key (scope circle), which its page or a card at the gate carries, reads this for homes of that community. It is bounded by address. See docs/residents.md.`

type circleInput struct {
	Building string    `query:"building" maxLength:"64" doc:"Id of the building, as addresses gives it; or point." example:"xfl-3"`
	Unit     string    `query:"unit" maxLength:"64" doc:"Name of the entrance." example:"2单元"`
	Room     string    `query:"room" maxLength:"40" doc:"House number; tells the floor." example:"501"`
	Point    string    `query:"point" maxLength:"60" doc:"Longitude and latitude, WGS-84, where there is no building." example:"1.5218,42.5076"`
	Floor    int       `query:"floor" minimum:"-5" maximum:"200" doc:"Of the home, where room does not tell."`
	Lift     bool      `query:"lift" doc:"With point: the building has a lift."`
	NoStairs bool      `query:"no_stairs" doc:"Cannot use stairs."`
	NoScreen bool      `query:"no_screen" doc:"Cannot reach or read a locker screen."`
	NoDown   bool      `query:"no_coming_down" doc:"Cannot leave the home."`
	Speaks   string    `query:"speaks" pattern:"^([a-z]{2,3})?$" maxLength:"3" doc:"The only language the resident reads, by ISO 639, where it is neither zh nor en."`
	Locker   bool      `query:"consent_locker" doc:"Agrees to lockers."`
	Robot    bool      `query:"consent_robot" doc:"Agrees to robots."`
	At       time.Time `query:"at" doc:"Then instead of now."`
	Category string    `query:"category" enum:"groceries,meals,pharmacy,shop,property,housekeeping,elder_care,repair,laundry" doc:"Only this one."`
	Provider string    `query:"provider" maxLength:"64" doc:"Only this one, with all that it sells."`
	Lang     string    `query:"lang" enum:"zh,en" doc:"Of labels; else Accept-Language, else zh."`
	Accept   string    `header:"Accept-Language" maxLength:"200"`
	Limit    int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor   string    `query:"cursor" maxLength:"10" doc:"next of the page before."`
}

func (s *Server) registerServings() {
	handle(s, Route{ID: "readCircle", Method: get, Path: "/v1/circle", Access: CircleRead, tag: "circle",
		summary: "What a home sees of its circle", doc: circleDoc}, s.readCircle)
}

func (s *Server) readCircle(ctx context.Context, in *circleInput) (*answer[CircleView], error) {
	offset, err := strconv.Atoi(cmp.Or(in.Cursor, "0"))
	if err != nil || offset < 0 {
		return nil, newProblem("bad_cursor", "the cursor is not one that a page gave out: begin without one")
	}
	now := s.Clock.Now()
	v := CircleView{Now: now.Time(), At: now.Time(), Language: "zh", Categories: []CircleCategory{}, Providers: []CircleProvider{}}
	q := circleQuestion{in: in, home: dispatch.Home{
		At:      now,
		Needs:   residents.Needs{NoStairs: in.NoStairs, NoScreen: in.NoScreen, NoComingDown: in.NoDown, Language: in.Speaks},
		Consent: residents.Consent{Locker: in.Locker, Robot: in.Robot},
	}}
	if at := clock.FromTime(in.At); !in.At.IsZero() && at > now {
		q.home.At, q.home.Later, v.At = at, true, at.Time()
	}
	if q.text = languageOf(in.Lang, in.Accept); q.text == circle.English {
		v.Language = "en"
	}
	if err := s.placeOf(ctx, &q, &v); err != nil {
		return nil, err
	}
	if err := s.waysTo(ctx, &q); err != nil {
		return nil, err
	}
	err = s.Engine.View(ctx, func(st *dispatch.State) { q.answer(st, &v, offset) })
	return reply(v), err
}

// circleQuestion is a question for a circle while it is answered.
type circleQuestion struct {
	in   *circleInput
	home dispatch.Home
	text circle.Language
	ways map[circle.ProviderID]dispatch.Way
	// door is when each worker on duty could be at it, with the skills.
	door []carerAt
}

type carerAt struct {
	skills []string
	at     clock.Instant
}

var languages = language.NewMatcher([]language.Tag{language.Chinese, language.English})

func languageOf(asked, accept string) circle.Language {
	if asked == "" {
		if _, i := language.MatchStrings(languages, accept); i == 1 {
			return circle.English
		}
	}
	l, err := circle.ParseLanguage(asked)
	if err != nil {
		return circle.Chinese
	}
	return l
}

// placeOf finds the door that is asked about.
func (s *Server) placeOf(ctx context.Context, q *circleQuestion, v *CircleView) error {
	only, err := communityFor(ctx, "")
	if err != nil {
		return err
	}
	if (q.in.Building == "") == (q.in.Point == "") {
		return invalid("query.building", "give building or point, one of them")
	}
	if q.in.Point != "" {
		return s.pointOf(ctx, q, v, only)
	}
	found := false
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		b := st.Buildings.Get(circle.BuildingID(q.in.Building))
		if b == nil || only != "" && b.Community != only {
			return
		}
		v.Place = CirclePlace{Building: string(b.ID), Name: b.Name, Lift: b.Lift, Point: b.Point, Handover: b.Point, Floor: q.in.Floor}
		if f := circle.FloorOf(q.in.Room); v.Place.Floor == 0 {
			v.Place.Floor = f
		}
		c := st.Communities.Get(b.Community)
		if c != nil {
			v.Community = &CircleCommunity{ID: string(c.ID), Name: c.Name, TimeZone: c.Calendar.Name}
		}
		if found = q.in.Unit == ""; !found {
			i := slices.IndexFunc(b.Entrances, func(e circle.Entrance) bool { return e.Name == q.in.Unit })
			if found = i >= 0; found {
				v.Place.Unit = q.in.Unit
				if p := b.Entrances[i].Point; p != nil {
					v.Place.Point, v.Place.Handover = *p, *p
				}
			}
		}
		switch {
		case b.Handover != nil:
			v.Place.Handover = *b.Handover
		case c != nil && c.Handover != nil:
			v.Place.Handover = *c.Handover
		}
	})
	if err == nil && !found {
		err = newProblem("not_found", "there is no such building or entrance: ask addresses for one")
	}
	q.home.Dropoff = orders.Dropoff{Point: v.Place.Point, Handover: v.Place.Handover, Floor: v.Place.Floor, Lift: v.Place.Lift}
	return err
}

// pointOf takes a point for the door. A community's key may name those inside
// its outline only.
func (s *Server) pointOf(ctx context.Context, q *circleQuestion, v *CircleView, only circle.CommunityID) error {
	lng, lat, ok := strings.Cut(q.in.Point, ",")
	x, err := strconv.ParseFloat(lng, 64)
	y, err2 := strconv.ParseFloat(lat, 64)
	if !ok || err != nil || err2 != nil {
		return invalid("query.point", "not longitude,latitude like 1.5218,42.5076")
	}
	at, err := s.position("query.point", "", geo.Point{Lng: x, Lat: y})
	if err != nil {
		return err
	}
	floor := q.in.Floor
	if floor == 0 {
		floor = circle.FloorOf(q.in.Room)
	}
	v.Place = CirclePlace{Point: at, Handover: at, Floor: floor, Lift: q.in.Lift}
	q.home.Dropoff = orders.Dropoff{Point: at, Handover: at, Floor: floor, Lift: q.in.Lift}
	if only == "" {
		return nil
	}
	inside := false
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		if c := st.Communities.Get(only); c != nil && c.Boundary.Holds(at) {
			inside = true
			v.Community = &CircleCommunity{ID: string(c.ID), Name: c.Name, TimeZone: c.Calendar.Name}
		}
	})
	if err == nil && !inside {
		return shell.ErrNotFound
	}
	return err
}

// waysTo asks the roads for the ways from every counter to the door, and how
// the zone's workers stand.
func (s *Server) waysTo(ctx context.Context, q *circleQuestion) error {
	courier, robot, hands, err := s.pace.at(ctx, s)
	if err != nil {
		return err
	}
	var counters []counterAt
	var points []geo.Point
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		for id, p := range st.Providers.All() {
			if p.Serves(q.home.Dropoff.Point) && (q.in.Provider == "" || string(id) == q.in.Provider) {
				counters, points = append(counters, counterAt{id, p.Point}), append(points, p.Point)
			}
		}
	})
	if err != nil {
		return err
	}
	q.ways = make(map[circle.ProviderID]dispatch.Way, len(counters))
	riding, err := s.Travel.Legs(ctx, geo.Ebike, points, []geo.Point{q.home.Dropoff.Point})
	if err != nil {
		return err
	}
	rolling, err := s.Travel.Legs(ctx, geo.Robot, points, []geo.Point{q.home.Dropoff.Handover})
	if err != nil {
		return err
	}
	for i, c := range counters {
		w := dispatch.Way{Meters: -1, Travel: [2]time.Duration{-1, -1}, Courier: clock.Never, Robot: clock.Never}
		if l := riding[i][0]; l.Travel != problem.Unreachable {
			w.Meters, w.Travel[0] = l.Meters, l.Travel
		} else if _, m, ok := s.Travel.Leg(geo.Foot, c.point, q.home.Dropoff.Point); ok {
			w.Meters = m // as a quote counts it
		}
		if l := rolling[i][0]; l.Travel != problem.Unreachable {
			w.Travel[1] = l.Travel
		}
		if at, known := courier[c.id]; known {
			w.Courier, w.Robot = at, robot[c.id]
		}
		q.ways[c.id] = w
	}
	return s.carersAt(ctx, q, hands)
}

// carersAt finds out when those on duty with skills could be at the door.
func (s *Server) carersAt(ctx context.Context, q *circleQuestion, hands []dispatch.Hand) error {
	for profile := range geo.Profile(geo.ProfileCount) {
		var from []geo.Point
		var some []dispatch.Hand
		for _, h := range hands {
			if h.Profile == profile && len(h.Skills) > 0 {
				from, some = append(from, h.Point), append(some, h)
			}
		}
		if len(some) == 0 {
			continue
		}
		legs, err := s.Travel.Legs(ctx, profile, from, []geo.Point{q.home.Dropoff.Point})
		if err != nil {
			return err
		}
		for i, h := range some {
			if l := legs[i][0]; l.Travel != problem.Unreachable {
				q.door = append(q.door, carerAt{h.Skills, h.Free.Add(l.Travel)})
			}
		}
	}
	slices.SortStableFunc(q.door, func(a, b carerAt) int { return cmp.Compare(a.at, b.at) })
	return nil
}
