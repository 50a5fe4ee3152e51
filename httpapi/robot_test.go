package httpapi

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
)

// Staff reads of every robot how it is and what it does; nobody else does.
func TestStaffListsRobots(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/robots", f.admin, examples["putRobot"])
	f.problem(422, "validation_failed", "POST", "/v1/admin/robots", f.admin, `{"id":"R8","maker":"acme","profile":"acme"}`)
	if all := decode[RobotPage](t, f.want(200, "GET", "/v1/admin/robots", f.admin, "")).Robots; len(all) != 1 || all[0].Profile != "theta" {
		t.Errorf("%+v", all)
	}
	f.submit(dispatch.RobotReport{Robot: "R7", Linked: true, Charge: 71, Point: shopPoint, Plight: fleet.Tipped})
	f.want(200, "POST", "/v1/staff/robots/pause", f.staff, `{"all":true,"reason":"ice"}`)
	list := decode[StaffRobotPage](t, f.want(200, "GET", "/v1/staff/robots", f.staff, "")).Robots
	if len(list) != 1 || list[0].ID != "R7" || list[0].Charge != 71 || list[0].Does != "nothing" || !list[0].Paused ||
		list[0].Plight == nil || list[0].Plight.Kind != fleet.Tipped || list[0].Waits != nil || list[0].Release != nil {
		t.Errorf("%+v", list)
	}
	for _, path := range []string{"/v1/staff/robots", "/v1/staff/robots/ways"} {
		f.problem(403, "forbidden", "GET", path, f.orders, "")
		f.want(401, "GET", path, "", "")
	}
	if ways := decode[RobotWays](t, f.want(200, "GET", "/v1/staff/robots/ways", f.staff, "")).Ways; len(ways) != 0 {
		t.Errorf("it goes nowhere: %+v", ways)
	}
}

// What a robot does and waits for is read off its mission, its claim, and the
// gate that does not open for it.
func TestStaffRobotAtAGate(t *testing.T) {
	at := clock.FromTime(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))
	st := dispatch.NewState("z", "c", dispatch.DefaultPolicy())
	st.Now = at
	st.Lanes.Features = []lanes.Feature{{ID: "south", Kind: lanes.Gate, Points: []geo.Point{shopPoint}, Device: "G1"}}
	st.Passages.Put("G1", fleet.Passage{ID: "G1", Kind: fleet.GatePassage, Linked: true, Robot: "R7"})
	st.Missions.Put("o1-m1", missions.Mission{ID: "o1-m1", Robot: "R7", Loads: []missions.Load{{Order: "o1", Phase: missions.ToHandoff}},
		Nodes: []missions.Node{{ID: "n0", Action: missions.DropNode, Order: "o1"}}})
	r := &fleet.Robot{ID: "R7", Mission: "o1-m1", Still: at, Plight: &fleet.Plight{Kind: fleet.Stopped, Since: at}, Release: &fleet.Clearance{By: "ann", At: at}, Holding: []fleet.Cargo{{Order: "o1"}}}
	v := staffRobot(st, r)
	if v.Does != "to_handoff" || v.Waits == nil || v.Waits.For != "gate/south" || len(v.Orders) != 1 || len(v.Holding) != 1 {
		t.Errorf("%+v", v)
	}
	if v.Release == nil || v.Release.By != "ann" || v.Release.Until != at.Add(10*time.Minute).Time() {
		t.Errorf("%+v", v.Release)
	}
	st.Now = at.Add(11 * time.Minute)
	st.Passages.Get("G1").ByHand = true
	if v = staffRobot(st, r); v.Release != nil || v.Waits != nil {
		t.Errorf("over, and still told: %+v", v)
	}
}
