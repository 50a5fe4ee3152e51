package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

func community(t *testing.T) circle.Community {
	t.Helper()
	return circle.Community{ID: "garden", Name: "幸福里", Calendar: clock.Calendar{
		Name: "Asia/Shanghai", Offsets: []clock.Offset{{Seconds: 8 * 3600}},
	}}
}

// A registration is taken whole or refused whole, and what it names must be
// there.
func TestRegisterCircle(t *testing.T) {
	z := newZone(t)
	house := circle.Building{ID: "b3", Community: "garden", Name: "3号楼", Point: east(100), Floors: 6, Entrances: []circle.Entrance{{Name: "1单元", PerFloor: 2}}}
	rice := circle.Offering{ID: "rice", Provider: "m1", Name: "大米", Kind: circle.Goods, Price: circle.Price{Amount: 500, Unit: circle.PerPiece}}
	bad := house
	bad.ID = "a b"
	for _, c := range []struct {
		ev   dispatch.Event
		want orders.Code
	}{
		{dispatch.RegisterBuildings{Buildings: []circle.Building{house}}, orders.UnknownCommunity},
		{dispatch.RegisterCommunity{Community: circle.Community{ID: "garden"}}, orders.BadRegistration},
		{dispatch.RegisterCommunity{Community: community(t)}, ""},
		{dispatch.RegisterBuildings{}, orders.BadRegistration},
		{dispatch.RegisterBuildings{Buildings: make([]circle.Building, 501)}, orders.BadRegistration},
		{dispatch.RegisterBuildings{Buildings: []circle.Building{house, bad}}, orders.BadRegistration},
		{dispatch.RegisterBuildings{Buildings: []circle.Building{house}}, ""},
		{dispatch.RegisterOfferings{Offerings: []circle.Offering{rice}}, orders.UnknownProvider},
		{shop("m1", true), ""},
		{dispatch.RegisterOfferings{Offerings: []circle.Offering{rice, {}}}, orders.BadRegistration},
		{dispatch.RegisterOfferings{Offerings: []circle.Offering{rice}}, ""},
		{dispatch.RegisterProvider{Provider: circle.Provider{ID: "m2", Community: "nowhere"}}, orders.UnknownCommunity},
		{dispatch.RegisterProvider{Provider: circle.Provider{ID: "m2", Hours: &circle.Hours{Holiday: []circle.Span{{From: 5, To: 4}}}}}, orders.BadRegistration},
		{dispatch.RegisterProvider{Provider: circle.Provider{ID: "m2", Area: circle.Area{Meters: -1}}}, orders.BadRegistration},
	} {
		got := refusal(z.do(c.ev))
		if (got == nil) != (c.want == "") || got != nil && got.Code != c.want {
			t.Errorf("%+v: %v, want %q", c.ev, got, c.want)
		}
	}
	if z.s.Communities.Len() != 1 || z.s.Buildings.Len() != 1 || z.s.Offerings.Len() != 1 || z.s.Providers.Len() != 1 {
		t.Errorf("%d communities, %d buildings, %d offerings, %d providers", z.s.Communities.Len(), z.s.Buildings.Len(), z.s.Offerings.Len(), z.s.Providers.Len())
	}
}

// choosy is a merchant that is open from 08:00 to 20:00 local time, goes 500 m
// and can have two orders in work.
func choosy(t *testing.T) dispatch.RegisterProvider {
	t.Helper()
	h, err := circle.ParseHours("08:00-20:00")
	if err != nil {
		t.Fatal(err)
	}
	p := shop("m1", false)
	p.Provider.Community, p.Provider.Hours, p.Provider.Capacity, p.Provider.Area = "garden", h, 2, circle.Area{Meters: 500}
	return p
}

func localTime(t *testing.T, text string) clock.Instant {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return clock.FromTime(at)
}

