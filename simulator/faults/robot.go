package faults

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// robot is a machine with a mission, or none. It repeats its state.
type robot struct {
	z        *zone
	id       fleet.WorkerID
	in, out  *link
	at       geo.Point
	mission  missions.Mission           // as it was sent; no id: none
	node     int                        // of the mission, where it is
	inside   []string                   // what is drawn there, if it drove there
	signals  map[string]missions.Signal // the last that is true, by order
	next     clock.Instant              // when it can go on
	unlocked map[string]bool            // orders
	faulty   bool
	charge   float64              // percent
	over     map[missions.ID]bool // called off: no session brings an older order after that
	ticks    int
}

func newRobot(z *zone, id fleet.WorkerID) *robot {
	r := &robot{z: z, id: id, in: newLink(&z.stage, inwards), out: newLink(&z.stage, outwards), at: z.spot(), charge: 90, over: map[missions.ID]bool{}}
	if z.drawn {
		r.charge = float64(z.dice.IntN(80) + 20)
	}
	z.after(z.between(0, time.Minute), r.tick)
	return r
}

func (r *robot) tick() {
	z := r.z
	z.after(z.between(12*time.Second, 20*time.Second), r.tick)
	r.ticks++
	if r.has() == "" && charger.Near(r.at) {
		r.charge = min(100, r.charge+chargeRate)
	}
	if !r.in.quiet && z.strikes(Silence, 0.002) {
		z.submit(r.in, dispatch.RobotReport{Robot: r.id, Point: r.at, Charge: int(r.charge), Has: r.has()}, nil)
		r.in.quiet, r.out.quiet = true, true
		z.after(z.delay(time.Minute, 25*time.Minute), func() { r.in.quiet, r.out.quiet = false, false })
	}
	if !r.faulty && r.mission.ID != "" && z.strikes(RobotFault, 0.02) {
		r.faulty = true
		z.after(z.delay(3*time.Minute, 15*time.Minute), func() { r.faulty = false; r.forget() })
	}
	if r.ticks%4 == 0 {
		r.compare()
	}
	if r.mission.ID == "" && (gateAt(r.at) || len(z.shared(r.at)) > 0) && !r.faulty && z.chance(0.15) {
		r.aside()
	}
	for r.mission.ID != "" && !r.faulty && z.now >= r.next && r.onward() {
	}
	r.tell()
}

// compare is the session that compares what the engine wants with what the
// robot says, and sends what is missing.
func (r *robot) compare() {
	s := r.z.state()
	if s == nil {
		return
	}
	var want missions.Mission
	if me := s.Robots.Get(r.id); me != nil && me.Mission != "" {
		want = *s.Missions.Get(missions.ID(me.Mission))
	}
	if want.ID != r.mission.ID && (r.errand() || r.mission.Trip() && r.has() != "") {
		old := r.mission.ID
		r.out.send(func() { r.recall(old) })
		return
	}
	r.out.send(func() { r.take(want) })
	for _, l := range want.Loads {
		if l.Unlocked {
			r.out.send(func() { r.unlock(want.ID, l.Order) })
		}
	}
}

// take begins a mission, unless another is under way.
func (r *robot) take(m missions.Mission) {
	if m.ID == r.mission.ID && m.UpdateID >= r.mission.UpdateID {
		r.mission = m
	}
	if m.ID == "" || m.ID == r.mission.ID || r.faulty || r.over[m.ID] || r.has() != "" {
		return
	}
	r.mission, r.node, r.signals, r.unlocked = m, 0, map[string]missions.Signal{}, map[string]bool{}
	r.next = r.z.now.Add(r.z.between(0, time.Minute))
}

func (r *robot) recall(id missions.ID) {
	r.over[id] = true
	if r.mission.ID == id {
		r.forget()
	}
}

// forget leaves the robot where it is, with nothing to do.
func (r *robot) forget() { r.mission, r.node = missions.Mission{}, 0 }

// aside is somebody who pushes the robot out of the way.
func (r *robot) aside() {
	r.forget()
	r.inside = nil
	for r.at = r.z.spot(); len(r.z.shared(r.at)) > 0; r.at = r.z.spot() {
	}
}

