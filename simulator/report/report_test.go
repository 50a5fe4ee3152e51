package report

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

const minute = clock.Instant(60_000_000)

// day is a tiny history: a courier brings one order late, a robot one on time,
// a third is never delivered.
func day(t *testing.T) *Report {
	t.Helper()
	begin := clock.FromTime(time.Date(2026, 3, 2, 11, 55, 0, 0, time.UTC))
	at := func(m int) clock.Instant { return begin + clock.Instant(m)*minute }
	s := dispatch.NewState("town", "c", dispatch.DefaultPolicy())
	c := NewCollector(time.Hour)
	do := func(m int, ds ...dispatch.Decision) { c.Take(s, at(m), ds) }
	courier := func(m int, f fleet.Courier) {
		s.Couriers.Put(f.ID, f)
		do(m, dispatch.CourierPut{Courier: f})
	}
	robot := func(m int, r fleet.Robot, ds ...dispatch.Decision) {
		s.Robots.Put(r.ID, r)
		do(m, append(ds, dispatch.RobotPut{Robot: r})...)
	}
	order := func(id string) orders.Order {
		return orders.Order{ID: orders.ID(id), Merchant: "m<1>", Placed: at(0), Due: at(45), Dropoff: orders.Dropoff{Point: geo.Point{Lng: 1.52, Lat: 42.5}}}
	}
	courier(0, fleet.Courier{ID: "c1", Online: true})
	robot(0, fleet.Robot{ID: "r1", Linked: true})
	for _, id := range []string{"a", "b", "c"} {
		do(0, dispatch.OrderPut{Order: order(id), Why: "placed"})
	}
	do(1, dispatch.Explained{Order: "a", Worker: "c1", Explanation: problem.Explanation{Text: problem.Text{En: "c1 is <nearest>", Zh: "c1 最近"}}})
	do(1, dispatch.OfferPut{Offer: dispatch.Offer{ID: "a.1", Order: "a", Courier: "c1", Pay: 700, Route: []fleet.Stop{{Order: "a", Meters: 5000}}}})
	do(2, dispatch.OfferGone{Offer: "a.1", Order: "a", Courier: "c1", Outcome: dispatch.OfferAccepted})
	courier(2, fleet.Courier{ID: "c1", Online: true, Route: []fleet.Stop{{Order: "a"}}})
	m := missions.Mission{ID: "b-m1", Robot: "r1", Loads: []missions.Load{{Order: "b", Phase: missions.ToPickup}}, Nodes: []missions.Node{{}, {Action: missions.PickNode, Order: "b"}}}
	s.Missions.Put(m.ID, m)
	robot(3, fleet.Robot{ID: "r1", Linked: true, Mission: "b-m1"}, dispatch.MissionPut{Mission: m, Why: "sent"})
	end := func(m int, id string, state orders.State, mode orders.Mode) dispatch.OrderGone {
		o := order(id)
		o.Carriage, o.DoneAt, o.Mode = state, at(m), mode
		if state == orders.Delivered {
			o.ServedAt = at(m)
		}
		return dispatch.OrderGone{Order: o}
	}
	s.Missions.Delete(m.ID)
	robot(23, fleet.Robot{ID: "r1", Linked: true}, end(23, "b", orders.Delivered, "handover"), dispatch.MissionGone{Mission: m.ID, Robot: "r1", Phase: missions.Done})
	do(62, end(62, "a", orders.Delivered, "door"))
	courier(62, fleet.Courier{ID: "c1", Online: true})
	do(65, dispatch.Alerted{Order: "c", Code: "nobody_found"}, end(65, "c", orders.Failed, ""))
	visits(s, c, at)
	return c.Report()
}

// visits adds a carer who begins one visit in time and one late, and posts what
// that costs.
func visits(s *dispatch.State, c *Collector, at func(int) clock.Instant) {
	carer := fleet.Courier{ID: "h1", Online: true, Skills: []string{"care"}}
	s.Couriers.Put(carer.ID, carer)
	c.Take(s, at(0), []dispatch.Decision{dispatch.CourierPut{Courier: carer}})
	for i, id := range []orders.ID{"v1", "v2"} {
		from := 5 + 30*i
		o := orders.Order{
			ID: id, Kind: orders.Visit, Placed: at(0), Due: at(from + 5), Dropoff: orders.Dropoff{Point: geo.Point{Lng: 1.52, Lat: 42.5}},
			Call: &orders.Call{From: at(from), To: at(from + 5)},
		}
		c.Take(s, at(0), []dispatch.Decision{dispatch.OrderPut{Order: o, Why: "placed"}})
		move := func(m int, verb orders.Verb, to orders.State, worker string) {
			c.Take(s, at(m), []dispatch.Decision{dispatch.OrderMoved{Order: id, Move: orders.Move{Track: orders.Visiting, Verb: verb, To: to, Worker: worker, At: at(m)}}})
		}
		begins := from + 4*i + 2
		move(1, orders.Assign, orders.Assigned, "h1")
		move(begins-2, orders.SetOff, orders.OnTheWay, "")
		move(begins, orders.Start, orders.Started, "")
		move(begins+10, orders.Finish, orders.Done, "")
		o.Carriage, o.Worker, o.ServedAt, o.DoneAt = orders.Done, "h1", at(begins), at(begins+10)
		p := ledger.Posting{Order: string(id), Cause: ledger.Visited, Currency: "cny"}
		p.Add(ledger.Merchant.Of("care"), ledger.Worker.Of("h1"), 900)
		c.Take(s, at(begins+10), []dispatch.Decision{dispatch.OrderGone{Order: o}, dispatch.Posted{Posting: p}})
	}
}

