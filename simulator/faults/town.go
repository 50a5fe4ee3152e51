package faults

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	wire "github.com/linli/linli/wire/courier"
)

// The town: small enough that workers, doors and time are always short.
const (
	couriersInTown = 8 // three of them visit homes
	robotsInTown   = 2
	banksInTown    = 2
	doorsInBank    = 3
)

var (
	courierCapacity = fleet.Capacity{Grams: 9000, Millis: 40000}
	robotCapacity   = fleet.Capacity{Grams: 6000, Millis: 20000}
	robotBays       = []fleet.Bay{{ID: "A", Capacity: robotCapacity}, {ID: "B", Capacity: fleet.Capacity{Grams: 6000, Millis: 8000}}, {ID: "C", Capacity: robotCapacity}}
	doorCapacity    = fleet.Capacity{Grams: 8000, Millis: 25000}
)

// merchants are three; the last accepts everything at once.
func merchants() []circle.Provider {
	var ps []circle.Provider
	for i := range 3 {
		ps = append(ps, circle.Provider{
			ID: circle.ProviderID(fmt.Sprintf("m%d", i+1)), Name: fmt.Sprintf("Shop %d", i+1), Category: circle.Meals,
			Point: place(float64(i*400), float64(i%2*300)), Preparation: 6 * time.Minute, AutoAccept: i == 2,
		})
	}
	return ps
}

// gates are where robots wait for residents: one robot at a time.
var gates = []geo.Point{place(250, 120), place(900, 420)}

// gateAt reports whether a place is a gate.
func gateAt(p geo.Point) bool { return slices.Contains(gates, p) }

// spot draws a place in town.
func (z *zone) spot() geo.Point { return place(z.dice.Float64()*1200, z.dice.Float64()*600) }

// settle lets people move into the town.
func (z *zone) settle() {
	for i := range couriersInTown {
		z.couriers = append(z.couriers, newCourier(z, fleet.WorkerID(fmt.Sprintf("c%d", i+1))))
	}
	for i := range robotsInTown {
		z.robots = append(z.robots, newRobot(z, fleet.WorkerID(fmt.Sprintf("r%d", i+1))))
	}
	for i := range banksInTown {
		def := fleet.Bank{ID: fmt.Sprintf("l%d", i+1), Point: place(300+float64(i*500), 200)}
		if i == 0 {
			dock := place(304, 202)
			def.Dock = &dock
		}
		for k := range doorsInBank {
			def.Compartments = append(def.Compartments, fleet.Compartment{ID: fmt.Sprint(k + 1), Capacity: doorCapacity, State: fleet.Free})
		}
		z.banks = append(z.banks, newBank(z, def))
	}
	if z.drawn {
		z.drawStreets()
	}
	z.desk = newDesk(z)
}

// registrations is what an administrator sets up, and may set up again.
func (z *zone) registrations() []dispatch.Event {
	var es []dispatch.Event
	for _, p := range merchants() {
		es = append(es, dispatch.RegisterProvider{Provider: p})
	}
	for _, b := range z.banks {
		es = append(es, dispatch.RegisterBank{Bank: b.def})
	}
	for _, c := range z.couriers {
		es = append(es, registration(c.id))
	}
	for _, r := range z.robots {
		es = append(es, dispatch.RegisterRobot{Robot: r.id, Maker: "linli-sim", Capacity: robotCapacity, Bays: robotBays, Range: 16000, Deposits: true})
	}
	for _, p := range z.passages {
		es = append(es, dispatch.RegisterPassage{Passage: p.id, Kind: p.kind})
	}
	return es
}

// deliver takes what was decided to those whom it concerns.
func (z *zone) deliver(s *dispatch.State, ds []dispatch.Decision) {
	for _, o := range wire.Batch(s, ds) {
		for _, c := range z.couriers {
			if c.id == o.Courier {
				c.out.send(func() { c.hear(o.Message) })
			}
		}
	}
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.MissionPut:
			if r := z.robot(d.Mission.Robot); d.Why == "sent" || d.Why == "released" || d.Why == dispatch.RobotSkips {
				r.out.send(func() { r.take(d.Mission) })
			}
		case dispatch.MissionGone:
			if r := z.robot(d.Robot); d.Recall {
				r.out.send(func() { r.recall(d.Mission) })
			}
		case dispatch.UnlockHold:
			r := z.robot(d.Robot)
			r.out.send(func() { r.unlock(d.Mission, string(d.Order)) })
		case dispatch.OpenDoor:
			z.desk.commands++
			z.bank(d.Bank).command(z.desk.commands, d)
		case dispatch.PassagePut:
			if d.Why == "wanted" {
				z.passage(d.Passage.ID).compare()
			}
		case dispatch.OrderGone:
			z.desk.gone(d.Order)
		}
	}
}

func (z *zone) robot(id string) *robot {
	for _, r := range z.robots {
		if string(r.id) == id {
			return r
		}
	}
	return &robot{z: z, out: newLink(&z.stage, outwards), mission: missions.Mission{}}
}

func (z *zone) bank(id string) *bank {
	for _, b := range z.banks {
		if b.def.ID == id {
			return b
		}
	}
	return z.banks[0]
}

func (z *zone) passage(id string) *passage {
	for _, p := range z.passages {
		if p.id == id {
			return p
		}
	}
	return newPassage(z, id, fleet.GatePassage)
}
