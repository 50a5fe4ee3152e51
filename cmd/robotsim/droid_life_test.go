package main

import (
	"slices"

	"github.com/linli/linli/wire/vda5050"
)

// live gets on by one tick.
func (d *droid) live() {
	if d.ticks++; d.ticks > 8 { // the 30 s of the specification
		d.tell()
	}
	if d.pressed > 0 {
		if d.pressed--; d.pressed == 0 {
			d.eStop = "NONE"
			d.tell()
		}
		return
	}
	if d.repair > 0 {
		if d.repair--; d.repair == 0 { // somebody sets it free and clears it
			d.forget()
			d.errs = nil
			d.stand()
		}
		return
	}
	if d.rest > 0 {
		if d.rest--; d.rest == 0 && d.then != nil {
			then := d.then
			d.then = nil
			then()
		}
		return
	}
	switch {
	case d.paused:
	case d.step():
	case len(d.here) > 0:
		d.begin()
	case len(d.nodes) > 0 && d.nodes[0].Released && !d.acting():
		if d.strike() {
			return
		}
		d.drive()
	case d.idle() && d.charge < 90:
		d.charge += 10
	}
}

// acting reports whether an action runs: all of them block.
func (d *droid) acting() bool {
	return slices.ContainsFunc(d.acts, func(a vda5050.ActionState) bool { return a.ActionStatus == vda5050.ActionRunning })
}

// step gets on with the action that runs.
func (d *droid) step() bool {
	i := slices.IndexFunc(d.acts, func(a vda5050.ActionState) bool { return a.ActionStatus == vda5050.ActionRunning })
	if i < 0 {
		return false
	}
	if !d.handled(d.errands[d.acts[i].ActionID]) {
		return true
	}
	d.acts[i].ActionStatus = vda5050.ActionFinished
	d.tell()
	return true
}

// handled reports whether the goods of an errand went in, or out.
func (d *droid) handled(a vda5050.Action) bool {
	order, box := a.Param("orderId"), a.Param("compartment")
	switch a.ActionType {
	case "pick":
		if other := d.hold[box]; other != "" && other != order && !d.site.ended(other) {
			d.rules.breach("goods of %s into compartment %s, where those of %s are", order, box, other)
		}
		d.hold[box] = order
	case "drop":
		if !d.unlocked[order] || d.site.docked(d.x, d.y) && !d.site.bank.put(order) {
			return false
		}
		if d.hold[box] != order {
			d.rules.breach("%s is to come out of compartment %s, where %q is", order, box, d.hold[box])
		}
		delete(d.hold, box)
	}
	return true
}

func (d *droid) begin() {
	a := d.here[0]
	d.here = d.here[1:]
	for i := range d.acts {
		if d.acts[i].ActionID == a.ActionID && d.acts[i].ActionStatus == vda5050.ActionWaiting {
			d.acts[i].ActionStatus = vda5050.ActionRunning
		}
	}
	d.tell()
}

// drive goes to the next node.
func (d *droid) drive() {
	if !d.driving {
		d.driving = true
		d.tell()
		return
	}
	n := d.nodes[0]
	d.nodes, d.edges, d.driving = d.nodes[1:], d.edges[1:], false
	d.x, d.y, d.lastNode, d.lastSeq = n.NodePosition.X, n.NodePosition.Y, n.NodeID, n.SequenceID
	d.here = n.Actions
	d.tell()
}

// strike lets the droid's trouble happen now and then while it has a way to
// go. It is true when the droid does not drive on.
func (d *droid) strike() bool {
	if d.dice.IntN(12) > 0 {
		return false
	}
	d.troubled++
	switch d.trouble {
	case stuckFast:
		d.pause(5, func() {
			d.errs = append(d.errs, vda5050.Error{ErrorType: "motorError", ErrorLevel: vda5050.LevelFatal})
			d.tell()
			d.repair = 25
		})
	case tipped, forced:
		kind := vda5050.ErrorTipped
		if d.trouble == forced {
			kind = vda5050.ErrorLidForced
		}
		d.errs, d.driving = append(d.errs, vda5050.Error{ErrorType: kind, ErrorLevel: vda5050.LevelWarning}), false
		d.tell()
		d.repair = 30
	case stopped:
		d.eStop, d.driving = "MANUAL", false
		d.tell()
		d.pressed = 20
	case byHand:
		d.mode, d.driving = vda5050.ModeManual, false
		d.forget()
		d.tell()
		d.pause(70, func() { d.mode = vda5050.ModeAutomatic; d.tell() })
	case lowBattery:
		d.charge = 5
		d.tell()
	case crashed:
		d.cut()
		d.forget()
		d.orderID, d.update, d.acts, d.instant, d.errs, d.lastNode, d.lastSeq = "", 0, nil, nil, nil, "", 0
		d.clear()
		d.pause(d.dice.IntN(40), nil)
	case unlinked:
		d.cut()
		return false
	default:
		d.troubled--
		return false
	}
	return true
}

// cut loses the link without a word.
func (d *droid) cut() {
	if d.conn != nil {
		_ = d.conn.Cut()
		d.conn = nil
	}
}
