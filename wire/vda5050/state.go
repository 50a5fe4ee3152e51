package vda5050

import "slices"

// State is everything a robot says of itself, sent on each change and at
// least every 30 s.
type State struct {
	Header
	Maps                  List[Map]         `json:"maps,omitempty"`
	OrderID               string            `json:"orderId"` // present or last order; "" when there was none
	OrderUpdateID         uint32            `json:"orderUpdateId"`
	ZoneSetID             string            `json:"zoneSetId,omitempty"`
	LastNodeID            string            `json:"lastNodeId"`
	LastNodeSequenceID    uint32            `json:"lastNodeSequenceId"`
	Driving               bool              `json:"driving"`
	Paused                *bool             `json:"paused,omitempty"`
	NewBaseRequest        *bool             `json:"newBaseRequest,omitempty"`
	DistanceSinceLastNode *float64          `json:"distanceSinceLastNode,omitempty"` // metres
	OperatingMode         string            `json:"operatingMode"`
	NodeStates            List[NodeState]   `json:"nodeStates"`
	EdgeStates            List[EdgeState]   `json:"edgeStates"`
	AGVPosition           *AGVPosition      `json:"agvPosition,omitempty"`
	Velocity              *Velocity         `json:"velocity,omitempty"`
	Loads                 List[Load]        `json:"loads,omitempty"`
	ActionStates          List[ActionState] `json:"actionStates"`
	BatteryState          BatteryState      `json:"batteryState"`
	Errors                List[Error]       `json:"errors"`
	Information           List[Info]        `json:"information,omitempty"`
	SafetyState           SafetyState       `json:"safetyState"`
}

// Map is a map that the robot holds.
type Map struct {
	MapID          string `json:"mapId"`
	MapVersion     string `json:"mapVersion"`
	MapDescription string `json:"mapDescription,omitempty"`
	MapStatus      string `json:"mapStatus"` // ENABLED or DISABLED
}

// MapEnabled is the status of a map that a robot drives by.
const MapEnabled = "ENABLED"

// Drives reports whether the robot drives by a map. One that lists no maps does
// not say.
func (s *State) Drives(mapID string) bool {
	return len(s.Maps) == 0 || slices.ContainsFunc(s.Maps, func(m Map) bool { return m.MapID == mapID && m.MapStatus == MapEnabled })
}

// NodeState is a node still ahead.
type NodeState struct {
	NodeID          string        `json:"nodeId"`
	SequenceID      uint32        `json:"sequenceId"`
	NodeDescription string        `json:"nodeDescription,omitempty"`
	Released        bool          `json:"released"`
	NodePosition    *NodePosition `json:"nodePosition,omitempty"`
}

// EdgeState is an edge still ahead.
type EdgeState struct {
	EdgeID          string      `json:"edgeId"`
	SequenceID      uint32      `json:"sequenceId"`
	EdgeDescription string      `json:"edgeDescription,omitempty"`
	Released        bool        `json:"released"`
	Trajectory      *Trajectory `json:"trajectory,omitempty"`
}

// AGVPosition is where the robot is, in metres from the map's origin.
type AGVPosition struct {
	X                   float64  `json:"x"`
	Y                   float64  `json:"y"`
	Theta               float64  `json:"theta"` // radians
	MapID               string   `json:"mapId"`
	MapDescription      string   `json:"mapDescription,omitempty"`
	PositionInitialized bool     `json:"positionInitialized"` // false: the robot does not know
	LocalizationScore   *float64 `json:"localizationScore,omitempty"`
	DeviationRange      *float64 `json:"deviationRange,omitempty"` // metres
}

// Velocity is in the robot's own axes.
type Velocity struct {
	VX    *float64 `json:"vx,omitempty"`    // m/s
	VY    *float64 `json:"vy,omitempty"`    // m/s
	Omega *float64 `json:"omega,omitempty"` // rad/s
}

// Load is what the robot carries. Its size is not read.
type Load struct {
	LoadID       string   `json:"loadId,omitempty"`
	LoadType     string   `json:"loadType,omitempty"`
	LoadPosition string   `json:"loadPosition,omitempty"`
	Weight       *float64 `json:"weight,omitempty"` // kg
}

