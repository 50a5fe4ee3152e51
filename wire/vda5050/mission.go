package vda5050

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// StartDeviation is how far, in metres, a robot may be from a mission's first
// node and still count it as passed. The engine knows robots by their last
// report only, and an order that starts where the robot is not is refused.
const StartDeviation = 50.0

// Updates returns where the base ends, in nodes from the mission's start, with
// each message of it, from the order on: one for each update of the engine, and
// more where a robot takes at most so many nodes in a message, 3 at least; 0 is
// no limit. There is always room for a node of the horizon, or a robot that has
// come to the end of a part would count as idle.
func Updates(m missions.Mission, most int) []int {
	bases := m.Bases
	if len(bases) == 0 {
		bases = []int{len(m.Nodes)}
	}
	var ends []int
	from := 0
	for _, end := range bases {
		for most > 2 && end-from >= most && !(end-from == most && end == len(m.Nodes)) {
			from += most - 2
			ends = append(ends, from+1)
		}
		ends = append(ends, end)
		from = end - 1
	}
	return ends
}

// PartFor returns the nth message of a mission, from 0: the order, then its
// updates. Each begins with the last node of the base before, as VDA 5050
// wants (6.6.2), whose actions the robot must not do again. What follows the
// base is the horizon, as far as there is room. The nth message is always the
// same. Its places are on the frame's map. The session fills the header.
func PartFor(m missions.Mission, n uint32, most int, frame geo.MapFrame) Order {
	ends := Updates(m, most)
	from, to := 0, len(m.Nodes)
	if n > 0 {
		from = ends[n-1] - 1
	}
	if most > 2 {
		to = min(to, from+most)
	}
	o := orderOf(m, from, ends[n], to, frame)
	o.OrderUpdateID = n
	return o
}

// OrderFor returns a mission as one order, for a robot that knows nothing of
// it: the base is all that is released by now.
func OrderFor(m missions.Mission, frame geo.MapFrame) Order {
	o := orderOf(m, 0, m.Released(), len(m.Nodes), frame)
	o.OrderUpdateID = m.UpdateID
	return o
}

// orderOf returns a mission's nodes from..to, released up to base.
func orderOf(m missions.Mission, from, base, to int, frame geo.MapFrame) Order {
	o := Order{OrderID: string(m.ID)}
	for i := from; i < to; i++ {
		n := m.Nodes[i]
		at := frame.Position(n.Point)
		released := i < base
		node := Node{
			NodeID: n.ID, SequenceID: uint32(2 * i), Released: released,
			NodePosition: &NodePosition{X: at.X, Y: at.Y, MapID: frame.ID()},
		}
		if n.Action != "" {
			a := Action{ActionType: n.Action, ActionID: ActionID(m.ID, n), BlockingType: BlockHard}
			if l := m.Load(n.Order); l != nil {
				a.ActionParameters = about(n.Order, l.Compartment)
			}
			node.Actions = List[Action]{a}
		}
		if i == 0 {
			deviation := StartDeviation
			node.NodePosition.AllowedDeviationXY = &deviation
		}
		if i > from {
			before := m.Nodes[i-1].ID
			o.Edges = append(o.Edges, Edge{
				EdgeID: fmt.Sprintf("e%d", i), SequenceID: uint32(2*i - 1), Released: released,
				StartNodeID: before, EndNodeID: n.ID,
			})
		}
		o.Nodes = append(o.Nodes, node)
	}
	return o
}

// ActionID returns the id of what a mission does at a node: the same for each
// sending, and telling by itself what the action is and for which order, because
// a robot's state need not repeat that.
func ActionID(m missions.ID, n missions.Node) string {
	if n.Order == "" {
		return string(m) + "." + n.Action
	}
	return string(m) + "." + n.Order + "." + n.Action
}

// actionOf returns which of the mission's actions the id names, and for which
// order, or "".
func actionOf(mission, actionID string) (action, order string) {
	rest, ok := strings.CutPrefix(actionID, mission+".")
	if !ok {
		return "", ""
	}
	i := strings.LastIndexByte(rest, '.')
	if i < 0 {
		return "", ""
	}
	return rest[i+1:], rest[:i]
}

const cancelSuffix = ".cancel"

// CancelID returns the id of the action that recalls a mission.
func CancelID(m missions.ID) string { return string(m) + cancelSuffix }

// CancelFor returns the instant action that recalls a mission. cancelOrder
// has no parameters in VDA 5050 2.1.0: it ends whatever order the robot has,
// so it must not be sent after the next order. 2.1.0 does not fix the blocking
// type of instant actions; 3.0 makes it NONE, and anything else might wait for
// the very errand that is called off.
func CancelFor(m missions.ID) InstantActions {
	return InstantActions{Actions: List[Action]{{
		ActionType: ActionCancel, ActionID: CancelID(m), BlockingType: BlockNone,
	}}}
}

// UnlockID returns the id of the nth attempt, from 1, to unlock what an order's
// goods are in: on a mission, or, when they outlived it, without.
func UnlockID(m missions.ID, order string, nth int) string {
	subject := order
	if m != "" {
		subject = string(m) + "." + order
	}
	return subject + ".unlock." + strconv.Itoa(nth)
}

// UnlockFor returns the instant action that opens a compartment for the order's
// resident, or, without a mission, for the courier who fetches the
// goods from a robot that cannot go on. A resend repeats nth; a new attempt
// after a FAILED one raises it.
func UnlockFor(m missions.ID, order, compartment string, nth int) InstantActions {
	return InstantActions{Actions: List[Action]{{
		ActionType: ActionUnlock, ActionID: UnlockID(m, order, nth), BlockingType: BlockNone,
		ActionParameters: about(order, compartment),
	}}}
}

// UnplugID returns the id of the action that ends charging before an order.
func UnplugID(m missions.ID) string { return string(m) + "." + ActionLeaveCharge }

// UnplugFor returns the instant action that has a robot stop charging, so that it
// can take an order.
func UnplugFor(m missions.ID) InstantActions {
	return InstantActions{Actions: List[Action]{{
		ActionType: ActionLeaveCharge, ActionID: UnplugID(m), BlockingType: BlockNone,
	}}}
}

// SkipID returns the id of the action that has a robot pass over an order.
func SkipID(m missions.ID, order string) string { return string(m) + "." + order + ".skip" }

// SkipFor returns the instant action that has a robot pass over what is left to
// do for an order of its mission, and go on with the others.
func SkipFor(m missions.ID, order string) InstantActions {
	return InstantActions{Actions: List[Action]{{
		ActionType: ActionSkip, ActionID: SkipID(m, order), BlockingType: BlockNone,
		ActionParameters: about(order, ""),
	}}}
}

// about returns the parameters that say whose goods an action is about, and
// where they are.
func about(order, compartment string) List[ActionParameter] {
	list := List[ActionParameter]{{Key: ParamOrder, Value: order}}
	if compartment != "" {
		list = append(list, ActionParameter{Key: ParamCompartment, Value: compartment})
	}
	return list
}

// RequestFor returns an instant action without parameters: for a robot's state
// or factsheet, to pause, to go on; at makes its id one of its own.
func RequestFor(kind string, at int64) InstantActions {
	return InstantActions{Actions: List[Action]{{
		ActionType: kind, ActionID: RequestID(kind, at), BlockingType: BlockNone,
	}}}
}

// RequestID returns the id of what RequestFor returns.
func RequestID(kind string, at int64) string { return kind + "." + strconv.FormatInt(at, 10) }
