package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

func TestOrderLife(t *testing.T) {
	f := newFixture(t)
	q := decode[Quote](t, f.want(201, "POST", "/v1/quotes", f.orders, `{"dropoff":{"point":{"lng":1.525,"lat":42.505}},"items":[]}`))
	if q.Fee <= 0 || len(q.Modes) == 0 || q.Modes[0].By == nil {
		t.Fatalf("quote %+v", q)
	}
	o := f.place(f.orders, "k1", strings.Replace(orderBody, `{"kind"`, fmt.Sprintf(`{"quote_id":%q,"external_id":"A-1","kind"`, q.ID), 1))
	if o.PIN == "" || o.Status != "placed" || o.Fee != q.Fee || o.ExternalID != "A-1" || o.Items[0].Quantity != 2 {
		t.Fatalf("order %+v", o)
	}
	got := decode[Order](t, f.want(200, "GET", "/v1/orders/"+o.ID, f.orders, ""))
	if got.PIN != "" || got.ID != o.ID {
		t.Fatalf("read shows %+v", got)
	}
	f.problem(404, "not_found", "GET", "/v1/orders/"+o.ID, f.other, "")
	f.problem(404, "not_found", "POST", "/v1/orders/"+o.ID+"/accept", f.other, "")
	got = decode[Order](t, f.want(200, "POST", "/v1/orders/"+o.ID+"/accept", f.orders, `{"ready_at":"2099-01-01T00:00:00Z"}`))
	if got.Status != "accepted" || got.ReadyAt.Year() != 2099 {
		t.Fatalf("accepted %+v", got)
	}
	f.problem(409, "illegal_move", "POST", "/v1/orders/"+o.ID+"/accept", f.orders, "")
	f.want(200, "POST", "/v1/orders/"+o.ID+"/items/0/refuse", f.orders, `{"quantity":1}`)
	f.problem(422, "bad_order", "POST", "/v1/orders/"+o.ID+"/items/7/refuse", f.orders, `{"quantity":1}`)
	f.want(200, "POST", "/v1/orders/"+o.ID+"/start", f.orders, "")
	f.want(200, "POST", "/v1/orders/"+o.ID+"/ready", f.orders, "")
	f.problem(409, "illegal_move", "POST", "/v1/orders/"+o.ID+"/return", f.orders, `{"reason":"broken"}`)
	tl := decode[Timeline](t, f.want(200, "GET", "/v1/orders/"+o.ID+"/timeline", f.orders, ""))
	if len(tl.Entries) < 4 || tl.Entries[0].Text != "order placed" || strings.Contains(fmt.Sprint(tl), "proof") {
		t.Fatalf("timeline %+v", tl)
	}
	f.want(200, "POST", "/v1/staff/orders/"+o.ID+"/hold", f.staff, `{"reason":"check"}`)
	f.want(200, "POST", "/v1/staff/orders/"+o.ID+"/release", f.staff, `{"reason":"checked"}`)
	so := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID, f.staff, ""))
	if so.Contact == nil || so.Contact.Name != "Wang Xiuying" {
		t.Fatalf("staff sees %+v", so)
	}
	f.want(204, "DELETE", "/v1/admin/orders/"+o.ID+"/contact", f.admin, "")
	if so = decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID, f.staff, "")); so.Contact != nil {
		t.Fatal("erased contact is still shown")
	}
	f.want(200, "POST", "/v1/staff/orders/"+o.ID+"/outcome", f.staff, `{"outcome":"cancelled","reason":"test"}`)
	f.problem(404, "unknown_order", "POST", "/v1/orders/"+o.ID+"/cancel", f.orders, `{"reason":"late"}`)
	f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/decision", f.staff, "")
	if strings.Contains(f.log.String(), "Xiuying") || strings.Contains(f.log.String(), "376 123456") {
		t.Fatal("personal data in the log")
	}
}

// deliver takes an order to its end by hand.
func (f *fixture) deliver(id string) {
	f.t.Helper()
	f.carry(id)
	f.want(200, "POST", "/v1/staff/orders/"+id+"/outcome", f.staff, `{"outcome":"delivered","reason":"test"}`)
}

