package dispatch

import (
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// LockerReminder is what a resident is told whose order waits in a locker.
const LockerReminder = "locker_reminder"

// putBank stores a bank with a change.
func (t *turn) putBank(id, why string, change func(*fleet.Bank)) {
	b := *t.s.Banks.Get(id)
	b.Compartments = slices.Clone(b.Compartments)
	change(&b)
	t.do(BankPut{Bank: b, Why: why})
}

func (e BankLink) step(t *turn) {
	if t.s.Banks.Get(e.Bank) == nil {
		t.refuse(orders.Refuse(orders.UnknownLocker, "", "no locker %q in this zone", e.Bank))
		return
	}
	t.putBank(e.Bank, "link", func(b *fleet.Bank) { b.Linked, b.Seen = e.Linked, t.at })
	t.wanted = t.wanted || e.Linked
}

func (e CompartmentReport) step(t *turn) {
	c := t.doorOf(e.Bank, e.Compartment)
	if c == nil {
		return
	}
	t.watchDoor(e.Bank, *c, e)
	c = t.s.Banks.Get(e.Bank).Find(e.Compartment)
	if c.Jammed != e.Jammed {
		t.putBank(e.Bank, "jam", func(b *fleet.Bank) { b.Find(e.Compartment).Jammed = e.Jammed })
		c = t.s.Banks.Get(e.Bank).Find(e.Compartment)
		if e.Jammed {
			t.alert(orders.ID(c.Order), "locker_jammed", "door %s of locker %s does not obey", c.ID, e.Bank)
			if !e.Closed || !e.Occupied { // else the goods are in, and only their way out is barred
				t.jammed(e.Bank, *c)
				return
			}
		}
	}
	if !e.Closed {
		t.reachable(c)
		return
	}
	t.closed(e.Bank, c, e.Occupied)
	t.found(e.Bank, e.Compartment, e.Occupied)
}

// doorOf returns a compartment, or refuses and returns nil.
func (t *turn) doorOf(bank, id string) *fleet.Compartment {
	b := t.s.Banks.Get(bank)
	if b == nil {
		t.refuse(orders.Refuse(orders.UnknownLocker, "", "no locker %q in this zone", bank))
		return nil
	}
	c := b.Find(id)
	if c == nil {
		t.refuse(orders.Refuse(orders.UnknownLocker, "", "locker %s has no compartment %q", bank, id))
	}
	return c
}

func (e DoorUsed) step(t *turn) {
	c := t.doorOf(e.Bank, e.Compartment)
	if c == nil {
		return
	}
	id := orders.ID(c.Order)
	o := t.s.Orders.Get(id)
	switch {
	case c.State == fleet.Occupied:
		t.compartment(e.Bank, c, fleet.OpenPickup, id)
	case c.State == fleet.Reserved && o != nil && o.Berth != nil:
		t.compartment(e.Bank, c, fleet.OpenDeposit, id)
	}
}

// watchDoor keeps how long a door has been open: staff is called to one that
// nobody closes.
func (t *turn) watchDoor(bank string, c fleet.Compartment, e CompartmentReport) {
	timer := "door/" + bank + "/" + c.ID
	switch {
	case !e.Closed && c.Ajar == 0:
		t.putBank(bank, "door_opened", func(b *fleet.Bank) { b.Find(c.ID).Ajar = t.at })
		if t.s.Policy.DoorOpen > 0 {
			t.wake(timer, t.at.Add(t.s.Policy.DoorOpen))
		}
	case e.Closed && c.Ajar != 0:
		t.putBank(bank, "door_closed", func(b *fleet.Bank) { b.Find(c.ID).Ajar = 0 })
		t.unwake(timer)
		t.wanted = t.wanted || c.State == fleet.Free
	}
}

// leftOpen calls staff to a door that nobody closes.
func (t *turn) leftOpen(door string) {
	bank, id, _ := strings.Cut(door, "/")
	if b := t.s.Banks.Get(bank); b != nil {
		if c := b.Find(id); c != nil && c.Ajar != 0 {
			t.alert(orders.ID(c.Order), "door_open", "door %s of locker %s stands open", id, bank)
		}
	}
}

// found compares what a closed door says is behind it with the books. A
// compartment with something in it that no order put there is not used until
// somebody has emptied it, and an order that counts on it gets another.
func (t *turn) found(bank, id string, occupied bool) {
	c := *t.s.Banks.Get(bank).Find(id)
	foreign := occupied && (c.State == fleet.Free || c.State == fleet.Reserved)
	gone := !occupied && c.State == fleet.Occupied
	if c.Amiss == (foreign || gone) {
		return
	}
	t.putBank(bank, "amiss", func(b *fleet.Bank) { b.Find(id).Amiss = foreign || gone })
	switch {
	case foreign:
		t.alert(orders.ID(c.Order), "locker_filled", "something is behind door %s of locker %s that no order put there", id, bank)
		t.jammed(bank, c)
	case gone:
		t.alert(orders.ID(c.Order), "goods_gone", "door %s of locker %s is empty before anybody collected", id, bank)
	default:
		t.wanted = true
	}
}

// closed takes a door that fell shut: what was in it decides what it meant.
func (t *turn) closed(bank string, c *fleet.Compartment, occupied bool) {
	id := orders.ID(c.Order)
	by := orders.Actor{Role: orders.Locker, ID: bank}
	verb := fleet.CloseEmpty
	if occupied {
		verb = fleet.CloseFull
	}
	switch {
	case c.State == fleet.Expired && !occupied:
		t.emptied(bank, c)
		return
	case c.State != fleet.OpenForDeposit && c.State != fleet.OpenForPickup:
		return
	}
	was := c.State
	t.compartment(bank, c, verb, id)
	o := t.s.Orders.Get(id)
	if o == nil {
		return
	}
	switch {
	case was == fleet.OpenForDeposit && (occupied || broken(goodsInside)) && o.Berth != nil:
		t.putIn(id, by)
	case was == fleet.OpenForDeposit && (occupied || broken(goodsInside)) && o.Carriage == orders.PickedUp:
		t.must(id, orders.Deposit, by, "")
	case was == fleet.OpenForDeposit && o.Carriage == orders.PickedUp:
		t.shutEmpty(id)
	case was == fleet.OpenForPickup && !occupied && o.Carriage == orders.InLocker:
		t.must(id, orders.Collect, by, "")
		t.wanted = true
	}
}

// emptied frees an expired compartment that says it is empty: its courier took
// the goods, staff did, or the resident at the last moment.
func (t *turn) emptied(bank string, c *fleet.Compartment) {
	id := orders.ID(c.Order)
	t.compartment(bank, c, fleet.Clear, id)
	if o := t.s.Orders.Get(id); o != nil && o.Carriage == orders.Unassigned {
		t.alert(id, "goods_gone", "door %s of locker %s is empty before anybody came for the return", c.ID, bank)
	}
	t.wanted = true
}

// room returns the compartment of a bank that an order would get, or nil.
func room(b *fleet.Bank, o *orders.Order) *fleet.Compartment {
	return b.Fit(capacityOf(o.Size()), o.Size().Temperature)
}

// jammed finds another compartment for the order whose door does not obey.
func (t *turn) jammed(bank string, c fleet.Compartment) {
	id := orders.ID(c.Order)
	o := t.s.Orders.Get(id)
	if o == nil || (c.State != fleet.Reserved && c.State != fleet.OpenForDeposit) {
		return
	}
	other := room(t.s.Banks.Get(bank), o)
	switch {
	case o.Berth != nil && other == nil:
		t.unkeep(id, "locker_jammed")
		return
	case o.Berth == nil && o.Carriage == orders.Unassigned:
		t.withdraw(id) // the offer counted on this door: plan again
		return
	case other == nil:
		if m, l := t.s.docking(o); m != nil && l.Phase == missions.Unloading {
			t.unable(*m, id, "locker_jammed")
		}
		return
	}
	t.compartment(bank, t.s.Banks.Get(bank).Find(c.ID), fleet.Release, id)
	t.compartment(bank, other, fleet.Reserve, id)
	t.putOrder(id, "compartment", func(o *orders.Order) { o.Compartment = other.ID })
	if c.State == fleet.OpenForDeposit {
		t.openFor(t.s.Orders.Get(id))
	}
}

// remindOf has the resident reminded of what waits in a locker, again and again
// until it counts as not collected.
func (t *turn) remindOf(id orders.ID) {
	end := t.s.Timers.Get("collect/" + string(id))
	if at := t.at.Add(t.s.Policy.LockerRemind); t.s.Policy.LockerRemind > 0 && end != nil && at < *end {
		t.wake("remind/"+string(id), at)
	}
}

// remind reminds the resident of what waits in a locker.
func (t *turn) remind(id orders.ID) {
	t.do(Told{Order: id, Subject: LockerReminder, By: engine, Reason: "not collected yet"})
	t.remindOf(id)
}

func (e Collect) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	switch {
	case o.Carriage == orders.InLocker:
		if t.proven(o, e.Proof) {
			t.letCollect(t.s.Orders.Get(e.Order))
		}
	case o.Carriage == orders.PickedUp && o.Mode == "handover":
		t.letUnload(o, e.Proof)
	default:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "there is nothing to collect: the order is %s", o.Carriage))
	}
}