// Every reason why the circle does not serve is refused by its code, noted
// with its place, and projected; what is wrong in itself is not noted.
func TestUnservedDemand(t *testing.T) {
	z := newZone(t)
	z.now = localTime(t, "2031-03-03T10:00:00+08:00")
	z.ok(dispatch.RegisterCommunity{Community: community(t)}, choosy(t), register("c1"))
	n := 0
	order := func(change func(*dispatch.PlaceOrder)) dispatch.PlaceOrder {
		n++
		p := place(orders.ID("u" + string(rune('a'+n))))
		p.Dropoff.Point = east(300)
		change(&p)
		return p
	}
	evening := func(p *dispatch.PlaceOrder) { p.Due = localTime(t, "2031-03-03T23:00:00+08:00") }
	for _, c := range []struct {
		name   string
		change func(*dispatch.PlaceOrder)
		code   orders.Code
		why    circle.Why
	}{
		{"nobody", func(p *dispatch.PlaceOrder) { p.Merchant = "m9" }, orders.UnknownProvider, circle.NoProvider},
		{"far", func(p *dispatch.PlaceOrder) { p.Dropoff.Point = east(600) }, orders.OutOfArea, circle.OutOfArea},
		{"late", evening, orders.ProviderClosed, circle.ClosedThen},
		{"heavy", func(p *dispatch.PlaceOrder) { p.Items[0].Grams = 1_000_000 }, orders.Infeasible, circle.TooLarge},
		{"empty", func(p *dispatch.PlaceOrder) { p.Items = nil }, orders.BadOrder, ""},
		{"first", func(*dispatch.PlaceOrder) {}, "", ""},
		{"second", func(*dispatch.PlaceOrder) {}, "", ""},
		{"third", func(*dispatch.PlaceOrder) {}, orders.ProviderFull, circle.Full},
	} {
		ev := order(c.change)
		ev.Needs = residents.Needs{NoStairs: true}
		p, ds := z.project(ev)
		r := refusal(ds)
		if (r == nil) != (c.code == "") || r != nil && r.Code != c.code {
			t.Errorf("%s: %v, want %q", c.name, r, c.code)
		}
		if c.why == "" {
			if len(p.Unserved) != 0 {
				t.Errorf("%s: noted %+v", c.name, p.Unserved)
			}
			continue
		}
		cell, _ := geo.CellOf(ev.Dropoff.Point)
		if len(p.Unserved) != 1 || p.Unserved[0].Why != c.why || p.Unserved[0].ID != string(ev.ID) || p.Unserved[0].Cell != cell.String() ||
			!p.Unserved[0].Needs.NoStairs || p.Unserved[0].Kind != "meal" || (p.Unserved[0].Category == circle.Meals) != (ev.Merchant == "m1") || p.Unserved[0].At != z.now {
			t.Errorf("%s: noted %+v", c.name, p.Unserved)
		}
	}
	z.now = localTime(t, "2031-03-03T20:00:00+08:00")
	r := refusal(z.do(order(func(*dispatch.PlaceOrder) {})))
	if r == nil || r.Code != orders.ProviderClosed || !strings.Contains(r.Detail, "2031-03-04T00:00:00Z") {
		t.Errorf("closed: %v", r)
	}
	if r := refusal(z.do(order(func(p *dispatch.PlaceOrder) { p.Due = localTime(t, "2031-03-04T12:00:00+08:00") }))); r != nil && r.Code == orders.ProviderClosed {
		t.Errorf("an order for tomorrow noon: %v", r)
	}
	z.ok(dispatch.PauseProvider{Provider: "m1", Paused: true, By: desk})
	if u := only[dispatch.Unserved](t, z.do(order(func(*dispatch.PlaceOrder) {}))); u.Why != circle.Paused {
		t.Errorf("%+v", u)
	}
}

// A refusal that is repeated under the same key is noted once.
func TestUnservedOnce(t *testing.T) {
	z := newZone(t)
	p := place("o1")
	p.Merchant, p.Key, p.Digest = "m9", "k", "d"
	only[dispatch.Unserved](t, z.do(p))
	p.ID = "o2"
	if ds := z.do(p); has[dispatch.Unserved](ds) || refusal(ds) == nil {
		t.Errorf("%+v", ds)
	}
}

// A quote that leaves the resident no way is given, and noted.
func TestUnservedQuote(t *testing.T) {
	z := newZone(t)
	z.now = localTime(t, "2031-03-03T10:00:00+08:00")
	z.ok(dispatch.RegisterCommunity{Community: community(t)}, choosy(t), register("c1"))
	ask := dispatch.AskQuote{ID: "q1", Merchant: "m1", Dropoff: orders.Dropoff{Point: east(300), Handover: east(300), Floor: 5}, Size: orders.Size{Grams: 1, Millis: 1}, Travel: [2]time.Duration{time.Minute, -1}}
	if ds := z.do(ask); has[dispatch.Unserved](ds) || !has[dispatch.QuotePut](ds) {
		t.Errorf("%+v", ds)
	}
	ask.ID, ask.Travel = "q2", [2]time.Duration{-1, -1}
	ds := z.do(ask)
	if u := only[dispatch.Unserved](t, ds); u.Why != circle.NoWay || u.Kind != "quote" || u.ID != "q2" || !has[dispatch.QuotePut](ds) {
		t.Errorf("%+v", u)
	}
	z.ok(robot("r1"))
	ask.ID, ask.Travel, ask.Consent.Robot, ask.Needs.NoComingDown = "q5", [2]time.Duration{-1, time.Minute}, true, true
	if u := only[dispatch.Unserved](t, z.do(ask)); u.Why != circle.Access || !u.Needs.NoComingDown {
		t.Errorf("%+v", u)
	}
	ask.ID, ask.Dropoff.Point = "q3", east(600)
	ds = z.do(ask)
	if u := only[dispatch.Unserved](t, ds); u.Why != circle.OutOfArea || has[dispatch.QuotePut](ds) {
		t.Errorf("%+v", u)
	}
	ask.ID, ask.Dropoff.Point, z.now = "q4", east(300), localTime(t, "2031-03-03T21:00:00+08:00")
	if u := only[dispatch.Unserved](t, z.do(ask)); u.Why != circle.ClosedThen {
		t.Errorf("%+v", u)
	}
}

// An order that nobody took in time is noted with what stood in the way.
func TestUnservedForWantOfWorkers(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), place("o1"))
	z.now = z.now.Add(24 * time.Hour)
	ds := z.fire("giveup/o1")
	if u := only[dispatch.Unserved](t, ds); u.Why != circle.NoWorker || u.ID != "o1" {
		t.Errorf("%+v", u)
	}
}
