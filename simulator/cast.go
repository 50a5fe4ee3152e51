package simulator

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
	"github.com/linli/linli/wire/vda5050"
)

// Cast are the people and machines of a sandbox. They are a door of its zone:
// they hear what is decided and answer with the events that real ones would
// bring. Each order has its own: somebody comes for it alone, or with the others
// of its batch, does what its script says, and leaves. How the order ends is for the engine's rules.
type Cast struct {
	ports
	world *World
	pace  func(engineSecondsInOne float64)
	log   *slog.Logger
	crew  map[string]*member // on duty, by the id of the worker or the locker
	spare map[string][]string
	hired map[string]int
	ready bool // it has seen what was open at the start; of the loop's goroutine
}

// CastConfig is where a cast plays.
type CastConfig struct {
	Stage  Stage
	Submit func(dispatch.Event) shell.Reply // to the sandbox's zone
	Pace   func(engineSecondsInOne float64) // sets that of its clock
	Router *roadnet.Router
	Chart  vda5050.Chart
	Pepper orders.Pepper
	Log    *slog.Logger
}

// NewCast returns a cast that waits for orders.
func NewCast(c CastConfig) *Cast {
	x := &Cast{
		ports: newPorts(c.Chart, c.Router.RobotSpeed, c.Pepper), pace: c.Pace, log: c.Log,
		crew: map[string]*member{}, spare: map[string][]string{}, hired: map[string]int{},
	}
	x.stage, x.submit, x.status = c.Stage, c.Submit, x.hear
	x.world = &World{
		sc: Scenario{
			Habits: &Habits{Stride: 30 * time.Second, CookMeal: 8 * time.Minute, CookGoods: 5 * time.Minute},
			Care:   &Care{},
		},
		router: c.Router, stage: c.Stage, desk: x, parcels: map[orders.ID]*parcel{}, scripted: true,
	}
	x.world.proofs = x.prove
	return x
}

// Deliver implements shell.Doors.
func (c *Cast) Deliver(s *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	if !c.ready {
		return
	}
	for _, dec := range ds {
		switch dec := dec.(type) {
		case dispatch.OrderMoved:
			c.watch(s, dec.Order)
		case dispatch.OrderPut:
			c.watch(s, dec.Order.ID)
			switch o := dec.Order; {
			case dec.Why == "placed":
				c.stage.After(lag, func() { c.begin(&o) })
			case dec.Why == "unserved" && o.Only == "":
				c.stage.After(lag, func() { c.insist(o.ID) })
			}
		case dispatch.RobotPut:
			r := dec.Robot
			c.stage.After(lag, func() {
				if m := c.crew[string(r.ID)]; m != nil {
					m.laden = r.Mission != "" || len(r.Holding) > 0
				}
			})
		case dispatch.Charge:
			c.stage.After(lag, func() { c.pay(dec) })
		}
	}
	c.deliver(s, ds)
}

// begin takes an order on.
func (c *Cast) begin(o *orders.Order) {
	p := &parcel{
		Placement: Placement{
			External: string(o.ID), Merchant: o.Merchant, Kind: o.Kind, Items: o.Items, Dropoff: o.Dropoff, Call: o.Call,
		},
		Placed: Placed{ID: o.ID, PIN: c.pepper.PIN(o.ID), Due: o.Due}, began: c.stage.Now(),
		demands: o.Demands, counterPIN: c.pepper.CounterPIN(o.ID),
		batch: partyOf(o), part: part{Speed: o.Script.Pace(), Attempt: o.Attempt, Carriage: o.Carriage, From: o.Pickup},
	}
	if o.Script != nil {
		p.part.Outcome = o.Script.Outcome
	}
	c.world.parcels[o.ID] = p
	c.setPace()
	c.search(o.ID)
}

// setPace runs the clock as fast as the hastiest order wants.
func (c *Cast) setPace() {
	fastest := 1
	for _, p := range c.world.parcels {
		fastest = max(fastest, p.part.Speed)
	}
	c.pace(float64(fastest))
}

// hear takes a public status change.
func (c *Cast) hear(s dispatch.Published) {
	p := c.world.parcels[s.Order]
	if p == nil {
		return
	}
	p.part.Attempt = s.Attempt
	if s.Track != orders.Preparation {
		p.part.Carriage = s.State
	}
	if m := c.crew[s.Worker]; m != nil && !s.State.Terminal() {
		p.part.Worker, m.order = s.Worker, s.Order
	}
	c.world.Status(s)
	switch {
	case s.State.Terminal():
		c.setPace()
		c.world.tally = tally{}
	case p.part.idle() && s.Attempt > 1:
		p.part.Worker = ""
		c.search(s.Order)
	case s.State == orders.PickedUp && c.world.first(s.Order, orders.OutRobotStuck):
		c.stage.After(stuckFor, func() { c.giveUpOn(s.Order) })
	}
	c.stage.After(time.Minute, c.rest)
}

