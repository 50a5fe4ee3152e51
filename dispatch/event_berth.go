package dispatch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

type (
	// KeepCompartment keeps a compartment for a merchant who puts the goods of
	// an order into it: in the bank that it names, or in the nearest to the home
	// that fits. A courier who has not fetched them yet is released. Said again
	// it changes nothing; with another bank it moves there.
	KeepCompartment struct {
		Order  orders.ID    `json:"order"`
		Locker string       `json:"locker,omitempty"`
		Proof  string       `json:"proof"` // digest of the code that opens the door
		By     orders.Actor `json:"by"`
	}
	// ReleaseCompartment gives it back: the order is planned as any other.
	ReleaseCompartment struct {
		Order  orders.ID    `json:"order"`
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
	// PutIn is a merchant before the compartment, with the digest of the code.
	PutIn struct {
		Order orders.ID `json:"order"`
		Proof string    `json:"proof"`
	}
	// BerthWish is that, with an order that is placed, a compartment is kept for it.
	BerthWish struct {
		Locker string `json:"locker,omitempty"` // empty: the nearest to the home that fits
		Proof  string `json:"proof"`
	}
)

func (e KeepCompartment) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	refusal := t.brought(o, e.By)
	if refusal == nil && o.Berth != nil && (e.Locker == "" || e.Locker == o.Locker) {
		return // a repeat
	}
	var bank *fleet.Bank
	if refusal == nil {
		bank, refusal = t.berth(o, e.Locker)
	}
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	switch {
	case o.Berth != nil:
		was := *o
		t.vacate(&was)
	case o.Carriage == orders.Assigned:
		t.must(o.ID, orders.Unassign, engine, "merchant_deposits")
	default:
		t.withdraw(o.ID)
	}
	t.putOrder(e.Order, "compartment_kept", func(o *orders.Order) { t.berthed(o, bank, e.Proof) })
	t.keep(t.s.Orders.Get(e.Order))
}

// brought says why the merchant cannot put an order's goods into a locker any
// more, or nil.
func (t *turn) brought(o *orders.Order, by orders.Actor) *orders.Rejection {
	p := t.s.Providers.Get(o.Merchant)
	switch {
	case by.Role == orders.Merchant && by.ID != string(o.Merchant):
		return orders.Refuse(orders.NotYours, o.ID, "the order belongs to another merchant")
	case by.Role != orders.Merchant && by.Role != orders.Staff:
		return orders.Refuse(orders.NotYours, o.ID, "a %s may not keep a compartment", by.Role)
	case o.Kind != orders.Goods && o.Kind != orders.Meal:
		return orders.Refuse(orders.IllegalMove, o.ID, "a %s is not put into a locker by its merchant", o.Kind)
	case o.Terminal():
		return orders.Refuse(orders.IllegalMove, o.ID, "the order has ended: %s", o.Carriage)
	case o.Carriage != orders.Unassigned && o.Carriage != orders.Assigned || p == nil || o.Pickup != p.Point || t.s.Holder(o.ID) != nil:
		return orders.Refuse(orders.IllegalMove, o.ID, "the goods have left the counter")
	}
	return t.filling(o)
}

// berth returns the bank into which a merchant may put an order's goods, or why
// there is none.
func (t *turn) berth(o *orders.Order, named string) (*fleet.Bank, *orders.Rejection) {
	until := t.at.Add(t.s.Policy.ReserveHold)
	switch {
	case o.ByHand():
		return nil, orders.Refuse(orders.Infeasible, o.ID, "it goes to the door: it rides with a batch, or asks for proofs that only a person takes")
	case t.s.blocked(o):
		return nil, orders.Refuse(orders.IllegalMove, o.ID, "it comes after %s, which has not ended", o.After.Order)
	case o.Preparation != orders.Ready && o.ReadyAt > until:
		return nil, orders.Refuse(orders.BadOrder, o.ID, "the goods are to be ready at %s and a compartment is kept until %s: ask when they nearly are", o.ReadyAt, until)
	case named != "" && t.s.Banks.Get(named) == nil:
		return nil, orders.Refuse(orders.UnknownLocker, o.ID, "no locker %q in this zone", named)
	case named != "":
		b := t.s.Banks.Get(named)
		return b, t.s.unfit(o, b)
	}
	near := scouts[*fleet.Bank]{most: 1}
	var why []string
	for _, b := range t.s.Banks.All() {
		walk := meters(b.Point, o.Dropoff.Point)
		if walk > t.s.Policy.LockerWalk {
			continue
		}
		if refusal := t.s.unfit(o, b); refusal != nil {
			why = append(why, refusal.Detail)
			continue
		}
		near.offer(float64(walk), b)
	}
	switch {
	case len(near.worker) > 0:
		return near.worker[0], nil
	case len(why) == 0:
		return nil, orders.Refuse(orders.Infeasible, o.ID, "no locker is within %d m of the home", t.s.Policy.LockerWalk)
	}
	return nil, orders.Refuse(orders.Infeasible, o.ID, "no locker fits: %s", strings.Join(why, "; "))
}

