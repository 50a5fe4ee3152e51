package simulator

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/courier"
)

// kinds of members, as their ids begin.
const (
	castCourier = "cast-courier-"
	castCarer   = "cast-carer-"
	castRobot   = "cast-robot-"
	castLocker  = "cast-locker-"
)

// member is a worker or a locker on duty, for one order.
type member struct {
	id      string
	kind    string
	order   orders.ID
	courier *Courier
	robot   *robotPort
	locker  *Locker
	laden   bool // a robot that has goods or a mission
}

// rest lets those go whose order is over, or with somebody else.
func (c *Cast) rest() {
	for _, id := range slices.Sorted(maps.Keys(c.crew)) {
		m := c.crew[id]
		if c.orderOf(id) != "" || m.busy() {
			continue
		}
		delete(c.crew, id)
		c.dismiss(m)
	}
}

// busy reports whether there is something left to do.
func (m *member) busy() bool {
	switch {
	case m.courier != nil:
		return len(m.courier.tasks) > 0
	case m.robot != nil:
		return m.laden
	}
	for _, d := range m.locker.doors {
		if d.Occupied {
			return true
		}
	}
	return false
}

// engage takes the id of one who is free, or a new one.
func (c *Cast) engage(kind string, order orders.ID) *member {
	m := &member{order: order}
	if n := len(c.spare[kind]); n > 0 {
		m.id, c.spare[kind] = c.spare[kind][n-1], c.spare[kind][:n-1]
	} else {
		c.hired[kind]++
		m.id = fmt.Sprint(kind, c.hired[kind])
	}
	m.kind = kind
	c.crew[m.id] = m
	return m
}

// hire brings whoever the next attempt of an order needs to where the goods
// are. It is false when nobody comes.
func (c *Cast) hire(p *parcel) bool {
	mode := p.part.mode()
	switch {
	case p.part.unattended():
		return false
	case p.Call != nil:
		c.carer(p)
		return true
	case mode == "handover":
		c.robot(p)
		return true
	case mode == "locker" && p.part.Bank == "":
		c.locker(p)
	}
	m := c.engage(castCourier, p.ID)
	c.onDuty(m, p, newCourier(c.world, fleet.WorkerID(m.id), p.part.From), clock.Never)
	return true
}

func (c *Cast) carer(p *parcel) {
	m := c.engage(castCarer, p.ID)
	k := newCourier(c.world, fleet.WorkerID(m.id), p.part.From)
	k.care = &carer{Trade: Trade{Skills: p.Call.Skills}}
	c.onDuty(m, p, k, max(c.stage.Now(), p.Call.To).Add(p.Call.Duration+4*time.Hour))
}

// onDuty lets a courier or carer sign on.
func (c *Cast) onDuty(m *member, p *parcel, k *Courier, ends clock.Instant) {
	m.courier, p.part.Worker = k, m.id
	c.couriers[k.ID] = k
	load := c.loadOf(p)
	c.say(dispatch.RegisterCourier{Courier: k.ID, Profile: geo.Ebike, Skills: k.Skills(), Capacity: fleet.Capacity{
		Grams: max(CourierCapacity.Grams, load.Grams), Millis: max(CourierCapacity.Millis, load.Millis),
	}})
	k.radio = radio{&c.ports, k.ID, &fleet.Sieve{}}
	k.begin(ends)
}

func (c *Cast) robot(p *parcel) {
	m := c.engage(castRobot, p.ID)
	p.part.Worker = m.id
	c.say(dispatch.RegisterRobot{Robot: fleet.WorkerID(m.id), Maker: RobotMaker, Capacity: RobotCapacity, Bays: c.world.sc.bays(), Range: RobotRange})
	m.robot = &robotPort{ports: &c.ports, robot: newRobot(0, c.world.sc.Habits, m.id, p.part.From, c.world)}
	c.robots[m.id] = m.robot
	m.robot.robot.PowerUp(c.stage, c.chart, m.robot)
}

// locker puts a bank at the door of an order. One that is full has no
// compartment to give.
func (c *Cast) locker(p *parcel) {
	m := c.engage(castLocker, p.ID)
	p.part.Bank = m.id
	b := bank(m.id, p.Dropoff.Point)
	if p.part.Outcome == orders.OutLockerFull {
		b.Compartments = nil
	}
	c.say(dispatch.RegisterBank{Bank: b})
	m.locker = newLocker(0, 0, b)
	m.locker.jamsOnce = p.part.Outcome == orders.OutLockerJammed
	c.lockers[m.id] = m.locker
	m.locker.PowerUp(c.stage, lockerPort{&c.ports, m.id})
}

// dismiss sends a member away; its id is for the next.
func (c *Cast) dismiss(m *member) {
	switch {
	case m.courier != nil:
		m.courier.shift.on = false
		m.courier.turn++
		m.courier.send(courier.Offline{ID: m.courier.ref()})
	case m.robot != nil:
		m.robot.robot.PowerDown()
		report, _ := m.robot.seen.Lost(m.id)
		c.say(report)
		delete(c.robots, m.id)
	default:
		c.say(dispatch.BankLink{Bank: m.id})
		delete(c.lockers, m.id)
	}
	c.stage.After(time.Minute, func() {
		delete(c.couriers, fleet.WorkerID(m.id))
		c.spare[m.kind] = append(c.spare[m.kind], m.id)
	})
}