// carry puts an order into the hands of c1.
func (f *fixture) carry(id string) {
	f.t.Helper()
	o := orders.ID(id)
	staff := orders.Actor{Role: orders.Staff, ID: "sam"}
	for _, ev := range []dispatch.Event{
		dispatch.RegisterCourier{Courier: "c1", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}},
		dispatch.CourierOnline{Courier: "c1", Point: shopPoint},
		dispatch.AssignOrder{Order: o, Worker: "c1", By: staff, Reason: "test"},
	} {
		f.submit(ev)
	}
	deadline := time.Now().Add(5 * time.Second)
	for given := false; !given; { // staff's choice is told, not asked
		f.pump.View(f.t.Context(), func(st *dispatch.State) { given = st.Orders.Get(o).Worker == "c1" })
		if time.Now().After(deadline) {
			f.t.Fatal("the order was given to nobody")
		}
	}
	f.submit(dispatch.PickUpOrder{Courier: "c1", Order: o})
}

func (f *fixture) submit(ev dispatch.Event) {
	f.t.Helper()
	res, err := f.pump.Submit(f.t.Context(), shell.Request{Event: ev})
	if err != nil {
		f.t.Fatal(err)
	}
	if r := res.Refusal(); r != nil {
		f.t.Fatal(r)
	}
}

func TestReturnIsMadeOnce(t *testing.T) {
	f := newFixture(t)
	o := f.place(f.other, "k", orderBody)
	f.problem(409, "illegal_move", "POST", "/v1/orders/"+o.ID+"/return", f.other, `{"reason":"broken"}`)
	f.deliver(o.ID)
	path := "/v1/orders/" + o.ID + "/return"
	a := decode[Order](t, f.want(201, "POST", path, f.other, `{"reason":"broken"}`))
	b := decode[Order](t, f.want(201, "POST", path, f.other, `{"reason":"broken"}`))
	if a.ID != b.ID || a.ReturnOf != o.ID || a.Kind != "return" {
		t.Fatalf("%+v\n%+v", a, b)
	}
	f.problem(404, "not_found", "POST", path, f.orders, `{"reason":"broken"}`)
}

func TestIdempotencyReplay(t *testing.T) {
	f := newFixture(t)
	for _, key := range []string{f.orders, f.other} { // the second accepts in the same step
		first := f.want(201, "POST", "/v1/orders", key, orderBody, "Idempotency-Key", "same")
		again := f.want(201, "POST", "/v1/orders", key, orderBody, "Idempotency-Key", "same")
		if !bytes.Equal(first, again) {
			t.Fatalf("replay differs:\n%s\n%s", first, again)
		}
		o := decode[Order](t, first)
		f.want(200, "POST", "/v1/orders/"+o.ID+"/cancel", key, `{"reason":"test"}`)
		if again = f.want(201, "POST", "/v1/orders", key, orderBody, "Idempotency-Key", "same"); !bytes.Equal(first, again) {
			t.Fatalf("replay after the end differs:\n%s\n%s", first, again)
		}
		f.problem(422, "idempotency_key_reused", "POST", "/v1/orders", key, strings.Replace(orderBody, "rice", "tea", 1), "Idempotency-Key", "same")
	}
	f.want(204, "POST", "/v1/merchant/pause", f.orders, "")
	p := f.problem(409, "provider_paused", "POST", "/v1/orders", f.orders, orderBody, "Idempotency-Key", "paused")
	f.want(204, "POST", "/v1/merchant/resume", f.orders, "")
	if again := f.problem(409, "provider_paused", "POST", "/v1/orders", f.orders, orderBody, "Idempotency-Key", "paused"); again.Detail != p.Detail {
		t.Fatalf("a refusal is replayed as %+v", again)
	}
	f.problem(422, "validation_failed", "POST", "/v1/orders", f.orders, orderBody)
}

func TestExternalIDReturnsTheOrder(t *testing.T) {
	f := newFixture(t)
	body := strings.Replace(orderBody, `{"kind"`, `{"external_id":"X","kind"`, 1)
	a, b := f.place(f.orders, "1", body), f.place(f.orders, "2", body)
	if a.ID != b.ID {
		t.Fatalf("%s and %s", a.ID, b.ID)
	}
	if c := f.place(f.other, "1", body); c.ID == a.ID {
		t.Fatal("another merchant got the order")
	}
}

func TestConcurrentRepeats(t *testing.T) {
	f := newFixture(t)
	var mu sync.Mutex
	ids := map[string]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			res, b := f.call("POST", "/v1/orders", f.orders, orderBody, "Idempotency-Key", "race")
			switch res.StatusCode {
			case 201:
				var o Order
				json.Unmarshal(b, &o)
				mu.Lock()
				ids[o.ID] = true
				mu.Unlock()
			case 409:
				if !bytes.Contains(b, []byte(`"in_flight"`)) || res.Header.Get("Retry-After") == "" {
					t.Errorf("409 %s", b)
				}
			default:
				t.Errorf("%d %s", res.StatusCode, b)
			}
		})
	}
	wg.Wait()
	if len(ids) != 1 {
		t.Fatalf("one key made %v", ids)
	}
}

