package dispatch

import (
	"cmp"
	"slices"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// TroubleKind says what is wrong with an order, in the words of the desk.
type TroubleKind string

// The kinds of trouble.
const (
	Late         TroubleKind = "late"         // the promise has passed
	Stuck        TroubleKind = "stuck"        // whoever or whatever has it does not go on
	Turned       TroubleKind = "refused"      // by the merchant, or by the resident at the door
	Unreachable  TroubleKind = "unreachable"  // nobody answers: the merchant, or the resident
	Complained   TroubleKind = "complaint"    // the resident is not content
	Unassignable TroubleKind = "unassignable" // nobody can take it
)

// Trouble is an order that staff should look at. It begins with an alert or a
// failure, and is over when the order moves on, or when staff says so.
type Trouble struct {
	Order    orders.ID         `json:"order"`
	Merchant circle.ProviderID `json:"merchant"`
	Of       orders.Kind       `json:"of"`
	Kind     TroubleKind       `json:"kind"`
	Code     string            `json:"code"`   // of the alert or the failure
	Detail   string            `json:"detail"` // the alert's; holds ids only
	Since    clock.Instant     `json:"since"`
	Ended    bool              `json:"ended,omitempty"` // carriage has ended: only staff can make it good
}

// ClearTrouble is staff's word that nothing is left to do about an order.
type ClearTrouble struct {
	Order  orders.ID    `json:"order"`
	By     orders.Actor `json:"by"`
	Reason string       `json:"reason"`
}

// TroubleGone says that staff has dealt with an order in trouble.
type TroubleGone struct {
	Order  orders.ID    `json:"order"`
	By     orders.Actor `json:"by"`
	Reason string       `json:"reason"`
}

func (d TroubleGone) apply(s *State) { s.Troubles.Delete(d.Order) }

// ComplaintCode is the alert's that a complaint raises.
const ComplaintCode = "complaint"

// Complain is a resident's complaint, also for two days after the order's end.
// What the resident says in their own words is no part of it.
type Complain struct {
	Order orders.ID    `json:"order"`
	About string       `json:"about"` // a code
	By    orders.Actor `json:"by"`
}

func (e Complain) step(t *turn) {
	switch {
	case e.By.Role != orders.Resident && e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, e.Order, "a complaint is the resident's"))
	case t.s.Orders.Get(e.Order) == nil && t.s.Closed.Get(e.Order) == nil:
		t.order(e.Order)
	default:
		t.alert(e.Order, ComplaintCode, "%s", e.About)
	}
}

func (e ClearTrouble) step(t *turn) {
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, e.Order, "only staff may say so"))
	case t.s.Troubles.Get(e.Order) == nil:
		t.refuse(orders.Refuse(orders.IllegalMove, e.Order, "nothing of this order can be put aside: what is only late ends when it is handed over"))
	default:
		t.do(TroubleGone(e))
	}
}

// troubleKinds sorts alerts and failures; what is not here is stuck.
var troubleKinds = map[string]TroubleKind{
	"merchant_silent": Unreachable, "merchant_late": Late, "visit_late": Late, "window_missed": Late, "would_be_late": Late, "no_second": Unassignable,
	afterLate: Late, pinnedLateCode: Late, pinLostCode: Unassignable,
	"unserved": Unassignable, "nobody_found": Unassignable,
	"nobody_home": Unreachable, "no_access": Unreachable, "no_show": Unreachable, "not_collected": Unreachable, "wrong_address": Unreachable,
	"refused": Turned, ComplaintCode: Complained,
}

func kindOfTrouble(code string) TroubleKind {
	if k, ok := troubleKinds[code]; ok {
		return k
	}
	return Stuck
}

// troubled notes an alert about an order that is open, or ends in this step.
func (s *State) troubled(d Alerted) {
	o := s.Orders.Get(d.Order)
	if c := s.Closed.Get(d.Order); o == nil && c != nil && d.Code == ComplaintCode {
		s.Troubles.Put(d.Order, Trouble{
			Order: d.Order, Merchant: c.Merchant, Kind: Complained, Code: d.Code, Detail: d.Detail, Since: s.Now, Ended: true,
		})
		return
	}
	if o == nil {
		return
	}
	was := s.Troubles.Get(d.Order)
	now := Trouble{Order: o.ID, Merchant: o.Merchant, Of: o.Kind, Kind: kindOfTrouble(d.Code), Code: d.Code, Detail: d.Detail, Since: s.Now}
	if was != nil {
		now.Since = was.Since
	}
	s.Troubles.Put(o.ID, now)
}

// eased drops what was wrong with an order that moves on.
func (s *State) eased(id orders.ID, to orders.State) {
	if t := s.Troubles.Get(id); t != nil && t.Kind == Complained {
		return // that it moves on does not answer the resident
	}
	if s.Orders.Get(id).Bereft() {
		return // nor does it free the order from the one that it comes after
	}
	switch to {
	case orders.Unassigned, orders.Booked, orders.Failed, orders.Cancelled, orders.Refused:
	default:
		s.Troubles.Delete(id)
	}
}

// closedTrouble notes an order that ended as nobody wanted. One that was
// called off, or came to its good end, is no trouble; goods that lie somewhere
// are, whatever became of the order.
func (s *State) closedTrouble(o *orders.Order) {
	was := s.Troubles.Get(o.ID)
	left := was != nil && (was.Code == "goods_left" || was.Code == "goods_gone" || was.Kind == Complained)
	switch {
	case left:
		was.Ended = true
	case o.Carriage == orders.Failed:
		s.Troubles.Put(o.ID, Trouble{
			Order: o.ID, Merchant: o.Merchant, Of: o.Kind, Kind: kindOfTrouble(o.Reason), Code: o.Reason, Since: o.DoneAt, Ended: true,
		})
	case o.Carriage == orders.Cancelled && o.Preparation == orders.Refused:
		kind := Turned
		if o.Reason == "merchant_silent" {
			kind = Unreachable
		}
		s.Troubles.Put(o.ID, Trouble{Order: o.ID, Merchant: o.Merchant, Of: o.Kind, Kind: kind, Code: o.Reason, Since: o.DoneAt, Ended: true})
	default:
		s.Troubles.Delete(o.ID)
	}
}

// InTrouble returns the orders in trouble at an instant, the oldest first: those
// that were noted, and those whose promise has passed.
func (s *State) InTrouble(now clock.Instant) []Trouble {
	var out []Trouble
	for _, t := range s.Troubles.All() {
		out = append(out, *t)
	}
	for id, o := range s.Orders.All() {
		if o.Terminal() || o.ServedAt != 0 || o.Due == 0 || o.Due >= now || s.Troubles.Get(id) != nil {
			continue
		}
		out = append(out, Trouble{Order: id, Merchant: o.Merchant, Of: o.Kind, Kind: Late, Code: "late", Since: o.Due})
	}
	slices.SortFunc(out, func(a, b Trouble) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Order, b.Order))
	})
	return out
}