// LockerFit is a bank in which an order can wait.
type LockerFit struct {
	Bank        *fleet.Bank
	Compartment *fleet.Compartment // that would be kept
	Walk        geo.Meters         // from the home, in a straight line
}

// LockersFor lists the banks in which an order could wait as things are, the
// nearest to the home first.
func (s *State) LockersFor(o *orders.Order) []LockerFit {
	var list []LockerFit
	for _, b := range s.Banks.All() {
		if s.unfit(o, b) == nil {
			list = append(list, LockerFit{Bank: b, Compartment: room(b, o), Walk: meters(b.Point, o.Dropoff.Point)})
		}
	}
	slices.SortStableFunc(list, func(a, b LockerFit) int { return cmp.Compare(a.Walk, b.Walk) })
	return list
}

// unfit says why an order cannot wait in a bank, or nil. The resident's needs
// and consent are the rules that every plan keeps.
func (s *State) unfit(o *orders.Order, b *fleet.Bank) *orders.Rejection {
	walk, class := meters(b.Point, o.Dropoff.Point), o.Size().Temperature
	refuse := func(c orders.Code, format string, args ...any) *orders.Rejection {
		return orders.Refuse(c, o.ID, "locker "+b.ID+": "+format, args...)
	}
	switch s.barred(o, s.lockerOption(o, b), 0) {
	case "consent":
		return refuse(orders.Infeasible, "the resident has not agreed to lockers")
	case "access":
		return refuse(orders.Infeasible, "the resident's access needs rule it out")
	}
	switch {
	case walk > s.Policy.LockerWalk:
		return refuse(orders.Infeasible, "%d m from the home, more than the %d m that are allowed", walk, s.Policy.LockerWalk)
	case !o.Way.Allows(orders.Mode(problem.InLocker), b.ID):
		return refuse(orders.Infeasible, "another way was chosen for this order")
	case !b.Keeps(class):
		return refuse(orders.Infeasible, "keeps no %s goods", class)
	case !b.Takes(capacityOf(o.Size()), class):
		return refuse(orders.Infeasible, "no compartment takes %d g and %d ml", o.Size().Grams, o.Size().Millis)
	case !b.Linked || room(b, o) == nil:
		refusal := refuse(orders.CompartmentBusy, "no compartment that fits is free, or it has no link now")
		refusal.Retryable = true
		return refusal
	}
	return nil
}

func capacityOf(size orders.Size) fleet.Capacity {
	return fleet.Capacity{Grams: size.Grams, Millis: size.Millis}
}

// berthed writes into an order which compartment is kept for its merchant.
func (t *turn) berthed(o *orders.Order, b *fleet.Bank, proof string) {
	o.Mode, o.Locker, o.Compartment = orders.Mode(problem.InLocker), b.ID, room(b, o).ID
	o.Berth = &orders.Berth{Until: t.at.Add(t.s.Policy.ReserveHold), Proof: proof}
}

// keep takes the compartment that is written into an order off the others.
func (t *turn) keep(o *orders.Order) {
	t.compartment(o.Locker, t.s.Banks.Get(o.Locker).Find(o.Compartment), fleet.Reserve, o.ID)
	t.wake("reserve/"+string(o.ID), o.Berth.Until)
	t.wake("giveup/"+string(o.ID), max(t.giveUpAt(o), o.Berth.Until.Add(t.s.Policy.GiveUp/4)))
	t.toldOfDeposit(o.ID, orders.Kept, "")
}

