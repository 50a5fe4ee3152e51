package vda5050

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// startDeviation is how far, in metres, a robot may be from a mission's first
// node and still count it as passed. The engine knows robots by their last
// report only, and an order that starts where the robot is not is refused.
const startDeviation = 50.0

// OrderFor returns the order that a mission becomes: a node for each of its
// points, joined by edges; the base is what is released, the rest the horizon.
// Its places are on the frame's map. The session fills the header.
func OrderFor(m missions.Mission, frame geo.MapFrame) Order {
	return orderFrom(m, 0, frame)
}

// UpdateFor returns the order update for a robot that has the mission as it
// was with an earlier update: it begins with the last node of that base, as
// VDA 5050 wants (6.6.2), whose actions the robot must not do again.
func UpdateFor(m missions.Mission, known uint32, frame geo.MapFrame) Order {
	from := 0
	if int(known) < len(m.Bases) {
		from = m.Bases[known] - 1
	}
	return orderFrom(m, from, frame)
}

func orderFrom(m missions.Mission, from int, frame geo.MapFrame) Order {
	o := Order{OrderID: string(m.ID), OrderUpdateID: m.UpdateID}
	for i, n := range m.Nodes {
		if i < from {
			continue
		}
		at := frame.Position(n.Point)
		released := i < m.Released()
		node := Node{
			NodeID: n.ID, SequenceID: uint32(2 * i), Released: released,
			NodePosition: &NodePosition{X: at.X, Y: at.Y, MapID: frame.ID()},
		}
		if n.Action != "" {
			node.Actions = List[Action]{{
				ActionType: n.Action, ActionID: ActionID(m.ID, n), BlockingType: BlockHard,
				ActionParameters: List[ActionParameter]{{Key: ParamOrder, Value: m.Order}},
			}}
		}
		if i == 0 {
			deviation := startDeviation
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
// sending, and telling by itself what the action is, because a robot's state
// need not repeat the type.
func ActionID(m missions.ID, n missions.Node) string {
	return string(m) + "." + n.ID + "." + n.Action
}

// actionOf returns which of the mission's actions the id names, or "".
func actionOf(mission, actionID string) string {
	rest, ok := strings.CutPrefix(actionID, mission+".")
	if !ok {
		return ""
	}
	i := strings.LastIndexByte(rest, '.')
	if i < 0 {
		return ""
	}
	return rest[i+1:]
}

// CancelID returns the id of the action that recalls a mission.
func CancelID(m missions.ID) string { return string(m) + ".cancel" }

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

// UnlockID returns the id of the nth attempt, from 1, to unlock a hold: of a
// mission, or, when the goods outlived their mission, of an order.
func UnlockID(m missions.ID, order string, nth int) string {
	subject := string(m)
	if subject == "" {
		subject = order
	}
	return subject + ".unlock." + strconv.Itoa(nth)
}

// UnlockFor returns the instant action that opens the robot's hold for the
// order's resident, or, without a mission, for the courier who fetches the
// goods from a robot that cannot go on. A resend repeats nth; a new attempt
// after a FAILED one raises it.
func UnlockFor(m missions.ID, order string, nth int) InstantActions {
	return InstantActions{Actions: List[Action]{{
		ActionType: ActionUnlock, ActionID: UnlockID(m, order, nth), BlockingType: BlockNone,
		ActionParameters: List[ActionParameter]{{Key: ParamOrder, Value: order}},
	}}}
}
