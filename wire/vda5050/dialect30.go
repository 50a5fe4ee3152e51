package vda5050

import (
	"fmt"
	"strings"
)

// Messages of VDA 5050 3.0 as it stood on its main branch: other names, an
// ellipse for a deviation, instant actions apart from the order's. Inside,
// everything is as 2.1.0 has it. No robot of 3.0 has been met yet.

// is30 reports whether a header's version is 3.
func (h *Header) is30() bool { return strings.HasPrefix(h.Version, "3.") }

// Decode30 is Decode for a robot that speaks 3.0.
func Decode30(n Name, payload []byte) (Message, error) {
	var s interface{ message() Message }
	switch n {
	case TopicState:
		s = new(state30)
	case TopicConnection:
		s = new(connection30)
	case TopicVisualization:
		s = new(visualization30)
	case TopicFactsheet:
		s = new(factsheet30)
	default:
		return nil, fmt.Errorf("vda5050: topic %q of 3.0 is not read here", n)
	}
	if err := read(n, payload, s); err != nil {
		return nil, err
	}
	m := s.message()
	if !m.Head().is30() {
		return nil, fmt.Errorf("vda5050: %s: version %.20q is not 3.x, as the topic is", n, m.Head().Version)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("vda5050: %s: %w", n, err)
	}
	return m, nil
}

type order30 struct {
	Header
	OrderID       string       `json:"orderId"`
	OrderUpdateID uint32       `json:"orderUpdateId"`
	Nodes         List[node30] `json:"nodes"`
	Edges         List[edge30] `json:"edges"`
}

type node30 struct {
	NodeID         string         `json:"nodeId"`
	SequenceID     uint32         `json:"sequenceId"`
	NodeDescriptor string         `json:"nodeDescriptor,omitempty"`
	Released       bool           `json:"released"`
	NodePosition   *place30       `json:"nodePosition,omitempty"`
	Actions        List[action30] `json:"actions"`
}

type place30 struct {
	X                     float64  `json:"x"`
	Y                     float64  `json:"y"`
	Theta                 *float64 `json:"theta,omitempty"`
	AllowedDeviationXY    *ellipse `json:"allowedDeviationXY,omitempty"`
	AllowedDeviationTheta *float64 `json:"allowedDeviationTheta,omitempty"`
	MapID                 string   `json:"mapId"`
}

// ellipse has half axes in metres and a turn in radians.
type ellipse struct {
	A     float64 `json:"a"`
	B     float64 `json:"b"`
	Theta float64 `json:"theta"`
}

type edge30 struct {
	EdgeID           string         `json:"edgeId"`
	SequenceID       uint32         `json:"sequenceId"`
	EdgeDescriptor   string         `json:"edgeDescriptor,omitempty"`
	Released         bool           `json:"released"`
	StartNodeID      string         `json:"startNodeId"`
	EndNodeID        string         `json:"endNodeId"`
	MaximumSpeed     *float64       `json:"maximumSpeed,omitempty"`
	MaximumHeight    *float64       `json:"maximumMobileRobotHeight,omitempty"`
	MinimumHeight    *float64       `json:"minimumLoadHandlingDeviceHeight,omitempty"`
	Orientation      *float64       `json:"orientation,omitempty"`
	OrientationType  string         `json:"orientationType,omitempty"`
	Direction        string         `json:"direction,omitempty"`
	MaxRotationSpeed *float64       `json:"maxRotationSpeed,omitempty"`
	Length           *float64       `json:"length,omitempty"`
	Trajectory       *Trajectory    `json:"trajectory,omitempty"`
	Corridor         *corridor30    `json:"corridor,omitempty"`
	Actions          List[action30] `json:"actions"`
}

type corridor30 struct {
	LeftWidth      float64 `json:"leftWidth"`
	RightWidth     float64 `json:"rightWidth"`
	ReferencePoint string  `json:"corridorReferencePoint,omitempty"`
}

type action30 struct {
	ActionType       string                `json:"actionType"`
	ActionID         string                `json:"actionId"`
	ActionDescriptor string                `json:"actionDescriptor,omitempty"`
	BlockingType     string                `json:"blockingType"`
	ActionParameters List[ActionParameter] `json:"actionParameters,omitempty"`
}

func actions30(as List[Action]) List[action30] {
	out := make(List[action30], len(as))
	for i, a := range as {
		out[i] = action30{a.ActionType, a.ActionID, a.ActionDescription, a.BlockingType, a.ActionParameters}
	}
	return out
}

