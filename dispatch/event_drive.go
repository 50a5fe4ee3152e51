package dispatch

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// A robot in somebody's hands.
type (
	// DriveRobot is staff's word that one of them drives a robot from afar, at
	// its maker's console, or gives it back. It stands until then as far as the
	// engine is concerned, and gets nothing to do.
	DriveRobot struct {
		Robot  fleet.WorkerID `json:"robot"`
		Take   bool           `json:"take"` // false: it is given back
		By     orders.Actor   `json:"by"`
		Reason string         `json:"reason"`
	}
	// ReleaseStop is staff's word that a robot's safety stop may be released. Two
	// of them must say so.
	ReleaseStop struct {
		Robot  fleet.WorkerID `json:"robot"`
		By     orders.Actor   `json:"by"`
		Reason string         `json:"reason"`
	}
	// StopReleased has the robot release its safety stop.
	StopReleased struct {
		Robot  string       `json:"robot"`
		First  string       `json:"first"` // who of staff asked for it
		Second orders.Actor `json:"second"`
	}
)

func (StopReleased) apply(*State) {}

func (e DriveRobot) step(t *turn) {
	r, refusal := t.handled(e.Robot, e.By)
	switch {
	case refusal != nil:
	case e.Take && r.Driver == e.By.Name():
		return // a repeat
	case e.Take && r.Driver != "":
		refusal = orders.Refuse(orders.WorkerBusy, "", "%s drives robot %s: it is given back first", r.Driver, e.Robot)
	case !e.Take && r.Driver == "":
		refusal = orders.Refuse(orders.IllegalMove, "", "nobody drives robot %s", e.Robot)
	}
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	driver, why := "", RobotResumed
	if e.Take {
		driver, why = e.By.Name(), RobotPaused
	}
	t.putRobot(e.Robot, why, func(r *fleet.Robot) { r.Driver, r.Still = driver, t.at })
	t.wanted = true
}

func (e ReleaseStop) step(t *turn) {
	r, refusal := t.handled(e.Robot, e.By)
	if refusal == nil && (r.Plight == nil || r.Plight.Kind != fleet.Stopped) {
		refusal = orders.Refuse(orders.IllegalMove, "", "robot %s reports no safety stop", e.Robot)
	}
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	first := r.Release
	switch {
	case !r.Releasing(t.at):
		t.putRobot(e.Robot, "release", func(r *fleet.Robot) { r.Release = &fleet.Clearance{By: e.By.Name(), At: t.at} })
		t.alertFor(string(e.Robot), "robot_release", "the safety stop of robot %s is to be released: another of staff looks, and says so too within 10 minutes", e.Robot)
	case first.By == e.By.Name():
		t.refuse(orders.Refuse(orders.NotYours, "", "you have said so: another of staff must say it too before %s", first.Until()))
	default:
		t.putRobot(e.Robot, "release", func(r *fleet.Robot) { r.Release = nil })
		t.do(StopReleased{Robot: string(e.Robot), First: first.By, Second: e.By})
	}
}

// handled returns a robot that staff acts on, or why it cannot.
func (t *turn) handled(id fleet.WorkerID, by orders.Actor) (*fleet.Robot, *orders.Rejection) {
	r := t.s.Robots.Get(id)
	switch {
	case by.Role != orders.Staff:
		return nil, orders.Refuse(orders.NotYours, "", "only staff may take a robot in hand")
	case r == nil:
		return nil, orders.Refuse(orders.UnknownWorker, "", "no robot %q in this zone", id)
	}
	return r, nil
}

// driven reports whether somebody of staff has a robot in hand, who sees to it:
// its errand is not taken from it meanwhile.
func (t *turn) driven(r *fleet.Robot, next clock.Instant) bool {
	if r.Driver == "" {
		return false
	}
	t.wake(plightTimer+string(r.ID), max(next, t.at.Add(time.Minute)))
	return true
}
