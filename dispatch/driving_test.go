package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// Robots go slower in snow, begin nothing in a storm, and are done by the time
// at which the rules' hours end.
func TestDriving(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true))
	z.ok(robot("r1"), z.robotAt("r1"))
	rules := fleet.Driving{Paces: []fleet.Pace{{Weather: fleet.Snow, Percent: 40}, {Weather: fleet.Storm}}}
	z.refused(orders.NotYours, dispatch.SetDriving{Driving: rules, By: merchant})
	z.refused(orders.BadRegistration, dispatch.SetDriving{Driving: fleet.Driving{Paces: []fleet.Pace{{Weather: "frogs", Percent: 50}}}, By: desk})
	z.refused(orders.BadRegistration, dispatch.SetDriving{Driving: fleet.Driving{Community: "nowhere"}, By: desk})
	z.refused(orders.BadRegistration, dispatch.SetWeather{Weather: "frogs", By: desk})
	z.ok(dispatch.SetDriving{Driving: rules, By: desk}, dispatch.SetWeather{Weather: fleet.Storm, By: desk, Reason: "gale"})
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	if w := z.order("o1").Worker; w != "" {
		t.Fatalf("in a storm the order went to %q", w)
	}
	if why, known := z.s.Away("r1"); !known || why.En != "Robots begin no errand now: the hour or the weather forbids it." {
		t.Errorf("why not: %+v", why)
	}
	z.ok(dispatch.SetWeather{Weather: fleet.Snow, By: desk, Reason: "it snows"})
	if w := z.order("o1").Worker; w != "r1" || z.mission("r1").Pace != 40 {
		t.Fatalf("in snow the order went to %q, at %d percent", w, z.mission("r1").Pace)
	}
}

// An errand that would end after the hours does not begin.
func TestDrivingHours(t *testing.T) {
	for minutes, want := range map[int]string{3: "", 120: "r1"} {
		z := newZone(t)
		z.ok(shop("m1", true))
		z.ok(robot("r1"), z.robotAt("r1"))
		now := z.s.Now.Time().UTC()
		of := now.Hour()*60 + now.Minute()
		h := circle.Hours{}
		for d := range h.Week {
			h.Week[d] = []circle.Span{{From: 0, To: of + minutes}}
		}
		z.ok(dispatch.SetDriving{Driving: fleet.Driving{Hours: &h}, By: desk})
		p := place("o1")
		p.Consent.Robot = true
		z.ok(p)
		if w := z.order("o1").Worker; w != want {
			t.Errorf("%d minutes before the end the order went to %q", minutes, w)
		}
		if late := z.s.Now.Add(24 * time.Hour); z.s.Pace(late.Add(time.Duration(minutes)*time.Minute)) != 0 || z.s.Pace(clock.Instant(late)) != 100 {
			t.Error("the hours do not end")
		}
	}
}

// A robot that was moved while its way was planned is not sent along it: what
// lies between is on no road.
func TestRobotMovedMeanwhile(t *testing.T) {
	for metres, want := range map[float64]string{30: "r1", 300: ""} {
		z := newZone(t)
		z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"))
		from := z.s.Robots.Get("r1").Point
		p := place("o1")
		p.Consent.Robot = true
		z.do(p)
		answer := plan(z.problem)
		z.problem = nil
		for i := range answer.Routes[0].Stops {
			s := &answer.Routes[0].Stops[i]
			s.Path = []geo.Point{from, s.Point}
			from = s.Point
		}
		moved := z.robotAt("r1")
		moved.Point = east(metres)
		z.do(moved)
		z.do(dispatch.Solved{Plan: answer})
		if w := z.order("o1").Worker; w != want {
			t.Errorf("%v m away the order went to %q", metres, w)
		}
	}
}