// for30 returns the order as 3.0 has it. What it has no name for, a rotation on
// an edge and the map's description, is left out.
func (o *Order) for30() any {
	out := order30{Header: o.Header, OrderID: o.OrderID, OrderUpdateID: o.OrderUpdateID}
	for i := range o.Nodes {
		n := &o.Nodes[i]
		to := node30{n.NodeID, n.SequenceID, n.NodeDescription, n.Released, nil, actions30(n.Actions)}
		if p := n.NodePosition; p != nil {
			to.NodePosition = &place30{X: p.X, Y: p.Y, Theta: p.Theta, AllowedDeviationTheta: p.AllowedDeviationTheta, MapID: p.MapID}
			if r := p.AllowedDeviationXY; r != nil {
				to.NodePosition.AllowedDeviationXY = &ellipse{A: *r, B: *r}
			}
		}
		out.Nodes = append(out.Nodes, to)
	}
	for i := range o.Edges {
		e := &o.Edges[i]
		to := edge30{
			EdgeID: e.EdgeID, SequenceID: e.SequenceID, EdgeDescriptor: e.EdgeDescription, Released: e.Released,
			StartNodeID: e.StartNodeID, EndNodeID: e.EndNodeID, MaximumSpeed: e.MaxSpeed, MaximumHeight: e.MaxHeight,
			MinimumHeight: e.MinHeight, Orientation: e.Orientation, OrientationType: e.OrientationType,
			Direction: e.Direction, MaxRotationSpeed: e.MaxRotationSpeed, Length: e.Length, Trajectory: e.Trajectory,
			Actions: actions30(e.Actions),
		}
		if c := e.Corridor; c != nil {
			to.Corridor = &corridor30{c.LeftWidth, c.RightWidth, strings.Replace(c.CorridorRefPoint, "KINEMATICCENTER", "KINEMATIC_CENTER", 1)}
		}
		out.Edges = append(out.Edges, to)
	}
	return out
}

// for30 returns the instant actions as 3.0 has them: none of them blocks, and
// cancelOrder says which order it means.
func (a *InstantActions) for30() any {
	out := struct {
		Header
		Actions List[action30] `json:"actions"`
	}{a.Header, actions30(a.Actions)}
	for i := range out.Actions {
		to := &out.Actions[i]
		to.BlockingType = BlockNone
		if order, ok := strings.CutSuffix(to.ActionID, cancelSuffix); ok && to.ActionType == ActionCancel {
			to.ActionParameters = List[ActionParameter]{{Key: ParamOrder, Value: order}}
		}
	}
	return out
}

type state30 struct {
	Header
	Maps                  List[Map]           `json:"maps,omitempty"`
	OrderID               string              `json:"orderId"`
	OrderUpdateID         uint32              `json:"orderUpdateId"`
	LastNodeID            string              `json:"lastNodeId"`
	LastNodeSequenceID    uint32              `json:"lastNodeSequenceId"`
	Driving               bool                `json:"driving"`
	Paused                *bool               `json:"paused,omitempty"`
	NewBaseRequest        *bool               `json:"newBaseRequest,omitempty"`
	DistanceSinceLastNode *float64            `json:"distanceSinceLastNode,omitempty"`
	OperatingMode         string              `json:"operatingMode"`
	NodeStates            List[nodeState30]   `json:"nodeStates"`
	EdgeStates            List[edgeState30]   `json:"edgeStates"`
	Position              *position30         `json:"mobileRobotPosition,omitempty"`
	Velocity              *Velocity           `json:"velocity,omitempty"`
	Loads                 List[Load]          `json:"loads,omitempty"`
	ActionStates          List[actionState30] `json:"actionStates"`
	InstantActionStates   List[actionState30] `json:"instantActionStates"`
	PowerSupply           powerSupply30       `json:"powerSupply"`
	Errors                List[Error]         `json:"errors"`
	Information           List[info30]        `json:"information,omitempty"`
	SafetyState           safetyState30       `json:"safetyState"`
}

type nodeState30 struct {
	NodeID     string `json:"nodeId"`
	SequenceID uint32 `json:"sequenceId"`
	Released   bool   `json:"released"`
}

type edgeState30 struct {
	EdgeID     string `json:"edgeId"`
	SequenceID uint32 `json:"sequenceId"`
	Released   bool   `json:"released"`
}

type position30 struct {
	X                 float64  `json:"x"`
	Y                 float64  `json:"y"`
	Theta             float64  `json:"theta"`
	MapID             string   `json:"mapId"`
	Localized         bool     `json:"localized"`
	LocalizationScore *float64 `json:"localizationScore,omitempty"`
	DeviationRange    *float64 `json:"deviationRange,omitempty"`
}

