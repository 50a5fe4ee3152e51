package simulator

import (
	"slices"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/courier"
)

// part is what an order of a sandbox is to come to, and how far it is. In a
// world of chance it is empty, and dice decide.
type part struct {
	Outcome  orders.Outcome
	Speed    int
	Attempt  int
	Carriage orders.State
	Worker   string // whom the cast has sent, or who has it
	Bank     string // the locker that the cast has put there
	Full     bool   // that locker has been found full
	From     geo.Point
	Sent     []string // of a visit for several carers: whom the cast has sent
	Lost     []string // and who had it and lost it
}

// idle reports whether nobody has the order, and somebody may.
func (p *part) idle() bool { return p.Carriage == orders.Unassigned || p.Carriage == orders.Booked }

// unattended reports whether nobody is to come for the order.
func (p *part) unattended() bool {
	switch p.Outcome {
	case orders.OutMerchantRefuses, orders.OutMerchantSilent, orders.OutNobodyToSend:
		return true
	}
	return false
}

// mode is how the next attempt goes. After a trouble of a robot or a courier,
// and where the locker is full, it is to the door.
func (p *part) mode() orders.Mode {
	way := (&orders.Script{Outcome: p.Outcome}).Way()
	if way.Mode == "" || p.Full || p.Attempt > 1 && way.Mode == "handover" {
		return "door"
	}
	return way.Mode
}

// plays reports whether an offer is for a courier: in a sandbox each has come
// for one order, and takes no other.
func (w *World) plays(c fleet.WorkerID, id orders.ID) bool {
	p := w.parcels[id]
	return !w.scripted || p != nil && (p.part.Worker == string(c) || slices.Contains(p.part.Sent, string(c)))
}

// first reports whether an order is to meet a trouble that happens once, and
// has not yet.
func (w *World) first(id orders.ID, o orders.Outcome) bool {
	p := w.parcels[id]
	return p != nil && p.part.Outcome == o && p.part.Attempt <= 1
}

// shut says why a door stays closed by the script, or "".
func (w *World) shut(id orders.ID) string {
	p := w.parcels[id]
	if p == nil {
		return ""
	}
	switch p.part.Outcome {
	case orders.OutNobodyHome:
		return "nobody_home"
	case orders.OutResidentRefuses:
		return "refused"
	}
	return ""
}

// tooLate is how long after it was due something comes that is to be late.
const tooLate = 10 * time.Minute

// dawdle is how long a courier who is to be late waits with the goods in hand.
func (w *World) dawdle(t courier.Task) time.Duration {
	p := w.parcels[t.Order]
	if p == nil || p.part.Outcome != orders.OutCourierLate || t.Kind != fleet.Delivery {
		return 0
	}
	return max(p.Due.Sub(w.stage.Now())+tooLate, 0)
}

// tarry is how much too late a carer who is to be late leaves.
func (w *World) tarry(t courier.Task) time.Duration {
	if p := w.parcels[t.Order]; p == nil || p.part.Outcome != orders.OutCarerLate {
		return 0
	}
	return t.Call.To.Instant().Sub(t.Call.From.Instant()) + tooLate
}

// prove shows what is asked for besides PINs at a change of hands.
func (w *World) prove(c *Courier, t courier.Task) {
	if w.proofs != nil {
		w.proofs(c, t)
	}
}

// told is the PIN that the merchant tells a courier, where one is asked for.
func (w *World) told(t courier.Task) string {
	switch {
	case !t.PIN || !w.scripted:
		return ""
	case t.Kind == fleet.Pickup:
		return w.parcels[t.Order].counterPIN
	}
	return w.pin(t.Order)
}

// mishap implements street.
func (w *World) mishap(id orders.ID, last bool) mishap {
	switch {
	case last && w.first(id, orders.OutRobotStuck):
		return stuck
	case w.first(id, orders.OutRobotBreaks):
		return wrecked
	}
	return unharmed
}
