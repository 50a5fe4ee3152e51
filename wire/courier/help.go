package courier

import (
	"fmt"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Calls for help.
type (
	// HelpAsked says that somebody near calls for help and this courier is the
	// nearest who may go. A repeated one of the same call replaces the earlier.
	HelpAsked struct {
		Seq     uint64           `json:"seq,omitempty"`
		Call    residents.HelpID `json:"call"`
		Point   geo.Point        `json:"point"`
		Drill   bool             `json:"drill,omitempty"` // go as if it were none
		Taken   bool             `json:"taken,omitempty"` // the courier said that they are going
		Expires Moment           `json:"expires"`         // engine time; then somebody else is asked
		Name    string           `json:"name,omitempty"`  // once taken
		Address string           `json:"address,omitempty"`
		Phone   string           `json:"phone,omitempty"`
		Note    string           `json:"note,omitempty"`

		// Person names whose personal data belongs in Name, Address, Phone and
		// Note. It never leaves the server.
		Person orders.ID `json:"-"`
	}
	// HelpOver says that this courier is no longer asked, or needed.
	HelpOver struct {
		Seq  uint64           `json:"seq,omitempty"`
		Call residents.HelpID `json:"call"`
	}
	// HelpAnswer is the courier's answer to a call: acknowledged (I go),
	// declined, handed_back (I cannot go on) or closed (it is over; Note says
	// how).
	HelpAnswer struct {
		ID   string             `json:"id"`
		Call residents.HelpID   `json:"call"`
		Verb residents.HelpVerb `json:"verb"`
		Note string             `json:"note,omitempty"` // a code: well, ambulance, false_alarm, nobody_there, other
	}
)

// Type implements ServerMessage.
func (HelpAsked) Type() string { return "help_asked" }

// Type implements ServerMessage.
func (HelpOver) Type() string { return "help_over" }

// Type implements ClientMessage.
func (HelpAnswer) Type() string { return "help_answer" }

// Ref implements ClientMessage.
func (m HelpAnswer) Ref() string { return m.ID }

func (m HelpAsked) check() error {
	return first(seq(m.Seq), token("call", string(m.Call)), place("point", m.Point))
}

func (m HelpOver) check() error { return first(seq(m.Seq), token("call", string(m.Call))) }

func (m HelpAnswer) check() error {
	err := first(token("id", m.ID), token("call", string(m.Call)), code("note", m.Note))
	switch m.Verb {
	case residents.Acknowledged, residents.Declined, residents.HandedBack:
		return err
	case residents.Closed:
		if m.Note == "" {
			return first(err, fmt.Errorf(`"note" is missing: how did it end?`))
		}
		return err
	}
	return first(err, fmt.Errorf(`"verb" must be acknowledged, declined, handed_back or closed`))
}

// helpMessages tells every helper who was asked how a call stands for them.
func helpMessages(s *dispatch.State, c *residents.HelpCall) []Outgoing {
	var out []Outgoing
	for _, who := range c.Asked {
		if s.Couriers.Get(fleet.WorkerID(who)) == nil {
			continue
		}
		if m, ok := helpFor(s, c, who); ok {
			out = append(out, Outgoing{fleet.WorkerID(who), m})
			continue
		}
		out = append(out, Outgoing{fleet.WorkerID(who), HelpOver{Call: c.ID}})
	}
	return out
}

// helpFor is what a call asks of somebody now, if anything. Whose home it is
// comes with the acknowledgement: who declines has learned where, not who.
func helpFor(s *dispatch.State, c *residents.HelpCall, who string) (HelpAsked, bool) {
	taken := c.State == residents.HelpTaken && c.Taker == who
	r := s.Residents.Get(c.Home)
	if r == nil || !taken && !(c.State == residents.HelpNearby && c.Calls(who)) {
		return HelpAsked{}, false
	}
	m := HelpAsked{Call: c.ID, Point: r.Point, Drill: c.Drill, Taken: taken, Expires: Moment(c.Due)}
	if taken {
		m.Person = orders.ID(residents.PersonOf(r.ID))
	}
	return m, true
}

// helpOf returns the call that a courier is asked about or on the way to.
func helpOf(s *dispatch.State, who string) *HelpAsked {
	for _, c := range s.Helps.All() {
		if m, ok := helpFor(s, c, who); ok {
			return &m
		}
	}
	return nil
}
