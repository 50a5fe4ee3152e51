package vda5050_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	. "github.com/linli/linli/wire/vda5050"
)

const schemas = "../../../shared/vda5050/2.1.0"

// schema compiles the published schema of a topic, or skips the test.
func schema(t testing.TB, n Name) *jsonschema.Schema {
	t.Helper()
	dir := schemas
	if env := os.Getenv("VDA5050_SCHEMAS"); env != "" {
		dir = env
	}
	path := filepath.Join(dir, string(n)+".schema")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the VDA 5050 schemas are not here: set VDA5050_SCHEMAS to the folder json_schemas of VDA5050/VDA5050 at 2.1.0 (looked for %s)", path)
	}
	s, err := jsonschema.NewCompiler().Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t testing.TB, m Message) []byte {
	t.Helper()
	b, err := Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, m.Name()).Validate(v); err != nil {
		t.Fatalf("%s\n%v", b, err)
	}
	return b
}

var origin = geo.Point{Lng: 1.52, Lat: 42.5}

func chart(t testing.TB) Chart {
	t.Helper()
	c, err := ChartAround("andorra", origin)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(c Chart, east, north float64) geo.Point {
	return c[0].Point(geo.Position{X: east, Y: north}).Round()
}

func mission(c Chart) missions.Mission {
	return missions.Mission{
		ID: "m7", Robot: "R1", Order: "o9", Phase: missions.ToPickup, UpdateID: 0,
		Nodes: []missions.Node{
			{ID: "n0", Point: at(c, 0, 0)},
			{ID: "n1", Point: at(c, 100, 0), Action: missions.PickNode},
			{ID: "n2", Point: at(c, 100, 50)},
			{ID: "n3", Point: at(c, 100, 120), Action: missions.DropNode},
		},
	}
}

func header() Header {
	return Header{HeaderID: 1, Timestamp: At(clock.Instant(1_700_000_000_123_456)), Version: Version,
		Manufacturer: "ACME", SerialNumber: "R1"}
}

// stateOf is a state that is valid and says nothing.
func stateOf(c Chart, order string) State {
	s := State{Header: header(), OrderID: order, OperatingMode: ModeAutomatic}
	s.AGVPosition = &AGVPosition{X: 0, Y: 0, MapID: c[0].ID(), PositionInitialized: true}
	s.BatteryState.BatteryCharge = 80
	s.SafetyState.EStop = "NONE"
	return s
}

// full is one value of every message with every field set.
func full(t testing.TB) []Message {
	c := chart(t)
	f := func(v float64) *float64 { return &v }
	yes := true
	line := &Trajectory{Degree: 1, KnotVector: List[float64]{0, 0, 1, 1}, ControlPoints: List[ControlPoint]{{X: 1, Y: 2, Weight: f(1)}, {X: 2, Y: 3}}}
	order := OrderFor(mission(c), c[0])
	order.Header = header()
	order.ZoneSetID = "z"
	order.Edges[0] = Edge{
		EdgeID: "e1", SequenceID: 1, EdgeDescription: "d", Released: true, StartNodeID: "n0", EndNodeID: "n1",
		MaxSpeed: f(1.6), MaxHeight: f(1), MinHeight: f(0), Orientation: f(0.5), OrientationType: "GLOBAL",
		Direction: "left", RotationAllowed: &yes, MaxRotationSpeed: f(1), Length: f(100), Trajectory: line,
		Corridor: &Corridor{LeftWidth: 1, RightWidth: 2, CorridorRefPoint: "CONTOUR"},
		Actions:  List[Action]{{ActionType: "beep", ActionID: "a", ActionDescription: "d", BlockingType: BlockSoft}},
	}
	cancel, unlock := CancelFor("m7"), UnlockFor("m7", "o9", 1)
	cancel.Header, unlock.Header = header(), header()
	st := stateOf(c, "m7")
	st.Maps = List[Map]{{MapID: "a", MapVersion: "1", MapDescription: "d", MapStatus: "ENABLED"}}
	st.ZoneSetID, st.LastNodeID, st.LastNodeSequenceID = "z", "n0", 0
	st.Driving, st.Paused, st.NewBaseRequest, st.DistanceSinceLastNode = true, &yes, &yes, f(3)
	st.NodeStates = List[NodeState]{{NodeID: "n1", SequenceID: 2, NodeDescription: "d", Released: true, NodePosition: &NodePosition{X: 1, Y: 2, Theta: f(1), MapID: "a"}}}
	st.EdgeStates = List[EdgeState]{{EdgeID: "e1", SequenceID: 1, EdgeDescription: "d", Released: true, Trajectory: line}}
	st.Velocity = &Velocity{VX: f(1), VY: f(0), Omega: f(0)}
	st.Loads = List[Load]{{LoadID: "l", LoadType: "box", LoadPosition: "p", Weight: f(2)}}
	st.ActionStates = List[ActionState]{{ActionID: "m7.n1.pick", ActionType: "pick", ActionDescription: "d", ActionStatus: ActionRunning, ResultDescription: "r"}}
	st.BatteryState = BatteryState{BatteryCharge: 50, BatteryVoltage: f(24), BatteryHealth: f(90), Charging: true, Reach: f(5000)}
	st.Errors = List[Error]{{ErrorType: "x", ErrorReferences: List[Reference]{{"k", "v"}}, ErrorDescription: "d", ErrorHint: "h", ErrorLevel: LevelWarning}}
	st.Information = List[Info]{{InfoType: "x", InfoReferences: List[Reference]{{"k", "v"}}, InfoDescription: "d", InfoLevel: "INFO"}}
	st.AGVPosition = &AGVPosition{X: 1, Y: 2, Theta: 3, MapID: "a", MapDescription: "d", PositionInitialized: true, LocalizationScore: f(0.5), DeviationRange: f(1)}
	return []Message{
		&order, &cancel, &unlock, &st,
		&Connection{Header: header(), ConnectionState: Online},
		&Visualization{Header: header(), AGVPosition: st.AGVPosition, Velocity: st.Velocity},
	}
}

func TestSchemas(t *testing.T) {
	c := chart(t)
	empty := stateOf(c, "")
	bare := Order{Header: header(), OrderID: "m", Nodes: List[Node]{{NodeID: "n"}}}
	fetch := UnlockFor("", "o9", 2)
	fetch.Header = header()
	ms := append(full(t), &fetch, &empty, &bare, &InstantActions{Header: header()}, &Visualization{Header: header()})
	for _, m := range ms {
		t.Run(string(m.Name()), func(t *testing.T) { validate(t, m) })
	}
}
