package faults

import (
	"fmt"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// ordersInTown is how many orders a run has; each fourth is a visit.
const ordersInTown = 52

// desk is everybody who uses the API: merchants, residents, staff and the
// payment provider's webhooks. They see the state by asking for it, and say
// what they want until it is so.
type desk struct {
	z        *zone
	link     *link
	placed   int
	answered int
	commands int // doors opened so far

	numbered  map[orders.ID]bool              // orders and batches that were asked for
	forgetful map[orders.ID]bool              // residents who do not know their PIN
	latest    map[circle.ProviderID]orders.ID // that each merchant made
	homes     *household
	archive   *archive
}

// staff is whoever sits at the desk.
var staff = orders.Actor{Role: orders.Staff, ID: "s1"}

func newDesk(z *zone) *desk {
	d := &desk{z: z, link: newLink(&z.stage, inwards), numbered: map[orders.ID]bool{}, forgetful: map[orders.ID]bool{}, latest: map[circle.ProviderID]orders.ID{}}
	d.homes = &household{d: d, planned: map[residents.PlanID]int{}}
	d.archive = newArchive(d)
	return d
}

// openShop registers everybody and schedules the orders.
func (d *desk) openShop() {
	z := d.z
	for _, e := range z.registrations() {
		d.insist(10*time.Second, e, func() bool { return false })
	}
	if z.drawn {
		d.draw()
	}
	if z.curfew {
		d.insist(30*time.Second, dispatch.SetDriving{Driving: rules(), By: staff}, func() bool { return false })
	}
	for range ordersInTown {
		z.after(z.between(2*time.Minute, span), d.place)
	}
	z.after(5*time.Minute, d.administer)
	z.after(3*time.Minute, d.archive.keep)
	d.homes.moveIn()
}

// done reports whether every order has been placed, or refused.
func (d *desk) done() bool { return d.placed == ordersInTown && d.answered == d.placed }

// insist says something until it is answered, or done.
func (d *desk) insist(every time.Duration, e dispatch.Event, done func() bool) {
	answered := false
	d.z.until(every, func() bool {
		if answered || done() {
			return true
		}
		d.z.submit(d.link, e, func(shell.Reply) { answered = true })
		return false
	})
}

// order returns an open order; false when the process cannot say.
func (d *desk) order(id orders.ID) (*orders.Order, bool) {
	s := d.z.state()
	if s == nil {
		return nil, false
	}
	return s.Orders.Get(id), true
}

// whether tells if an order has ended, or a condition holds of it.
func (d *desk) whether(id orders.ID, is func(*orders.Order) bool) func() bool {
	return func() bool {
		o, known := d.order(id)
		return known && (o == nil || o.Terminal() || is(o))
	}
}

// place lets a resident order something, or a merchant send a batch.
func (d *desk) place() {
	d.placed++
	if d.placed%9 == 0 {
		d.batch(orders.ID(fmt.Sprintf("b%d", d.placed)))
		return
	}
	e := d.meal(orders.ID(fmt.Sprintf("o%d", d.placed)))
	if d.placed%4 == 0 {
		e = d.z.book(e)
	} else {
		d.wish(&e)
	}
	if d.z.chance(0.25) {
		e.After = string(d.latest[e.Merchant]) // it may have ended badly by now
	}
	d.numbered[e.ID] = true
	d.ask(e)
}

// meal is what a resident orders.
func (d *desk) meal(id orders.ID) dispatch.PlaceOrder {
	z := d.z
	p := pick(z.dice, merchants())
	e := dispatch.PlaceOrder{
		ID: id, Key: "key " + string(id), Digest: "digest " + string(id), External: "x" + string(id), Merchant: p.ID, Kind: orders.Meal,
		Items: []orders.Item{
			{Name: "Noodles", Quantity: 1 + z.dice.IntN(3), Grams: int64(300 + z.dice.IntN(1800)), Millis: int64(500 + z.dice.IntN(6000)), Price: 900},
			{Name: "Tea", Quantity: 1, Grams: 300, Millis: 400, Price: 300},
		},
		Dropoff: orders.Dropoff{Point: z.spot(), Floor: z.dice.IntN(4), Lift: z.chance(0.5)},
		Meters:  500, Proof: pin(id),
	}
	if z.chance(0.15) {
		e.Items[0].Grams = 5200 / int64(e.Items[0].Quantity) // two of these fill a bag
	}
	if z.chance(0.3) {
		e.External = ""
	}
	e.Dropoff.Handover = gates[z.dice.IntN(4)/3] // most of them at one
	e.Consent.Locker, e.Consent.Robot = z.chance(0.75), z.chance(0.75)
	if z.compoundAt(e.Dropoff.Point) != nil {
		e.Dropoff.Handover = gates[1]
	}
	e.Needs.NoStairs, e.Needs.NoScreen, e.Needs.NoComingDown = z.chance(0.1), z.chance(0.1), z.chance(0.1)
	if z.chance(0.5) {
		e.Payment = &orders.Payment{Amount: 900*int64(e.Items[0].Quantity) + 300, Currency: "cny", Method: "card", State: "pending"}
	}
	return e
}

// ask places an order until there is an answer: under the same id and key as
// a client does, or only under the same external id as a till that restarted.
func (d *desk) ask(e dispatch.PlaceOrder) {
	z, done := d.z, false
	z.until(6*time.Second, func() bool {
		if done {
			return true
		}
		z.submit(d.link, e, func(r shell.Reply) {
			if done {
				return
			}
			done = true
			d.answered++
			if r.Refusal() == nil {
				if e.LiveMode && e.Script != nil {
					z.referee.wrong("order %s is real, and a test of %q", e.ID, e.Script.Outcome)
				}
				z.referee.acknowledged(e.ID, r)
				for _, made := range r.Decisions {
					if made, ok := made.(dispatch.Replayed); ok {
						e.ID = made.Order
					}
				}
				d.follow(e)
			}
		})
		if e.External != "" && z.chance(0.1) { // the till, at the same time
			again := e
			again.ID, again.Key = e.ID+till, ""
			z.submit(d.link, again, nil)
		}
		return false
	})
}

// follow is the merchant's and the resident's part in the order.
func (d *desk) follow(e dispatch.PlaceOrder) {
	z, id, by := d.z, e.ID, orders.Actor{Role: orders.Merchant, ID: string(e.Merchant)}
	d.latest[e.Merchant] = id
	if e.Call != nil {
		d.called(e)
		return
	}
	d.reconsiders(e)
	d.brings(e)
	cook, answer := z.between(2*time.Minute, 9*time.Minute), z.between(5*time.Second, 90*time.Second)
	switch u := z.dice.Float64(); {
	case u < 0.03 && e.Merchant != "m3":
		return // the merchant sleeps
	case u < 0.06:
		z.after(answer, func() {
			d.insist(20*time.Second, dispatch.Prepare{Order: id, Verb: orders.Refusal, By: by, Reason: "closed"}, d.whether(id, func(*orders.Order) bool { return false }))
		})
		return
	}
	z.after(answer, func() {
		d.insist(20*time.Second, dispatch.Prepare{Order: id, Verb: orders.Accept, By: by, ReadyAt: z.now.Add(cook)},
			d.whether(id, func(o *orders.Order) bool { return o.Preparation != orders.Placed }))
	})
	z.after(answer+cook/2, func() {
		if z.chance(0.05) {
			z.submit(d.link, dispatch.RefuseItem{Order: id, Item: z.dice.IntN(2), Quantity: 1, By: by}, nil)
		}
	})
	z.after(answer+cook, func() {
		d.again(30*time.Second, dispatch.Prepare{Order: id, Verb: orders.Finish, By: by},
			d.whether(id, func(o *orders.Order) bool { return o.Preparation == orders.Ready }))
	})
	if z.chance(0.1) {
		z.after(z.between(5*time.Minute, 30*time.Minute), func() {
			z.submit(d.link, dispatch.ChaseOrder{Order: id, By: by}, nil)
		})
	}
	if z.chance(0.06) {
		z.after(z.between(time.Minute, 12*time.Minute), func() {
			z.submit(d.link, dispatch.CancelOrder{Order: id, By: by, Reason: "mind"}, nil)
		})
	}
	d.forgetful[id] = z.chance(0.08)
	if z.chance(0.85) {
		z.after(z.between(8*time.Minute, 15*time.Minute), func() { d.collect(id) })
	}
}

// called lets a resident call a visit off, now and then.
func (d *desk) called(e dispatch.PlaceOrder) {
	if d.z.chance(0.08) {
		d.z.after(d.z.between(time.Minute, 40*time.Minute), func() {
			d.z.submit(d.link, dispatch.CancelOrder{Order: e.ID, By: orders.Actor{Role: orders.Resident}, Reason: "mind"}, nil)
		})
	}
}

// again says something until it is so, whatever the answer.
func (d *desk) again(every time.Duration, e dispatch.Event, done func() bool) {
	d.z.until(every, func() bool {
		if done() {
			return true
		}
		d.z.submit(d.link, e, nil)
		return false
	})
}

// collect is the resident at a locker, or at a robot, who is told to wait
// until there is something to collect.
func (d *desk) collect(id orders.ID) {
	d.z.until(time.Minute, func() bool {
		o, known := d.order(id)
		if known && (o == nil || o.Terminal()) {
			return true
		}
		if known && (o.Carriage == orders.InLocker || o.Carriage == orders.PickedUp) {
			proof := pin(id)
			if d.forgetful[id] || d.z.strikes(WrongPIN, 0.1) {
				proof = "guessed"
			}
			d.z.submit(d.link, dispatch.Collect{Order: id, Proof: proof}, nil)
		}
		return false
	})
}

// administer is staff at work: they register again what is there, hold,
// release, reassign and decide.
func (d *desk) administer() {
	z := d.z
	z.after(z.between(time.Minute, 4*time.Minute), d.administer)
	if z.chance(0.3) {
		d.tidy()
	}
	if z.strikes(Registration, 0.5) {
		z.submit(d.link, pick(z.chaos, z.registrations()), nil)
	}
	s := z.state()
	if s == nil || s.Orders.Len() == 0 {
		return
	}
	ids := z.open()
	id := pick(z.dice, ids)
	d.usher()
	if z.calm {
		for _, id := range ids {
			if s.Orders.Get(id).Held {
				z.submit(d.link, dispatch.HoldOrder{Order: id, By: staff}, nil)
			}
			if s.Orders.Get(id).Bereft() {
				z.submit(d.link, dispatch.ChangeAfter{Order: id, By: staff, Reason: "goes_on"}, nil)
			}
		}
		for _, h := range s.Grants.Holds {
			if f := s.Lanes.Feature(h.Resource); f != nil && f.Kind == lanes.Station {
				continue
			}
			if r := s.Robots.Get(fleet.WorkerID(h.Robot)); r.Mission == "" && (!r.Resting() || r.Wants == "") { // it stands in another's way, and cannot be sent out of it
				d.free(h, "pushed_aside")
			}
		}
		return
	}
	switch u := z.dice.Float64(); {
	case u < 0.08:
		if f := z.offered(); f != "" && z.chance(0.5) {
			id = f
		}
		z.submit(d.link, dispatch.HoldOrder{Order: id, Held: true, By: staff}, nil)
		z.after(3*time.Minute, func() { z.submit(d.link, dispatch.HoldOrder{Order: id, By: staff}, nil) })
	case u < 0.20:
		z.submit(d.link, dispatch.AssignOrder{Order: id, Worker: pick(z.dice, []string{"", "c1", "c2", "c3", "r1", "c6", "c7"}), By: staff, Reason: "desk"}, nil)
	case u < 0.24:
		z.submit(d.link, dispatch.SetOutcome{Order: id, Outcome: pick(z.dice, []orders.State{orders.Failed, well(s.Orders.Get(id))}), By: staff, Reason: "desk"}, nil)
	case u < 0.25:
		z.submit(d.link, dispatch.ChangeConsent{Order: id, Mode: pick(z.dice, []string{"locker", "robot"}), By: staff, Channel: "phone"}, nil)
	case u < 0.31:
		d.sequence(s.Orders.Get(id), ids)
	case u < 0.45:
		d.pin(s, ids)
	case u < 0.47:
		d.rate(*s.Orders.Get(id))
	case u < 0.50 && len(s.Grants.Holds) > 0:
		d.free(pick(z.dice, s.Grants.Holds), "looked")
	case u < 0.52 && z.drawn:
		d.highWater()
	case u < 0.54 && z.curfew:
		d.weather()
	}
}

// free is staff's word that a robot is not where it was let in. They look, and
// push it aside if it stands there with nothing to do.
func (d *desk) free(h missions.Hold, why string) {
	r := d.z.robot(h.Robot)
	switch {
	case r.mission.ID == "":
		r.aside()
	case !d.z.chance(0.5) || r.mission.ID != h.Mission:
		return
	}
	d.z.submit(d.link, dispatch.FreeGrant{Robot: fleet.WorkerID(h.Robot), Resource: h.Resource, By: staff, Reason: why}, nil)
}

// sequence frees an order from the one that it comes after, or says that it
// comes after another, itself among them.
func (d *desk) sequence(o *orders.Order, ids []orders.ID) {
	e := dispatch.ChangeAfter{Order: o.ID, By: orders.Actor{Role: orders.Staff, ID: "s1"}, Reason: "desk"}
	if !o.Follows() {
		e.After = string(pick(d.z.dice, ids))
	}
	d.z.submit(d.link, e, nil)
}

// well is how an order ends as it was meant to.
func well(o *orders.Order) orders.State {
	if o.Kind == orders.Visit {
		return orders.Done
	}
	return orders.Delivered
}

// tidy empties every expired door whose order nobody is to fetch.
func (d *desk) tidy() {
	s := d.z.state()
	if s == nil {
		return
	}
	for _, b := range s.Banks.All() {
		for _, c := range b.Compartments {
			if c.State == fleet.Expired && s.Orders.Get(orders.ID(c.Order)) == nil {
				d.z.bank(b.ID).empty(c.ID)
			}
		}
	}
}

// gone lets a resident rate what has ended, or send back what was delivered, now
// and then.
func (d *desk) gone(o orders.Order) {
	d.rate(o)
	if o.Carriage != orders.Delivered || o.Kind == orders.Return || d.z.calm || !d.z.chance(0.06) {
		return
	}
	e := dispatch.ReturnOrder{ID: o.ID + "-back", Original: o, By: orders.Actor{Role: orders.Merchant, ID: string(o.Merchant)}, Reason: "cold"}
	d.z.after(time.Minute, func() { d.insist(20*time.Second, e, func() bool { return false }) })
}

// charge is the payment provider: a call of the outbox that is repeated until
// the engine knows how it went. The provider does each once, under its key,
// and its answers go lost, come late, and twice.
func (d *desk) charge(c dispatch.Charge) {
	z := d.z
	outcome := map[string]string{"hold": "held", "capture": "captured", "cancel": "cancelled"}[c.Action]
	if c.Action == "hold" && z.strikes(PaymentRefused, 0.08) {
		outcome = "refused"
	}
	e := dispatch.Settle{Order: c.Order, Merchant: c.Merchant, State: outcome, Intent: "pi_" + string(c.Order)}
	known := func() bool {
		s := z.state()
		if s == nil {
			return false
		}
		o := s.Orders.Get(c.Order)
		return o == nil || c.Action == "hold" && (o.Payment.State != "pending" || o.Terminal())
	}
	z.after(z.between(time.Second, 10*time.Second), func() {
		z.until(15*time.Second, func() bool {
			switch {
			case known():
				return true
			case z.strikes(PaymentLost, 0.25):
			case z.strikes(PaymentLate, 0.15):
				z.after(z.delay(10*time.Second, 4*time.Minute), func() { z.submit(d.link, e, nil) })
			case z.strikes(PaymentDoubled, 0.25):
				z.submit(d.link, e, nil)
				z.submit(d.link, e, nil)
			default:
				z.submit(d.link, e, nil)
			}
			return false
		})
	})
}
