package faults

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// bank is a locker: doors that open on command, are used for what they were
// opened for by who stands there, and fall shut.
type bank struct {
	z       *zone
	def     fleet.Bank
	in, out *link
	doors   []door
	opened  map[int]bool // commands carried out: a repeated one opens nothing
}

type door struct {
	id           string
	open, jammed bool
	goods        orders.ID // inside; empty: nothing
}

func newBank(z *zone, def fleet.Bank) *bank {
	b := &bank{z: z, def: def, in: newLink(&z.stage, inwards), out: newLink(&z.stage, outwards), opened: map[int]bool{}}
	for _, c := range def.Compartments {
		b.doors = append(b.doors, door{id: c.ID})
	}
	z.after(z.between(0, time.Minute), b.tick)
	return b
}

// tick says how the doors stand, all of them, as after every new connection.
func (b *bank) tick() {
	z := b.z
	z.after(z.between(50*time.Second, 90*time.Second), b.tick)
	z.submit(b.in, dispatch.BankLink{Bank: b.def.ID, Linked: z.calm || !z.chance(0.03)}, nil)
	for i := range b.doors {
		if !b.doors[i].jammed && z.strikes(DoorJam, 0.004) {
			b.doors[i].jammed = true
			z.after(z.delay(2*time.Minute, 15*time.Minute), func() { b.doors[i].jammed = false; b.report(i) })
		}
		b.report(i)
	}
}

func (b *bank) report(i int) {
	d := b.doors[i]
	b.z.submit(b.in, dispatch.CompartmentReport{
		Bank: b.def.ID, Compartment: d.id, Closed: !d.open, Occupied: d.goods != "", Jammed: d.jammed,
	}, nil)
}

// command opens a door; command numbers are unique, and one that comes late is
// not obeyed.
func (b *bank) command(n int, o dispatch.OpenDoor) {
	sent := b.z.now
	b.out.send(func() {
		if b.opened[n] || b.z.now.Sub(sent) > 15*time.Second {
			return
		}
		b.opened[n] = true
		for i := range b.doors {
			if b.doors[i].id == o.Compartment {
				b.use(i, o)
			}
		}
	})
}

func (b *bank) use(i int, o dispatch.OpenDoor) {
	d := &b.doors[i]
	if d.jammed || d.open {
		b.report(i)
		return
	}
	d.open = true
	b.report(i)
	b.z.after(b.z.between(8*time.Second, 25*time.Second), func() {
		d.open = false
		switch {
		case o.Deposit && d.goods == "" && !b.z.chance(0.05):
			d.goods = o.Order
		case !o.Deposit:
			d.goods = ""
		}
		b.report(i)
	})
}

// empty is staff who collects what was left behind.
func (b *bank) empty(id string) {
	for i := range b.doors {
		if b.doors[i].id == id {
			b.doors[i].goods = ""
			b.report(i)
		}
	}
}