func TestEdgeChecks(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct{ name, old, new, code string }{
		{"outside", `"lng":1.525`, `"lng":9.5`, "outside_city"},
		{"no position", `"lat":42.505`, `"lat":91`, "validation_failed"},
		{"huge", `"lat":42.505`, `"lat":1e300`, "validation_failed"},
		{"unknown datum", `"floor":3`, `"datum":"x","floor":3`, "validation_failed"},
		{"no items", `[{"name":"rice","quantity":2,"grams":1000,"ml":1000,"price":300}]`, `[]`, "validation_failed"},
		{"bad kind", `"goods"`, `"return"`, "validation_failed"},
		{"unknown field", `{"kind"`, `{"shoe_size":43,"kind"`, "validation_failed"},
		{"payment", `{"kind"`, `{"payment":{"amount":1,"currency":"eur","method":"pm_x"},"kind"`, "payments_disabled"},
		{"too heavy", `"quantity":2`, `"quantity":1001`, "validation_failed"},
	} {
		body := strings.Replace(orderBody, c.old, c.new, 1)
		if body == orderBody {
			t.Fatalf("%s: nothing replaced", c.name)
		}
		f.problem(422, c.code, "POST", "/v1/orders", f.orders, body, "Idempotency-Key", c.name)
	}
	f.problem(400, "bad_request", "POST", "/v1/orders", f.orders, `{"kind":`, "Idempotency-Key", "j")
	f.problem(413, "body_too_large", "POST", "/v1/orders", f.orders, `{"kind":"`+strings.Repeat("x", 300<<10)+`"}`, "Idempotency-Key", "big")
	f.problem(404, "not_found", "GET", "/v1/nothing", f.orders, "")
	f.problem(405, "method_not_allowed", "DELETE", "/v1/orders", f.orders, "")
	f.problem(422, "bad_cursor", "GET", "/v1/orders?cursor=nonsense", f.orders, "")
}

func TestPages(t *testing.T) {
	f := newFixture(t)
	var all []string
	for i := range 7 {
		all = append([]string{f.place(f.orders, fmt.Sprint(i), orderBody).ID}, all...)
	}
	f.place(f.other, "0", orderBody)
	var seen []string
	cursor := ""
	for {
		p := decode[OrderPage](t, f.want(200, "GET", "/v1/orders?limit=3&cursor="+cursor, f.orders, ""))
		for _, o := range p.Orders {
			seen = append(seen, o.ID)
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	if fmt.Sprint(seen) != fmt.Sprint(all) {
		t.Fatalf("saw %v, want %v", seen, all)
	}
	if p := decode[OrderPage](t, f.want(200, "GET", "/v1/staff/orders", f.staff, "")); len(p.Orders) != 8 {
		t.Fatalf("staff sees %d", len(p.Orders))
	}
	if p := decode[OrderPage](t, f.want(200, "GET", "/v1/staff/orders?merchant=rival&open=true", f.staff, "")); len(p.Orders) != 1 {
		t.Fatalf("staff sees %d", len(p.Orders))
	}
	feed := decode[FeedPage](t, f.want(200, "GET", "/v1/staff/feed?limit=5", f.staff, ""))
	if len(feed.Events) != 5 || feed.Events[0].SpecVersion != "1.0" || feed.Events[0].Type != "linli.order.preparation.placed" || feed.Next == "" {
		t.Fatalf("feed %+v", feed)
	}
	rest := decode[FeedPage](t, f.want(200, "GET", "/v1/staff/feed?cursor="+feed.Next, f.staff, ""))
	if len(rest.Events) != 4 || rest.Next == "" {
		t.Fatalf("rest of feed: %d events", len(rest.Events))
	}
	m := decode[MerchantPage](t, f.want(200, "GET", "/v1/admin/merchants?limit=1", f.admin, ""))
	if len(m.Merchants) != 1 || m.Next != "rival" {
		t.Fatalf("merchants %+v", m)
	}
	if m = decode[MerchantPage](t, f.want(200, "GET", "/v1/admin/merchants?limit=1&cursor="+m.Next, f.admin, "")); len(m.Merchants) != 1 || m.Next != "" {
		t.Fatalf("merchants %+v", m)
	}
}
