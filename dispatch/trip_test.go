package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// stations is a zone with a robot at the counter, a station without a charger
// 300 m to the east and one with a charger at 600 m, each for one.
func stations(t *testing.T, robots ...fleet.WorkerID) *zone {
	z := newZone(t)
	z.ok(dispatch.SetLanes{Features: []lanes.Feature{
		{ID: "near", Kind: lanes.Station, Points: area(300, 1)[:1]},
		{ID: "far", Kind: lanes.Station, Points: area(600, 1)[:1], Charge: true},
		{ID: "square", Kind: lanes.Zone, Points: area(150, 20)},
	}, By: desk}, shop("m1", true))
	for _, r := range robots {
		z.ok(robot(r), z.robotAt(r))
	}
	return z
}

// idles lets time pass until a robot's next report from where it is.
func (z *zone) idles(r fleet.WorkerID, d time.Duration) {
	z.now = z.now.Add(d)
	at := z.s.Robots.Get(r)
	z.ok(dispatch.RobotReport{Robot: r, Linked: true, Point: at.Point, Charge: at.Charge})
}

// arrives drives a robot to the end of its trip.
func (z *zone) arrives(r fleet.WorkerID) {
	z.t.Helper()
	for m := z.mission(r); m.Passed < m.Released()-1; m = z.mission(r) {
		z.goes(r, m.Released()-1)
	}
	m := z.mission(r)
	e := z.report(r, 0, missions.Ended)
	e.Point, e.Passed = m.Nodes[len(m.Nodes)-1].Point, len(m.Nodes)-1
	z.ok(e)
}

// A robot with nothing to do drives to the nearest station that has room, the
// next one to the other, and the third stays: what is full is full, also while
// the robot is on its way.
func TestIdleRobotsPark(t *testing.T) {
	z := stations(t, "r1", "r2", "r3")
	z.idles("r1", time.Minute)
	if m := z.s.Robots.Get("r1").Mission; m != "" {
		t.Fatalf("it sets out at once: %s", m)
	}
	for _, r := range []fleet.WorkerID{"r1", "r2", "r3"} {
		z.idles(r, z.s.Policy.ParkAfter)
	}
	first, second := z.mission("r1"), z.mission("r2")
	if first.Station != "station/near" || second.Station != "station/far" || first.Purpose != fleet.TripPark || z.s.Robots.Get("r3").Mission != "" {
		t.Fatalf("%+v\n%+v\n%+v", first, second, z.s.Robots.Get("r3"))
	}
	last := first.Nodes[len(first.Nodes)-1]
	if last.Action != "" || second.Nodes[len(second.Nodes)-1].Action != missions.ChargeNode || !slices.Equal(last.In, []string{"station/near"}) {
		t.Errorf("%+v", last)
	}
	raw := z.json()
	z.arrives("r1")
	if r := z.s.Robots.Get("r1"); r.Mission != "" || !slices.Equal(z.holds("r1"), []string{"station/near"}) || !z.s.Grants.Holds[0].Entered {
		t.Fatalf("%+v %v", r, z.s.Grants.Holds)
	}
	z.idles("r1", time.Hour)
	if r := z.s.Robots.Get("r1"); r.Mission != "" || r.Wants != "" {
		t.Errorf("it stands at a station and is sent on: %+v", r)
	}
	z.ok(z.report("r1", 100, "")) // it was moved by hand
	if slices.Contains(z.holds("r1"), "station/near") {
		t.Error("it is not there any more and has the station")
	}
	z.recovers([]byte(raw))
}

// An order calls a robot off its way to a station, and nothing of that is left.
func TestAnOrderEndsATripToPark(t *testing.T) {
	z := stations(t, "r1")
	z.idles("r1", z.s.Policy.ParkAfter)
	trip := z.mission("r1").ID
	var gone []dispatch.MissionGone
	e := errand("o1", "m1", 400)
	z.do(e)
	for p := z.problem; p != nil; p = z.problem {
		z.problem = nil
		for _, d := range z.do(dispatch.Solved{Plan: plan(p)}) {
			if d, ok := d.(dispatch.MissionGone); ok {
				gone = append(gone, d)
			}
		}
	}
	if len(gone) != 1 || gone[0].Mission != trip || !gone[0].Recall || z.order("o1").Worker != "r1" || z.mission("r1").Trip() {
		t.Fatalf("%+v; the robot has %+v", gone, z.mission("r1"))
	}
	// Its word that it stopped comes late, and changes nothing.
	late := z.report("r1", 50, missions.Ended)
	late.Mission = trip
	if r := refusal(z.do(late)); r == nil || z.order("o1").Worker != "r1" {
		t.Errorf("%v, and the order is with %q", r, z.order("o1").Worker)
	}
	z.recovers(nil)
}

