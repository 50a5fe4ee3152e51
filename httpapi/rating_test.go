package httpapi

import (
	"strings"
	"testing"
)

// A resident rates by the link, staff for one; the merchant sees its own, with
// the words, which are erased with the contact.
func TestRating(t *testing.T) {
	f := newFixture(t)
	fail := func(o Order) string {
		f.want(200, "POST", "/v1/staff/orders/"+o.ID+"/outcome", f.staff, `{"outcome":"failed","reason":"lost"}`)
		return "/v1/track/" + strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	}
	one, two := f.place(f.orders, "1", orderBody), f.place(f.orders, "2", orderBody)
	body := `{"stars":2,"reasons":["late"],"words":"twice in vain"}`
	f.problem(409, "illegal_move", "POST", "/v1/staff/orders/"+one.ID+"/rating", f.staff, body)
	link := fail(one)
	f.problem(404, "not_found", "GET", "/v1/orders/"+one.ID+"/rating", f.orders, "")
	for range 2 { // the second changes nothing
		if v := decode[Tracking](t, f.want(200, "POST", link+"/rating", "", body)); v.Rating == nil || v.Rating.Stars != 2 || v.Rating.By != "resident" || v.Rating.Words != "" {
			t.Fatalf("%+v", v.Rating)
		}
	}
	f.problem(409, "illegal_move", "POST", link+"/rating", "", `{"stars":5}`)
	f.problem(422, "validation_failed", "POST", link+"/rating", "", `{"stars":6}`)
	done, err := f.s.rewrite(one.ID) // a record that is amended meanwhile is not written over
	if err != nil {
		t.Fatal(err)
	}
	f.problem(409, "in_flight", "POST", "/v1/staff/orders/"+one.ID+"/rating", f.staff, `{"stars":5}`)
	done()
	f.problem(422, "validation_failed", "POST", link+"/rating", "", `{"stars":5,"reasons":["ugly"]}`)
	fail(two)
	f.problem(403, "forbidden", "POST", "/v1/staff/orders/"+two.ID+"/rating", f.orders, `{"stars":5}`)
	f.want(200, "POST", "/v1/staff/orders/"+two.ID+"/rating", f.staff, `{"stars":5}`)

	if v := decode[Rating](t, f.want(200, "GET", "/v1/orders/"+one.ID+"/rating", f.orders, "")); v.Words != "twice in vain" || v.Reasons[0] != "late" {
		t.Errorf("%+v", v)
	}
	if v := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+one.ID, f.staff, "")); v.Order.Rating == nil || v.Order.Rating.Words != "twice in vain" {
		t.Errorf("staff reads %+v", v.Order.Rating)
	}
	if v := decode[Order](t, f.want(200, "GET", "/v1/orders/"+two.ID, f.orders, "")); v.Rating == nil || v.Rating.By != "staff" {
		t.Errorf("%+v", v.Rating)
	}
	f.problem(404, "not_found", "GET", "/v1/orders/"+one.ID+"/rating", f.other, "")
	sum := decode[RatingSum](t, f.want(200, "GET", "/v1/merchant/ratings", f.orders, ""))
	if sum.Count != 2 || sum.Average != 3.5 || sum.Stars[1] != 1 || len(sum.Reasons) != 1 {
		t.Errorf("%+v", sum)
	}
	if none := decode[RatingSum](t, f.want(200, "GET", "/v1/merchant/ratings", f.other, "")); none.Count != 0 || none.Average != 0 {
		t.Errorf("the rival's: %+v", none)
	}
	if all := decode[RatingSums](t, f.want(200, "GET", "/v1/staff/ratings", f.staff, "")); len(all.Providers) != 1 || all.Providers[0].Provider != "shop" {
		t.Errorf("%+v", all)
	}
	f.want(204, "DELETE", "/v1/admin/orders/"+one.ID+"/contact", f.admin, "")
	if v := decode[Rating](t, f.want(200, "GET", "/v1/orders/"+one.ID+"/rating", f.orders, "")); v.Words != "" || v.Stars != 2 {
		t.Errorf("after the erasure: %+v", v)
	}
	if v := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+one.ID, f.staff, "")); v.Order.Rating.Words != "" || v.Order.Rating.Stars != 2 {
		t.Errorf("after the erasure staff reads %+v", v.Order.Rating)
	}
	if feed := string(f.want(200, "GET", "/v1/staff/feed", f.staff, "")); !strings.Contains(feed, `"stars":2`) || strings.Contains(feed, "vain") {
		t.Error("the feed does not tell the rating, or tells the words")
	}
}