// Statuses of an action.
const (
	ActionWaiting      = "WAITING"
	ActionInitializing = "INITIALIZING"
	ActionRunning      = "RUNNING"
	ActionPaused       = "PAUSED" // in the text of 2.1.0, not in its schema; accepted, never sent
	ActionFinished     = "FINISHED"
	ActionFailed       = "FAILED"
)

// ActionState is how far an action has come.
type ActionState struct {
	ActionID          string `json:"actionId"`
	ActionType        string `json:"actionType,omitempty"`
	ActionDescription string `json:"actionDescription,omitempty"`
	ActionStatus      string `json:"actionStatus"`
	ResultDescription string `json:"resultDescription,omitempty"`
}

// BatteryState is what is left.
type BatteryState struct {
	BatteryCharge  float64  `json:"batteryCharge"` // percent
	BatteryVoltage *float64 `json:"batteryVoltage,omitempty"`
	BatteryHealth  *float64 `json:"batteryHealth,omitempty"` // percent
	Charging       bool     `json:"charging"`
	Reach          *float64 `json:"reach,omitempty"` // metres
}

// Levels of an error.
const (
	LevelWarning = "WARNING" // the robot goes on
	LevelFatal   = "FATAL"   // the robot needs a person
)

// Types of error that VDA 5050 names.
const (
	ErrorValidation    = "validationError"  // the order was malformed
	ErrorOrder         = "orderError"       // the order has something that the robot cannot do
	ErrorOrderUpdate   = "orderUpdateError" // the order does not follow the present one
	ErrorNoRoute       = "noRouteError"     // the order starts where the robot is not
	ErrorNoOrderCancel = "noOrderToCancel"  // cancelOrder came without an order
)

// Types of error that Linli names, of any level.
const (
	ErrorTipped    = "tipped"    // the robot lies on its side
	ErrorLidForced = "lidForced" // its hold was opened by force
	ErrorStuck     = "stuck"     // it may drive on, and cannot
)

// Error is a trouble that lasts, or the refusal of a message.
type Error struct {
	ErrorType        string          `json:"errorType"`
	ErrorReferences  List[Reference] `json:"errorReferences,omitempty"`
	ErrorDescription string          `json:"errorDescription,omitempty"`
	ErrorHint        string          `json:"errorHint,omitempty"`
	ErrorLevel       string          `json:"errorLevel"`
}

// Reference names what an Error or Info is about: orderId, nodeId, actionId…
type Reference struct {
	ReferenceKey   string `json:"referenceKey"`
	ReferenceValue string `json:"referenceValue"`
}

// Refers reports whether the error names value under key.
func (e Error) Refers(key, value string) bool {
	for _, r := range e.ErrorReferences {
		if r.ReferenceKey == key && r.ReferenceValue == value {
			return true
		}
	}
	return false
}

// Info is for screens only, never for logic.
type Info struct {
	InfoType        string          `json:"infoType"`
	InfoReferences  List[Reference] `json:"infoReferences,omitempty"`
	InfoDescription string          `json:"infoDescription,omitempty"`
	InfoLevel       string          `json:"infoLevel"` // INFO or DEBUG
}

// SafetyState is the emergency stop and the protective field.
type SafetyState struct {
	EStop          string `json:"eStop"` // AUTOACK, MANUAL, REMOTE or NONE
	FieldViolation bool   `json:"fieldViolation"`
}

// EStopNone says that no emergency stop is pressed.
const EStopNone = "NONE"

// Operating modes.
const (
	ModeAutomatic     = "AUTOMATIC"
	ModeSemiautomatic = "SEMIAUTOMATIC" // automatic, with speed or steering under another's hand
	ModeManual        = "MANUAL"
	ModeService       = "SERVICE"
	ModeTeachIn       = "TEACHIN"
)

// Connection states.
const (
	Online  = "ONLINE"
	Offline = "OFFLINE"          // going away in good order
	Broken  = "CONNECTIONBROKEN" // the last will of a broken link
)

// Connection says that a robot's link comes or goes.
type Connection struct {
	Header
	ConnectionState string `json:"connectionState"`
}

// Visualization is the position at a high rate, between two states.
type Visualization struct {
	Header
	AGVPosition *AGVPosition `json:"agvPosition,omitempty"`
	Velocity    *Velocity    `json:"velocity,omitempty"`
}
