package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// paired is a zone in which robot r1 has o1 and o2 on one mission, and both are
// on board.
func paired(t *testing.T) *zone {
	t.Helper()
	z := newZone(t)
	r := robot("r1")
	r.Bays = []fleet.Bay{{ID: "A", Capacity: r.Capacity}, {ID: "B", Capacity: r.Capacity}}
	z.ok(shop("m1", true), r)
	for _, id := range []orders.ID{"o1", "o2", "o3"} { // the third finds no compartment
		p := place(id)
		p.Consent.Robot = true
		z.ok(p)
	}
	z.now = z.order("o1").ReadyAt
	z.ok(dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(0), Charge: 90})
	m := z.mission("r1")
	if len(m.Loads) != 2 || m.Loads[0].Compartment == m.Loads[1].Compartment || m.ID != "o1-m1" {
		t.Fatalf("%+v", m)
	}
	for _, id := range []orders.ID{"o1", "o2"} {
		if o := z.order(id); o.Worker != "r1" || o.Mode != "handover" || o.ETA == 0 {
			t.Fatalf("%+v", o)
		}
	}
	if z.order("o3").Worker != "" {
		t.Fatal("three orders in two compartments")
	}
	for _, id := range []orders.ID{"o1", "o2"} {
		z.ok(z.tells("r1", 0, id, missions.AtPickup), z.tells("r1", 0, id, missions.Loaded))
	}
	return z
}

// tells is a report about one order of the robot's mission.
func (z *zone) tells(r fleet.WorkerID, metres float64, id orders.ID, s missions.Signal) dispatch.RobotReport {
	e := z.report(r, metres, s)
	e.Order, e.Has = id, e.Mission
	return e
}

// dropped returns the orders of a mission as they are handed over.
func (z *zone) dropped(r fleet.WorkerID) (ids []orders.ID) {
	for _, n := range z.mission(r).Nodes {
		if n.Action == missions.DropNode {
			ids = append(ids, orders.ID(n.Order))
		}
	}
	return ids
}

// A resident's proof opens their own compartment, at their own handover.
func TestTwoOrdersOfOneMission(t *testing.T) {
	z := paired(t)
	ids := z.dropped("r1")
	for i, id := range ids {
		z.ok(z.tells("r1", 400, id, missions.AtHandoff))
		if other := ids[1-i]; i == 0 {
			z.refused(orders.IllegalMove, dispatch.Collect{Order: other, Proof: "good"})
		}
		if r := refusal(z.do(dispatch.Collect{Order: id, Proof: "bad"})); r == nil || r.Code != orders.WrongPIN {
			t.Errorf("%v", r)
		}
		want := z.mission("r1").Load(string(id)).Compartment
		ds := z.do(dispatch.Collect{Order: id, Proof: "good"})
		if u := only[dispatch.UnlockHold](t, ds); u.Order != id || u.Compartment != want || u.Mission != "o1-m1" {
			t.Errorf("%+v", u)
		}
		ds = z.do(z.tells("r1", 400, id, missions.Unloaded))
		if gone := has[dispatch.MissionGone](ds); gone != (i == 1) {
			t.Errorf("order %d is handed over, and the mission is over: %v", i, gone)
		}
		if z.s.Orders.Get(id) != nil {
			t.Errorf("%+v", z.order(id))
		}
	}
	if r := z.s.Robots.Get("r1"); len(r.Holding) > 0 || r.Mission == "o1-m1" {
		t.Errorf("%+v", r)
	}
	z.recovers(nil)
}

