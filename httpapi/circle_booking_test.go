package httpapi

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const rice = `{"provider":"shop","items":[{"offering":"rice","quantity":2}],"home":{"building":"b3","unit":"2单元","room":"501"},
	"contact":{"name":"王秀英","phone":"13811111111","language":"zh","channels":["sms"]},"needs":{"no_stairs":true},"consent":{"robot":true}}`

// TestBookingGoods: a resident books from the circle what the merchant then
// has as an order like any other.
func TestBookingGoods(t *testing.T) {
	f := neighbourhood(t)
	gate := f.key("garden", shell.ScopeCircle)
	b := decode[Booked](t, f.want(201, "POST", "/v1/bookings", gate, rice, "Idempotency-Key", "a1"))
	if b.Kind != "goods" || b.Total != 7980 || b.Fee == 0 || b.Currency != "cny" || len(b.PIN) != 4 || b.TrackingURL == "" {
		t.Fatalf("%+v", b)
	}
	again := decode[Booked](t, f.want(201, "POST", "/v1/bookings", gate, rice, "Idempotency-Key", "a1"))
	if again != b {
		t.Errorf("the same attempt booked %+v, then %+v", b, again)
	}
	f.problem(422, "idempotency_key_reused", "POST", "/v1/bookings", gate, strings.Replace(rice, `"quantity":2`, `"quantity":3`, 1), "Idempotency-Key", "a1")

	o := decode[Order](t, f.want(200, "GET", "/v1/orders/"+b.Order, f.orders, ""))
	if o.Kind != "goods" || len(o.Items) != 1 || o.Items[0].Name != "大米" || o.Items[0].Quantity != 2 || o.Items[0].Grams != 5000 || o.Items[0].Price != 3990 || o.Dropoff.Floor != 5 {
		t.Errorf("%+v", o)
	}
	staff := f.want(200, "GET", "/v1/staff/orders/"+b.Order, f.staff, "")
	if !strings.Contains(string(staff), "幸福里 3号楼 2单元 501") || !strings.Contains(string(staff), "王秀英") {
		t.Errorf("the door is not with the contact: %s", staff)
	}
}

