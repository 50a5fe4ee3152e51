package simulator

import (
	"math"
	"slices"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/vda5050"
)

// RobotLink carries a robot's state to its master.
type RobotLink interface {
	State(vda5050.State)
}

// street is who stands around a robot: somebody who loads it at the counter,
// and somebody who comes down to it.
type street interface {
	atCounter(id orders.ID, loaded func())
	atDoor(id orders.ID)
	// mishap is what befalls a robot that has goods on board, here or on its
	// last edge.
	mishap(id orders.ID, last bool) mishap
}

// mishap is what befalls a robot on its way.
type mishap int

const (
	unharmed mishap = iota
	stuck           // it stands, and says so
	wrecked
)

// Robot is a delivery robot that speaks VDA 5050 2.1.0.
type Robot struct {
	Serial   string
	Deposits bool // it can put goods into lockers

	seed    uint64
	habits  *Habits
	stage   Stage
	link    RobotLink
	street  street
	chart   vda5050.Chart
	at      geo.Point
	charge  float64 // percent
	plugged bool    // it charges
	mains   bool    // people charge it wherever it stands idle: no station does
	order   vda5050.Order
	course  course
	node    int // index of the last node passed
	actions vda5050.List[vda5050.ActionState]
	errors  vda5050.List[vda5050.Error]
	driving bool
	paused  bool
	waiting int            // the node that is not released yet; 0: none
	cargo   []orders.ID    // what it has on board
	next    *vda5050.Order // came while the robot drives out of the way
	turn    int
	off     bool
}

func newRobot(seed uint64, h *Habits, serial string, at geo.Point, s street) *Robot {
	return &Robot{Serial: serial, seed: seed, habits: h, street: s, at: at, charge: 100}
}

// walkingSpeed is the 6 km/h of the default jurisdiction, in m/s.
const walkingSpeed = 6.0 / 3.6

// PowerUp connects the robot to its master.
func (r *Robot) PowerUp(stage Stage, chart vda5050.Chart, l RobotLink) {
	r.stage, r.chart, r.link = stage, chart, l
	r.tell()
	stage.After(30*time.Second, r.beat)
}

// PowerDown takes the robot off the street: it says and does nothing more.
func (r *Robot) PowerDown() {
	r.off = true
	r.turn++
}

// chargeRate is what a robot that charges gains in half a minute, in percent.
const chargeRate = 1.5

// beat repeats the state at least every 30 s, and charges.
func (r *Robot) beat() {
	if r.off {
		return
	}
	if r.charges() {
		r.charge = min(100, r.charge+chargeRate)
	}
	r.tell()
	r.stage.After(30*time.Second, r.beat)
}

// charges reports whether the robot's charge rises.
func (r *Robot) charges() bool { return r.plugged || r.mains && !r.driving && r.idle() }

// idle reports whether nothing of the order is left to do.
func (r *Robot) idle() bool {
	if len(r.order.Nodes) > r.node+1 || len(r.order.Edges) > r.node {
		return false
	}
	st := vda5050.State{ActionStates: r.actions}
	return st.Idle()
}

// Take receives an order. A repeated one is answered with the state; another
// one while an order is under way is refused.
func (r *Robot) Take(o vda5050.Order) {
	if o.OrderID == r.order.OrderID && o.OrderUpdateID == r.order.OrderUpdateID {
		r.tell()
		return
	}
	if o.OrderID == r.order.OrderID && o.OrderUpdateID > r.order.OrderUpdateID && len(r.order.Nodes) > 0 && len(o.Nodes) > 0 {
		r.extend(o)
		return
	}
	if len(o.Nodes) > 0 && r.leaves() {
		r.next = &o
		return
	}
	if len(o.Nodes) == 0 || !r.idle() {
		r.complain(vda5050.ErrorOrderUpdate, vda5050.LevelWarning, o.OrderID)
		return
	}
	r.load(o)
	r.tell()
	r.act(0, r.turn)
}

// load begins an order, at its first node.
func (r *Robot) load(o vda5050.Order) {
	r.turn++
	r.order, r.course, r.node, r.waiting, r.next, r.errors = o, courseOf(o), 0, 0, nil, nil
	r.actions, r.cargo = nil, nil
	for _, n := range o.Nodes {
		for _, a := range n.Actions {
			r.actions = append(r.actions, vda5050.ActionState{
				ActionID: a.ActionID, ActionType: a.ActionType, ActionStatus: vda5050.ActionWaiting,
			})
		}
	}
}

