package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// helpZone has one home 100 m from the shop, and two helpers at work: near on
// the spot, far a kilometre away; slow has no skill.
func helpZone(t *testing.T, family ...string) *zone {
	z := newZone(t)
	for _, id := range []string{"near", "far", "slow"} {
		r := register("x")
		r.Courier = fleet.WorkerID(id)
		if id != "slow" {
			r.Skills = []string{dispatch.HelpSkill}
		}
		z.ok(r)
	}
	z.ok(online("near", 100), online("far", 1100), online("slow", 100))
	z.ok(dispatch.RegisterResident{By: deskClerk, Resident: residents.Resident{ID: "wang", Point: east(100), Family: family, Button: "b1", Every: 12 * time.Hour}})
	return z
}

func (z *zone) wakeNext(timer string) []dispatch.Decision {
	z.t.Helper()
	at := z.s.Timers.Get(timer)
	if at == nil {
		z.t.Fatalf("no timer %s", timer)
	}
	z.now = *at
	return z.do(dispatch.Wake{Timer: timer})
}

// TestHelpCall: a press goes to the family, then by travel time to who is on
// duty and may help, then to the desk; nobody is forgotten by a timer.
func TestHelpCall(t *testing.T) {
	z := helpZone(t, "son")
	press := dispatch.RaiseHelp{Resident: "wang", Source: residents.FromButton, By: theResident}
	z.ok(press)
	call := func() *residents.HelpCall { return z.s.Helps.Get("h1") }
	if call().State != residents.HelpFamily {
		t.Fatalf("%+v", call())
	}
	z.ok(press) // again
	if z.s.Helps.Len() != 1 || z.s.Counter.Help.Raised != 1 {
		t.Fatal("a second press made a second call")
	}
	z.wakeNext("help/h1")
	if call().State != residents.HelpNearby || !call().Calls("near") {
		t.Fatalf("%+v", call())
	}
	z.refused(orders.NotYours, dispatch.AnswerHelp{Call: "h1", Verb: residents.Acknowledged, By: "slow"})
	z.refused(orders.IllegalMove, dispatch.AnswerHelp{Call: "h1", Verb: residents.Closed, By: "near", Note: "well"})
	z.ok(dispatch.AnswerHelp{Call: "h1", Verb: residents.Declined, By: "near"})
	if !call().Calls("far") {
		t.Fatalf("%+v", call())
	}
	ds := z.wakeNext("help/h1")
	if call().State != residents.HelpDesk || only[dispatch.Alerted](t, ds).Code != "help_desk" {
		t.Fatalf("%+v", call())
	}
	if again := z.wakeNext("help/h1"); only[dispatch.Alerted](t, again).Code != "help_desk" {
		t.Fatal("the desk is not called again")
	}
	z.ok(dispatch.AnswerHelp{Call: "h1", Verb: residents.Acknowledged, By: "staff/sam", Desk: true})
	z.ok(dispatch.AnswerHelp{Call: "h1", Verb: residents.Closed, By: "staff/sam", Desk: true, Note: "well"})
	if n := z.s.Counter.Help; n.Raised != 1 || n.Closed != 1 || n.Desk != 1 || n.Waited < 4*time.Minute {
		t.Errorf("%+v", n)
	}
	z.refused(orders.IllegalMove, dispatch.AnswerHelp{Call: "h1", Verb: residents.Acknowledged, By: "far"})
	z.wakeNext("help/h1")
	if z.s.Helps.Len() != 0 {
		t.Error("a closed call stays for ever")
	}
}

// TestHelpRoad: the way over the road decides, not the straight line.
func TestHelpRoad(t *testing.T) {
	z := helpZone(t)
	z.ok(dispatch.RaiseHelp{Resident: "wang", Source: residents.FromResident, By: theResident,
		Ways: []residents.Helper{{ID: "near", Travel: time.Hour}, {ID: "far", Travel: time.Minute}}})
	if c := z.s.Helps.Get("h1"); !c.Calls("far") {
		t.Errorf("%+v", c)
	}
	// A second home does not take the helper who is being called.
	z.ok(dispatch.RegisterResident{By: deskClerk, Resident: residents.Resident{ID: "li", Point: east(1100)}})
	z.ok(dispatch.RaiseHelp{Resident: "li", Source: residents.FromStaff, By: deskClerk})
	if c := z.s.Helps.Get("h2"); !c.Calls("near") {
		t.Errorf("%+v", c)
	}
}

// TestDrillApart: a drill goes the same way, is counted apart, and does not
// swallow a real call.
func TestDrillApart(t *testing.T) {
	z := helpZone(t, "son")
	z.ok(dispatch.RaiseHelp{Resident: "wang", Source: residents.FromStaff, Drill: true, By: deskClerk})
	z.ok(dispatch.RaiseHelp{Resident: "wang", Source: residents.FromButton, By: theResident})
	if z.s.Helps.Len() != 2 || !z.s.Helps.Get("h1").Drill || z.s.Helps.Get("h2").Drill {
		t.Fatalf("%+v %+v", z.s.Helps.Get("h1"), z.s.Helps.Get("h2"))
	}
	z.ok(dispatch.AnswerHelp{Call: "h1", Verb: residents.Acknowledged, By: "son"})
	if n := z.s.Counter; n.Help.Raised != 1 || n.Drills.Raised != 1 || n.Help.Family != 0 || n.Drills.Family != 1 {
		t.Errorf("%+v", n)
	}
	z.refused(orders.NotYours, dispatch.RaiseHelp{Resident: "wang", Source: residents.FromStaff, By: theResident})
	z.refused(orders.UnknownResident, dispatch.RaiseHelp{Resident: "zhao", Source: residents.FromButton, By: theResident})
}

// TestMissedCheckIn: no sign of life raises help; a sign puts it off.
func TestMissedCheckIn(t *testing.T) {
	z := helpZone(t, "son")
	z.now = z.now.Add(11 * time.Hour)
	z.ok(dispatch.CheckIn{Resident: "wang", By: theResident})
	z.now = z.now.Add(11 * time.Hour)
	z.ok(dispatch.Wake{Timer: "checkin/wang"})
	if z.s.Helps.Len() != 0 {
		t.Fatal("help was raised although there was a sign of life")
	}
	ds := z.wakeNext("checkin/wang")
	if c := only[dispatch.HelpPut](t, ds).Call; c.Source != residents.FromCheckIn || c.State != residents.HelpFamily {
		t.Fatalf("%+v", c)
	}
	z.ok(dispatch.ForgetResident{Resident: "wang", By: deskClerk})
	z.wakeNext("help/h1")
	if c := z.s.Helps.Get("h1"); c.State != residents.HelpDesk {
		t.Errorf("nobody knows where the home is, and the call is %s", c.State)
	}
	if strings.Contains(string(z.json()), "checkin/") {
		t.Error("a timer has outlived its resident")
	}
}
