package httpapi

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
)

func TestCompartmentsOfStaff(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/lockers", f.admin, `{"id":"L1","point":{"lng":1.5251,"lat":42.5051},"no_key":true,
		"compartments":[{"id":"1","grams":9000,"ml":90000},{"id":"2","grams":9000,"ml":90000,"temperature":"frozen"}]}`)
	f.submit(dispatch.BankLink{Bank: "L1", Linked: true})
	f.submit(dispatch.CompartmentReport{Bank: "L1", Compartment: "1"})
	doors := decode[LockerPage](t, f.want(200, "GET", "/v1/staff/lockers", f.staff, "")).Lockers[0].Compartments
	if c := doors[0]; c.Usable || c.OpenSince == nil || time.Since(*c.OpenSince) > time.Hour || c.Temperature != "ambient" {
		t.Errorf("an open door: %+v", c)
	}
	if c := doors[1]; !c.Usable || c.OpenSince != nil || c.Temperature != "frozen" {
		t.Errorf("a free one: %+v", c)
	}
	const door = "/v1/staff/lockers/L1/compartments/2/"
	reason := `{"reason":"hinge broken"}`
	if row := decode[LockerRow](t, f.want(200, "POST", door+"retire", f.staff, reason)); !row.Compartments[1].OutOfService {
		t.Errorf("%+v", row)
	}
	if row := decode[LockerRow](t, f.want(200, "POST", door+"restore", f.staff, reason)); !row.Compartments[1].Usable {
		t.Errorf("%+v", row)
	}
	f.want(200, "POST", door+"open", f.staff, reason)
	f.problem(404, "unknown_locker", "POST", "/v1/staff/lockers/L2/compartments/2/open", f.staff, reason)
	f.problem(403, "forbidden", "POST", door+"open", f.orders, reason)
	f.want(401, "POST", door+"open", "", reason)
}
