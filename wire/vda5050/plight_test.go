package vda5050_test

import (
	"testing"

	"github.com/linli/linli/fleet"
	. "github.com/linli/linli/wire/vda5050"
)

// What keeps a robot from going on is told once when it begins and when it ends:
// by the names of errors, by the emergency stop, or because it stands somewhere
// else without having driven.
func TestObservePlight(t *testing.T) {
	c := chart(t)
	var o Observation
	at := t0
	plights := func(change func(*State)) (list []fleet.PlightKind) {
		st := State{OperatingMode: ModeAutomatic, SafetyState: SafetyState{EStop: EStopNone}}
		st.AGVPosition = &AGVPosition{MapID: c[0].ID(), PositionInitialized: true}
		change(&st)
		rs, next := Observe(o, st, c, at)
		o, at = next, at+1
		for _, r := range rs {
			list = append(list, r.Plight)
		}
		return list
	}
	is := func(what string, got []fleet.PlightKind, want ...fleet.PlightKind) {
		t.Helper()
		if len(got) != len(want) || len(want) > 0 && got[0] != want[0] {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	fails := func(kind string) func(*State) {
		return func(s *State) { s.Errors = List[Error]{{ErrorType: kind, ErrorLevel: LevelWarning}} }
	}
	well := func(*State) {}
	is("first", plights(well), "")
	is("tipped", plights(fails(ErrorTipped)), fleet.Tipped)
	is("still tipped", plights(fails(ErrorTipped)))
	is("forced", plights(fails(ErrorLidForced)), fleet.LidForced)
	is("stuck", plights(fails(ErrorStuck)), fleet.Stuck)
	is("well", plights(well), "")
	is("an error of its own", plights(fails("laserDirty")))
	is("stopped", plights(func(s *State) { s.SafetyState.EStop = "MANUAL" }), fleet.Stopped)
	is("released", plights(well), "")

	moved := func(x float64, driving bool) func(*State) {
		return func(s *State) { s.AGVPosition.X, s.Driving = x, driving }
	}
	is("pushed a little", plights(moved(20, false)))
	is("carried off", plights(moved(200, false)), fleet.Taken)
	is("put down", plights(moved(200, false)), "")
	plights(moved(210, true))
	plights(moved(400, true))
	if got := plights(moved(500, false)); len(got) > 0 && got[0] != "" {
		t.Errorf("it drove: %q", got)
	}
}