type actionState30 struct {
	ActionID         string `json:"actionId"`
	ActionType       string `json:"actionType,omitempty"`
	ActionDescriptor string `json:"actionDescriptor,omitempty"`
	ActionStatus     string `json:"actionStatus"`
	ActionResult     string `json:"actionResult,omitempty"`
}

type powerSupply30 struct {
	StateOfCharge  float64  `json:"stateOfCharge"`
	BatteryVoltage *float64 `json:"batteryVoltage,omitempty"`
	BatteryHealth  *float64 `json:"batteryHealth,omitempty"`
	Charging       bool     `json:"charging"`
	Range          *float64 `json:"range,omitempty"`
}

type info30 struct {
	InfoType       string          `json:"infoType"`
	InfoReferences List[Reference] `json:"infoReferences,omitempty"`
	InfoDescriptor string          `json:"infoDescriptor,omitempty"`
	InfoLevel      string          `json:"infoLevel"`
}

type safetyState30 struct {
	ActiveEmergencyStop string `json:"activeEmergencyStop"`
	FieldViolation      bool   `json:"fieldViolation"`
}

// since30 are the values that 3.0 writes otherwise, by what they are to Linli.
// A robot that starts up, or that a person has taken over for a moment, is not
// its master's. An action that could be tried again is not: it has failed.
var since30 = map[string]string{
	"STARTUP": ModeService, "INTERVENED": ModeManual, "TEACH_IN": ModeTeachIn,
	"RETRIABLE": ActionFailed,
	"URGENT":    LevelWarning, "CRITICAL": LevelFatal,
	"VALIDATION_FAILURE": ErrorValidation, "INVALID_ORDER": ErrorOrder, "UNSUPPORTED_PARAMETER": ErrorOrder,
	"UNKNOWN_MAP_ID": ErrorOrder, "OUTDATED_ORDER_UPDATE": ErrorOrderUpdate, "NO_ORDER_TO_CANCEL": ErrorNoOrderCancel,
	"HIBERNATING": Offline, "CONNECTION_BROKEN": Broken,
}

func was(v string) string {
	if old, ok := since30[v]; ok {
		return old
	}
	return v
}

func (s *state30) message() Message {
	m := &State{
		Header: s.Header, Maps: s.Maps, OrderID: s.OrderID, OrderUpdateID: s.OrderUpdateID,
		LastNodeID: s.LastNodeID, LastNodeSequenceID: s.LastNodeSequenceID, Driving: s.Driving, Paused: s.Paused,
		NewBaseRequest: s.NewBaseRequest, DistanceSinceLastNode: s.DistanceSinceLastNode,
		OperatingMode: was(s.OperatingMode), AGVPosition: s.Position.position(), Velocity: s.Velocity, Loads: s.Loads,
		BatteryState: BatteryState{s.PowerSupply.StateOfCharge, s.PowerSupply.BatteryVoltage, s.PowerSupply.BatteryHealth,
			s.PowerSupply.Charging, s.PowerSupply.Range},
		Errors:      s.Errors,
		SafetyState: SafetyState{s.SafetyState.ActiveEmergencyStop, s.SafetyState.FieldViolation},
	}
	for _, n := range s.NodeStates {
		m.NodeStates = append(m.NodeStates, NodeState{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: n.Released})
	}
	for _, e := range s.EdgeStates {
		m.EdgeStates = append(m.EdgeStates, EdgeState{EdgeID: e.EdgeID, SequenceID: e.SequenceID, Released: e.Released})
	}
	for _, list := range []List[actionState30]{s.ActionStates, s.InstantActionStates} {
		for _, a := range list {
			m.ActionStates = append(m.ActionStates, ActionState{a.ActionID, a.ActionType, a.ActionDescriptor, was(a.ActionStatus), a.ActionResult})
		}
	}
	for i := range m.Errors {
		e := &m.Errors[i]
		e.ErrorType, e.ErrorLevel = was(e.ErrorType), was(e.ErrorLevel)
	}
	for _, i := range s.Information {
		m.Information = append(m.Information, Info{i.InfoType, i.InfoReferences, i.InfoDescriptor, i.InfoLevel})
	}
	return m
}

func (p *position30) position() *AGVPosition {
	if p == nil {
		return nil
	}
	return &AGVPosition{
		X: p.X, Y: p.Y, Theta: p.Theta, MapID: p.MapID, PositionInitialized: p.Localized,
		LocalizationScore: p.LocalizationScore, DeviationRange: p.DeviationRange,
	}
}

