package httpapi

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// ahead is a clock that stands some way before the real one.
type ahead struct {
	wall
	by *time.Duration
}

func (a ahead) Now() clock.Instant { return a.wall.Now().Add(*a.by) }

func TestTracking(t *testing.T) {
	var by time.Duration
	f := newFixture(t, func(_ *Config, p *Parts) { p.Clock = ahead{by: &by} })
	o := f.place(f.orders, "1", orderBody)
	path := "/v1/track/" + strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	v := decode[Tracking](t, f.want(200, "GET", path, "", ""))
	if v.PIN != o.PIN || v.Status != "placed" || v.Merchant != "Shop" || v.Due == nil || v.Collect != nil {
		t.Fatalf("%+v", v)
	}
	if strings.Contains(string(f.want(200, "GET", path, "", "")), "Xiuying") {
		t.Fatal("the link shows the name")
	}
	f.problem(404, "not_found", "GET", path[:len(path)-1]+"x", "", "")
	f.problem(404, "not_found", "GET", "/v1/track/"+o.ID, "", "")
	if res, b := f.call("POST", path+"/collect", "", `{"pin":"`+o.PIN+`"}`); res.StatusCode < 400 {
		t.Fatalf("collected before anything is there: %s", b)
	}
	f.problem(422, "validation_failed", "POST", path+"/collect", "", `{"pin":"12"}`)
	f.want(200, "POST", "/v1/orders/"+o.ID+"/cancel", f.orders, `{"reason":"test"}`)
	if v = decode[Tracking](t, f.want(200, "GET", path, "", "")); v.PIN != "" || v.DoneAt == nil {
		t.Fatalf("after the end: %+v", v)
	}
	by = 49 * time.Hour
	f.problem(410, "link_expired", "GET", path, "", "")
}

// The link says what calling off costs, by stage, and of a visit who comes.
func TestTrackingTerms(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/merchants", f.admin, `{"id":"shop","name":"Shop","category":"groceries","point":{"lng":1.52,"lat":42.5},
		"auto_accept":true,"preparation_seconds":600,"cancellation":{"accepted":100,"assigned":300},"no_key":true}`)
	link := func(o Order) string {
		return "/v1/track/" + strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	}
	o := f.place(f.orders, "1", orderBody)
	v := decode[Tracking](t, f.want(200, "GET", link(o), "", ""))
	if v.CancelPrice == nil || *v.CancelPrice != 100 || v.Cancellation.Assigned != 300 || v.Currency != o.Currency || v.Carers != 0 || v.ForGood != nil {
		t.Errorf("accepted: %+v", v)
	}
	v = decode[Tracking](t, f.want(200, "POST", link(o)+"/cancel", "", `{"reason":"changed_mind"}`))
	if v.Status != "cancelled" || v.CancelPrice != nil || v.Consent != nil {
		t.Errorf("called off: %+v", v)
	}
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"no_key":true}`)
	for i, known := range []bool{false, true} {
		id := f.underway(string(rune('a' + i)))
		visit := decode[Order](t, f.want(200, "GET", "/v1/orders/"+id, f.orders, ""))
		v = decode[Tracking](t, f.want(200, "GET", link(visit), "", ""))
		if v.Carers != 1 || len(v.Crew) != 1 || v.Crew[0] != (Comer{Carer: "c9", Status: "assigned", Known: known}) || v.Consent != nil || v.PIN != "" {
			t.Errorf("visit %d: %+v", i, v)
		}
		for _, verb := range []orders.Verb{orders.SetOff, orders.Arrive, orders.Start, orders.Finish} {
			f.submit(dispatch.AttendVisit{Courier: "c9", Order: orders.ID(id), Verb: verb})
		}
	}
}

// driving is a worker whose place the test turns.
type driving struct {
	worker string
	at     *geo.Point
}

func (d driving) Points() map[string]geo.Point { return map[string]geo.Point{d.worker: *d.at} }
func (d driving) Point(worker string) (geo.Point, bool) {
	return *d.at, worker == d.worker && *d.at != geo.Point{}
}

