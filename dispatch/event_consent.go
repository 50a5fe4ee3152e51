package dispatch

import (
	"slices"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// ChangeConsent is a resident's word that a delivery mode is agreed to, or no
// longer. By is who wrote it down. A withdrawal counts at once: what is under
// way by that mode goes another way.
type ChangeConsent struct {
	Order   orders.ID         `json:"order"`
	Mode    string            `json:"mode"` // locker or robot
	Given   bool              `json:"given"`
	By      orders.Actor      `json:"by"`
	Channel residents.Channel `json:"channel"`
}

func (e ChangeConsent) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	switch {
	case e.Mode != residents.LockerMode && e.Mode != residents.RobotMode:
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%q is not locker or robot", e.Mode))
		return
	case !e.Channel.Known():
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%q is not online, counter, phone or round", e.Channel))
		return
	case e.By.Role == orders.Merchant && e.By.ID != string(o.Merchant),
		e.By.Role != orders.Merchant && e.By.Role != orders.Resident && e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "a %s may not write down a resident's consent", e.By.Role))
		return
	case o.Terminal():
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "the order has ended: %s", o.Carriage))
		return
	}
	if refusal := t.filling(o); refusal != nil && !e.Given && e.Mode == residents.LockerMode {
		t.refuse(refusal)
		return
	}
	line := residents.Agreed{Mode: e.Mode, Given: e.Given, At: t.at, By: e.By.Name(), Channel: e.Channel}
	now := o.Consent.With(line)
	changed := now != o.Consent
	if !changed && e.Given {
		return // a repeat
	}
	t.putOrder(o.ID, "consent", func(o *orders.Order) {
		o.Consent, o.Agreed = now, append(slices.Clone(o.Agreed), line)
	})
	if !changed {
		return
	}
	t.wanted = true
	if !e.Given {
		t.withdrawn(t.s.Orders.Get(e.Order), e.Mode)
	}
}

// withdrawn turns an order away from a mode that is no longer agreed to.
func (t *turn) withdrawn(o *orders.Order, mode string) {
	by := orders.Mode("locker")
	if mode == residents.RobotMode {
		by = "handover"
	}
	gone := func(m orders.Mode) bool { return m == by || m == atGate && mode == residents.RobotMode }
	if f := t.s.offerOf(o.ID); f != nil && gone(f.Mode) {
		t.withdraw(o.ID)
	}
	if !gone(o.Mode) {
		return
	}
	const why = "consent_withdrawn"
	switch o.Carriage {
	case orders.Unassigned:
		t.unkeep(o.ID, why)
	case orders.Assigned:
		t.must(o.ID, orders.Unassign, engine, why)
	case orders.InLocker:
		t.alert(o.ID, why, "the goods lie in locker %s and the resident will not go there: bring them to the door", o.Locker)
	case orders.PickedUp:
		if o.Relaying() {
			t.goIn(o.ID)
			return
		}
		if t.s.Couriers.Get(fleet.WorkerID(o.Worker)) != nil {
			t.toDoor(o.ID)
			return
		}
		t.fetchFrom(o.ID, o.Worker)
		t.must(o.ID, orders.Rescue, engine, why)
	}
}

// toDoor sends the courier who carries goods to a locker to the door instead.
func (t *turn) toDoor(id orders.ID) {
	o := *t.s.Orders.Get(id)
	t.vacate(&o)
	t.unwake("reserve/" + string(id))
	t.putOrder(id, "to_door", func(o *orders.Order) { o.Mode, o.Locker, o.Compartment = "door", "", "" })
	stop := t.directStop(fleet.WorkerID(o.Worker), &o, o.Dropoff.Point)
	stop.Service = t.s.Policy.DoorService + climb(o.Dropoff)*t.s.Policy.FloorService
	stop.Depart = stop.Arrive.Add(stop.Service)
	t.putOrder(id, "eta", func(o *orders.Order) { o.ETA = stop.Depart })
	t.putCourier(fleet.WorkerID(o.Worker), "route", func(c *fleet.Courier) {
		c.Route = slices.Clone(c.Route)
		for i := range c.Route {
			if c.Route[i].Order == string(id) && c.Route[i].Kind == fleet.Delivery {
				c.Route[i] = stop
			}
		}
	})
}
