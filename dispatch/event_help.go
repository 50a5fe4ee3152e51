package dispatch

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Help calls: who may raise one, and what is said of it.
type (
	// RegisterResident sets up who may call for help, or changes it.
	RegisterResident struct {
		Resident residents.Resident `json:"resident"`
		By       orders.Actor       `json:"by"`
	}
	// ForgetResident takes a resident out, and the record of who served them; an
	// open call goes on to the desk.
	ForgetResident struct {
		Resident string       `json:"resident"`
		By       orders.Actor `json:"by"`
	}
	// CheckIn is a sign of life.
	CheckIn struct {
		Resident string       `json:"resident"`
		By       orders.Actor `json:"by"`
	}
	// RaiseHelp begins a call for help, or says that one is still needed. Ways
	// are the travel times over the road network to the home, as far as the
	// edge knows them.
	RaiseHelp struct {
		Resident string               `json:"resident"`
		Source   residents.HelpSource `json:"source"`
		Drill    bool                 `json:"drill,omitempty"`
		By       orders.Actor         `json:"by"`
		Ways     []residents.Helper   `json:"ways,omitempty"`
	}
	// AnswerHelp is what somebody says of a call: acknowledged, declined,
	// handed_back or closed. By is family or a helper by id; Desk marks staff,
	// whose word ends any call.
	AnswerHelp struct {
		Call residents.HelpID   `json:"call"`
		Verb residents.HelpVerb `json:"verb"`
		By   string             `json:"by"`
		Desk bool               `json:"desk,omitempty"`
		Note string             `json:"note,omitempty"` // a code: what was found, why it ended
		Ways []residents.Helper `json:"ways,omitempty"`
	}
)

// Facts of help calls.
type (
	// ResidentPut stores a resident; Why says what changed.
	ResidentPut struct {
		Resident residents.Resident `json:"resident"`
		Why      string             `json:"why"`
	}
	// ResidentGone takes a resident out.
	ResidentGone struct {
		Resident string `json:"resident"`
	}
	// HelpPut stores a call for help. New is how many of its last steps are
	// new: each that calls somebody is a command.
	HelpPut struct {
		Call    residents.HelpCall `json:"call"`
		New     int                `json:"new"`
		Expires clock.Instant      `json:"expires"` // of a closed one: it leaves the state then
	}
	// HelpGone takes a closed call out of the state; its record stays in the
	// history.
	HelpGone struct {
		Call residents.HelpID `json:"call"`
	}
)

func (d ResidentPut) apply(s *State) { s.Residents.Put(d.Resident.ID, d.Resident) }
func (d HelpGone) apply(s *State)    { s.Helps.Delete(d.Call) }

func (d ResidentGone) apply(s *State) {
	s.Residents.Delete(d.Resident)
	for _, key := range s.Acquainted(d.Resident) {
		s.Served.Delete(key)
	}
}

func (d HelpPut) apply(s *State) {
	was := s.Helps.Get(d.Call.ID)
	tally := &s.Counter.Help
	if d.Call.Drill {
		tally = &s.Counter.Drills
	}
	tally.Count(was, &d.Call)
	if was == nil {
		s.Counter.Calls++
	}
	s.Helps.Put(d.Call.ID, *d.Call.Clone())
}

func (e RegisterResident) step(t *turn) {
	r := e.Resident
	if e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff registers residents"))
		return
	}
	if r.ID == "" || r.Every < 0 || r.Point.Check() != nil {
		t.refuse(orders.Refuse(orders.BadRegistration, "", "a resident needs an id and a place, and no negative time between check-ins"))
		return
	}
	for id, other := range t.s.Residents.All() {
		if r.Button != "" && other.Button == r.Button && id != r.ID {
			t.refuse(orders.Refuse(orders.BadRegistration, "", "button %s is at another home", r.Button))
			return
		}
	}
	r.Seen = t.at
	if was := t.s.Residents.Get(r.ID); was != nil && was.Every == r.Every {
		r.Seen = was.Seen
	}
	t.do(ResidentPut{Resident: r, Why: "registered"})
	t.expectSign(r.ID)
}

