package httpapi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// TestDecision: the merchant reads why its order went to whom, with the
// runner-up and the need that ruled the locker out; nobody else's.
func TestDecision(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/lockers", f.admin,
		`{"id":"b1","point":{"lng":1.525,"lat":42.505},"compartments":[{"id":"1","grams":5000,"ml":20000}]}`)
	f.submit(dispatch.BankLink{Bank: "b1", Linked: true})
	for i, id := range []fleet.WorkerID{"c1", "c2"} {
		f.submit(dispatch.RegisterCourier{Courier: id, Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}})
		f.submit(dispatch.CourierOnline{Courier: id, Point: geo.Point{Lng: 1.52 + float64(i)/100, Lat: 42.5}})
	}
	o := f.place(f.other, "1", strings.Replace(orderBody, `"consent"`, `"needs":{"no_screen":true},"consent"`, 1))
	var d Decision
	for deadline := time.Now().Add(5 * time.Second); len(d.Entries) == 0 && time.Now().Before(deadline); {
		d = decode[Decision](t, f.want(200, "GET", "/v1/orders/"+o.ID+"/decision", f.other, ""))
	}
	if len(d.Entries) == 0 {
		t.Fatal("nothing was decided")
	}
	e := d.Entries[0]
	if e.Worker != "c1" || len(e.Candidates) != 2 || e.Candidates[0].Vehicle != "c1" || e.RunnerUp == nil || e.RunnerUp.Vehicle != "c2" {
		t.Fatalf("%+v", e)
	}
	if c := e.Candidates[0]; c.Total != c.Terms.Total() || c.Total == 0 || c.Total > e.RunnerUp.Total {
		t.Errorf("cost %+v, runner-up %+v", c, e.RunnerUp)
	}
	if !slices.ContainsFunc(e.Excluded, func(x problem.Exclusion) bool { return x.Rule == "access" && x.Mode == problem.InLocker }) {
		t.Errorf("excluded %+v", e.Excluded)
	}
	if !strings.Contains(e.Text.En, "locker b1 was ruled out because the resident cannot reach its screen") ||
		!strings.Contains(e.Text.Zh, "智能柜「b1」不可用，因为住户够不到它的屏幕") {
		t.Errorf("%+v", e.Text)
	}
	staff := decode[Decision](t, f.want(200, "GET", "/v1/staff/orders/"+o.ID+"/decision", f.staff, ""))
	if len(staff.Entries) == 0 || staff.Entries[0].Text != e.Text {
		t.Errorf("staff reads %+v", staff)
	}
	f.problem(404, "not_found", "GET", "/v1/orders/"+o.ID+"/decision", f.orders, "")
	f.problem(404, "not_found", "GET", "/v1/staff/orders/o99/decision", f.staff, "")
	f.problem(403, "forbidden", "GET", "/v1/staff/orders/"+o.ID+"/decision", f.other, "")
}
