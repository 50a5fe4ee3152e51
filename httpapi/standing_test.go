package httpapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

// TestStandingConsent: what a resident agreed to for good is the consent of
// what is booked for them at the desk and with their own key, until they
// withdraw it; a merchant's word for its own customer finds nothing.
func TestStandingConsent(t *testing.T) {
	f := neighbourhood(t)
	r := decode[Resident](t, f.want(201, "POST", "/v1/staff/residents", f.staff, residentBody))
	const path = "/v1/staff/residents/wang/consent"
	if v := decode[StandingConsent](t, f.want(200, "GET", path, f.staff, "")); v.Resident != "wang" || v.Consent.Locker || len(v.Agreed) != 0 {
		t.Fatalf("before anything was said: %+v", v)
	}
	given := decode[StandingConsent](t, f.want(200, "POST", path, f.staff, `{"mode":"locker","given":true,"channel":"phone"}`))
	if !given.Consent.Locker || given.Consent.Robot || len(given.Agreed) != 1 || given.Agreed[0].By != "staff/sam" || given.Agreed[0].Channel != "phone" {
		t.Fatalf("%+v", given)
	}
	if v := decode[StandingConsent](t, f.want(200, "POST", path, f.staff, `{"mode":"locker","given":true,"channel":"phone"}`)); len(v.Agreed) != 1 {
		t.Errorf("said twice, written twice: %+v", v)
	}

	silent := strings.Replace(orderBody, `"consent":{"locker":true}`, `"on_behalf_of":"wang"`, 1)
	desk := strings.Replace(silent, `{"kind"`, `{"merchant":"shop","channel":"counter","kind"`, 1)
	says := strings.Replace(desk, `"on_behalf_of"`, `"consent":{},"on_behalf_of"`, 1)
	stranger := strings.Replace(desk, `"on_behalf_of":"wang"`, `"on_behalf_of":"li"`, 1)
	n := 0
	locker := func(key, body string) Order {
		n++
		return f.place(key, fmt.Sprint("standing", n), body)
	}
	booked := locker(f.staff, desk)
	for _, c := range []struct {
		name string
		got  Order
		want bool
	}{
		{"the desk says nothing", booked, true},
		{"the desk says no", locker(f.staff, says), false},
		{"the desk, for somebody unknown", locker(f.staff, stranger), false},
		{"a merchant's own wang", locker(f.orders, silent), false},
	} {
		if c.got.Consent.Locker != c.want {
			t.Errorf("%s: %+v", c.name, c.got.Consent)
		}
	}
	gate := f.key("garden", shell.ScopeCircle)
	own := strings.Replace(rice, `"consent":{"robot":true}`, `"resident":"`+r.Token+`"`, 1)
	online := decode[Booked](t, f.want(201, "POST", "/v1/bookings", gate, own, "Idempotency-Key", "own"))
	if o := decode[Order](t, f.want(200, "GET", "/v1/orders/"+online.Order, f.orders, "")); !o.Consent.Locker || o.Booking == nil || o.Booking.OnBehalfOf != "wang" {
		t.Errorf("with their own key: %+v %+v", o.Consent, o.Booking)
	}
	f.problem(404, "not_found", "POST", "/v1/bookings", gate, strings.Replace(own, r.Token, "x", 1), "Idempotency-Key", "forged")

	link := "/v1/track/" + strings.TrimPrefix(locker(f.staff, desk).TrackingURL, "https://linli.test/track/")
	if v := decode[Tracking](t, f.want(200, "GET", link, "", "")); v.ForGood == nil || !v.ForGood.Locker || v.Consent == nil || !v.Consent.Locker {
		t.Errorf("the link does not show what was agreed to for good: %+v", v)
	}
	f.problem(422, "validation_failed", "POST", link+"/consent", "", `{"mode":"robot","given":true,"for_good":true}`)
	unknown := "/v1/track/" + strings.TrimPrefix(locker(f.orders, silent).TrackingURL, "https://linli.test/track/")
	f.problem(422, "validation_failed", "POST", unknown+"/consent", "", `{"mode":"locker","given":false,"for_good":true}`)
	if v := decode[Tracking](t, f.want(200, "POST", link+"/consent", "", `{"mode":"locker","given":false,"for_good":true}`)); v.ForGood.Locker || v.Consent.Locker {
		t.Errorf("withdrawn for good on the link: %+v %+v", v.ForGood, v.Consent)
	}
	if o := decode[Order](t, f.want(200, "GET", "/v1/orders/"+booked.ID, f.orders, "")); o.Consent.Locker {
		t.Error("another order under way keeps its consent")
	}
	f.want(200, "POST", path, f.staff, `{"mode":"locker","given":true,"channel":"phone"}`)
	booked = locker(f.staff, desk)
	online = decode[Booked](t, f.want(201, "POST", "/v1/bookings", gate, own, "Idempotency-Key", "own2"))

	gone := decode[StandingConsent](t, f.want(200, "POST", "/v1/residents/"+r.Token+"/consent", "", `{"mode":"locker","given":false}`))
	if gone.Consent.Locker || len(gone.Agreed) != 4 || gone.Agreed[3].By != "resident/wang" || len(gone.Orders) != 2 || !slices.Contains(gone.Orders, booked.ID) || !slices.Contains(gone.Orders, online.Order) {
		t.Errorf("%+v", gone)
	}
	if o := decode[Order](t, f.want(200, "GET", "/v1/orders/"+booked.ID, f.orders, "")); o.Consent.Locker || len(o.Agreed) != 2 {
		t.Errorf("what was under way kept its consent: %+v", o.Agreed)
	}
	if locker(f.staff, desk).Consent.Locker {
		t.Error("a booking after the withdrawal")
	}
	if v := decode[StandingConsent](t, f.want(200, "GET", "/v1/residents/"+r.Token+"/consent", "", "")); len(v.Agreed) != 4 {
		t.Errorf("%+v", v)
	}
	f.problem(404, "unknown_resident", "GET", "/v1/staff/residents/li/consent", f.staff, "")
	f.problem(403, "forbidden", "GET", path, f.orders, "")
	f.want(204, "DELETE", "/v1/admin/residents/wang", f.admin, "")
	f.problem(404, "unknown_resident", "GET", path, f.staff, "")
}

// TestStandingConsentOfATable: an imported table leaves its lines in the
// record, and one that says nothing leaves what is there.
func TestStandingConsentOfATable(t *testing.T) {
	f := neighbourhood(t)
	f.load("residents", "", "编号,姓名,小区,楼栋,单元,房号,同意快递柜\nw1,王秀英,幸福里,3号楼,2单元,501,是\n")
	list, _, err := f.store.Parties(t.Context(), shell.ResidentParty, 10, "")
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	path := "/v1/staff/residents/" + list[0].ID + "/consent"
	if v := decode[StandingConsent](t, f.want(200, "GET", path, f.staff, "")); !v.Consent.Locker || len(v.Agreed) != 1 || v.Agreed[0].Channel != "table" {
		t.Fatalf("%+v", v)
	}
	f.want(200, "POST", path, f.staff, `{"mode":"locker","given":false,"channel":"round"}`)
	f.load("residents", "", "编号,姓名,小区,楼栋,单元,房号,备注\nw1,王秀英,幸福里,3号楼,2单元,501,门铃坏了\n")
	if v := decode[StandingConsent](t, f.want(200, "GET", path, f.staff, "")); v.Consent.Locker || len(v.Agreed) != 2 {
		t.Errorf("a table that says nothing of it: %+v", v)
	}
}