// expectSign sets the timer of the next check-in.
func (t *turn) expectSign(id string) {
	r := t.s.Residents.Get(id)
	if r.Every == 0 {
		t.unwake("checkin/" + id)
		return
	}
	t.wake("checkin/"+id, r.Seen.Add(r.Every))
}

func (e ForgetResident) step(t *turn) {
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff takes residents out"))
	case len(t.s.Acquainted(e.Resident)) > 0 || t.resident(e.Resident) != nil:
		t.unwake("checkin/" + e.Resident)
		t.do(ResidentGone{Resident: e.Resident})
	}
}

func (e CheckIn) step(t *turn) {
	if r := t.resident(e.Resident); r != nil {
		t.sign(*r)
		t.expectSign(r.ID)
	}
}

// sign notes a sign of life.
func (t *turn) sign(r residents.Resident) {
	r.Seen = t.at
	t.do(ResidentPut{Resident: r, Why: "check_in"})
}

// resident returns the resident called id, or refuses.
func (t *turn) resident(id string) *residents.Resident {
	r := t.s.Residents.Get(id)
	if r == nil {
		t.refuse(orders.Refuse(orders.UnknownResident, "", "no resident %q is registered in this zone", id))
	}
	return r
}

func (e RaiseHelp) step(t *turn) {
	r := t.resident(e.Resident)
	if r == nil {
		return
	}
	switch e.Source {
	case residents.FromResident, residents.FromButton:
	case residents.FromStaff:
		if e.By.Role != orders.Staff {
			t.refuse(orders.Refuse(orders.NotYours, "", "only staff raises help for others"))
			return
		}
	default:
		t.refuse(orders.Refuse(orders.BadOrder, "", "%q is not resident, button or staff", e.Source))
		return
	}
	t.raise(r, e.Source, e.Drill, e.Ways)
}

// raise begins a call, or notes that the resident called again. A drill never
// swallows a real call.
func (t *turn) raise(r *residents.Resident, from residents.HelpSource, drill bool, ways []residents.Helper) {
	for id, c := range t.s.Helps.All() {
		if c.Home == r.ID && c.Drill == drill && c.State != residents.HelpClosed {
			t.change(id, func(c *residents.HelpCall) bool { return c.Again(t.at) })
			return
		}
	}
	id := residents.HelpID(fmt.Sprintf("h%d", t.s.Counter.Calls+1))
	c := residents.Raise(id, r.ID, from, drill, r.Family, t.helpers(r.ID, ways), t.s.helpPolicy(), t.at)
	t.putHelp(c, len(c.Steps))
}

func (e AnswerHelp) step(t *turn) {
	c := t.s.Helps.Get(e.Call)
	if c == nil {
		t.refuse(orders.Refuse(orders.UnknownHelp, "", "no call for help %q is open", e.Call))
		return
	}
	if !e.Desk && !t.concerned(c, e.By) {
		t.refuse(orders.Refuse(orders.NotYours, "", "%s was not asked", e.By))
		return
	}
	near := t.helpers(c.Home, e.Ways)
	done := t.change(e.Call, func(c *residents.HelpCall) bool {
		switch e.Verb {
		case residents.Acknowledged:
			return c.Acknowledge(e.By, t.at)
		case residents.Declined:
			return c.Decline(e.By, near, t.at)
		case residents.HandedBack:
			return c.HandBack(e.By, e.Note, t.at)
		case residents.Closed:
			return c.Close(e.By, e.Note, e.Desk, t.at)
		}
		return false
	})
	if !done {
		t.refuse(orders.Refuse(orders.IllegalMove, "", "%s cannot say %q: the call is %s%s", e.By, e.Verb, c.State, heldBy(c)))
	}
}

func heldBy(c *residents.HelpCall) string {
	if c.Taker == "" {
		return ""
	}
	return " by " + c.Taker
}

// concerned reports whether somebody was asked in this call, or is to be.
func (t *turn) concerned(c *residents.HelpCall, who string) bool {
	if slices.Contains(c.Asked, who) || slices.Contains(c.Family, who) || c.Taker == who {
		return true
	}
	r := t.s.Residents.Get(c.Home)
	return r != nil && slices.Contains(r.Family, who)
}
