package simulator

import (
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// robotAgain is a robot of a what-if: its link and its faults are as recorded,
// its driving and standing as the robots of the recorded day did.
type robotAgain struct {
	x      *rerun
	id     fleet.WorkerID
	reach  float64 // metres on a full charge
	at     geo.Point
	charge float64 // percent
	alive  bool
	link   bool
	broken bool
	manual bool
	job    *missions.Mission
	stop   int // the node that is not released yet; 0: none
	stands int // the node at which it does something; 0: none
	turn   int
}

// recorded takes a change of link or health over from the recorded day.
func (r *robotAgain) recorded(e dispatch.RobotReport) {
	if !r.alive {
		r.alive, r.at = true, e.Point
		r.x.after(time.Minute, r.beat)
	}
	if (e.Faulty || e.Manual) && !r.broken && !r.manual {
		r.turn++ // it stops where it is
		r.job = nil
	}
	r.link, r.broken, r.manual = e.Linked, e.Faulty, e.Manual
	r.tell("", "")
}

// beat is a sign of life; a robot without work charges.
func (r *robotAgain) beat() {
	if r.job == nil && !r.broken {
		r.charge = min(100, r.charge+3)
	}
	if r.link {
		r.tell("", "")
	}
	r.x.after(time.Minute, r.beat)
}

// tell reports how the robot is, and with a signal what it did for an order.
func (r *robotAgain) tell(s missions.Signal, order string) {
	e := dispatch.RobotReport{Robot: r.id, Linked: r.link, Point: r.at, Charge: int(r.charge), Faulty: r.broken, Manual: r.manual}
	if r.job != nil && (s != missions.Unloaded || r.more(order)) {
		e.Has = r.job.ID
	}
	if s != "" && r.job != nil {
		e.Mission, e.Order, e.Signal = r.job.ID, orders.ID(order), s
	}
	r.x.submit(e)
}

// take begins a mission.
func (r *robotAgain) take(m *missions.Mission) {
	if r.broken || r.manual {
		return
	}
	if r.job != nil && r.job.ID == m.ID {
		r.job = m
		if i := r.stands; i > 0 && r.skips(i) {
			r.turn++
			r.pass(i+1, r.turn)
			return
		}
		if i := r.stop; i > 0 && i < m.Released() {
			r.stop = 0
			r.pass(i, r.turn)
		}
		return
	}
	r.turn++
	r.job, r.stop = m, 0
	r.pass(1, r.turn)
}

// drop ends what the robot does.
func (r *robotAgain) drop() {
	r.turn++
	r.job = nil
	r.tell("", "")
}

// pass drives to node i of the mission, and does what is to be done there.
func (r *robotAgain) pass(i, turn int) {
	if turn != r.turn || i >= len(r.job.Nodes) {
		return
	}
	if i >= r.job.Released() {
		r.stop = i
		return
	}
	r.stands = 0
	to := r.job.Nodes[i].Point
	far := geo.Distance(r.at, to)
	takes := time.Duration(far/r.x.History.fit.speed()*1000) * time.Millisecond
	r.roll(newTrack([]geo.Point{r.at, to}, takes), 0, turn, func() {
		r.charge = max(0, r.charge-100*far/max(r.reach, 1))
		action := r.job.Nodes[i].Action
		if action == "" || r.skips(i) {
			r.pass(i+1, turn)
			return
		}
		r.stands = i
		if action == missions.PickNode {
			r.load(i, turn)
		} else {
			r.wait(r.job.Nodes[i].Order)
		}
	})
}

func (r *robotAgain) roll(tr track, gone time.Duration, turn int, there func()) {
	if turn != r.turn {
		return
	}
	r.at = tr.at(gone)
	if gone >= tr.takes {
		there()
		return
	}
	step := min(time.Minute, tr.takes-gone)
	r.x.after(step, func() { r.roll(tr, gone+step, turn, there) })
}

// load waits for the goods and takes them on board.
func (r *robotAgain) load(i, turn int) {
	order := r.job.Nodes[i].Order
	r.tell(missions.AtPickup, order)
	r.x.whenReady(orders.ID(order), func(bool) {
		d := roll(r.x.Seed, "load", order)
		r.x.after(draw(&d, r.x.History.fit.load, 45*time.Second), func() {
			if turn == r.turn {
				r.tell(missions.Loaded, order)
				r.pass(i+1, turn)
			}
		})
	})
}

// wait stands before the building until the resident is there, if one comes.
func (r *robotAgain) wait(order string) {
	r.tell(missions.AtHandoff, order)
	b := &r.x.History.fit
	id := orders.ID(order)
	d := roll(r.x.Seed, "down", order)
	if d.chance(shareSeen(b.noShows, b.robotDoors, 0.004)) {
		return
	}
	r.x.after(draw(&d, b.down, 2*time.Minute), func() { r.x.submit(dispatch.Collect{Order: id, Proof: proofOf(id)}) })
}

// unlocked lets whoever stands there take the goods out.
func (r *robotAgain) unlocked(u dispatch.UnlockHold) {
	turn, order := r.turn, string(u.Order)
	d := roll(r.x.Seed, "unload", order)
	r.x.after(draw(&d, r.x.History.fit.unload, 25*time.Second), func() {
		if turn != r.turn || r.job == nil || r.job.ID != u.Mission {
			return
		}
		r.tell(missions.Unloaded, order)
		if r.more(order) {
			r.pass(r.node(missions.DropNode, order)+1, turn)
			return
		}
		r.at = r.job.Nodes[len(r.job.Nodes)-1].Point // out of the way
		r.job = nil
		r.turn++
	})
}

// skips reports whether what is to be done at a node was called off.
func (r *robotAgain) skips(i int) bool {
	l := r.job.Load(r.job.Nodes[i].Order)
	return l != nil && l.Phase == missions.Aborted
}

// more reports whether something is left to do after an order is handed over.
func (r *robotAgain) more(order string) bool {
	rest := r.job.Nodes[r.node(missions.DropNode, order)+1:]
	return slices.ContainsFunc(rest, func(n missions.Node) bool { return n.Action != "" })
}

// node returns where an order's errand is on the way.
func (r *robotAgain) node(action, order string) int {
	return slices.IndexFunc(r.job.Nodes, func(n missions.Node) bool { return n.Action == action && n.Order == order })
}