// resume takes an order in the middle of its mission, and returns the node from
// which to act on.
func (r *Robot) resume(o vda5050.Order, m *missions.Mission) int {
	r.load(o)
	for i, n := range m.Nodes {
		l := m.Load(n.Order)
		switch {
		case l == nil:
		case l.Did(n.Action):
			r.settle(o.Nodes[i].Actions[0])
			r.node = i
		case l.Phase == missions.Loading || l.Phase == missions.Unloading:
			r.node = i
			return i
		case r.node == 0:
			return 0
		default:
			return r.node + 1
		}
	}
	return len(o.Nodes)
}

// settle notes that an action is done, and what is on board now.
func (r *Robot) settle(a vda5050.Action) {
	for i := range r.actions {
		if r.actions[i].ActionID == a.ActionID {
			r.actions[i].ActionStatus = vda5050.ActionFinished
		}
	}
	id := orders.ID(a.Param(vda5050.ParamOrder))
	r.cargo = slices.DeleteFunc(r.cargo, func(c orders.ID) bool { return c == id })
	if a.ActionType == vda5050.ActionPick {
		r.cargo = append(r.cargo, id)
	}
}

// extend takes an order update: it begins with a node that the robot has in
// its base, and goes on from there.
func (r *Robot) extend(o vda5050.Order) {
	k := slices.IndexFunc(r.order.Nodes, func(n vda5050.Node) bool { return n.SequenceID == o.Nodes[0].SequenceID })
	if k < 0 || !r.order.Nodes[k].Released {
		r.complain(vda5050.ErrorOrderUpdate, vda5050.LevelWarning, o.OrderID)
		return
	}
	r.order.OrderUpdateID = o.OrderUpdateID
	r.order.Nodes = append(slices.Clone(r.order.Nodes[:k]), o.Nodes...)
	r.order.Edges = append(slices.Clone(r.order.Edges[:k]), o.Edges...)
	r.course = courseOf(r.order)
	r.tell()
	if i := r.waiting; i > 0 {
		r.waiting = 0
		r.act(i, r.turn)
	}
}

// leaves reports whether all that is left of the order is to drive out of the
// way.
func (r *Robot) leaves() bool {
	return r.driving && !r.idle() && !slices.ContainsFunc(r.actions, func(a vda5050.ActionState) bool {
		return a.ActionStatus != vda5050.ActionFinished && a.ActionStatus != vda5050.ActionFailed
	})
}

// Do receives instant actions.
func (r *Robot) Do(is vda5050.InstantActions) {
	for _, a := range is.Actions {
		if st := (vda5050.State{ActionStates: r.actions}); st.Action(a.ActionID) != "" {
			continue
		}
		status := vda5050.ActionFinished
		switch a.ActionType {
		case vda5050.ActionCancel:
			r.cancel()
		case vda5050.ActionUnlock:
			r.unlock(a.Param(vda5050.ParamOrder))
		case vda5050.ActionLeaveCharge:
			r.plugged = false
		case vda5050.ActionSkip:
			r.skip(a.Param(vda5050.ParamOrder))
		case vda5050.ActionPause, vda5050.ActionResume:
			r.paused = a.ActionType == vda5050.ActionPause
		case vda5050.ActionAskState, vda5050.ActionAskFactsheet: // the state follows, and the line has the sheet
		default:
			status = vda5050.ActionFailed
		}
		r.actions = append(r.actions, vda5050.ActionState{
			ActionID: a.ActionID, ActionType: a.ActionType, ActionStatus: status,
		})
	}
	r.tell()
}

// cancel stops where the robot is and forgets the rest of the order.
func (r *Robot) cancel() {
	r.turn++
	r.driving, r.waiting, r.next = false, 0, nil
	for i := range r.actions {
		if s := r.actions[i].ActionStatus; s == vda5050.ActionWaiting || s == vda5050.ActionRunning {
			r.actions[i].ActionStatus = vda5050.ActionFailed
		}
	}
	r.order.Nodes, r.order.Edges = nil, nil
	r.node = 0
}

// unlock opens the compartment of an order; whoever stands there empties it.
func (r *Robot) unlock(order string) {
	turn := r.turn
	r.stage.After(25*time.Second, func() {
		if turn != r.turn || !r.finish(vda5050.ActionDrop, order) {
			return
		}
		r.tell()
		r.act(r.node+1, r.turn)
	})
}