// TestBookingVisit: a visit is booked for a window, and needs no PIN.
func TestBookingVisit(t *testing.T) {
	f := neighbourhood(t)
	gate := f.key("garden", shell.ScopeCircle)
	from := time.Now().Add(20 * time.Hour).UTC().Truncate(time.Second)
	clean := func(from, to time.Time) string {
		return fmt.Sprintf(`{"provider":"home","items":[{"offering":"clean","quantity":1}],"home":{"building":"b3"},"contact":{"name":"王秀英"},
			"window":{"from":%q,"to":%q}}`, from.Format(time.RFC3339), to.Format(time.RFC3339))
	}
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"ann","profile":"foot","skills":["cleaning"],"no_key":true}`)
	b := decode[Booked](t, f.want(201, "POST", "/v1/bookings", gate, clean(from, from.Add(2*time.Hour)), "Idempotency-Key", "v1"))
	if b.Kind != "visit" || b.Total != 10000 || b.PIN != "" || b.Status != "booked" {
		t.Fatalf("%+v", b)
	}
	_, link, _ := strings.Cut(b.TrackingURL, "/track/")
	v := decode[Tracking](t, f.want(200, "GET", "/v1/track/"+link, "", ""))
	if v.Kind != "visit" {
		t.Errorf("%+v", v)
	}
	f.problem(422, "validation_failed", "POST", "/v1/bookings", gate, clean(from.Add(-30*time.Hour), from.Add(-29*time.Hour)), "Idempotency-Key", "v2")
}

// TestBookingVisitForTwo: a service that takes two carers is booked like any
// other, both are asked, and the resident follows it to its end.
func TestBookingVisitForTwo(t *testing.T) {
	f := neighbourhood(t)
	f.want(201, "POST", "/v1/admin/offerings", f.admin, `{"id":"lift","provider":"home","name":"助浴","kind":"visit",
		"price":{"amount":9000,"unit":"visit"},"minutes":60,"skills":["care"],"workers":2}`)
	for _, c := range []fleet.WorkerID{"c8", "c9"} {
		f.want(201, "POST", "/v1/admin/couriers", f.admin, fmt.Sprintf(`{"id":%q,"profile":"ebike","skills":["care"],"no_key":true}`, c))
		f.submit(dispatch.CourierOnline{Courier: c, Point: shopPoint})
	}
	now := time.Now().UTC()
	b := decode[Booked](t, f.want(201, "POST", "/v1/bookings", f.key("garden", shell.ScopeCircle), fmt.Sprintf(`{"provider":"home",
		"items":[{"offering":"lift","quantity":1}],"home":{"building":"b3"},"contact":{"name":"王秀英"},"window":{"from":%q,"to":%q}}`,
		now.Add(-time.Minute).Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339)), "Idempotency-Key", "two"))
	f.accepts("c8")
	f.accepts("c9")
	_, link, _ := strings.Cut(b.TrackingURL, "/track/")
	status := func() string { return decode[Tracking](t, f.want(200, "GET", "/v1/track/"+link, "", "")).Status }
	attend := func(c fleet.WorkerID, verbs ...orders.Verb) {
		for _, verb := range verbs {
			f.submit(dispatch.AttendVisit{Courier: c, Order: orders.ID(b.Order), Verb: verb})
		}
	}
	attend("c8", orders.SetOff, orders.Arrive)
	attend("c9", orders.SetOff, orders.Arrive)
	if s := status(); s == "started" {
		t.Error("it began with nobody's word")
	}
	attend("c8", orders.Start)
	if s := status(); s != "started" {
		t.Fatalf("with both at the door it is %s", s)
	}
	attend("c8", orders.Finish)
	if s := status(); s == "done" {
		t.Error("one of two ended it alone")
	}
	attend("c9", orders.Finish)
	if s := status(); s != "done" {
		t.Errorf("it ended as %s", s)
	}
}

// TestBookingRefuses: every refusal names what to do, and books nothing.
func TestBookingRefuses(t *testing.T) {
	f := neighbourhood(t)
	f.s.bookers = newLimiter(1000)
	gate := f.key("garden", shell.ScopeCircle)
	for i, c := range []struct {
		status     int
		code, body string
	}{
		{422, "validation_failed", strings.Replace(rice, `"offering":"rice"`, `"offering":"gold"`, 1)},
		{422, "validation_failed", strings.Replace(rice, `"offering":"rice"`, `"offering":"clean"`, 1)}, // another provider's
		{422, "validation_failed", strings.Replace(rice, `[{"offering"`, `[{"offering":"rice","quantity":1},{"offering"`, 1)},
		{422, "validation_failed", `{"provider":"home","items":[{"offering":"clean","quantity":1}],"home":{"building":"b3"},"contact":{"name":"x"}}`},
		{422, "validation_failed", strings.Replace(rice, `"home":`, `"window":{"from":"2030-01-01T00:00:00Z","to":"2030-01-01T01:00:00Z"},"home":`, 1)},
		{404, "not_found", strings.Replace(rice, `"building":"b3"`, `"building":"b9"`, 1)},
	} {
		f.problem(c.status, c.code, "POST", "/v1/bookings", gate, c.body, "Idempotency-Key", fmt.Sprint(i))
	}
	f.problem(404, "not_found", "POST", "/v1/bookings", f.key("lake", shell.ScopeCircle), rice, "Idempotency-Key", "x")
	f.problem(403, "forbidden", "POST", "/v1/bookings", f.orders, rice, "Idempotency-Key", "x")
	if page := decode[OrderPage](t, f.want(200, "GET", "/v1/staff/orders", f.staff, "")); len(page.Orders) != 0 {
		t.Errorf("%d orders after refusals only", len(page.Orders))
	}
	f.s.bookers = newLimiter(1)
	f.want(201, "POST", "/v1/bookings", gate, rice, "Idempotency-Key", "y")
	f.problem(429, "rate_limited", "POST", "/v1/bookings", gate, rice, "Idempotency-Key", "z")
}
