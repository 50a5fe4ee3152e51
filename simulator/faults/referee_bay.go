package faults

import (
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// stowed: what is put into a robot's compartment finds it empty, and no other
// order of the mission counts on it.
func (r *referee) stowed(m *missions.Mission) {
	for i, l := range m.Loads {
		bay := m.Robot + "/" + l.Compartment
		for _, other := range m.Loads[:i] {
			if !l.Over() && !other.Over() && other.Compartment == l.Compartment {
				r.wrong("orders %s and %s are both to go into compartment %s", other.Order, l.Order, bay)
			}
		}
		switch in := r.bays[bay]; {
		case l.OnBoard() && in != "" && in != l.Order:
			r.wrong("order %s is put into compartment %s, where order %s is", l.Order, bay, in)
		case l.OnBoard():
			r.bays[bay] = l.Order
		case l.Phase == missions.Done && in == l.Order:
			delete(r.bays, bay)
		}
	}
}

// unpacked: the compartment that opens is the one with the order's goods.
func (r *referee) unpacked(d dispatch.UnlockHold) {
	bay := d.Robot + "/" + d.Compartment
	if in := r.bays[bay]; in != goodsOf(d.Order) {
		r.wrong("compartment %s opens for order %s, and order %q is in it", bay, d.Order, in)
	}
	if d.Mission == "" {
		delete(r.bays, bay) // whoever fetches them takes them out
	}
}

// emptied: the goods of an order that has ended are in no compartment any more.
func (r *referee) emptied(id orders.ID) {
	for bay, in := range r.bays {
		if in == goodsOf(id) {
			delete(r.bays, bay)
		}
	}
}

// goodsOf returns the order by which goods went on board: those of a return are
// those of the order that it returns.
func goodsOf(id orders.ID) string { return strings.TrimSuffix(string(id), "-r") }