// skip passes over what is left to do for an order: its goods, if they are on
// board, stay where they are.
func (r *Robot) skip(order string) {
	r.cargo = slices.DeleteFunc(r.cargo, func(id orders.ID) bool { return string(id) == order })
	for i, n := range r.order.Nodes {
		for _, a := range n.Actions {
			if a.Param(vda5050.ParamOrder) == order && r.fail(a.ActionID) == vda5050.ActionRunning {
				turn := r.turn
				r.stage.After(0, func() { r.act(i+1, turn) })
			}
		}
	}
}

// fail gives up an action that is not finished, and returns how it stood.
func (r *Robot) fail(id string) string {
	for i := range r.actions {
		if a := &r.actions[i]; a.ActionID == id && a.ActionStatus != vda5050.ActionFinished {
			was := a.ActionStatus
			a.ActionStatus = vda5050.ActionFailed
			return was
		}
	}
	return ""
}

// finish ends the action of a type for an order, if it runs.
func (r *Robot) finish(kind, order string) bool {
	for _, n := range r.order.Nodes {
		for _, a := range n.Actions {
			st := vda5050.State{ActionStates: r.actions}
			if a.ActionType == kind && a.Param(vda5050.ParamOrder) == order && st.Action(a.ActionID) == vda5050.ActionRunning {
				r.settle(a)
				return true
			}
		}
	}
	return false
}

// act does what the order wants from node i on.
func (r *Robot) act(i, turn int) {
	if turn != r.turn {
		return
	}
	if i >= len(r.order.Nodes) {
		if o := r.next; o != nil {
			r.next = nil
			r.Take(*o)
		}
		return
	}
	if i > 0 && i > r.node {
		if !r.order.Nodes[i].Released {
			r.waiting = i
			return
		}
		r.drive(i, turn)
		return
	}
	n := r.order.Nodes[i]
	if len(n.Actions) == 0 {
		r.act(i+1, turn)
		return
	}
	a := n.Actions[0]
	if st := (vda5050.State{ActionStates: r.actions}); st.Action(a.ActionID) == vda5050.ActionFailed {
		r.act(i+1, turn)
		return
	}
	for j := range r.actions {
		if r.actions[j].ActionID == a.ActionID {
			r.actions[j].ActionStatus = vda5050.ActionRunning
		}
	}
	if a.ActionType == vda5050.ActionCharge {
		r.settle(a)
		r.plugged = true
		r.tell()
		r.act(i+1, turn)
		return
	}
	r.tell()
	id := orders.ID(a.Param(vda5050.ParamOrder))
	if a.ActionType == vda5050.ActionDrop {
		r.street.atDoor(id)
		return
	}
	r.street.atCounter(id, func() {
		if turn == r.turn && r.finish(vda5050.ActionPick, string(id)) {
			r.tell()
			r.act(i+1, turn)
		}
	})
}

// drive moves along the edge to node i.
func (r *Robot) drive(i, turn int) {
	from, to := r.at, r.under(r.order.Nodes[i].NodePosition)
	far := geo.Distance(from, to)
	switch r.mishap(i) {
	case stuck:
		r.tell()
		return
	case wrecked:
		r.stage.After(5*time.Second, func() { r.breakDown(turn) })
		return
	}
	d := roll(r.seed, "edge", r.Serial, r.order.OrderID, r.order.Nodes[i].NodeID)
	speed := r.speed(i)
	if d.chance(r.habits.RobotFailsPerKm*far/1000 + r.habits.RobotFailsPerHour*far/speed/3600) {
		r.stage.After(5*time.Second, func() { r.breakDown(turn) })
		return
	}
	r.driving, r.plugged = true, false
	takes := time.Duration(far/speed*1000) * time.Millisecond
	r.roll(newTrack([]geo.Point{from, to}, takes), 0, i, turn)
}

// speed is how fast it drives to node i, in m/s.
func (r *Robot) speed(i int) float64 {
	if most := r.order.Edges[i-1].MaxSpeed; most != nil {
		return min(walkingSpeed, *most)
	}
	return walkingSpeed
}

// under returns what lies under a node of the order.
func (r *Robot) under(p *vda5050.NodePosition) geo.Point {
	return r.chart[0].Point(geo.Position{X: p.X, Y: p.Y}).Round()
}