func (r *robot) unlock(id missions.ID, order string) {
	if r.mission.ID == id {
		r.unlocked[order] = true
	}
}

// errand reports whether something is still to be done, not only driven.
func (r *robot) errand() bool {
	return slices.ContainsFunc(r.mission.Nodes, func(n missions.Node) bool {
		done := map[missions.Signal]int{missions.Loaded: 1, missions.AtHandoff: 1, missions.Unloaded: 2}[r.signals[n.Order]]
		return !r.skips(n) && (n.Action == missions.PickNode && done < 1 || n.Action == missions.DropNode && done < 2)
	})
}

// skips reports whether what is to be done at a node was called off.
func (r *robot) skips(n missions.Node) bool {
	l := r.mission.Load(n.Order)
	return l != nil && l.Phase == missions.Aborted
}

// onward does the next thing of the mission, and reports whether there was one.
func (r *robot) onward() bool {
	z, here := r.z, r.mission.Nodes[r.node]
	switch signal := r.signals[here.Order]; {
	case r.skips(here):
	case here.Action == missions.PickNode && signal == "":
		r.signals[here.Order] = missions.AtPickup
		r.next = z.now.Add(z.between(time.Minute, 5*time.Minute))
		return true
	case here.Action == missions.PickNode && signal == missions.AtPickup:
		s := z.state()
		if s == nil {
			return false
		}
		if o := s.Orders.Get(orders.ID(here.Order)); o == nil || o.Preparation != orders.Ready || o.Relaying() && !z.brings(o) {
			return false
		}
		r.signals[here.Order] = missions.Loaded
		return true
	case here.Action == missions.DropNode && signal == missions.Loaded:
		r.signals[here.Order] = missions.AtHandoff
		return true
	case here.Action == missions.DropNode && signal == missions.AtHandoff:
		if r.unlocked[here.Order] {
			r.signals[here.Order] = missions.Unloaded
			r.next = z.now.Add(z.between(time.Minute, 5*time.Minute))
		}
		return r.unlocked[here.Order]
	}
	if r.node+1 >= r.mission.Released() {
		return false // it waits outside, or is there
	}
	r.node++
	n := r.mission.Nodes[r.node]
	r.next = max(r.next, z.now.Add(-tickMost)).Add(time.Duration(geo.Distance(r.at, n.Point) / robotSpeed * float64(time.Second)))
	r.drain(geo.Distance(r.at, n.Point))
	z.referee.met(r, n.In)
	r.at, r.inside = n.Point, z.shared(n.Point)
	return true
}

// Robots are in a hurry here, so that a run has many missions.
const (
	robotSpeed = 6.0 // metres a second
	tickMost   = 20 * time.Second

	chargeRate = 3.0   // percent in a tick
	drainRate  = 0.006 // percent in a metre
)

// drain takes from the charge what a way costs. Who has next to nothing left is
// pushed along.
func (r *robot) drain(metres float64) {
	if r.z.drawn {
		r.charge = max(5, r.charge-metres*drainRate)
	}
}

// has is the mission of which something is left to do.
func (r *robot) has() missions.ID {
	if r.mission.ID != "" && r.node == len(r.mission.Nodes)-1 && !r.errand() {
		return ""
	}
	return r.mission.ID
}

// tell repeats how the robot is and, of each order, what is true.
func (r *robot) tell() {
	e := dispatch.RobotReport{
		Robot: r.id, Linked: true, Point: r.at, Charge: int(r.charge), Faulty: r.faulty, Mission: r.mission.ID, Has: r.has(), Passed: r.node,
	}
	if r.mission.Trip() && e.Has == "" {
		e.Signal = missions.Ended
	}
	told := false
	for _, l := range r.mission.Loads {
		if s := r.signals[l.Order]; s != "" {
			e.Order, e.Signal, told = orders.ID(l.Order), s, true
			r.z.submit(r.in, e, nil)
		}
	}
	if !told {
		r.z.submit(r.in, e, nil)
	}
}
