package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// onTheWay is a zone in which a robot has an order's goods and stands 100 m from
// the shop, 300 m before the door.
func onTheWay(t *testing.T) *zone {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"), errand("o1", "m1", 400))
	z.loaded("r1")
	z.ok(z.report("r1", 100, ""))
	return z
}

// codes lists who is called, and told, by decisions.
func codes(ds []dispatch.Decision) (list []string) {
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.Alerted:
			list = append(list, d.Code)
		case dispatch.Told:
			list = append(list, "told "+d.Subject)
		}
	}
	return list
}

// Each plight is a ladder: staff is told, asked to take over, and then the goods
// are fetched, whereof the resident hears once.
func TestRescues(t *testing.T) {
	for _, c := range []struct {
		kind fleet.PlightKind
		code string
	}{
		{fleet.Stopped, "robot_stopped"}, {fleet.Tipped, "robot_tipped"}, {fleet.LidForced, "robot_lid_forced"}, {fleet.Taken, "robot_taken"},
	} {
		z := onTheWay(t)
		z.s.Policy.Rescues = map[fleet.PlightKind]dispatch.Rescue{c.kind: {Tell: time.Minute, Takeover: 2 * time.Minute, Fetch: 5 * time.Minute}}
		raw := z.json()
		says := z.report("r1", 100, "")
		says.Plight = c.kind
		if ds := z.do(says); len(codes(ds)) > 0 {
			t.Fatalf("%s: at once %v", c.kind, codes(ds))
		}
		z.ok(says) // said again, it changes nothing
		var got []string
		began := z.now
		for range 3 {
			got = append(got, codes(z.fire("plight/r1"))...)
		}
		if want := []string{c.code, "robot_takeover", c.code, "told robot_rescue"}; !slices.Equal(got, want) || z.now.Sub(began) != 5*time.Minute {
			t.Errorf("%s: %v after %s, want %v", c.kind, got, z.now.Sub(began), want)
		}
		if o := z.order("o1"); o.Worker != "" || o.Pickup != east(100) || z.s.Robots.Get("r1").Mission != "" {
			t.Errorf("%s: %+v", c.kind, o)
		}
		// It works again once it says that it is well, and is empty.
		z.ok(z.report("r1", 100, ""))
		if r := z.s.Robots.Get("r1"); (r.Plight == nil) != (c.kind != fleet.Taken) || r.Free() {
			t.Errorf("%s: %+v", c.kind, r)
		}
		for _, id := range []orders.ID{"o1", "o1-r"} { // staff has fetched them
			z.ok(dispatch.SetOutcome{Order: id, Outcome: orders.Failed, By: desk, Reason: "r"})
		}
		z.ok(z.report("r1", 100, ""))
		if r := z.s.Robots.Get("r1"); !r.Free() {
			t.Errorf("%s: it is well and empty: %+v", c.kind, r)
		}
		z.recovers([]byte(raw))
	}
}

// A plight that ends before its time ends its rescue.
func TestPlightThatEnds(t *testing.T) {
	z := onTheWay(t)
	says := z.report("r1", 100, "")
	says.Plight = fleet.Stopped
	z.ok(says)
	z.fire("plight/r1")
	if z.s.Robots.Get("r1").Plight.Steps != 1 {
		t.Fatalf("%+v", z.s.Robots.Get("r1").Plight)
	}
	z.ok(z.report("r1", 100, ""))
	if r := z.s.Robots.Get("r1"); r.Plight != nil || z.s.Timers.Get("plight/r1") != nil || z.order("o1").Worker != "r1" {
		t.Errorf("%+v", r)
	}
}

// A robot that may drive and does not is stuck, until it moves or staff says that
// it is to go on; one that is paused, or waits for the resident, is not.
func TestStuck(t *testing.T) {
	stand := func(z *zone, d time.Duration) []dispatch.Decision {
		z.now = z.now.Add(d)
		return z.do(z.report("r1", 100, ""))
	}
	patience := 5 * time.Minute
	z := onTheWay(t)
	if ds := stand(z, patience-time.Second); len(codes(ds)) > 0 {
		t.Fatalf("too early: %v", codes(ds))
	}
	if got := codes(stand(z, time.Second)); !slices.Equal(got, []string{"robot_stuck"}) {
		t.Fatalf("%v", got)
	}
	if r := z.s.Robots.Get("r1"); r.Plight == nil || r.Plight.Kind != fleet.Stuck {
		t.Fatalf("%+v", r)
	}
	z.now = z.now.Add(time.Minute)
	z.ok(z.report("r1", 120, ""))
	if r := z.s.Robots.Get("r1"); r.Plight != nil {
		t.Errorf("it drives: %+v", r.Plight)
	}

	z = onTheWay(t)
	stand(z, patience)
	z.fire("plight/r1")
	if got := codes(z.fire("plight/r1")); !slices.Contains(got, "told robot_rescue") || z.order("o1").Worker != "" {
		t.Errorf("%v", got)
	}
	stand(z, time.Hour)
	if z.s.Robots.Get("r1").Plight == nil {
		t.Error("it stands where it got stuck, and is well")
	}
	z.ok(dispatch.PauseRobots{All: true, By: desk, Reason: "pulled free"})
	if r := z.s.Robots.Get("r1"); r.Plight != nil {
		t.Errorf("%+v", r.Plight)
	}

	z = onTheWay(t)
	z.ok(dispatch.PauseRobots{All: true, Pause: true, By: desk, Reason: "parade"})
	if got := codes(stand(z, time.Hour)); slices.Contains(got, "robot_stuck") {
		t.Errorf("it is paused: %v", got)
	}
	z = onTheWay(t)
	z.ok(z.report("r1", 400, missions.AtHandoff))
	z.now = z.now.Add(patience)
	if got := codes(z.do(z.report("r1", 400, ""))); len(got) > 0 {
		t.Errorf("it waits for the resident: %v", got)
	}
}

// An idle robot in a plight calls staff, gets no work, and nobody is asked to
// take over what it does not do. One that is moved while it is empty is no news.
func TestPlightOfAnIdleRobot(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"))
	says := z.robotAt("r1")
	says.Plight = fleet.Taken
	if ds := z.do(says); len(codes(ds)) > 0 || !z.s.Robots.Get("r1").Free() {
		t.Fatalf("%v", codes(ds))
	}
	says.Plight = fleet.Tipped
	got := codes(z.do(says))
	z.ok(errand("o1", "m1", 400))
	got = append(got, codes(z.fire("plight/r1"))...)
	got = append(got, codes(z.fire("plight/r1"))...)
	if !slices.Equal(got, []string{"robot_tipped"}) || z.order("o1").Worker != "" {
		t.Errorf("%v, and the order is with %q", got, z.order("o1").Worker)
	}
}