// A resident who does not come costs the others nothing: their goods are fetched
// once the robot has handed over the rest.
func TestNoShowOfOne(t *testing.T) {
	z := paired(t)
	ids := z.dropped("r1")
	away, comes := ids[0], ids[1]
	z.ok(z.tells("r1", 400, away, missions.AtHandoff))
	bay := z.mission("r1").Load(string(away)).Compartment
	put := only[dispatch.MissionPut](t, z.fire("handoff/"+string(away)))
	if put.Why != dispatch.RobotSkips || put.Order != away || put.Mission.Load(string(away)).Phase != missions.Aborted {
		t.Errorf("%+v", put)
	}
	back := away + "-r"
	z.ok(register("c1"), online("c1", 10))
	if o := z.order(back); o.Worker != "" || z.s.Couriers.Get("c1").Offer != "" && z.s.Offers.Get(z.s.Couriers.Get("c1").Offer).Order == back {
		t.Fatalf("a courier is sent after a robot that drives on: %+v", o)
	}
	z.ok(z.tells("r1", 400, comes, missions.AtHandoff), dispatch.Collect{Order: comes, Proof: "good"}, z.tells("r1", 390, comes, missions.Unloaded))
	if r := z.s.Robots.Get("r1"); r.Free() || r.Cargo(string(back)) == nil {
		t.Errorf("%+v", r)
	}
	if o := z.order(back); o.Pickup != east(390) {
		t.Errorf("it is fetched from %v", o.Pickup)
	}
	for z.order(back).Worker == "" {
		z.ok(z.accept("c1"))
	}
	ds := z.do(dispatch.PickUpOrder{Courier: "c1", Order: back})
	if u := only[dispatch.UnlockHold](t, ds); u.Order != back || u.Compartment != bay {
		t.Errorf("%+v", u)
	}
	if r := z.s.Robots.Get("r1"); len(r.Holding) > 0 {
		t.Errorf("%+v", r)
	}
	z.recovers(nil)
}

// Orders that are called off are passed over one by one; the mission is recalled
// with the last.
func TestOrdersCalledOff(t *testing.T) {
	z := newZone(t)
	r := robot("r1")
	r.Bays = []fleet.Bay{{ID: "A", Capacity: r.Capacity}, {ID: "B", Capacity: r.Capacity}}
	z.ok(shop("m1", true), r)
	for _, id := range []orders.ID{"o1", "o2"} {
		p := place(id)
		p.Consent.Robot = true
		z.ok(p)
	}
	z.ok(dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(0), Charge: 90})
	before := len(z.mission("r1").Nodes)
	ds := z.do(dispatch.CancelOrder{Order: "o1", By: merchant})
	if put := only[dispatch.MissionPut](t, ds); put.Why != dispatch.RobotSkips || put.Order != "o1" || len(put.Mission.Nodes) != before {
		t.Errorf("%+v", put)
	}
	if r := refusal(z.do(z.tells("r1", 0, "o9", missions.AtPickup))); r == nil || r.Code != orders.IllegalMove {
		t.Errorf("%v", r)
	}
	z.ok(z.tells("r1", 0, "o2", missions.AtPickup))
	ds = z.do(dispatch.CancelOrder{Order: "o2", By: merchant})
	if gone := only[dispatch.MissionGone](t, ds); !gone.Recall || !z.s.Robots.Get("r1").Free() {
		t.Errorf("%+v", gone)
	}
	z.recovers(nil)
}

// What a robot that breaks down has on board is fetched, every order of it.
func TestBreakdownWithTwoOnBoard(t *testing.T) {
	z := paired(t)
	fault := z.report("r1", 200, "")
	fault.Faulty = true
	z.ok(fault)
	for _, id := range []orders.ID{"o1", "o2"} {
		if o := z.order(id); o.Carriage != orders.Unassigned || o.Pickup != east(200) {
			t.Errorf("%+v", o)
		}
		if z.s.Robots.Get("r1").Cargo(string(id)) == nil {
			t.Errorf("%s is forgotten", id)
		}
	}
	z.ok(register("c1"), online("c1", 10))
	fetched := map[orders.ID]bool{}
	for range 3 {
		z.ok(z.accept("c1"))
	}
	for _, s := range z.s.Couriers.Get("c1").Route {
		fetched[orders.ID(s.Order)] = true
	}
	if !fetched["o1"] || !fetched["o2"] {
		t.Errorf("%+v", z.s.Couriers.Get("c1").Route)
	}
	z.recovers(nil)
}

// A compartment that is in use cannot be taken away.
func TestCompartmentsAtWork(t *testing.T) {
	z := paired(t)
	r := robot("r1")
	z.refused(orders.WorkerBusy, r)
	for _, bad := range [][]fleet.Bay{
		{{ID: "A", Capacity: r.Capacity}, {ID: "A", Capacity: r.Capacity}}, {{Capacity: r.Capacity}}, {{ID: "A"}},
	} {
		r := robot("r2")
		r.Bays = bad
		z.refused(orders.BadRegistration, r)
	}
	r.Bays = []fleet.Bay{{ID: "B", Capacity: r.Capacity}, {ID: "A", Capacity: r.Capacity}, {ID: "C", Capacity: r.Capacity}}
	z.ok(r)
}
