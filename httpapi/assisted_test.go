package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/orders"
)

// twins names for every act of a resident behind the tracking link the one of
// staff that does the same for who has no link: at the counter, on the
// telephone, on a round. Whoever adds an act under /v1/track adds its twin.
var twins = map[string]string{
	"track": "staffReadOrder", "collect": "staffCollect", "toLocker": "staffToLocker", "changeConsent": "staffChangeConsent",
	"cancelByResident": "staffCancelOrder", "complain": "staffComplain", "rate": "staffRate",
	"changePush": "tellResident", // who has no device is told by the channels that the desk wrote down
}

func TestEveryResidentActHasItsAssistedTwin(t *testing.T) {
	s := New(Config{}, Parts{})
	byID := map[string]Route{}
	for _, r := range s.Routes() {
		byID[r.ID] = r
	}
	for _, r := range s.Routes() {
		if !strings.HasPrefix(r.Path, "/v1/track/") {
			continue
		}
		twin, ok := byID[twins[r.ID]]
		if !ok || twin.Access != ScopeStaff && twin.Access != StaffRead {
			t.Errorf("%s %s has no twin for staff: add one, and name it in twins", r.Method, r.Path)
		} else if twin.Method != r.Method {
			t.Errorf("%s is %s and its twin %s is %s", r.ID, r.Method, twin.ID, twin.Method)
		}
	}
	for id := range twins {
		if byID[id].ID == "" {
			t.Errorf("%s is no act any more", id)
		}
	}
}

// TestAssistedIsTheSame books one order online and one at the counter, and
// does to both whatever a resident can do: price, promise, tracking and the
// effect are the same.
func TestAssistedIsTheSame(t *testing.T) {
	f := newFixture(t)
	assisted := strings.Replace(orderBody, `{"kind"`, `{"merchant":"shop","booked_by":"relative","on_behalf_of":"wang","channel":"phone","kind"`, 1)
	online := f.place(f.orders, "1", orderBody)
	counter := decode[Order](t, f.want(201, "POST", "/v1/orders", f.staff, assisted, "Idempotency-Key", "1"))
	again := decode[Order](t, f.want(201, "POST", "/v1/orders", f.staff, assisted, "Idempotency-Key", "1"))
	if again.ID != counter.ID || counter.ID == online.ID {
		t.Fatalf("%s, then %s; online %s", counter.ID, again.ID, online.ID)
	}
	b := counter.Booking
	if b == nil || b.BookedBy != "relative" || b.OnBehalfOf != "wang" || b.Channel != "phone" || b.EnteredBy != "staff/sam" || online.Booking != nil {
		t.Fatalf("%+v %+v", b, online.Booking)
	}
	if counter.Merchant != "shop" || counter.Fee != online.Fee || counter.Due.Sub(*online.Due) > 1e10 || counter.Status != online.Status {
		t.Errorf("not the same:\n%+v\n%+v", counter, online)
	}
	if a := counter.Agreed; len(a) != 1 || a[0].By != "staff/sam" || a[0].Channel != "phone" || online.Agreed[0].By != "merchant/shop" {
		t.Errorf("consent: %+v %+v", a, online.Agreed)
	}
	link := func(o Order) string {
		return "/v1/track/" + strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	}
	if v := decode[Tracking](t, f.want(200, "GET", link(counter), "", "")); v.PIN != counter.PIN {
		t.Errorf("the link of the assisted order: %+v", v)
	}
	for _, act := range []struct{ path, body, twin, staffBody string }{
		{"/consent", `{"mode":"locker","given":false}`, "/consent", `{"mode":"locker","given":false,"channel":"counter"}`},
		{"/complaint", `{"about":"late","words":"an hour"}`, "/complaint", `{"about":"late","words":"an hour"}`},
		{"/complaint", `{"about":"late","words":"and cold"}`, "/complaint", `{"about":"late","words":"and cold"}`},
		{"/collect", `{"pin":"` + online.PIN + `"}`, "/collect", `{"reason":"at_the_locker"}`},
		{"/cancel", `{"reason":"changed_mind"}`, "/cancel", `{"reason":"changed_mind"}`},
	} {
		r1, _ := f.call("POST", link(online)+act.path, "", act.body)
		r2, b2 := f.call("POST", "/v1/staff/orders/"+counter.ID+act.twin, f.staff, act.staffBody)
		if r1.StatusCode != r2.StatusCode {
			t.Errorf("%s: %d online, %d at the counter: %s", act.path, r1.StatusCode, r2.StatusCode, b2)
		}
		f.problem(403, "forbidden", "POST", "/v1/staff/orders/"+counter.ID+act.twin, f.orders, act.staffBody)
		one, said := f.staffReads(online.ID)
		two, wrote := f.staffReads(counter.ID)
		if said != wrote {
			t.Errorf("after %s: %q was said, %q was written down", act.path, said, wrote)
		}
		if one.Status != two.Status || one.Consent != two.Consent || one.Reason != two.Reason || len(one.Agreed) != len(two.Agreed) {
			t.Errorf("after %s:\n%+v\n%+v", act.path, one, two)
		}
	}
	rows := decode[QueuePage](t, f.want(200, "GET", "/v1/staff/queue", f.staff, "")).Rows
	if len(rows) != 2 || rows[0].Kind != "complaint" || rows[1].Kind != "complaint" {
		t.Errorf("the complaints are not in the queue: %+v", rows)
	}
	if _, said := f.staffReads(online.ID); said != "an hour\nand cold" {
		t.Errorf("said: %q", said)
	}
	for _, path := range []string{link(online), "/v1/orders/" + online.ID, "/v1/orders/" + online.ID + "/timeline"} {
		if b := f.want(200, "GET", path, f.orders, ""); strings.Contains(string(b), "cold") {
			t.Errorf("%s shows the words of the complaint: %s", path, b)
		}
	}
	f.want(204, "DELETE", "/v1/admin/orders/"+online.ID+"/contact", f.admin, "")
	if _, said := f.staffReads(online.ID); said != "" {
		t.Errorf("erased, and still there: %q", said)
	}
}