// A robot that is low is sent to charge, and gets no order before it has charged
// enough; one whose errand would take it below the reserve does not get it.
func TestRobotsCharge(t *testing.T) {
	z := stations(t)
	charge := func(percent int) {
		e := z.robotAt("r1")
		e.Point, e.Charge = z.s.Robots.Get("r1").Point, percent
		z.now = z.now.Add(time.Minute)
		z.ok(e)
	}
	low := z.robotAt("r1")
	low.Charge = z.s.Policy.ChargeBelow - 1
	z.ok(robot("r1"), low)
	if m := z.mission("r1"); m.Purpose != fleet.TripCharge || m.Station != "station/far" {
		t.Fatalf("%+v", m)
	}
	z.ok(errand("o1", "m1", 400))
	if w := z.order("o1").Worker; w != "" {
		t.Fatalf("a robot on its way to charge gets an order: %s", w)
	}
	z.arrives("r1")
	charge(z.s.Policy.ChargeTo - 1)
	if w := z.order("o1").Worker; w != "" || z.s.Robots.Get("r1").Mission != "" {
		t.Fatalf("it has not charged enough, and gets an order: %q", w)
	}
	charge(z.s.Policy.ChargeTo)
	for z.order("o1").Worker == "" && z.s.Timers.Get("retry") != nil {
		z.fire("retry")
	}
	if w := z.order("o1").Worker; w != "r1" {
		t.Errorf("the order is with %q", w)
	}
	// Without a station that charges, people see to that.
	z = newZone(t)
	z.ok(robot("r1"), low)
	if r := z.s.Robots.Get("r1"); r.Low || r.Wants != "" {
		t.Errorf("%+v", r)
	}
}

// A robot that was called off in a square is in others' way: it is sent to a
// station, or, where none has room, to where its way was in nobody's; staff is
// called once, when there is no way out.
func TestIdleRobotsClearTheWay(t *testing.T) {
	stops := func(z *zone) *zone {
		z.ok(errand("o1", "m1", 400))
		z.loaded("r1")
		enter := z.node("r1", in("zone/square"))
		z.goes("r1", enter-1)
		z.goes("r1", enter)
		z.ok(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "r"})
		z.ok(dispatch.SetOutcome{Order: "o1-r", Outcome: orders.Failed, By: desk, Reason: "r"})
		return z
	}
	z := stops(stations(t, "r1"))
	z.ok(z.report("r1", 150, ""))
	if m := z.mission("r1"); m.Purpose != fleet.TripClear || m.Station != "station/near" {
		t.Fatalf("%+v", m)
	}
	z.arrives("r1")
	if got := z.holds("r1"); !slices.Equal(got, []string{"station/near"}) {
		t.Errorf("it has %v", got)
	}

	z = stations(t, "r1")
	z.ok(dispatch.SetLanes{Features: z.s.Lanes.Features[2:], By: desk})
	stops(z)
	z.ok(z.report("r1", 150, ""))
	m := z.mission("r1")
	if m.Purpose != fleet.TripClear || m.Station != "" {
		t.Fatalf("%+v", m)
	}
	z.arrives("r1")
	if got := z.holds("r1"); len(got) > 0 {
		t.Errorf("it is outside and has %v", got)
	}
}

// Staff is called to a robot that blocks another and cannot be sent out of the
// way: once, however often the table of grants changes.
func TestStaffIsCalledOnceToABlocker(t *testing.T) {
	z := shared(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	enter := z.node(first, in("zone/square"))
	for _, r := range []fleet.WorkerID{first, second} {
		z.loaded(r)
	}
	z.goes(first, enter-1)
	z.goes(first, enter)
	broken := z.report(first, 150, "")
	broken.Faulty = true
	z.ok(broken)
	told := 0
	count := func(ds []dispatch.Decision) {
		for _, d := range ds {
			if a, ok := d.(dispatch.Alerted); ok && a.Code == "robot_blocked" {
				told++
			}
		}
	}
	count(z.goes(second, enter-1))
	z.ok(errand("o3", "m1", 400), dispatch.CancelOrder{Order: "o3", By: merchant, Reason: "r"})
	for range 3 {
		count(z.do(broken))
		count(z.do(dispatch.SetLanes{Features: z.s.Lanes.Features, By: desk}))
	}
	if told != 1 {
		t.Errorf("staff is called %d times", told)
	}
}

// Robots that are sent home bring what they carry, give up what they have not
// fetched, drive to a station and work no more until they are to go on.
func TestHomeRobots(t *testing.T) {
	z := stations(t, "r1", "r2")
	z.ok(errand("o1", "m1", 400))
	first := fleet.WorkerID(z.order("o1").Worker)
	z.loaded(first)
	z.ok(errand("o2", "m1", 400))
	second := fleet.WorkerID(z.order("o2").Worker)
	z.refused(orders.NotYours, dispatch.HomeRobots{All: true, By: merchant})
	z.refused(orders.UnknownWorker, dispatch.HomeRobots{Robots: []fleet.WorkerID{"r9"}, By: desk})
	z.ok(dispatch.HomeRobots{All: true, By: desk, Reason: "snow"})
	if o := z.order("o2"); o.Worker != "" || z.mission(second).Purpose != fleet.TripHome || z.order("o1").Worker != string(first) {
		t.Fatalf("%+v, and the robot has %+v", o, z.s.Robots.Get(second))
	}
	z.arrives(second)
	z.ok(z.report(first, 400, missions.AtHandoff), dispatch.Collect{Order: "o1", Proof: "good"}, z.report(first, 400, missions.Unloaded))
	if m := z.mission(first); m.Purpose != fleet.TripHome {
		t.Fatalf("%+v", m)
	}
	z.arrives(first)
	if len(z.holds(first)) != 1 || len(z.holds(second)) != 1 || z.order("o2").Worker != "" {
		t.Errorf("%v", z.s.Grants.Holds)
	}
	z.ok(dispatch.PauseRobots{All: true, By: desk, Reason: "it melts"})
	if o := z.order("o2"); o.Worker == "" {
		t.Errorf("they work again, and the order waits: %+v", o)
	}
}