// Visits are counted apart from orders, carers apart from couriers, and money by
// the kind of account.
func TestVisits(t *testing.T) {
	r := day(t)
	v := r.Visits
	if len(v.All) != 2 || v.Done != 2 || v.Punctual != 0.5 || v.Late != 1 || v.Open != 0 {
		t.Errorf("%+v", v)
	}
	if len(r.Couriers) != 1 || len(r.Carers) != 1 || r.Carers[0].Busy != 24*time.Minute || r.Carers[0].OnDuty != 65*time.Minute {
		t.Errorf("%+v, %+v", r.Couriers, r.Carers)
	}
	want := []Account{{ledger.Merchant, "cny", -1800}, {ledger.Worker, "cny", 1800}}
	if !slices.Equal(r.Accounts, want) {
		t.Errorf("%+v", r.Accounts)
	}
	var b bytes.Buffer
	if err := r.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, good := range []string{"Punctuality of visits", "上门准时情况", "-18.00 cny", "护理员利用率"} {
		if !strings.Contains(b.String(), good) {
			t.Errorf("the page lacks %q", good)
		}
	}
}

func TestReport(t *testing.T) {
	r := day(t)
	if len(r.Orders) != 3 || r.Delivered != 2 || r.Failed != 1 || r.Open != 0 || math.Abs(r.OnTime-1.0/3) > 1e-9 || r.P50 != 23 || r.P95 != 62 {
		t.Errorf("%+v", r)
	}
	// 700 paid and 5 km at 20; 100 for the task and a third of an hour at 900.
	if got := r.Modes; got[0].Cost != 800 || got[2].Cost != 400 || got[1].Orders != 0 {
		t.Errorf("%+v", got)
	}
	if c := r.Couriers[0]; c.OnDuty != 65*time.Minute || c.Busy != time.Hour || c.Earned != 700 || c.Tasks != 1 {
		t.Errorf("%+v", c)
	}
	if x := r.Robots[0]; x.Time[toPickup] != 20*time.Minute || x.Time[idle] != 45*time.Minute {
		t.Errorf("%+v", x)
	}
	if len(r.Worst) != 5 || r.Worst[0].ID != "c" || r.Worst[1].ID != "a" || len(r.Worst[1].Entries) != 4 {
		t.Errorf("%+v", r.Worst)
	}
	if n := len(r.Slices); n != 6 || r.Slices[0].Placed != 3 || r.Slices[n-2].UnderWay != 1 || r.Slices[1].CourierOn != 1 {
		t.Errorf("%+v", r.Slices)
	}
	if len(r.Cells) != 1 || r.Cells[0].Orders != 3 || r.Cells[0].Late != 2 {
		t.Errorf("%+v", r.Cells)
	}
}

// The page is well formed, loads nothing, escapes what it is given, and says
// everything in both languages.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	if err := day(t).WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"http://", "https://", "<script", "src=", "@import", "<nearest>", "ZgotmplZ", "NaN", "%!"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, good := range []string{"c1 is &lt;nearest&gt;", "c1 最近", "10", "<svg", "通知客服", "nobody_found", "12:55"} {
		if !strings.Contains(page, good) {
			t.Errorf("the page lacks %q", good)
		}
	}
	if n := strings.Count(page, `class="en"`); n != strings.Count(page, `class="zh"`) || n < 40 {
		t.Errorf("%d English texts, %d Chinese", n, strings.Count(page, `class="zh"`))
	}
	for _, svg := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1) {
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, svg)
			}
		}
	}
	var empty bytes.Buffer
	if err := NewCollector(0).Report().WriteHTML(&empty); err != nil || strings.Contains(empty.String(), "NaN") {
		t.Errorf("an empty day: %v", err)
	}
}

type file struct{ *bytes.Buffer }

func (file) Close() error { return nil }

func TestCSV(t *testing.T) {
	files := map[string]*bytes.Buffer{}
	err := day(t).WriteCSV(func(name string) (io.WriteCloser, error) {
		files[name] = &bytes.Buffer{}
		return file{files[name]}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{"orders.csv": 3, "day.csv": 6, "cells.csv": 1, "couriers.csv": 1, "robots.csv": 1, "modes.csv": 3}
	for name, want := range rows {
		got, err := csv.NewReader(files[name]).ReadAll()
		if err != nil || len(got) != want+1 {
			t.Errorf("%s: %d rows, %v", name, len(got)-1, err)
		}
	}
}

func TestGini(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{0, 0}, 0}, {[]float64{5, 5, 5}, 0}, {[]float64{0, 0, 0, 8}, 0.75}, {[]float64{3, 1}, 0.25}} {
		if got := Gini(c.values); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}

// Every word that the page asks for is there, in both languages.
func TestPhrases(t *testing.T) {
	for _, m := range regexp.MustCompile(`phrase "([a-z0-9.]+)"`).FindAllStringSubmatch(pageHTML, -1) {
		if p := phrases[m[1]]; p.En == "" || p.Zh == "" {
			t.Errorf("no phrase %q", m[1])
		}
	}
}
