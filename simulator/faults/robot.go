package faults

import (
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
	signals  map[string]missions.Signal // the last that is true, by order
	next     clock.Instant              // when the next can be
	unlocked map[string]bool            // orders
	faulty   bool
	over     map[missions.ID]bool // called off: no session brings an older order after that
	ticks    int
}

func newRobot(z *zone, id fleet.WorkerID) *robot {
	r := &robot{z: z, id: id, in: newLink(&z.stage, inwards), out: newLink(&z.stage, outwards), at: z.spot(), over: map[missions.ID]bool{}}
	z.after(z.between(0, time.Minute), r.tick)
	return r
}

func (r *robot) tick() {
	z := r.z
	z.after(z.between(12*time.Second, 20*time.Second), r.tick)
	r.ticks++
	if !r.in.quiet && z.strikes(Silence, 0.002) {
		z.submit(r.in, dispatch.RobotReport{Robot: r.id, Point: r.at, Charge: 90, Has: r.has()}, nil)
		r.in.quiet, r.out.quiet = true, true
		z.after(z.delay(time.Minute, 25*time.Minute), func() { r.in.quiet, r.out.quiet = false, false })
	}
	if !r.faulty && r.mission.ID != "" && z.strikes(RobotFault, 0.02) {
		r.faulty = true
		z.after(z.delay(3*time.Minute, 15*time.Minute), func() { r.faulty, r.mission = false, missions.Mission{} })
	}
	if r.ticks%4 == 0 {
		r.compare()
	}
	if r.mission.ID == "" && gateAt(r.at) && !r.faulty && z.chance(0.15) {
		r.at = z.spot() // somebody pushes it out of the way
	}
	r.drive()
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
	if want.ID != r.mission.ID && r.mission.ID != "" {
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
	if m.ID == r.mission.ID && m.UpdateID > r.mission.UpdateID {
		r.mission = m
	}
	if m.ID == "" || m.ID == r.mission.ID || r.faulty || r.over[m.ID] || r.errand() >= 0 {
		return
	}
	r.mission, r.signals, r.unlocked = m, map[string]missions.Signal{}, map[string]bool{}
	r.next = r.z.now.Add(r.z.between(time.Minute, 4*time.Minute))
}

func (r *robot) recall(id missions.ID) {
	r.over[id] = true
	if r.mission.ID == id {
		r.mission = missions.Mission{}
	}
}

func (r *robot) unlock(id missions.ID, order string) {
	if r.mission.ID == id {
		r.unlocked[order] = true
	}
}

// errand returns the node of the mission at which something is to be done next;
// -1: nowhere.
func (r *robot) errand() int {
	for i, n := range r.mission.Nodes {
		done := map[missions.Signal]int{missions.Loaded: 1, missions.AtHandoff: 1, missions.Unloaded: 2}[r.signals[n.Order]]
		if n.Action == missions.PickNode && done < 1 || n.Action == missions.DropNode && done < 2 {
			return i
		}
	}
	return -1
}

// drive lets the mission go on.
func (r *robot) drive() {
	z := r.z
	if r.mission.ID == "" || r.faulty || z.now < r.next {
		return
	}
	i := r.errand()
	if i < 0 {
		r.at = r.mission.Nodes[len(r.mission.Nodes)-1].Point // out of the way
		return
	}
	n := r.mission.Nodes[i]
	switch r.signals[n.Order] {
	case "":
		r.signals[n.Order] = missions.AtPickup
		r.at = n.Point
		r.next = z.now.Add(z.between(time.Minute, 5*time.Minute))
	case missions.AtPickup:
		if s := z.state(); s != nil {
			if o := s.Orders.Get(orders.ID(n.Order)); o != nil && o.Preparation == orders.Ready {
				r.signals[n.Order] = missions.Loaded
				r.next = z.now.Add(z.between(time.Minute, 4*time.Minute))
			}
		}
	case missions.Loaded:
		if r.mission.Released() <= i {
			return // it waits outside
		}
		r.signals[n.Order] = missions.AtHandoff
		r.at = n.Point
	case missions.AtHandoff:
		if r.unlocked[n.Order] {
			r.signals[n.Order] = missions.Unloaded
			r.next = z.now.Add(z.between(time.Minute, 5*time.Minute))
		}
	}
}

// has is the mission of which something is left to do.
func (r *robot) has() missions.ID {
	if r.errand() < 0 && !gateAt(r.at) {
		return ""
	}
	return r.mission.ID
}

// tell repeats how the robot is and, of each order, what is true.
func (r *robot) tell() {
	e := dispatch.RobotReport{Robot: r.id, Linked: true, Point: r.at, Charge: 90, Faulty: r.faulty, Mission: r.mission.ID, Has: r.has()}
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
