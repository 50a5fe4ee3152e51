package simulator

import (
	"time"

	"github.com/linli/linli/orders"
)

// unreceived says why nobody takes goods from a courier at the door, or "".
func (w *World) unreceived(id orders.ID) string {
	if why := w.shut(id); why != "" {
		return why
	}
	name := string(id)
	if p := w.parcels[id]; p != nil {
		name = p.External // ids are another every time
	}
	d := roll(w.sc.Seed, "home", name)
	if d.chance(w.sc.Habits.Away) {
		return "nobody_home"
	}
	return ""
}

// collect proves who the resident is, until the goods are out.
func (w *World) collect(id orders.ID, p *parcel, again time.Duration) {
	if p.over {
		return
	}
	w.desk.Collect(id, p.PIN, func(done bool) {
		if !p.over {
			w.stage.After(again, func() { w.collect(id, p, again) })
		}
	})
}

// atDoor sends the resident down to a robot that has arrived.
func (w *World) atDoor(id orders.ID) {
	p := w.parcels[id]
	if p == nil || p.mode == "locker" { // it stands at a bank's dock
		return
	}
	d := roll(w.sc.Seed, "down", p.External)
	if d.chance(w.sc.Habits.Away) || p.part.Outcome == orders.OutNobodyComesDown {
		return
	}
	w.stage.After(d.between(40*time.Second, 4*time.Minute), func() { w.collect(id, p, time.Minute) })
}

// pin is what the resident of an order shows.
func (w *World) pin(id orders.ID) string {
	if p := w.parcels[id]; p != nil {
		return p.PIN
	}
	return ""
}
