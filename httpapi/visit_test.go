package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func TestVisits(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"work_limit_minutes":720,"no_key":true}`)
	from := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
	body := func(skill string) string {
		return fmt.Sprintf(`{"external_id":"x1","resident":"res-7","service":"care","minutes":45,"from":%q,"to":%q,"hard":true,"skills":[%q],
			"place":{"point":{"lng":1.521,"lat":42.501},"floor":2},"contact":{"name":"Li"}}`,
			from.Format(time.RFC3339), from.Add(time.Hour).Format(time.RFC3339), skill)
	}
	f.problem(422, "infeasible", "POST", "/v1/visits", f.orders, body("nurse"), "Idempotency-Key", "k0")
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
	var gone Visit
	if err := json.Unmarshal(f.want(200, "POST", "/v1/visits/"+v.ID+"/cancel", f.orders, `{"reason":"mind"}`), &gone); err != nil || gone.Status != "cancelled" || gone.Reason != "mind" {
		t.Errorf("cancelled: %+v %v", gone, err)
	}
	f.problem(404, "unknown_order", "POST", "/v1/visits/"+v.ID+"/cancel", f.orders, `{"reason":"mind"}`)
}