// The time on the link moves with the courier; what was promised does not.
func TestTrackingFollowsTheCourier(t *testing.T) {
	var at geo.Point
	f := newFixture(t, func(_ *Config, p *Parts) { p.Tracks = driving{"c1", &at} })
	o := f.place(f.other, "1", orderBody)
	link := "/v1/track/" + strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	f.carry(o.ID)
	home := geo.Point{Lng: 1.525, Lat: 42.505}
	seen := func(p geo.Point) Tracking {
		at = p
		return decode[Tracking](t, f.want(200, "GET", link, "", ""))
	}
	planned := seen(geo.Point{})
	far, near := seen(geo.Point{Lng: 1.60, Lat: 42.55}), seen(geo.Point{Lng: 1.5249, Lat: 42.5049})
	if planned.ETA == nil || !far.ETA.After(planned.ETA.Add(10*time.Minute)) || !near.ETA.Before(*planned.ETA) || near.ETA.Before(near.Now) {
		t.Errorf("planned %s, from afar %s, from the door %s", planned.ETA, far.ETA, near.ETA)
	}
	if !far.Due.Equal(*planned.Due) || far.Late != planned.Late {
		t.Errorf("the promise moved: %+v, %+v", planned, far)
	}
	v := decode[Position](t, f.want(200, "GET", "/v1/orders/"+o.ID+"/position", f.other, ""))
	if v.Point == nil || geo.Distance(*v.Point, home) > 50 || v.ETA.Sub(*near.ETA).Abs() > 5*time.Second {
		t.Errorf("position: %+v; on the link %s", v, near.ETA)
	}
	stored := decode[Order](t, f.want(200, "GET", "/v1/orders/"+o.ID, f.other, ""))
	if !stored.ETA.Equal(*planned.ETA) {
		t.Errorf("the engine's own time moved: %s, %s", stored.ETA, planned.ETA)
	}
}

type track struct{}

func (track) Point(worker string) (geo.Point, bool) {
	p, ok := track{}.Points()[worker]
	return p, ok
}

func (track) Points() map[string]geo.Point {
	return map[string]geo.Point{"c9": {Lng: 1.51, Lat: 42.51}}
}

