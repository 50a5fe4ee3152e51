package httpapi

import "testing"

func TestGrantsOfStaff(t *testing.T) {
	f := newFixture(t)
	if l := decode[GrantList](t, f.want(200, "GET", "/v1/staff/grants", f.staff, "")); len(l.Holds) != 0 || l.Stuck == nil {
		t.Errorf("%+v", l)
	}
	body := `{"robot":"r1","resource":"handover/1,2","reason":"towed"}`
	f.problem(409, "illegal_move", "POST", "/v1/staff/grants/free", f.staff, body)
	f.problem(403, "forbidden", "POST", "/v1/staff/grants/free", f.orders, body)
	f.want(401, "POST", "/v1/staff/grants/free", "", body)
}
