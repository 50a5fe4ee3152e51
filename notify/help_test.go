package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// TestHelpNotices: the family is told at night as by day, with a link of its
// own; a drill says so; the resident hears that somebody comes.
func TestHelpNotices(t *testing.T) {
	for _, drill := range []bool{false, true} {
		s := newScene(t)
		s.now = at(t, "2026-11-24T23:30:00+08:00")
		s.store.persons["son"] = shell.Person{Order: "son", Phone: "+8613900000000", Channels: "sms voice"}
		s.store.persons["res~wang"] = shell.Person{Order: "res~wang", Phone: "+8613700000000", Channels: "voice"}
		c := residents.Raise("h1", "wang", residents.FromButton, drill, []string{"son", "gone"}, nil, residents.DefaultHelpPolicy(), s.now)
		put := func(fresh int) {
			b, err := json.Marshal(dispatch.HelpPut{Call: *c.Clone(), New: fresh})
			if err != nil {
				t.Fatal(err)
			}
			s.store.waiting = append(s.store.waiting, shell.OutboxItem{ID: c.Steps[len(c.Steps)-1].At.String(),
				OutboxRow: dispatch.OutboxRow{Topic: dispatch.TopicHelp, Order: "h1", At: s.now, Payload: b}})
			s.turn()
		}
		put(len(c.Steps))
		if len(s.sms.sent) != 1 || len(s.voice.sent) != 1 || !s.sms.sent[0].Urgent || !strings.Contains(s.sms.sent[0].Text, "help/h1son") {
			t.Fatalf("drill %v: %+v %+v", drill, s.sms.sent, s.voice.sent)
		}
		if strings.Contains(s.sms.sent[0].Text, "演练") != drill {
			t.Errorf("drill %v: %s", drill, s.sms.sent[0].Text)
		}
		s.now = s.now.Add(time.Second)
		c.Acknowledge("son", s.now)
		put(1)
		if len(s.voice.sent) != 2 || s.voice.sent[1].To != "+8613700000000" {
			t.Errorf("the resident was not told: %+v", s.voice.sent)
		}
		s.now = s.now.Add(time.Second)
		c.Close("son", "well", false, s.now)
		put(1)
		if len(s.sms.sent) != 2 {
			t.Errorf("the family was not told that it is over: %+v", s.sms.sent)
		}
	}
}
