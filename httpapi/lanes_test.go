package httpapi

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What an administrator draws is given back to staff; a bad feature is named
// and changes nothing; nobody else draws or closes.
func TestLanesAndClosures(t *testing.T) {
	f := newFixture(t)
	drawing := examples["drawLanes"]
	f.want(201, "POST", "/v1/admin/passages", f.admin, examples["putPassage"])
	f.want(200, "PUT", "/v1/admin/lanes", f.admin, drawing)
	f.problem(403, "forbidden", "PUT", "/v1/admin/lanes", f.staff, drawing)
	p := f.problem(422, "bad_registration", "PUT", "/v1/admin/lanes", f.admin, strings.Replace(drawing, `"kind": "gate"`, `"kind": "moat"`, 1))
	if !strings.Contains(p.Detail, "south-gate") {
		t.Errorf("%s", p.Detail)
	}
	got := f.want(200, "GET", "/v1/staff/lanes", f.staff, "")
	for _, want := range []string{`"alley"`, `"south-gate"`, `"yard"`, `"LineString"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	f.problem(403, "forbidden", "GET", "/v1/staff/lanes", f.orders, "")

	closing := strings.Replace(examples["closeArea"], "2030-01-02T20:00:00Z", time.Now().Add(time.Hour).UTC().Format(time.RFC3339), 1)
	l := decode[ClosureList](t, f.want(200, "POST", "/v1/staff/closures", f.staff, closing))
	if len(l.Closures) != 1 || l.Closures[0].ID != "market" || !strings.HasPrefix(l.Closures[0].By, "staff/") {
		t.Errorf("%+v", l)
	}
	f.problem(403, "forbidden", "POST", "/v1/staff/closures", f.orders, closing)
	f.problem(422, "bad_registration", "POST", "/v1/staff/closures", f.staff, strings.Replace(closing, fmt.Sprint(time.Now().Year()), "2001", 1))
	l = decode[ClosureList](t, f.want(200, "POST", "/v1/staff/closures/market/end", f.staff, `{"reason":"over"}`))
	if len(l.Closures) != 0 {
		t.Errorf("%+v", l)
	}
	f.problem(422, "bad_registration", "POST", "/v1/staff/closures/market/end", f.staff, `{"reason":"over"}`)
}