// mishap asks the street, once there are goods on board, what happens on the way
// to node i.
func (r *Robot) mishap(i int) mishap {
	for _, id := range r.cargo {
		last := i == len(r.order.Nodes)-1
		for _, a := range r.order.Nodes[i].Actions {
			last = a.Param(vda5050.ParamOrder) == string(id)
		}
		if what := r.street.mishap(id, last); what != unharmed {
			return what
		}
	}
	return unharmed
}

func (r *Robot) roll(tr track, gone time.Duration, i, turn int) {
	if turn != r.turn {
		return
	}
	if r.paused {
		r.stage.After(2*time.Second, func() { r.roll(tr, gone, i, turn) })
		return
	}
	r.at = tr.at(gone)
	if gone >= tr.takes {
		r.driving = false
		r.node = i
		r.charge = math.Max(0, r.charge-100*tr.sums[len(tr.sums)-1]/float64(RobotRange))
		r.tell()
		r.act(i, turn)
		return
	}
	if gone > 0 {
		r.tell()
	}
	step := min(r.habits.Stride, tr.takes-gone)
	r.stage.After(step, func() { r.roll(tr, gone+step, i, turn) })
}

// breakDown leaves the robot where it is until somebody has repaired it.
func (r *Robot) breakDown(turn int) {
	if turn != r.turn {
		return
	}
	r.driving = false
	r.complain("motorError", vda5050.LevelFatal, r.order.OrderID)
	r.stage.After(40*time.Minute, func() {
		r.cancel()
		r.errors = nil
		r.tell()
	})
}

func (r *Robot) complain(kind, level, order string) {
	e := vda5050.Error{ErrorType: kind, ErrorLevel: level}
	if order != "" {
		e.ErrorReferences = vda5050.List[vda5050.Reference]{{ReferenceKey: vda5050.ParamOrder, ReferenceValue: order}}
	}
	r.errors = append(r.errors, e)
	r.tell()
}

func (r *Robot) tell() {
	if !r.off {
		r.link.State(r.state())
	}
}

// state is everything that VDA 5050 wants to know.
func (r *Robot) state() vda5050.State {
	at, paused := r.chart[0].Position(r.at), r.paused
	st := vda5050.State{
		Header: vda5050.Header{
			Timestamp: vda5050.At(r.stage.Now()), Version: vda5050.Version, Manufacturer: RobotMaker, SerialNumber: r.Serial,
		},
		OrderID: r.order.OrderID, OrderUpdateID: r.order.OrderUpdateID, Driving: r.driving && !r.paused, Paused: &paused,
		OperatingMode: vda5050.ModeAutomatic, ActionStates: append(vda5050.List[vda5050.ActionState]{}, r.actions...),
		Errors:       append(vda5050.List[vda5050.Error]{}, r.errors...),
		BatteryState: vda5050.BatteryState{BatteryCharge: math.Round(r.charge*10) / 10, Charging: r.charges() && r.charge < 100},
		SafetyState:  vda5050.SafetyState{EStop: "NONE"},
		AGVPosition:  &vda5050.AGVPosition{X: at.X, Y: at.Y, MapID: r.chart[0].ID(), PositionInitialized: true},
	}
	if len(r.order.Nodes) == 0 {
		return st
	}
	st.LastNodeID, st.LastNodeSequenceID = r.order.Nodes[r.node].NodeID, r.order.Nodes[r.node].SequenceID
	st.NodeStates, st.EdgeStates = r.course.nodes[r.node+1:], r.course.edges[r.node:]
	return st
}

// course is an order as states tell it: they share it, and nobody writes to it.
type course struct {
	nodes vda5050.List[vda5050.NodeState]
	edges vda5050.List[vda5050.EdgeState]
}

func courseOf(o vda5050.Order) course {
	c := course{
		nodes: make(vda5050.List[vda5050.NodeState], 0, len(o.Nodes)),
		edges: make(vda5050.List[vda5050.EdgeState], 0, len(o.Edges)),
	}
	for _, n := range o.Nodes {
		c.nodes = append(c.nodes, vda5050.NodeState{
			NodeID: n.NodeID, SequenceID: n.SequenceID, Released: n.Released, NodePosition: n.NodePosition,
		})
	}
	for _, e := range o.Edges {
		c.edges = append(c.edges, vda5050.EdgeState{EdgeID: e.EdgeID, SequenceID: e.SequenceID, Released: e.Released})
	}
	return c
}