// toldOfDeposit tells the merchant what became of its compartment.
func (t *turn) toldOfDeposit(id orders.ID, now orders.State, reason string) {
	t.putOrder(id, "deposit_"+string(now), func(o *orders.Order) { o.Seq++ })
	o := t.s.Orders.Get(id)
	t.publish(o, orders.Move{Track: orders.DepositTrack, To: now, Reason: reason, Seq: o.Seq})
}

func (e ReleaseCompartment) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	refusal := t.brought(o, e.By)
	switch {
	case refusal != nil:
		t.refuse(refusal)
	case o.Berth == nil:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "no compartment is kept for it"))
	default:
		t.unkeep(o.ID, e.Reason)
	}
}

// unkeep frees the compartment that was kept for a merchant; the order is
// planned as any other.
func (t *turn) unkeep(id orders.ID, reason string) {
	was := *t.s.Orders.Get(id)
	t.vacate(&was)
	t.unwake("reserve/" + string(id))
	t.putOrder(id, "compartment_let_go", func(o *orders.Order) { o.Mode, o.Locker, o.Compartment, o.Berth = "", "", "", nil })
	t.toldOfDeposit(id, orders.LetGo, reason)
	o := t.s.Orders.Get(id)
	t.wake("giveup/"+string(id), t.giveUpAt(o))
	if o.Accepted() {
		t.lead(o)
	}
	t.wanted = true
}

// filling refuses for a moment, while somebody puts the goods in.
func (t *turn) filling(o *orders.Order) *orders.Rejection {
	if o.Locker == "" || o.Carriage != orders.PickedUp && o.Berth == nil {
		return nil
	}
	if c := t.s.Banks.Get(o.Locker).Find(o.Compartment); c == nil || c.State != fleet.OpenForDeposit {
		return nil
	}
	r := orders.Refuse(orders.CompartmentBusy, o.ID, "the goods are being put into the locker: say it again in a minute")
	r.Retryable = true
	return r
}

func (e PutIn) step(t *turn) {
	o := t.order(e.Order)
	switch {
	case o == nil:
	case o.Berth == nil:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "no compartment is kept for it"))
	case e.Proof != o.Berth.Proof && !broken(depositProof):
		t.refuse(orders.Refuse(orders.WrongPIN, o.ID, "the code does not match"))
	default:
		t.openFor(o)
	}
}

// putIn takes goods that the merchant put into the compartment: that says that
// they are ready. Nobody has carried them, and who pays for it is the merchant
// by another price.
func (t *turn) putIn(id orders.ID, by orders.Actor) {
	o := t.s.Orders.Get(id)
	merchant := orders.Actor{Role: orders.Merchant, ID: string(o.Merchant)}
	if o.Preparation == orders.Placed {
		t.must(id, orders.Accept, merchant, "")
	}
	if t.s.Orders.Get(id).Preparation != orders.Ready {
		t.must(id, orders.Finish, merchant, "")
	}
	t.putOrder(id, "put_in_by_merchant", func(o *orders.Order) { o.Berth, o.Fee = nil, t.s.Policy.DepositFee })
	t.must(id, orders.Deposit, by, "")
}

// unfilled ends the time that a compartment was kept for. An open door has it
// kept a little longer.
func (t *turn) unfilled(o *orders.Order) {
	const alittle = 5 * time.Minute
	switch {
	case broken(reserveEnds):
	case t.filling(o) != nil:
		t.wake("reserve/"+string(o.ID), t.at.Add(alittle))
	case o.Berth != nil:
		t.unkeep(o.ID, "reserve_lapsed")
	case o.Mode != orders.Mode(problem.InLocker):
	case o.Carriage == orders.Assigned:
		worker := o.Worker
		t.must(o.ID, orders.Unassign, engine, "reserve_lapsed")
		t.bar(o.ID, worker, "reserve_lapsed")
	case o.Carriage == orders.PickedUp && t.s.missionOf(o) != nil:
		t.unable(*t.s.missionOf(o), o.ID, "reserve_lapsed")
	case o.Carriage == orders.PickedUp:
		t.alert(o.ID, "reserve_lapsed", "%s did not put the goods into locker %s in time: they go to the door", o.Worker, o.Locker)
		t.toDoor(o.ID)
	}
}
