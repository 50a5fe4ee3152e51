package httpapi

import (
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// TestQueue: what went wrong is in the queue with what to do next; staff
// clears it, opens it again with the resident's contact, and has the resident
// told. Nobody else sees or does any of it.
func TestQueue(t *testing.T) {
	f := newFixture(t)
	var ids []string
	for _, key := range []string{"1", "2", "3"} {
		o := f.place(f.orders, key, orderBody)
		f.want(200, "POST", "/v1/staff/orders/"+o.ID+"/outcome", f.staff, `{"outcome":"failed","reason":"nobody_home"}`)
		ids = append(ids, o.ID)
	}
	p := decode[QueuePage](t, f.want(200, "GET", "/v1/staff/queue?limit=2", f.staff, ""))
	if len(p.Rows) != 2 || p.Next == "" || p.Rows[0].Order != ids[0] || p.Rows[0].Kind != "unreachable" ||
		!slices.Contains(p.Rows[0].Next, "reopenOrder") || p.Rows[0].Status != "ended" {
		t.Fatalf("%+v", p)
	}
	p = decode[QueuePage](t, f.want(200, "GET", "/v1/staff/queue?limit=2&cursor="+strings.ReplaceAll(p.Next, " ", "%20"), f.staff, ""))
	if len(p.Rows) != 1 || p.Rows[0].Order != ids[2] || p.Next != "" {
		t.Fatalf("second page %+v", p)
	}
	known := map[string]bool{}
	for _, r := range f.s.Routes() {
		known[r.ID] = true
	}
	for _, verb := range p.Rows[0].Next {
		if !known[verb] {
			t.Errorf("%s is no operation", verb)
		}
	}
	f.want(200, "POST", "/v1/staff/orders/"+ids[0]+"/clear", f.staff, `{"reason":"resident_ate"}`)
	f.problem(409, "illegal_move", "POST", "/v1/staff/orders/"+ids[0]+"/clear", f.staff, `{"reason":"twice"}`)
	again := decode[Order](t, f.want(201, "POST", "/v1/staff/orders/"+ids[1]+"/reopen", f.staff, `{"reason":"resident_called"}`))
	if again.ReopenOf != ids[1] || again.Status != "placed" || again.Fee == 0 {
		t.Fatalf("%+v", again)
	}
	so := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+again.ID, f.staff, ""))
	if so.Contact == nil || so.Contact.Name != "Wang Xiuying" {
		t.Errorf("the new order has lost its resident: %+v", so.Contact)
	}
	f.want(200, "POST", "/v1/staff/orders/"+again.ID+"/message", f.staff, `{"message":"again","reason":"asked"}`)
	items, err := f.store.Outbox(t.Context(), "told", 10)
	if err != nil || len(items) != 1 || items[0].Order != orders.ID(again.ID) {
		t.Errorf("%+v, %v", items, err)
	}
	if rows := decode[QueuePage](t, f.want(200, "GET", "/v1/staff/queue", f.staff, "")).Rows; len(rows) != 1 {
		t.Errorf("left: %+v", rows)
	}
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c5","profile":"ebike"}`)
	f.want(204, "POST", "/v1/staff/couriers/c5/out", f.staff, `{"reason":"unwell"}`)
	for _, key := range []string{f.orders, f.courier} {
		f.problem(403, "forbidden", "GET", "/v1/staff/queue", key, "")
		f.problem(403, "forbidden", "POST", "/v1/staff/orders/"+ids[2]+"/reopen", key, `{"reason":"x"}`)
		f.problem(403, "forbidden", "POST", "/v1/staff/couriers/c5/out", key, `{"reason":"x"}`)
	}
}

// The row of what waits for another order names it.
func TestQueueNamesWhatComesBefore(t *testing.T) {
	f := newFixture(t)
	f.submit(dispatch.RegisterCourier{Courier: "c9", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}})
	first := f.place(f.orders, "1", orderBody)
	second := f.place(f.orders, "2", strings.Replace(orderBody, `{"kind"`, `{"after":"`+first.ID+`","kind"`, 1))
	f.want(200, "POST", "/v1/orders/"+first.ID+"/cancel", f.orders, `{"reason":"r"}`)
	rows := decode[QueuePage](t, f.want(200, "GET", "/v1/staff/queue", f.staff, "")).Rows
	if len(rows) != 1 || rows[0].Order != second.ID || rows[0].Code != "after_lost" || rows[0].After != first.ID {
		t.Fatalf("%+v", rows)
	}
	f.want(200, "POST", "/v1/staff/orders/"+second.ID+"/after", f.staff, `{"reason":"r"}`)
	if rows := decode[QueuePage](t, f.want(200, "GET", "/v1/staff/queue", f.staff, "")).Rows; len(rows) != 0 {
		t.Errorf("freed, and %+v", rows)
	}
}
