package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// TestNotices: what a resident agreed to goes into the erasable row, and staff
// sees how each notice fared.
func TestNotices(t *testing.T) {
	f := newFixture(t)
	body := strings.Replace(orderBody, `"contact":{`, `"contact":{"language":"en","channels":["sms","voice"],`, 1)
	if body == orderBody {
		t.Fatal("the body has no contact")
	}
	o := f.place(f.orders, "k1", body)
	p, err := f.store.Person(t.Context(), orders.ID(o.ID))
	if err != nil || p.Language != "en" || p.Channels != "sms voice" {
		t.Fatalf("%+v, %v", p, err)
	}
	staff := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID, f.staff, ""))
	if staff.Contact.Language != "en" || len(staff.Contact.Channels) != 2 {
		t.Fatalf("%+v", staff.Contact)
	}
	path := "/v1/staff/orders/" + o.ID + "/notices"
	if got := decode[NoticeList](t, f.want(200, "GET", path, f.staff, "")); len(got.Notices) != 0 {
		t.Fatalf("%+v", got)
	}
	if err := f.store.PlanNotices(t.Context(), shell.NoticePlan{Notices: []shell.Notice{
		{ID: "a", Order: orders.ID(o.ID), Subject: "on_the_way", Channel: "sms", State: shell.NoticePending, Reason: "http_503", Attempts: 2, Next: 5_000_000, At: 1},
		{ID: "b", Order: orders.ID(o.ID), Subject: "delivered", Channel: "sms", State: shell.NoticeSent, Ref: "g1", At: 2, Next: clock.Instant(9)},
	}}); err != nil {
		t.Fatal(err)
	}
	got := decode[NoticeList](t, f.want(200, "GET", path, f.staff, ""))
	if len(got.Notices) != 2 || got.Notices[0].Reason != "http_503" || got.Notices[0].Next.Unix() != 5 || got.Notices[1].Next != nil || got.Notices[1].Ref != "g1" {
		t.Fatalf("%+v", got)
	}
	f.want(403, "GET", path, f.orders, "")
	f.want(401, "GET", path, "", "")
	f.want(404, "GET", "/v1/staff/orders/none/notices", f.staff, "")
	bad := strings.Replace(orderBody, `"contact":{`, `"contact":{"channels":["fax"],`, 1)
	f.want(422, "POST", "/v1/orders", f.orders, bad, "Idempotency-Key", "k2")
}