// stuckFor is how long after the pickup staff takes the goods from a robot that
// stands at the gate.
const stuckFor = 40 * time.Minute

// giveUpOn is staff who lets somebody else have the goods of a robot.
func (c *Cast) giveUpOn(id orders.ID) {
	if p := c.world.parcels[id]; p == nil || !c.world.first(id, orders.OutRobotStuck) {
		return
	}
	c.say(dispatch.AssignOrder{Order: id, By: castStaff, Reason: "robot_stuck"})
}

// castStaff is who acts as staff in a sandbox.
var castStaff = orders.Actor{Role: orders.Staff, ID: "sandbox"}

// say submits what nobody waits for an answer to.
func (c *Cast) say(e dispatch.Event) bool {
	r := c.submit(e)
	if r.Err != nil {
		c.log.Debug("the sandbox's zone does not answer", "err", r.Err)
		return false
	}
	if refusal := r.Refusal(); refusal != nil {
		c.log.Debug("the sandbox's cast was refused", "err", refusal)
		return false
	}
	return true
}

// pay is a payment provider that always says yes.
func (c *Cast) pay(d dispatch.Charge) {
	state := map[string]string{"hold": "held", "capture": "captured", "cancel": "cancelled"}[d.Action]
	c.say(dispatch.Settle{Order: d.Order, Merchant: d.Merchant, State: state, Intent: "sandbox"})
}

// prove notes a photo, a signature or a code as a courier's app does. There is
// no file behind it.
func (c *Cast) prove(k *Courier, t courier.Task) {
	p := c.world.parcels[t.Order]
	if p == nil {
		return
	}
	stage, asked := orders.AtDropoff, p.demands.Dropoff
	switch {
	case t.Kind == fleet.Pickup:
		stage, asked = orders.AtPickup, p.demands.Pickup
	case t.Return:
		stage, asked = orders.AtReturn, p.demands.Return
	}
	for _, d := range asked {
		kind, hash := string(d.Proof), fmt.Sprintf("%064x", 0)
		switch d.Proof {
		case orders.PIN, orders.Age:
			continue
		case orders.Barcode:
			kind, hash = "code", d.Digest
		}
		c.say(dispatch.EvidenceAdded{
			Order: t.Order, Evidence: "sandbox", Kind: kind, Stage: string(stage), Hash: hash,
			By: orders.Actor{Role: orders.Courier, ID: string(k.ID)},
		})
	}
}

// search sends somebody for an order that nobody has, when it is time.
func (c *Cast) search(id orders.ID) {
	c.stage.After(c.until(id), func() {
		p := c.world.parcels[id]
		if p != nil && p.team() {
			c.crewUp(p)
			return
		}
		if p == nil || !p.part.idle() || p.part.Worker != "" {
			return
		}
		if w := c.comes(p); w != "" {
			p.part.Worker = w
			return
		}
		if c.hire(p) {
			c.stage.After(3*time.Second, func() { c.assign(id) })
		}
	})
}

// until is how long nobody need be sent for an order.
func (c *Cast) until(id orders.ID) time.Duration {
	p := c.world.parcels[id]
	if p.Call == nil {
		return 2 * time.Second
	}
	return max(p.Call.From.Sub(c.stage.Now())-beforeVisit, 2*time.Second)
}

// beforeVisit is how long before its window a carer comes for a visit.
const beforeVisit = 3 * time.Hour

// insist is staff who looks at an order that nobody could take: one whose locker
// is full goes to the door, and where whoever came has been given another order
// meanwhile, somebody else is sent.
func (c *Cast) insist(id orders.ID) {
	p := c.world.parcels[id]
	if p == nil {
		return
	}
	if p.team() {
		c.crewUp(p)
		return
	}
	p.part.Full = p.part.Full || p.part.Outcome == orders.OutLockerFull
	if m := c.crew[p.part.Worker]; m == nil || m.order != id && !c.rides(p, m.order) {
		p.part.Worker = ""
		c.search(id)
		if !p.part.unattended() {
			return
		}
	}
	c.assign(id)
}

// assign is staff who gives an order to whom the cast has sent for it.
func (c *Cast) assign(id orders.ID) {
	p := c.world.parcels[id]
	if p == nil || !p.part.idle() || p.part.Worker == "" && !p.part.unattended() {
		return
	}
	e := dispatch.AssignOrder{Order: id, Worker: p.part.Worker, By: castStaff, Reason: "sandbox"}
	if p.Call == nil {
		if e.Mode = p.part.mode(); e.Mode == "locker" {
			e.Locker = p.part.Bank
		}
	}
	c.say(e)
}
