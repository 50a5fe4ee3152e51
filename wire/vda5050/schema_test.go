package vda5050_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	. "github.com/linli/linli/wire/vda5050"
)

const schemas = "../../../shared/vda5050/2.1.0"

// schema compiles the published schema of a topic, or skips the test.
func schema(t testing.TB, dir string, n Name) *jsonschema.Schema {
	t.Helper()
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
	dir := schemas
	if env := os.Getenv("VDA5050_SCHEMAS"); env != "" {
		dir = env
	}
	return validateAs(t, m, dir)
}

func validateAs(t testing.TB, m Message, dir string) []byte {
	t.Helper()
	b, err := Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, dir, m.Name()).Validate(v); err != nil {
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
		ID: "m7", Robot: "R1", Loads: []missions.Load{{Order: "o9", Phase: missions.ToPickup}}, UpdateID: 0,
		Nodes: []missions.Node{
			{ID: "n0", Point: at(c, 0, 0)},
			{ID: "n1", Point: at(c, 100, 0), Action: missions.PickNode, Order: "o9"},
			{ID: "n2", Point: at(c, 100, 50)},
			{ID: "n3", Point: at(c, 100, 120), Action: missions.DropNode, Order: "o9"},
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
	cancel, unlock, skip := CancelFor("m7"), UnlockFor("m7", "o9", "A", 1), SkipFor("m7", "o9")
	cancel.Header, unlock.Header, skip.Header = header(), header(), header()
	st := stateOf(c, "m7")
	st.Maps = List[Map]{{MapID: "a", MapVersion: "1", MapDescription: "d", MapStatus: "ENABLED"}}
	st.ZoneSetID, st.LastNodeID, st.LastNodeSequenceID = "z", "n0", 0
	st.Driving, st.Paused, st.NewBaseRequest, st.DistanceSinceLastNode = true, &yes, &yes, f(3)
	st.NodeStates = List[NodeState]{{NodeID: "n1", SequenceID: 2, NodeDescription: "d", Released: true, NodePosition: &NodePosition{X: 1, Y: 2, Theta: f(1), MapID: "a"}}}
	st.EdgeStates = List[EdgeState]{{EdgeID: "e1", SequenceID: 1, EdgeDescription: "d", Released: true, Trajectory: line}}
	st.Velocity = &Velocity{VX: f(1), VY: f(0), Omega: f(0)}
	st.Loads = List[Load]{{LoadID: "l", LoadType: "box", LoadPosition: "p", Weight: f(2)}}
	st.ActionStates = List[ActionState]{{ActionID: "m7.o9.pick", ActionType: "pick", ActionDescription: "d", ActionStatus: ActionRunning, ResultDescription: "r"}}
	st.BatteryState = BatteryState{BatteryCharge: 50, BatteryVoltage: f(24), BatteryHealth: f(90), Charging: true, Reach: f(5000)}
	st.Errors = List[Error]{{ErrorType: "x", ErrorReferences: List[Reference]{{"k", "v"}}, ErrorDescription: "d", ErrorHint: "h", ErrorLevel: LevelWarning}}
	st.Information = List[Info]{{InfoType: "x", InfoReferences: List[Reference]{{"k", "v"}}, InfoDescription: "d", InfoLevel: "INFO"}}
	st.AGVPosition = &AGVPosition{X: 1, Y: 2, Theta: 3, MapID: "a", MapDescription: "d", PositionInitialized: true, LocalizationScore: f(0.5), DeviationRange: f(1)}
	return []Message{
		&order, &cancel, &unlock, &skip, &st,
		&Connection{Header: header(), ConnectionState: Online},
		&Visualization{Header: header(), AGVPosition: st.AGVPosition, Velocity: st.Velocity},
		sheet(),
	}
}

// sheet is a factsheet with a limit of everything.
func sheet() *Factsheet {
	f := func(v float64) *float64 { return &v }
	return &Factsheet{
		Header: header(),
		TypeSpecification: TypeSpecification{
			SeriesName: "box", SeriesDescription: "d", AGVKinematic: "DIFF", AGVClass: "CARRIER", MaxLoadMass: 10,
			LocalizationTypes: List[string]{"NATURAL"}, NavigationTypes: List[string]{"VIRTUAL_LINE_GUIDED"},
		},
		PhysicalParameters: PhysicalParameters{
			SpeedMin: 0.1, SpeedMax: 1.7, AccelerationMax: 1, DecelerationMax: 2, HeightMin: f(0.8), HeightMax: 0.9, Width: 0.6, Length: 0.9,
		},
		ProtocolLimits: ProtocolLimits{
			MaxStringLens: StringLimits{MsgLen: 1e6, TopicSerialLen: 64, TopicElemLen: 64, IDLen: 64, EnumLen: 32, LoadIDLen: 64},
			MaxArrayLens: ArrayLimits{
				OrderNodes: 50, OrderEdges: 49, NodeActions: 1, EdgeActions: 1, ActionParameters: 1, InstantActions: 1,
				NodeStates: 50, EdgeStates: 49, ActionStates: 20,
			},
			Timing: Timing{MinOrderInterval: 0.5, MinStateInterval: 0.1, DefaultStateInterval: f(15), VisualizationInterval: f(1)},
		},
		ProtocolFeatures: ProtocolFeatures{
			OptionalParameters: List[OptionalParameter]{{Parameter: "order.nodes.nodePosition.allowedDeviationXY", Support: "SUPPORTED", Description: "d"}},
			AGVActions: List[AGVAction]{
				{ActionType: ActionPick, ActionDescription: "d", ActionScopes: List[string]{ScopeNode}},
				{ActionType: ActionDrop, ActionScopes: List[string]{ScopeNode}},
				{ActionType: ActionUnlock, ActionScopes: List[string]{ScopeInstant}},
			},
		},
		LoadSpecification: LoadSpecification{LoadPositions: List[string]{"hold"}},
	}
}

func TestFactsheetRefuses(t *testing.T) {
	c := chart(t)
	for what, change := range map[string]func(f *Factsheet){
		"":                        func(f *Factsheet) {},
		"more than the 3":         func(f *Factsheet) { f.ProtocolLimits.MaxArrayLens.EdgeStates = 2 },
		"has no action pick":      func(f *Factsheet) { f.ProtocolFeatures.AGVActions[0].ActionType = "lift" },
		"pick of scope NODE":      func(f *Factsheet) { f.ProtocolFeatures.AGVActions[0].ActionScopes[0] = ScopeInstant },
		"pick that blocks HARD":   func(f *Factsheet) { f.ProtocolFeatures.AGVActions[0].BlockingTypes = List[string]{BlockSoft} },
		"unlock of scope INSTANT": func(f *Factsheet) { f.ProtocolFeatures.AGVActions[2].ActionScopes[0] = ScopeNode },
		"longer than the 5 bytes": func(f *Factsheet) { f.ProtocolLimits.MaxStringLens.IDLen = 5 },
		"digits only":             func(f *Factsheet) { f.ProtocolLimits.MaxStringLens.IDNumericalOnly = true },
	} {
		f := sheet()
		change(f)
		o := PartFor(mission(c), 0, 0, c[0])
		if why := f.Refuses(&o); !strings.Contains(why, what) || (what == "") != (why == "") {
			t.Errorf("%q: %q", what, why)
		}
	}
	o := PartFor(mission(c), 0, 0, c[0])
	if f := (*Factsheet)(nil); f.Refuses(&o) != "" || f.Nodes() != 0 || (&Factsheet{}).Refuses(&o) != "" {
		t.Error("a sheet that says nothing refuses")
	}
}

// What a robot of 2.0.0 is sent validates against the schemas of 2.0.0.
func TestSchemasOf20(t *testing.T) {
	c := chart(t)
	order, unlock := PartFor(mission(c), 0, 0, c[0]), UnlockFor("m7", "o9", "A", 1)
	for _, m := range []Message{&order, &unlock} {
		*m.Head() = header()
		m.Head().Version = "2.0.0"
		validateAs(t, m, schemas+"/../2.0.0")
		validate(t, m)
	}
	if b, err := Encode(&order); err != nil || !bytes.Contains(b, []byte(`"allowedDeviationXy":50`)) {
		t.Errorf("%s %v", b, err)
	}
	order.Version = Version
	if b, err := Encode(&order); err != nil || bytes.Contains(b, []byte("allowedDeviationXy")) {
		t.Errorf("%s %v", b, err)
	}
}

// What a robot of 3.0 is sent validates against the schemas of 3.0, with every
// field set; what only robots send is not written.
func TestSchemasOf30(t *testing.T) {
	for _, m := range full(t) {
		m.Head().Version = "3.0.0"
		switch m.Name() {
		case TopicOrder, TopicInstantActions:
			validateAs(t, m, schemas+"/../3.0-main")
		default:
			if b, err := Encode(m); err == nil {
				t.Errorf("%s", b)
			}
		}
	}
}

func TestSchemas(t *testing.T) {
	c := chart(t)
	empty := stateOf(c, "")
	bare := Order{Header: header(), OrderID: "m", Nodes: List[Node]{{NodeID: "n"}}}
	fetch := UnlockFor("", "o9", "", 2)
	fetch.Header = header()
	ms := append(full(t), &fetch, &empty, &bare, &InstantActions{Header: header()}, &Visualization{Header: header()})
	for _, m := range ms {
		t.Run(string(m.Name()), func(t *testing.T) { validate(t, m) })
	}
}
