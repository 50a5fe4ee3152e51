package faults

import (
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	wire "github.com/linli/linli/wire/courier"
)

// trade is what a carer can do; a courier has none.
type trade struct {
	skills   []string
	capacity fleet.Capacity
	limit    time.Duration // of a day's work; 0: none
}

// carers are three: one does everything that is asked for, one has a short
// day, and one carries meals between two visits.
var carers = map[fleet.WorkerID]trade{
	"c6": {skills: []string{"care", "nurse"}},
	"c7": {skills: []string{"care"}, limit: 65 * time.Minute},
	"c8": {skills: []string{"care"}, capacity: courierCapacity, limit: 100 * time.Minute},
}

// registration is what an administrator says of a courier.
func registration(id fleet.WorkerID) dispatch.RegisterCourier {
	e := dispatch.RegisterCourier{Courier: id, Profile: geo.Ebike, Capacity: courierCapacity}
	if t, cares := carers[id]; cares {
		e.Capacity, e.Skills, e.Limit = t.capacity, t.skills, t.limit
	}
	return e
}

// agency is the provider whose visits these are.
const agency circle.ProviderID = "m3"

// book makes a visit of an order that is to be placed.
func (z *zone) book(e dispatch.PlaceOrder) dispatch.PlaceOrder {
	from := z.now.Add(z.between(4*time.Minute, 50*time.Minute))
	e.Kind, e.Items, e.Meters, e.Proof, e.Merchant = orders.Visit, nil, 0, "", agency
	e.Call = &orders.Call{
		Resident: resident(z.dice.IntN(cared)), Service: "care", Duration: z.between(4*time.Minute, 14*time.Minute).Truncate(time.Second),
		From: from, To: from.Add(z.between(2*time.Minute, 20*time.Minute)), Hard: z.chance(0.5),
		Skills: pick(z.dice, [][]string{{"care"}, {"care"}, {"care", "nurse"}}),
	}
	if z.chance(0.4) {
		e.Call.Landline = "line-of-" + e.Call.Resident
	}
	if z.chance(0.3) {
		e.Call.Carers, e.Call.Skills = 2, []string{"care"}
		e.Call.To = e.Call.To.Add(5 * time.Minute)
	}
	if e.Payment != nil {
		e.Payment.Amount = 2400
	}
	return e
}

// attend is a carer's part in a visit: the next word, once it is time for it.
func (c *courier) attend(t wire.Task) {
	z := c.z
	if key := string(t.Order) + string(t.Call.State); key != c.doing {
		c.doing, c.done = key, z.now.Add(z.between(20*time.Second, 3*time.Minute))
		if t.Call.State == orders.Started {
			c.done = z.now.Add(z.between(time.Duration(t.Call.Minutes)*time.Minute/2, time.Duration(t.Call.Minutes)*time.Minute*3/2))
		}
	}
	switch early := t.Call.From.Instant().Sub(z.now); {
	case z.now < c.done,
		t.Call.Sought > 0 && z.chance(0.9), // now and then one does not wait until the other has accepted
		t.Call.State == orders.Assigned && early > 4*time.Minute,
		t.Call.State == orders.Arrived && early > 0 && z.chance(0.8): // now and then they ring before it is time
		return
	}
	if t.Call.State != orders.Assigned {
		c.at = t.Point
	}
	z.submit(c.in, z.belated(c.word(t)), nil)
}

// word is what a carer says of the visit that is next.
func (c *courier) word(t wire.Task) dispatch.Event {
	say := func(v orders.Verb) dispatch.Event {
		return dispatch.AttendVisit{Courier: c.id, Order: t.Order, Verb: v}
	}
	u := c.z.dice.Float64()
	switch t.Call.State {
	case orders.Assigned:
		switch {
		case u < 0.04:
			return dispatch.HandBack{Courier: c.id, Order: t.Order, Reason: "other"}
		case u < 0.3:
			return say(orders.Arrive) // what came before was never said
		}
		return say(orders.SetOff)
	case orders.OnTheWay:
		if u < 0.2 {
			return c.shows(t, orders.Start) // at the door, and in
		}
		return say(orders.Arrive)
	case orders.Arrived:
		if u < 0.08 {
			return dispatch.FailOrder{Courier: c.id, Order: t.Order, Reason: "nobody_home"}
		}
		return c.shows(t, orders.Start)
	}
	if u < 0.03 {
		return dispatch.FailOrder{Courier: c.id, Order: t.Order, Reason: "unsafe"}
	}
	if u < 0.25 {
		return c.shows(t, orders.Start) // more than was shown before
	}
	return c.shows(t, orders.Finish)
}

// strays is what goes wrong with a carer; true: they went home.
func (c *courier) strays() bool {
	if c.z.strikes(Meddling, 0.02) {
		c.stray()
	}
	if len(c.tasks) > 0 && c.z.strikes(CarerIll, 0.01) {
		c.sicken()
		return true
	}
	return false
}

// stray says something of a visit of the carer's own that is not the next, or
// not so far.
func (c *courier) stray() {
	i := slices.IndexFunc(c.tasks, func(t wire.Task) bool { return t.Kind == fleet.Visit })
	if i < 0 {
		return
	}
	t := pick(c.z.chaos, c.tasks[i:])
	verb := pick(c.z.chaos, []orders.Verb{orders.SetOff, orders.Arrive, orders.Start, orders.Finish})
	c.z.submit(c.in, dispatch.AttendVisit{Courier: c.id, Order: t.Order, Verb: verb}, nil)
}

// sicken is a carer who cannot go on, and is back after a while.
func (c *courier) sicken() {
	c.ill = c.z.now.Add(c.z.delay(10*time.Minute, 40*time.Minute))
	c.tasks = nil
	c.insist(dispatch.CourierOut{Courier: c.id, By: orders.Actor{Role: orders.Courier, ID: string(c.id)}, Reason: "unwell"})
}

// signOn is how a courier begins; a carer may have a break to take, and an end
// of the shift.
func (c *courier) signOn() dispatch.Event {
	z := c.z
	e := dispatch.CourierOnline{Courier: c.id, Point: c.at}
	if _, cares := carers[c.id]; !cares {
		return e
	}
	if z.chance(0.3) {
		e.ShiftEnd = z.now.Add(z.between(30*time.Minute, 2*time.Hour))
	}
	if z.chance(0.3) {
		from := z.now.Add(z.between(0, 30*time.Minute))
		e.Breaks = []fleet.Break{{From: from, To: from.Add(20 * time.Minute), For: 5 * time.Minute}}
	}
	return e
}

// pretend says that another courier cannot go on, which is not theirs to say.
func (c *courier) pretend() {
	other := pick(c.z.chaos, c.z.couriers).id
	if other == c.id {
		return
	}
	e := dispatch.CourierOut{Courier: other, By: orders.Actor{Role: orders.Courier, ID: string(c.id)}, Reason: "unwell"}
	c.z.submit(c.in, e, func(r shell.Reply) {
		if r.Refusal() == nil {
			c.z.referee.wrong("courier %s sent courier %s home and was not refused", c.id, other)
		}
	})
}
