package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// A visit for two is booked with carers, alone or in a plan, where there are two
// who can.
func TestVisitsForTwo(t *testing.T) {
	f := newFixture(t)
	from := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
	body := func(carers int) string {
		return fmt.Sprintf(`{"resident":"res-7","service":"care","minutes":45,"from":%q,"to":%q,"skills":["care"],"carers":%d,
			"place":{"point":{"lng":1.521,"lat":42.501}},"contact":{"name":"Li"}}`,
			from.Format(time.RFC3339), from.Add(time.Hour).Format(time.RFC3339), carers)
	}
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c8","profile":"ebike","skills":["care"],"no_key":true}`)
	f.problem(422, "infeasible", "POST", "/v1/visits", f.orders, body(2), "Idempotency-Key", "k1")
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"no_key":true}`)
	f.problem(422, "validation_failed", "POST", "/v1/visits", f.orders, body(5), "Idempotency-Key", "k2")
	var one, two Visit
	if err := json.Unmarshal(f.want(201, "POST", "/v1/visits", f.orders, body(1), "Idempotency-Key", "k3"), &one); err != nil || one.Carers != 1 {
		t.Fatalf("%+v %v", one, err)
	}
	if err := json.Unmarshal(f.want(201, "POST", "/v1/visits", f.orders, body(2), "Idempotency-Key", "k4"), &two); err != nil || two.Carers != 2 || two.Fee != 2*one.Fee {
		t.Fatalf("%+v %v", two, err)
	}
	plan := fmt.Sprintf(`{"resident":"res-7","service":"care","minutes":45,"first":%q,"at":"09:00","window_minutes":60,"skills":["care"],"carers":3,
		"place":{"point":{"lng":1.521,"lat":42.501}},"contact":{"name":"Li"}}`, from.AddDate(0, 0, 3).Format(time.DateOnly))
	var p Plan
	if err := json.Unmarshal(f.want(201, "POST", "/v1/plans", f.orders, plan, "Idempotency-Key", "k5"), &p); err != nil {
		t.Fatal(err)
	}
	if p.Carers != 3 || p.Check.Doubtful != 1 || p.Check.Doubts[0].Reason != "no_skill" {
		t.Errorf("three of two: %+v", p)
	}
}

func TestVisits(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care","wash"],"certificates":[{"skill":"wash","until":"2020-01-01T00:00:00Z"}],"work_limit_minutes":720,"no_key":true}`)
	f.problem(422, "bad_registration", "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"certificates":[{"skill":"wash","until":"2020-01-01T00:00:00Z"}],"no_key":true}`)
	if page := f.want(200, "GET", "/v1/admin/couriers", f.admin, ""); !bytes.Contains(page, []byte(`"certificates":[{"skill":"wash","until":"2020-01-01T00:00:00Z"}]`)) {
		t.Errorf("couriers: %s", page)
	}
	from := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
	body := func(skill string) string {
		return fmt.Sprintf(`{"external_id":"x1","resident":"res-7","service":"care","minutes":45,"from":%q,"to":%q,"hard":true,"skills":[%q],
			"place":{"point":{"lng":1.521,"lat":42.501},"floor":2},"contact":{"name":"Li"}}`,
			from.Format(time.RFC3339), from.Add(time.Hour).Format(time.RFC3339), skill)
	}
	f.problem(422, "infeasible", "POST", "/v1/visits", f.orders, body("nurse"), "Idempotency-Key", "k0")
	f.problem(422, "infeasible", "POST", "/v1/visits", f.orders, body("wash"), "Idempotency-Key", "k00") // its certificate has ended
	first := f.want(201, "POST", "/v1/visits", f.orders, body("care"), "Idempotency-Key", "k1")
	var v Visit
	if err := json.Unmarshal(first, &v); err != nil {
		t.Fatal(err)
	}
	if v.Status != "booked" || v.Minutes != 45 || !v.From.Equal(from) || !v.Hard || v.Place.Floor != 2 || v.Provider != "shop" || v.Fee == 0 {
		t.Errorf("%+v", v)
	}
	if bytes.Contains(first, []byte("Li")) {
		t.Error("the answer holds the resident's name")
	}
	if again := f.want(201, "POST", "/v1/visits", f.orders, body("care"), "Idempotency-Key", "k1"); !bytes.Equal(first, again) {
		t.Errorf("the same key is answered\n%s\n%s", first, again)
	}
	f.problem(422, "idempotency_key_reused", "POST", "/v1/visits", f.orders, body("nurse"), "Idempotency-Key", "k1")
	if other := f.want(201, "POST", "/v1/visits", f.orders, body("care"), "Idempotency-Key", "k2"); !bytes.Equal(first, other) {
		t.Errorf("the same external id makes another visit\n%s", other)
	}
	f.problem(404, "not_found", "GET", "/v1/visits/"+v.ID, f.other, "")
	f.problem(404, "not_found", "POST", "/v1/visits/"+v.ID+"/cancel", f.other, `{"reason":"mind"}`)
	f.want(200, "GET", "/v1/visits/"+v.ID, f.orders, "")
	for _, x := range []struct {
		key, path string
		want      int
	}{
		{f.orders, "/v1/visits?open=true", 1}, {f.orders, "/v1/visits?status=done", 0}, {f.orders, "/v1/visits?external_id=x1&status=booked", 1},
		{f.other, "/v1/visits", 0},
		{f.staff, "/v1/staff/visits?provider=shop", 1}, {f.staff, "/v1/staff/visits?provider=other", 0},
	} {
		var p VisitPage
		if err := json.Unmarshal(f.want(200, "GET", x.path, x.key, ""), &p); err != nil || len(p.Visits) != x.want {
			t.Errorf("%s: %+v %v", x.path, p, err)
		}
	}
	f.problem(403, "forbidden", "GET", "/v1/staff/visits", f.orders, "")
	var gone Visit
	if err := json.Unmarshal(f.want(200, "POST", "/v1/visits/"+v.ID+"/cancel", f.orders, `{"reason":"mind"}`), &gone); err != nil || gone.Status != "cancelled" || gone.Reason != "mind" {
		t.Errorf("cancelled: %+v %v", gone, err)
	}
	f.problem(404, "unknown_order", "POST", "/v1/visits/"+v.ID+"/cancel", f.orders, `{"reason":"mind"}`)
}