func (t *turn) letCollect(o *orders.Order) {
	c := t.s.Banks.Get(o.Locker).Find(o.Compartment)
	if c.State == fleet.Occupied {
		t.compartment(o.Locker, c, fleet.OpenPickup, o.ID)
	}
	t.do(OpenDoor{Bank: o.Locker, Compartment: c.ID, Order: o.ID})
}

func (t *turn) letUnload(o *orders.Order, proof string) {
	m := t.s.missionOf(o)
	if m == nil || m.Load(string(o.ID)).Phase != missions.Unloading && !broken(robotArrived) {
		refusal := orders.Refuse(orders.IllegalMove, o.ID, "the robot has not arrived yet")
		refusal.Retryable = true
		t.refuse(refusal)
		return
	}
	if !t.proven(o, proof) {
		return
	}
	t.wake("handoff/"+string(o.ID), t.at.Add(t.s.Policy.HandoffWait)) // they are here: do not drive off
	t.openHold(m, o.ID)
}

// openHold has a robot open the compartment of an order.
func (t *turn) openHold(m *missions.Mission, id orders.ID) {
	unlocked := m.With(string(id), func(l *missions.Load) { l.Unlocked = true })
	t.do(MissionPut{Mission: unlocked, Order: id, Why: "unlocked"})
	t.do(UnlockHold{Robot: m.Robot, Mission: m.ID, Order: id, Compartment: m.Load(string(id)).Compartment})
}