func (f *fixture) staffReads(id string) (Order, string) {
	f.t.Helper()
	v := decode[StaffOrder](f.t, f.want(200, "GET", "/v1/staff/orders/"+id, f.staff, ""))
	return v.Order, v.Said
}

func TestWhoBooks(t *testing.T) {
	f := newFixture(t)
	body := func(extra string) string { return strings.Replace(orderBody, `{"kind"`, "{"+extra+`"kind"`, 1) }
	for extra, field := range map[string]string{"": "body.merchant", `"merchant":"shop",`: "body.channel", `"merchant":"shop","channel":"online",`: "body.channel"} {
		p := f.problem(422, "validation_failed", "POST", "/v1/orders", f.staff, body(extra), "Idempotency-Key", "x")
		if len(p.Errors) == 0 || p.Errors[0].Location != field {
			t.Errorf("%s: %+v", extra, p)
		}
	}
	f.problem(403, "forbidden", "POST", "/v1/orders", f.other, body(`"merchant":"shop",`), "Idempotency-Key", "x")
	f.problem(403, "forbidden", "POST", "/v1/orders", f.courier, body(""), "Idempotency-Key", "x")
	o := decode[Order](t, f.want(201, "POST", "/v1/orders", f.orders, body(`"booked_by":"relative","channel":"phone",`), "Idempotency-Key", "x"))
	if o.Booking == nil || o.Booking.EnteredBy != "merchant/shop" {
		t.Errorf("%+v", o.Booking)
	}
}

// TestSlip: what is read aloud and what is printed say the same as the order,
// in both languages; the six digits find it again.
func TestSlip(t *testing.T) {
	f := newFixture(t)
	o := f.place(f.orders, "1", orderBody)
	rb := decode[ReadBack](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/read-back", f.staff, ""))
	for _, text := range []string{rb.Zh, rb.En} {
		for _, want := range []string{"Shop", "rice × 2", "Wang Xiuying", "Block 3, unit 2"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q does not say %s", text, want)
			}
		}
		if strings.ContainsAny(text, "{}") || strings.Contains(text, o.PIN) {
			t.Errorf("read aloud: %s", text)
		}
	}
	if !strings.Contains(rb.Zh, "快递柜") || len(rb.Code) != 6 || rb.Code != orders.Pepper("pepper").Code(orders.ID(o.ID)) {
		t.Errorf("%+v", rb)
	}
	res, page := f.call("GET", "/v1/staff/orders/"+o.ID+"/slip", f.staff, "")
	for _, want := range []string{`lang="zh"`, "您的订单", "Wang Xiuying", o.PIN, rb.Code, "<path"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the slip lacks %s", want)
		}
	}
	if res.Header.Get("Cache-Control") != "no-store" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%v", res.Header)
	}
	if _, page = f.call("GET", "/v1/staff/orders/"+o.ID+"/slip?language=en", f.staff, ""); !strings.Contains(string(page), "Your order") {
		t.Error("no English slip")
	}
	if res, file := f.call("GET", "/v1/staff/orders/"+o.ID+"/slip.pdf", f.staff, ""); res.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(string(file), "%PDF-1.5") {
		t.Errorf("%v", res.Header)
	}
	found := decode[OrderPage](t, f.want(200, "GET", "/v1/staff/codes/"+rb.Code, f.staff, ""))
	if len(found.Orders) != 1 || found.Orders[0].ID != o.ID {
		t.Errorf("%+v", found)
	}
	for _, path := range []string{"/slip", "/slip.pdf", "/read-back"} {
		f.problem(403, "forbidden", "GET", "/v1/staff/orders/"+o.ID+path, f.orders, "")
		f.problem(404, "not_found", "GET", "/v1/staff/orders/o999"+path, f.staff, "")
	}
}
