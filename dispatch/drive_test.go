package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

var other = orders.Actor{Role: orders.Staff, ID: "s2"}

// A robot that staff drives from afar keeps its errand and gets no other, and
// nobody is sent for its goods meanwhile.
func TestDriveRobot(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"))
	take := dispatch.DriveRobot{Robot: "r1", Take: true, By: desk, Reason: "tree"}
	z.refused(orders.NotYours, dispatch.DriveRobot{Robot: "r1", Take: true, By: merchant})
	z.refused(orders.UnknownWorker, dispatch.DriveRobot{Robot: "r9", Take: true, By: desk})
	z.refused(orders.IllegalMove, dispatch.DriveRobot{Robot: "r1", By: desk})
	z.ok(take)
	if ds := z.do(take); len(ds) > 0 {
		t.Errorf("said again: %+v", ds)
	}
	z.refused(orders.WorkerBusy, dispatch.DriveRobot{Robot: "r1", Take: true, By: other})
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	if w := z.order("o1").Worker; w != "" {
		t.Fatalf("the order went to %q", w)
	}
	z.ok(dispatch.DriveRobot{Robot: "r1", By: other, Reason: "the shift is over"})
	if w := z.order("o1").Worker; w != "r1" {
		t.Fatalf("the order went to %q", w)
	}
}

// A safety stop is released once two of staff have said so within ten minutes.
func TestReleaseStop(t *testing.T) {
	z := newZone(t)
	z.ok(robot("r1"), z.robotAt("r1"))
	say := func(by orders.Actor) dispatch.ReleaseStop {
		return dispatch.ReleaseStop{Robot: "r1", By: by, Reason: "looked"}
	}
	z.refused(orders.IllegalMove, say(desk))
	stopped := z.robotAt("r1")
	stopped.Plight = fleet.Stopped
	z.ok(stopped)
	z.refused(orders.NotYours, say(merchant))
	if ds := z.do(say(desk)); has[dispatch.StopReleased](ds) || !has[dispatch.Alerted](ds) {
		t.Errorf("%+v", ds)
	}
	z.refused(orders.NotYours, say(desk))
	z.now = z.now.Add(11 * time.Minute)
	if ds := z.do(say(other)); has[dispatch.StopReleased](ds) {
		t.Errorf("too late, and it was released: %+v", ds)
	}
	d := only[dispatch.StopReleased](t, z.do(say(desk)))
	if d.First != other.Name() || d.Second != desk {
		t.Errorf("%+v", d)
	}
	z.ok(say(desk), z.robotAt("r1")) // the stop is over, and with it the word
	z.ok(stopped)
	if ds := z.do(say(other)); has[dispatch.StopReleased](ds) {
		t.Errorf("%+v", ds)
	}
}
