package faults

import (
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// The decisions of an event are judged in their order: a mission that ends
// before its place is left is fine, and a place left before that is not.
func TestRefereeReadsInOrder(t *testing.T) {
	gate := missions.Resource{ID: "gate", Point: place(0, 0), Capacity: 1}
	m := missions.Mission{ID: "m1", Robot: "r1", Loads: []missions.Load{{Order: "o1"}}, Nodes: []missions.Node{{ID: "n0"}, {ID: "n1", Needs: "gate"}}}
	moved := func(v missions.GrantVerb) dispatch.Decision {
		return dispatch.GrantMoved{Move: missions.GrantMove{Verb: v, Robot: "r1", Mission: "m1", Resource: "gate", Way: []missions.Resource{gate}}}
	}
	put, gone := dispatch.MissionPut{Mission: m}, dispatch.MissionGone{Mission: "m1", Robot: "r1"}
	outside := dispatch.RobotReport{Robot: "r1", Linked: true, Point: place(100, 0)}
	freed := dispatch.FreeGrant{Robot: "r1", Resource: "gate", By: orders.Actor{Role: orders.Staff, ID: "s1"}}
	for what, c := range map[string]struct {
		last  dispatch.Event
		ds    []dispatch.Decision
		wrong string
	}{
		"over, then left":           {outside, []dispatch.Decision{put, gone, moved(missions.Leave)}, ""},
		"left, then over":           {outside, []dispatch.Decision{moved(missions.Leave), put, gone}, "reaches into gate"},
		"freed under way":           {freed, []dispatch.Decision{moved(missions.Free)}, "reaches into gate"},
		"over, then freed":          {freed, []dispatch.Decision{gone, moved(missions.Free)}, ""},
		"left by a word from there": {dispatch.RobotReport{Robot: "r1", Linked: true, Point: gate.Point}, []dispatch.Decision{gone, moved(missions.Leave)}, "no word of having left"},
	} {
		r := newReferee(&zone{})
		r.granted(record(t, dispatch.RobotReport{Robot: fleet.WorkerID("r1")}, moved(missions.Ask), moved(missions.Give), put))
		last := record(t, c.last, c.ds...)
		last.Seq = 2
		r.granted(last)
		if c.wrong == "" && len(r.found) > 0 || c.wrong != "" && !slices.ContainsFunc(r.found, func(w string) bool { return strings.Contains(w, c.wrong) }) {
			t.Errorf("%s: %q, want %q", what, r.found, c.wrong)
		}
	}
}

// record is an event with what was decided, as the journal keeps it.
func record(t *testing.T, e dispatch.Event, ds ...dispatch.Decision) dispatch.Record {
	t.Helper()
	event, err := dispatch.EncodeEvent(e)
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := dispatch.EncodeDecisions(ds)
	if err != nil {
		t.Fatal(err)
	}
	return dispatch.Record{Seq: 1, Event: event, Decisions: decisions}
}
