package httpapi

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

// Staff alone pins a visit, by a carer or a time of its window; its history
// keeps who said so and why, and the provider sees what it is pinned to.
func TestPinVisit(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"no_key":true}`)
	from := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
	v := decode[Visit](t, f.want(201, "POST", "/v1/visits", f.orders, fmt.Sprintf(`{"resident":"res-7","service":"care","minutes":45,"from":%q,"to":%q,"skills":["care"],
		"place":{"point":{"lng":1.521,"lat":42.501}},"contact":{"name":"Li"}}`, from.Format(time.RFC3339), from.Add(time.Hour).Format(time.RFC3339)), "Idempotency-Key", "k1"))
	path, at := "/v1/staff/visits/"+v.ID, from.Add(20*time.Minute)
	pin := fmt.Sprintf(`{"carer":"c9","at":%q,"reason":"family_asked"}`, at.Format(time.RFC3339))
	f.problem(403, "forbidden", "POST", path+"/pin", f.orders, pin)
	f.problem(403, "forbidden", "POST", path+"/unpin", f.orders, `{"reason":"mind"}`)
	f.problem(422, "validation_failed", "POST", path+"/pin", f.staff, `{"reason":"family_asked"}`)
	f.problem(404, "not_found", "POST", "/v1/staff/visits/none/pin", f.staff, pin)
	f.problem(409, "illegal_move", "POST", path+"/unpin", f.staff, `{"reason":"mind"}`)
	if p := decode[Visit](t, f.want(200, "POST", path+"/pin", f.staff, pin)).Pinned; p == nil || p.Carer != "c9" || !p.At.Equal(at) {
		t.Fatalf("pinned to %+v", p)
	}
	if p := decode[Visit](t, f.want(200, "GET", "/v1/visits/"+v.ID, f.orders, "")).Pinned; p == nil || p.Carer != "c9" {
		t.Errorf("the provider sees %+v", p)
	}
	if o := decode[StaffOrder](t, f.want(200, "GET", "/v1/staff/orders/"+v.ID, f.staff, "")).Order; o.Pinned == nil || o.Pinned.Carer != "c9" {
		t.Errorf("the desk sees %+v", o.Pinned)
	}
	if p := decode[Visit](t, f.want(200, "POST", path+"/unpin", f.staff, `{"reason":"settled"}`)).Pinned; p != nil {
		t.Errorf("pinned to %+v still", p)
	}
	history := f.want(200, "GET", "/v1/staff/orders/"+v.ID, f.staff, "")
	for _, text := range []string{"pinned to c9 to begin at", "(family_asked)", "pinned no more, by staff (settled)"} {
		if !bytes.Contains(history, []byte(text)) {
			t.Errorf("the history does not say %q", text)
		}
	}
}
