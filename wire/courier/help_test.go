package courier

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/residents"
)

// TestHelpMessages: the helper who is called is told where; whose home it is
// only who goes; everybody else is told that it is over for them.
func TestHelpMessages(t *testing.T) {
	noon := clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	s := dispatch.NewState("z", "", dispatch.DefaultPolicy())
	s.Couriers.Put("near", fleet.Courier{ID: "near"})
	s.Couriers.Put("far", fleet.Courier{ID: "far"})
	s.Residents.Put("wang", residents.Resident{ID: "wang", Point: geo.Point{Lng: 1.5, Lat: 42.5}})
	c := residents.Raise("h1", "wang", residents.FromButton, true, nil,
		[]residents.Helper{{ID: "near", Travel: time.Minute}, {ID: "far", Travel: time.Hour}}, residents.DefaultHelpPolicy(), noon)
	tell := func() map[fleet.WorkerID]ServerMessage {
		out := map[fleet.WorkerID]ServerMessage{}
		s.Helps.Put("h1", *c.Clone())
		for _, o := range Batch(s, []dispatch.Decision{dispatch.HelpPut{Call: *c.Clone(), New: 1}}) {
			if _, err := EncodeServer(o.Message); err != nil {
				t.Fatal(err)
			}
			out[o.Courier] = o.Message
		}
		return out
	}
	m := tell()
	asked, ok := m["near"].(HelpAsked)
	if !ok || len(m) != 1 || !asked.Drill || asked.Taken || asked.Person != "" || asked.Expires.Instant() != c.Due {
		t.Fatalf("%+v", m)
	}
	if !c.Expire([]residents.Helper{{ID: "far", Travel: time.Hour}}, noon.Add(61*time.Second)) {
		t.Fatal("the timer did nothing")
	}
	m = tell()
	if _, over := m["near"].(HelpOver); !over || m["far"].(HelpAsked).Person != "" {
		t.Fatalf("%+v", m)
	}
	e, err := Event("far", HelpAnswer{ID: "1", Call: "h1", Verb: residents.Acknowledged}, nil)
	if want := (dispatch.AnswerHelp{Call: "h1", Verb: residents.Acknowledged, By: "far"}); err != nil || e.(dispatch.AnswerHelp).By != want.By || e.(dispatch.AnswerHelp).Verb != want.Verb {
		t.Fatalf("%+v, %v", e, err)
	}
	c.Acknowledge("far", noon.Add(62*time.Second))
	if m = tell(); m["far"].(HelpAsked).Person != "res~wang" || !m["far"].(HelpAsked).Taken {
		t.Fatalf("%+v", m)
	}
	if w, _ := Snapshot(s, "far"); w.Help == nil || w.Help.Call != "h1" {
		t.Errorf("a new session: %+v", w.Help)
	}
	if w, _ := Snapshot(s, "near"); w.Help != nil {
		t.Errorf("a new session of the other: %+v", w.Help)
	}
	for _, bad := range []HelpAnswer{{ID: "1", Call: "h1", Verb: "closed"}, {ID: "1", Call: "h1", Verb: "raised"}, {ID: "1", Verb: "declined"}} {
		if _, err := EncodeClient(bad); err == nil {
			t.Errorf("%+v passed", bad)
		}
	}
}
