package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// measured is a zone with a robot of two compartments whose factsheet says a
// body, and two orders of 800 g.
func measured(t *testing.T, b fleet.Body) *zone {
	t.Helper()
	z := newZone(t)
	r := robot("r1")
	r.Bays = []fleet.Bay{{ID: "A", Capacity: r.Capacity}, {ID: "B", Capacity: r.Capacity}}
	z.ok(shop("m1", true), r, dispatch.RobotMeasured{Robot: "r1", Body: b})
	for _, id := range []orders.ID{"o1", "o2"} {
		p := place(id)
		p.Consent.Robot = true
		z.ok(p)
	}
	z.now = z.order("o1").ReadyAt
	z.ok(dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(0), Charge: 90})
	return z
}

// The smaller of what a robot was registered for and what its factsheet says
// counts; one that cannot pass an order over has one, and one that cannot fetch
// has none.
func TestFactsheetBoundsWhatARobotGets(t *testing.T) {
	grams := place("o1").Items[0].Grams * int64(place("o1").Items[0].Quantity)
	for _, c := range []struct {
		body fleet.Body
		gets int
	}{
		{fleet.Body{}, 2},
		{fleet.Body{Load: 2 * grams, Piece: grams}, 2},
		{fleet.Body{Load: grams - 1}, 0},
		{fleet.Body{Piece: grams - 1}, 0},
		{fleet.Body{Single: true}, 1},
		{fleet.Body{Unfit: true}, 0},
	} {
		z, got := measured(t, c.body), 0
		for _, id := range []orders.ID{"o1", "o2"} {
			if z.order(id).Worker == "r1" {
				got++
			}
		}
		if got != c.gets {
			t.Errorf("%+v: %d orders, want %d", c.body, got, c.gets)
		}
	}
}

// Registered again, a robot keeps what its factsheet says; the same word twice
// changes nothing.
func TestFactsheetStays(t *testing.T) {
	z := measured(t, fleet.Body{Width: 700})
	if ds := z.do(dispatch.RobotMeasured{Robot: "r1", Body: fleet.Body{Width: 700}}); len(ds) != 0 {
		t.Errorf("%+v", ds)
	}
	if r := z.do(dispatch.RobotMeasured{Robot: "r9"}); only[dispatch.Rejected](t, r).Rejection.Code != orders.UnknownWorker {
		t.Errorf("%+v", r)
	}
	again := robot("r1")
	again.Bays = z.s.Robots.Get("r1").Bays
	z.ok(again)
	if z.s.Robots.Get("r1").Body.Width != 700 {
		t.Error("the body is forgotten")
	}
}

// A robot that is too wide for a gate is planned on ways round it, and is not
// sent through it whatever the plan says.
func TestTooWideForAGate(t *testing.T) {
	p := problem.Problem{}
	n := lanes.Network{Features: []lanes.Feature{
		{ID: "g", Kind: lanes.Gate, Points: []geo.Point{east(5)}, Width: 0.7}, {ID: "l", Kind: lanes.Lane, Points: []geo.Point{east(0), east(9)}, Width: 0.9},
	}}
	for width, want := range map[int]int{0: 0, 700: 0, 701: 1, 901: 2} {
		if narrow := n.Narrow(width); len(narrow) != want {
			t.Errorf("%d mm: %v", width, narrow)
		}
	}
	if a, b, c := p.ProfileAround(nil), p.ProfileAround(n.Narrow(800)), p.ProfileAround(n.Narrow(950)); a != geo.Robot || b == c || p.ProfileAround(n.Narrow(800)) != b {
		t.Errorf("%v %v %v", a, b, c)
	}
	for width, sent := range map[int]bool{700: true, 800: false} {
		z := newZone(t)
		z.ok(shop("m1", true), robot("r1"), dispatch.RobotMeasured{Robot: "r1", Body: fleet.Body{Width: width}},
			dispatch.SetLanes{Features: []lanes.Feature{{ID: "g", Kind: lanes.Gate, Points: []geo.Point{east(100)}, Width: 0.7}}, By: orders.Actor{Role: orders.Staff, ID: "S"}})
		o := place("o1")
		o.Consent.Robot, o.Dropoff.Handover = true, east(200)
		z.ok(o)
		z.now = z.order("o1").ReadyAt
		z.ok(dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(0), Charge: 90})
		if got := z.order("o1").Worker == "r1"; got != sent {
			t.Errorf("%d mm wide: sent %v through the gate", width, got)
		}
	}
}
