package vda5050

import "github.com/linli/linli/missions"

// Order tells a robot which nodes and edges to drive. One with the orderId of
// the present order and a higher orderUpdateId extends it.
type Order struct {
	Header
	OrderID       string     `json:"orderId"` // the mission's id
	OrderUpdateID uint32     `json:"orderUpdateId"`
	ZoneSetID     string     `json:"zoneSetId,omitempty"`
	Nodes         List[Node] `json:"nodes"`
	Edges         List[Edge] `json:"edges"`
}

// Node is a place to pass, with what to do there. Sequence ids of nodes are
// even, those of edges odd.
type Node struct {
	NodeID          string        `json:"nodeId"`
	SequenceID      uint32        `json:"sequenceId"`
	NodeDescription string        `json:"nodeDescription,omitempty"`
	Released        bool          `json:"released"` // in the base; else only in the horizon
	NodePosition    *NodePosition `json:"nodePosition,omitempty"`
	Actions         List[Action]  `json:"actions"`
}

// NodePosition is a node's place in metres from the map's origin, x east and
// y north.
type NodePosition struct {
	X                     float64  `json:"x"`
	Y                     float64  `json:"y"`
	Theta                 *float64 `json:"theta,omitempty"` // radians, -π to π
	AllowedDeviationXY    *float64 `json:"allowedDeviationXY,omitempty"`
	AllowedDeviationXy    *float64 `json:"allowedDeviationXy,omitempty"` // for 2.0
	AllowedDeviationTheta *float64 `json:"allowedDeviationTheta,omitempty"`
	MapID                 string   `json:"mapId"`
	MapDescription        string   `json:"mapDescription,omitempty"`
}

// Edge is the way between two nodes.
type Edge struct {
	EdgeID           string       `json:"edgeId"`
	SequenceID       uint32       `json:"sequenceId"`
	EdgeDescription  string       `json:"edgeDescription,omitempty"`
	Released         bool         `json:"released"`
	StartNodeID      string       `json:"startNodeId"`
	EndNodeID        string       `json:"endNodeId"`
	MaxSpeed         *float64     `json:"maxSpeed,omitempty"` // m/s
	MaxHeight        *float64     `json:"maxHeight,omitempty"`
	MinHeight        *float64     `json:"minHeight,omitempty"`
	Orientation      *float64     `json:"orientation,omitempty"`
	OrientationType  string       `json:"orientationType,omitempty"`
	Direction        string       `json:"direction,omitempty"`
	RotationAllowed  *bool        `json:"rotationAllowed,omitempty"`
	MaxRotationSpeed *float64     `json:"maxRotationSpeed,omitempty"`
	Length           *float64     `json:"length,omitempty"` // metres
	Trajectory       *Trajectory  `json:"trajectory,omitempty"`
	Corridor         *Corridor    `json:"corridor,omitempty"`
	Actions          List[Action] `json:"actions"`
}

// Trajectory is a NURBS curve.
type Trajectory struct {
	Degree        int                `json:"degree"`
	KnotVector    List[float64]      `json:"knotVector"`
	ControlPoints List[ControlPoint] `json:"controlPoints"`
}

// ControlPoint pulls at a Trajectory.
type ControlPoint struct {
	X      float64  `json:"x"`
	Y      float64  `json:"y"`
	Weight *float64 `json:"weight,omitempty"`
}

// Corridor is how far beside its edge a robot may swerve, in metres.
type Corridor struct {
	LeftWidth        float64 `json:"leftWidth"`
	RightWidth       float64 `json:"rightWidth"`
	CorridorRefPoint string  `json:"corridorRefPoint,omitempty"` // KINEMATICCENTER or CONTOUR
}

// Blocking types of an action.
const (
	BlockNone = "NONE" // beside everything, also driving
	BlockSoft = "SOFT" // beside other actions, not driving
	BlockHard = "HARD" // alone
)

// Action types that Linli uses.
const (
	ActionPick    = "pick"        // open the hold for the merchant; FINISHED when loaded and closed
	ActionDrop    = "drop"        // wait for unlock, open the hold; FINISHED when empty and closed
	ActionUnlock  = "unlock"      // Linli's own: the resident proved who they are
	ActionRelease = "releaseStop" // Linli's own: the safety stop is over, as two of staff say
	ActionSkip    = "skip"        // Linli's own: pass over what is left to do for an order
	ActionCancel  = "cancelOrder" // stop, and forget the rest of the order

	ActionCharge       = missions.ChargeNode // at a station; FINISHED once it charges
	ActionLeaveCharge  = "stopCharging"      // before the next order
	ActionPause        = "startPause"        // stand still; the order stays
	ActionResume       = "stopPause"         // go on
	ActionAskState     = "stateRequest"      // send a state
	ActionAskFactsheet = "factsheetRequest"  // send a factsheet
)

// Keys of parameters.
const (
	ParamOrder       = "orderId"     // Linli's order
	ParamCompartment = "compartment" // in which its goods travel
)

// Action is something to do, on a node, on an edge, or at once.
type Action struct {
	ActionType        string                `json:"actionType"`
	ActionName        string                `json:"actionName,omitempty"` // for 2.0
	ActionID          string                `json:"actionId"`
	ActionDescription string                `json:"actionDescription,omitempty"`
	BlockingType      string                `json:"blockingType"`
	ActionParameters  List[ActionParameter] `json:"actionParameters,omitempty"`
}

// ActionParameter is a named value: text, number, truth value, array or
// object.
type ActionParameter struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
}

// Param returns the text parameter called key, or "".
func (a Action) Param(key string) string {
	for _, p := range a.ActionParameters {
		if s, ok := p.Value.(string); ok && p.Key == key {
			return s
		}
	}
	return ""
}

// InstantActions are to be done as soon as they arrive.
type InstantActions struct {
	Header
	Actions List[Action] `json:"actions"`
}
