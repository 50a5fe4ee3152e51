package dispatch

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// DoorAct is what staff does with a compartment of a locker.
type DoorAct string

// The acts.
const (
	OpenIt  DoorAct = "open"    // open the door, whatever is behind it
	Retire  DoorAct = "retire"  // put nothing more into it
	Restore DoorAct = "restore" // use it again
)

// TendDoor is staff seeing to a compartment. Opening it moves no goods in the
// books: who takes some out says so of their order.
type TendDoor struct {
	Bank        string       `json:"bank"`
	Compartment string       `json:"compartment"`
	Act         DoorAct      `json:"act"`
	By          orders.Actor `json:"by"`
	Reason      string       `json:"reason"`
}

func (e TendDoor) step(t *turn) {
	if e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff sees to lockers"))
		return
	}
	c := t.doorOf(e.Bank, e.Compartment)
	if c == nil {
		return
	}
	switch {
	case e.Act == OpenIt && !t.s.Banks.Get(e.Bank).Linked:
		refusal := orders.Refuse(orders.IllegalMove, orders.ID(c.Order), "locker %s has no link: open it on the spot", e.Bank)
		refusal.Retryable = true
		t.refuse(refusal)
	case e.Act == OpenIt:
		t.do(OpenDoor{Bank: e.Bank, Compartment: c.ID, Order: orders.ID(c.Order)})
	case c.OutOf != (e.Act == Retire):
		t.putBank(e.Bank, string(e.Act)+": "+e.Reason, func(b *fleet.Bank) { b.Find(e.Compartment).OutOf = e.Act == Retire })
		t.wanted = true
	}
}