func TestLive(t *testing.T) {
	f := newFixture(t, func(_ *Config, p *Parts) { p.Tracks = track{} })
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike"}`)
	f.want(201, "POST", "/v1/admin/robots", f.admin, `{"id":"r1","maker":"acme"}`)
	f.want(201, "POST", "/v1/admin/lockers", f.admin,
		`{"id":"b1","point":{"lng":1.52,"lat":42.5},"compartments":[{"id":"1","grams":5000,"ml":20000},{"id":"2","grams":5000,"ml":20000}]}`)
	o, gone := f.place(f.orders, "1", orderBody), f.place(f.orders, "2", orderBody)
	f.want(200, "POST", "/v1/orders/"+gone.ID+"/cancel", f.orders, `{"reason":"test"}`)
	ws := "ws" + f.url[len("http"):] + "/v1/live"
	if _, res, err := websocket.DefaultDialer.Dial(ws, nil); err == nil || res.StatusCode != 401 {
		t.Fatal("the map opens without a key")
	}
	ticket := decode[Ticket](t, f.want(201, "POST", "/v1/tickets", f.staff, ""))
	conn, _, err := websocket.DefaultDialer.Dial(ws+"?ticket="+ticket.Ticket, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, _, err := websocket.DefaultDialer.Dial(ws+"?ticket="+ticket.Ticket, nil); err == nil {
		t.Fatal("a ticket works twice")
	}
	if _, _, err := websocket.DefaultDialer.Dial(ws, map[string][]string{
		"Authorization": {"Bearer " + f.staff}, "Origin": {"https://evil.test"}}); err == nil {
		t.Fatal("a foreign page opens the map")
	}
	deadline := time.Now().Add(5 * time.Second)
	for f.s.live.count() == 0 && time.Now().Before(deadline) {
		f.call("GET", "/healthz", "", "")
	}
	for range 5 { // the watcher reads nothing yet: frames are skipped, nobody blocks
		f.s.live.broadcast(t.Context())
	}
	conn.SetReadDeadline(deadline)
	_, b, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	v := decode[LiveFrame](t, b)
	status := map[string]string{}
	for _, x := range v.Orders {
		status[x.ID] = x.Status
	}
	if status[o.ID] != "placed" || status[gone.ID] != "cancelled" || len(v.Orders) != 2 {
		t.Errorf("orders %v", status)
	}
	if len(v.Couriers) != 1 || v.Couriers[0].Lng != 1.51 || !v.Couriers[0].Linked {
		t.Errorf("couriers %+v", v.Couriers)
	}
	if len(v.Robots) != 1 || len(v.Banks) != 1 || v.Banks[0].Total != 2 || v.Counts.Placed != 2 || v.Counts.Cancelled != 1 || v.Scale != 1 {
		t.Errorf("frame %s", b)
	}
	f.s.live.close()
	for {
		if _, _, err = conn.ReadMessage(); err != nil {
			break
		}
	}
	if !websocket.IsCloseError(err, websocket.CloseServiceRestart) {
		t.Errorf("the end of the map: %v", err)
	}
}

func TestDemo(t *testing.T) {
	f := newFixture(t, func(c *Config, _ *Parts) { c.Demo = true })
	o := f.place(f.orders, "1", orderBody)
	list := f.want(200, "GET", "/v1/staff/orders", "", "")
	one := f.want(200, "GET", "/v1/staff/orders/"+o.ID, "", "")
	for _, secret := range []string{"Xiuying", orders.Pepper("pepper").Token(orders.ID(o.ID))} {
		if strings.Contains(string(list)+string(one), secret) {
			t.Errorf("strangers see %q", secret)
		}
	}
	f.problem(401, "unauthenticated", "POST", "/v1/staff/orders/"+o.ID+"/hold", "", `{"reason":"x"}`)
	f.problem(401, "unauthenticated", "GET", "/v1/staff/feed", "", "")
	conn, _, err := websocket.DefaultDialer.Dial("ws"+f.url[len("http"):]+"/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	c := decode[DemoCourier](t, f.want(201, "POST", "/v1/demo/courier", "", ""))
	f.want(200, "GET", "/v1/clock", c.Key, "")
	for range maxDemoCouriers - 1 {
		f.want(201, "POST", "/v1/demo/courier", "", "")
	}
	f.problem(409, "conflict", "POST", "/v1/demo/courier", "", "")
	newFixture(t).problem(404, "not_found", "POST", "/v1/demo/courier", "", "")
}

func TestDesk(t *testing.T) {
	d := newDesk()
	for range 3 * deskEnded {
		d.note(1, []dispatch.Decision{dispatch.Alerted{Code: "a"}, dispatch.OrderGone{Order: orders.Order{Carriage: orders.Delivered, Mode: "door"}}})
	}
	d.note(9, []dispatch.Decision{dispatch.Alerted{Code: "b"}, dispatch.OrderGone{Order: orders.Order{ID: "last"}}})
	if a := d.latest(); len(a) != deskAlerts || a[0].Code != "b" {
		t.Errorf("%d alerts, first %+v", len(a), a[0])
	}
	if ended, modes := d.since(1); len(ended) != 1 || ended[0].ID != "last" || modes["door"] != 3*deskEnded {
		t.Errorf("%v %v", ended, modes)
	}
}

func TestTimelineTellsEveryKind(t *testing.T) {
	for kind, tell := range tellers {
		e := TimelineEntry{Kind: kind, Text: kind}
		tell(&e, json.RawMessage(`{}`))
		if e.Text == kind && kind != "Explained" {
			t.Errorf("%s says nothing", kind)
		}
		e.Text = kind
		tell(&e, json.RawMessage(`[]`))
		if e.Text != kind {
			t.Errorf("%s made %q of nonsense", kind, e.Text)
		}
	}
}
