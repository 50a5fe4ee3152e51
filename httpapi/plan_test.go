package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func TestPlans(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"no_key":true}`)
	first := time.Now().UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
	body := func(rule, skill string) string {
		return fmt.Sprintf(`{"resident":"res-7","service":"care","minutes":30,"first":%q,"at":"09:00","window_minutes":20,"rule":%q,"skills":[%q],
			"except":[%q],"place":{"point":{"lng":1.521,"lat":42.501}},"contact":{"name":"Li"}}`,
			first.Format(time.DateOnly), rule, skill, first.AddDate(0, 0, 3).Format(time.DateOnly))
	}
	f.problem(422, "validation_failed", "POST", "/v1/plans/check", f.orders, body("FREQ=HOURLY", "care"))
	var check PlanCheck
	if err := json.Unmarshal(f.want(200, "POST", "/v1/plans/check", f.orders, body("FREQ=DAILY;COUNT=8", "nurse")), &check); err != nil || check.Instances != 7 || check.Doubtful != 7 || check.Doubts[0].Reason != "no_skill" {
		t.Errorf("checked: %+v %v", check, err)
	}
	made := f.want(201, "POST", "/v1/plans", f.orders, body("FREQ=DAILY;COUNT=8", "care"), "Idempotency-Key", "k1")
	var p Plan
	if err := json.Unmarshal(made, &p); err != nil || p.At != "09:00" || p.Rule != "FREQ=DAILY;COUNT=8" || p.Check.Instances != 7 || p.Check.Doubtful != 0 {
		t.Errorf("made: %s %v", made, err)
	}
	if bytes.Contains(made, []byte("Li")) {
		t.Error("the answer holds the resident's name")
	}
	if again := f.want(201, "POST", "/v1/plans", f.orders, body("FREQ=DAILY;COUNT=8", "care"), "Idempotency-Key", "k1"); !bytes.Equal(again, made) {
		t.Errorf("the same key is answered\n%s\n%s", made, again)
	}
	var list PlanInstances
	if err := json.Unmarshal(f.want(200, "GET", "/v1/plans/"+p.ID+"/instances", f.orders, ""), &list); err != nil || len(list.Instances) != 7 || list.Instances[0].Visit == "" || list.Instances[6].Visit != "" {
		t.Fatalf("instances: %+v %v", list, err)
	}
	var v Visit
	if err := json.Unmarshal(f.want(200, "GET", "/v1/visits/"+list.Instances[0].Visit, f.orders, ""), &v); err != nil || v.Plan != p.ID || !v.From.Equal(first.Add(9*time.Hour)) {
		t.Errorf("its visit: %+v %v", v, err)
	}
	if o := f.want(200, "GET", "/v1/staff/orders/"+v.ID, f.staff, ""); !bytes.Contains(o, []byte(`"Li"`)) {
		t.Errorf("staff does not see whom the visit is for: %s", o)
	}
	f.problem(404, "unknown_plan", "GET", "/v1/plans/"+p.ID, f.other, "")
	f.problem(404, "unknown_plan", "POST", "/v1/plans/"+p.ID+"/end", f.other, `{"reason":"mind"}`)
	skip := fmt.Sprintf(`{"day":%q,"reason":"away"}`, list.Instances[0].Day)
	f.want(200, "POST", "/v1/plans/"+p.ID+"/skip", f.orders, skip)
	f.problem(422, "bad_order", "POST", "/v1/plans/"+p.ID+"/skip", f.orders, skip)
	moved := f.want(200, "POST", "/v1/plans/"+p.ID+"/move", f.orders, fmt.Sprintf(`{"day":%q,"from":%q,"reason":"doctor"}`,
		list.Instances[6].Day, first.AddDate(0, 0, 20).Format(time.RFC3339)))
	if err := json.Unmarshal(moved, &p); err != nil || len(p.Moved) != 1 || len(p.Except) != 3 {
		t.Errorf("moved: %s %v", moved, err)
	}
	f.want(204, "POST", "/v1/plans/"+p.ID+"/end", f.orders, `{"reason":"moved_house"}`)
	var page PlanPage
	if err := json.Unmarshal(f.want(200, "GET", "/v1/plans", f.orders, ""), &page); err != nil || len(page.Plans) != 0 {
		t.Errorf("after the end: %+v %v", page, err)
	}
}