type connection30 struct {
	Header
	ConnectionState string `json:"connectionState"`
}

func (c *connection30) message() Message {
	return &Connection{Header: c.Header, ConnectionState: was(c.ConnectionState)}
}

type visualization30 struct {
	Header
	ReferenceStateHeaderID uint32      `json:"referenceStateHeaderId"`
	Position               *position30 `json:"mobileRobotPosition,omitempty"`
	Velocity               *Velocity   `json:"velocity,omitempty"`
}

func (v *visualization30) message() Message {
	return &Visualization{Header: v.Header, AGVPosition: v.Position.position(), Velocity: v.Velocity}
}

// factsheet30 is what Linli reads of a factsheet: the rest stays where it is.
type factsheet30 struct {
	Header
	TypeSpecification struct {
		SeriesName      string       `json:"seriesName"`
		Kinematics      string       `json:"mobileRobotKinematics"`
		Class           string       `json:"mobileRobotClass"`
		MaximumLoadMass float64      `json:"maximumLoadMass"`
		Localization    List[string] `json:"localizationTypes"`
		Navigation      List[string] `json:"navigationTypes"`
	} `json:"typeSpecification"`
	PhysicalParameters struct {
		MinimumSpeed        float64 `json:"minimumSpeed"`
		MaximumSpeed        float64 `json:"maximumSpeed"`
		MaximumAcceleration float64 `json:"maximumAcceleration"`
		MaximumDeceleration float64 `json:"maximumDeceleration"`
		MinimumHeight       float64 `json:"minimumHeight"`
		MaximumHeight       float64 `json:"maximumHeight"`
		Width               float64 `json:"width"`
		Length              float64 `json:"length"`
	} `json:"physicalParameters"`
	ProtocolLimits struct {
		Strings struct {
			Message        int  `json:"maximumMessageLength,omitempty"`
			TopicSerial    int  `json:"maximumTopicSerialLength,omitempty"`
			TopicElement   int  `json:"maximumTopicElementLength,omitempty"`
			ID             int  `json:"maximumIdLength,omitempty"`
			NumericalIDs   bool `json:"idNumericalOnly,omitempty"`
			LoadIdentifier int  `json:"maximumLoadIdLength,omitempty"`
		} `json:"maximumStringLengths"`
		Arrays ArrayLimits `json:"maximumArrayLengths"`
		Timing struct {
			MinimumOrderInterval  float64  `json:"minimumOrderInterval"`
			MinimumStateInterval  float64  `json:"minimumStateInterval"`
			DefaultStateInterval  *float64 `json:"defaultStateInterval,omitempty"`
			VisualizationInterval *float64 `json:"visualizationInterval,omitempty"`
		} `json:"timing"`
	} `json:"protocolLimits"`
	ProtocolFeatures struct {
		OptionalParameters List[OptionalParameter] `json:"optionalParameters"`
		Actions            List[AGVAction]         `json:"mobileRobotActions"`
	} `json:"protocolFeatures"`
}

func (f *factsheet30) message() Message {
	t, p, s, c := &f.TypeSpecification, &f.PhysicalParameters, &f.ProtocolLimits.Strings, &f.ProtocolLimits.Timing
	return &Factsheet{
		Header: f.Header,
		TypeSpecification: TypeSpecification{
			SeriesName: t.SeriesName, AGVKinematic: t.Kinematics, AGVClass: t.Class, MaxLoadMass: t.MaximumLoadMass,
			LocalizationTypes: t.Localization, NavigationTypes: t.Navigation,
		},
		PhysicalParameters: PhysicalParameters{
			p.MinimumSpeed, p.MaximumSpeed, p.MaximumAcceleration, p.MaximumDeceleration,
			&p.MinimumHeight, p.MaximumHeight, p.Width, p.Length,
		},
		ProtocolLimits: ProtocolLimits{
			MaxStringLens: StringLimits{
				MsgLen: s.Message, TopicSerialLen: s.TopicSerial, TopicElemLen: s.TopicElement, IDLen: s.ID,
				IDNumericalOnly: s.NumericalIDs, LoadIDLen: s.LoadIdentifier,
			},
			MaxArrayLens: f.ProtocolLimits.Arrays,
			Timing:       Timing{c.MinimumOrderInterval, c.MinimumStateInterval, c.DefaultStateInterval, c.VisualizationInterval},
		},
		ProtocolFeatures: ProtocolFeatures{f.ProtocolFeatures.OptionalParameters, f.ProtocolFeatures.Actions},
	}
}
