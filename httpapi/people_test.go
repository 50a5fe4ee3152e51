package httpapi

import (
	"net/url"
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

const residentTable = "编号,姓名,电话,楼栋,小区,单元,房号,不能爬楼,同意快递柜\nr1,王秀英,13811111111,3号楼,幸福里,2单元,501,是,是\nr2,Anna Puig,+376 800 000,3号楼,幸福里,2单元,502,,\n"

// TestDeskBooksFromTheCircle: staff finds a resident by name or number, reads
// back what nothing was done for yet, and books what a resident could.
func TestDeskBooksFromTheCircle(t *testing.T) {
	f := neighbourhood(t)
	f.load("residents", "", residentTable)
	found := decode[PeoplePage](t, f.want(200, "GET", "/v1/staff/people?q="+url.QueryEscape("秀英"), f.staff, "")).People
	if len(found) != 1 || found[0].Address != "幸福里 3号楼 2单元 501" || found[0].Home.Building != "b3" || !found[0].Needs.NoStairs || !found[0].Consent.Locker || found[0].Community != "garden" {
		t.Fatalf("%+v", found)
	}
	for q, n := range map[string]int{"puig": 1, "138 1111": 1, "80 00-00": 1, "nobody": 0} {
		if got := decode[PeoplePage](t, f.want(200, "GET", "/v1/staff/people?q="+url.QueryEscape(q), f.staff, "")).People; len(got) != n {
			t.Errorf("%s: %+v", q, got)
		}
	}
	f.problem(422, "validation_failed", "GET", "/v1/staff/people?q="+url.QueryEscape(" 王 "), f.staff, "")

	body := strings.Replace(rice, `{"provider"`, `{"channel":"phone","booked_by":"relative","on_behalf_of":"r1","provider"`, 1)
	rb := decode[ReadBack](t, f.want(200, "POST", "/v1/bookings/read-back", f.staff, body))
	for _, want := range []string{"大米 × 2", "王秀英", "幸福里 3号楼 2单元 501", "一共 8", "机器人"} {
		if !strings.Contains(rb.Zh, want) {
			t.Errorf("%s is not read aloud: %s", want, rb.Zh)
		}
	}
	if rb.Order != "" || strings.ContainsAny(rb.Zh+rb.En, "{}") || !strings.Contains(rb.En, "your family has") {
		t.Errorf("%+v", rb)
	}
	if page := decode[OrderPage](t, f.want(200, "GET", "/v1/staff/orders", f.staff, "")); len(page.Orders) != 0 {
		t.Errorf("reading back placed %+v", page.Orders)
	}

	b := decode[Booked](t, f.want(201, "POST", "/v1/bookings", f.staff, body, "Idempotency-Key", "d1"))
	o := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+b.Order, f.staff, "")).Order
	if k := o.Booking; k == nil || k.BookedBy != "relative" || k.Channel != "phone" || k.OnBehalfOf != "r1" || k.EnteredBy != "staff/sam" {
		t.Errorf("%+v", o.Booking)
	}
	if a := o.Agreed; len(a) != 1 || a[0].Mode != "robot" || a[0].Channel != "phone" || a[0].By != "staff/sam" {
		t.Errorf("%+v", a)
	}
	online := decode[Booked](t, f.want(201, "POST", "/v1/bookings", f.key("garden", shell.ScopeCircle), rice, "Idempotency-Key", "d1"))
	if online.Fee != b.Fee || online.Total != b.Total || online.Order == b.Order {
		t.Errorf("online %+v, at the desk %+v", online, b)
	}
}

func TestWhoBooksFromTheCircle(t *testing.T) {
	f := neighbourhood(t)
	gate := f.key("garden", shell.ScopeCircle)
	with := func(extra string) string { return strings.Replace(rice, `{"provider"`, "{"+extra+`"provider"`, 1) }
	f.problem(422, "validation_failed", "POST", "/v1/bookings", f.staff, rice, "Idempotency-Key", "1") // no channel
	for _, extra := range []string{`"booked_by":"staff",`, `"on_behalf_of":"r1",`, `"channel":"counter",`} {
		f.problem(422, "validation_failed", "POST", "/v1/bookings", gate, with(extra), "Idempotency-Key", "1")
	}
	f.problem(403, "forbidden", "POST", "/v1/bookings", f.orders, with(`"channel":"phone",`), "Idempotency-Key", "1")
	f.problem(403, "forbidden", "POST", "/v1/bookings/read-back", gate, rice)
	f.problem(403, "forbidden", "GET", "/v1/staff/people?q=wang", gate, "")
	b := decode[Booked](t, f.want(201, "POST", "/v1/bookings", gate, with(`"booked_by":"relative",`), "Idempotency-Key", "1"))
	o := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+b.Order, f.staff, "")).Order
	if o.Booking == nil || o.Booking.BookedBy != "relative" || o.Booking.Channel != "online" {
		t.Errorf("%+v", o.Booking)
	}
	f.want(204, "POST", "/v1/admin/merchants/shop/pause", f.admin, "")
	f.problem(409, "provider_paused", "POST", "/v1/bookings/read-back", f.staff, with(`"channel":"phone",`))
}
