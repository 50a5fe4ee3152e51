package vda5050_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	. "github.com/linli/linli/wire/vda5050"
)

func TestOrderFor(t *testing.T) {
	c := chart(t)
	o := OrderFor(mission(c), c[0])
	var lines []string
	for i, n := range o.Nodes {
		l := fmt.Sprintf("%d %s %.0f,%.0f", n.SequenceID, n.NodeID, n.NodePosition.X, n.NodePosition.Y)
		for _, a := range n.Actions {
			l += " " + a.ActionType + " " + a.ActionID + " " + a.BlockingType + " " + a.Param(ParamOrder)
		}
		lines = append(lines, l)
		if i < len(o.Edges) {
			e := o.Edges[i]
			lines = append(lines, fmt.Sprintf("%d %s %s-%s", e.SequenceID, e.EdgeID, e.StartNodeID, e.EndNodeID))
		}
	}
	const want = `0 n0 0,0
1 e1 n0-n1
2 n1 100,0 pick m7.o9.pick HARD o9
3 e2 n1-n2
4 n2 100,50
5 e3 n2-n3
6 n3 100,120 drop m7.o9.drop HARD o9`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

const t0 = clock.Instant(1_700_000_000_000_000)

// acts returns action states of mission m7.
func acts(pick, drop string) List[ActionState] {
	var l List[ActionState]
	if pick != "" {
		l = append(l, ActionState{ActionID: "m7.o9.pick", ActionStatus: pick})
	}
	return append(l, ActionState{ActionID: "m7.o9.drop", ActionStatus: drop})
}

func TestObserveSignals(t *testing.T) {
	c := chart(t)
	for _, row := range []struct {
		name   string
		states []List[ActionState]
		want   []missions.Signal
	}{
		{"step by step", []List[ActionState]{
			acts(ActionWaiting, ActionWaiting), acts(ActionRunning, ActionWaiting), acts(ActionFinished, ActionWaiting),
			acts(ActionFinished, ActionRunning), acts(ActionFinished, ActionFinished)},
			[]missions.Signal{"", "at_pickup", "loaded", "at_handoff", "unloaded"}},
		{"every state twice", []List[ActionState]{
			acts(ActionRunning, ActionWaiting), acts(ActionRunning, ActionWaiting), acts(ActionFinished, ActionWaiting), acts(ActionFinished, ActionWaiting)},
			[]missions.Signal{"at_pickup", "loaded"}},
		{"states lost", []List[ActionState]{acts(ActionWaiting, ActionWaiting), acts(ActionFinished, ActionRunning)},
			[]missions.Signal{"", "at_pickup", "loaded", "at_handoff"}},
		{"only the last one", []List[ActionState]{acts(ActionFinished, ActionFinished)},
			[]missions.Signal{"at_pickup", "loaded", "at_handoff", "unloaded"}},
		{"finished pick no longer listed", []List[ActionState]{acts("", ActionRunning)},
			[]missions.Signal{"at_pickup", "loaded", "at_handoff"}},
		{"drop before pick is not believed", []List[ActionState]{acts(ActionRunning, ActionRunning)},
			[]missions.Signal{"at_pickup"}},
		{"pick fails", []List[ActionState]{acts(ActionRunning, ActionWaiting), acts(ActionFailed, ActionWaiting), acts(ActionFailed, ActionFailed)},
			[]missions.Signal{"at_pickup", "abort"}},
		{"drop fails", []List[ActionState]{acts(ActionFinished, ActionFailed)},
			[]missions.Signal{"at_pickup", "loaded", "abort"}},
		{"recalled is not failed", []List[ActionState]{append(acts(ActionFailed, ActionFailed), ActionState{ActionID: CancelID("m7"), ActionStatus: ActionFinished})},
			[]missions.Signal{""}},
		{"another's actions", []List[ActionState]{{{ActionID: "m8.o9.pick", ActionStatus: ActionFailed}, {ActionID: "m7.o9.unlock.1", ActionStatus: ActionFinished}}},
			[]missions.Signal{""}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var o Observation
			var got []missions.Signal
			for i, as := range row.states {
				st := stateOf(c, "m7")
				st.ActionStates, st.NodeStates = as, List[NodeState]{{NodeID: "n9", Released: true}}
				rs, next := Observe(o, st, c, t0.Add(time.Duration(i)*time.Second))
				o = next
				for _, r := range rs {
					if !r.Linked || r.Robot != "R1" || r.Charge != 80 || (r.Signal != "") != (r.Mission == "m7") {
						t.Errorf("report %+v", r)
					}
					got = append(got, r.Signal)
				}
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestObserveRefusal(t *testing.T) {
	c := chart(t)
	st := stateOf(c, "")
	st.Errors = List[Error]{{ErrorType: ErrorOrder, ErrorLevel: LevelWarning, ErrorReferences: List[Reference]{{"orderId", "m7"}}}}
	rs, o := Observe(Observation{}, st, c, t0)
	if len(rs) != 1 || rs[0].Mission != "m7" || rs[0].Signal != missions.Abort {
		t.Fatalf("%+v", rs)
	}
	if rs, _ := Observe(o, st, c, t0.Add(time.Second)); len(rs) != 0 {
		t.Errorf("repeated: %+v", rs)
	}
	st.Errors[0].ErrorType = ErrorOrderUpdate
	if rs, _ := Observe(Observation{}, st, c, t0); len(rs) != 1 || rs[0].Signal != "" {
		t.Errorf("orderUpdateError is not a refusal: %+v", rs)
	}
}

func TestObserveHealthAndPlace(t *testing.T) {
	c := chart(t)
	var o Observation
	see := func(after time.Duration, change func(*State)) (out []string) {
		st := stateOf(c, "")
		change(&st)
		rs, next := Observe(o, st, c, t0.Add(after))
		o = next
		for _, r := range rs {
			out = append(out, fmt.Sprintf("%d %v %v", r.Charge, r.Faulty, r.Manual))
		}
		return out
	}
	expect := func(got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	expect(see(0, func(s *State) { s.AGVPosition = nil }))
	expect(see(0, func(s *State) { s.AGVPosition.PositionInitialized = false }))
	expect(see(0, func(s *State) { s.AGVPosition.MapID = "elsewhere" }))
	expect(see(0, func(*State) {}), "80 false false")
	expect(see(time.Second, func(s *State) { s.BatteryState.BatteryCharge = 79 }))
	expect(see(2*time.Second, func(s *State) { s.Errors = List[Error]{{ErrorType: "x", ErrorLevel: LevelWarning}} }))
	expect(see(3*time.Second, func(s *State) { s.Errors = List[Error]{{ErrorType: "x", ErrorLevel: LevelFatal}} }), "80 true false")
	expect(see(4*time.Second, func(s *State) { s.OperatingMode = ModeSemiautomatic }), "80 false false")
	expect(see(5*time.Second, func(s *State) { s.OperatingMode = ModeService }), "80 false true")
	expect(see(6*time.Second, func(s *State) { s.OperatingMode = ModeService; s.AGVPosition = nil }))
	expect(see(7*time.Second, func(s *State) { s.OperatingMode = ModeService; s.AGVPosition.X = 900 }), "80 false true")
	expect(see(70*time.Second, func(s *State) {
		s.OperatingMode = ModeService
		s.AGVPosition.X = 900
		s.BatteryState.BatteryCharge = 120
	}), "100 false true")
	if d := geo.Distance(o.Point, at(c, 900, 0)); d > 0.1 {
		t.Errorf("the robot is %.2f m from where it said", d)
	}
	lost, after := o.Lost("R1")
	if lost.Linked || lost.Point != o.Point || lost.Robot != "R1" {
		t.Errorf("%+v", lost)
	}
	o = after
	expect(see(71*time.Second, func(s *State) { s.OperatingMode = ModeService; s.AGVPosition.X = 900 }), "80 false true")
}

func TestResume(t *testing.T) {
	c := chart(t)
	m := mission(c)
	m.Loads[0].Phase = missions.ToHandoff
	st := stateOf(c, "m7")
	st.ActionStates = acts(ActionFinished, ActionRunning)
	rs, _ := Observe(Observation{}.Resume(m), st, c, t0)
	if len(rs) != 1 || rs[0].Signal != missions.AtHandoff {
		t.Errorf("%+v", rs)
	}
}

func TestIdle(t *testing.T) {
	st := stateOf(chart(t), "m7")
	st.ActionStates = acts(ActionFinished, ActionFailed)
	if !st.Idle() {
		t.Error("done is idle")
	}
	st.ActionStates = acts(ActionFinished, ActionRunning)
	if st.Idle() {
		t.Error("a running drop is not idle")
	}
	st.ActionStates, st.NodeStates = nil, List[NodeState]{{NodeID: "n"}}
	if st.Idle() {
		t.Error("a node ahead is not idle")
	}
}

// A base ends where the mission is not released; an update begins with the
// last node of the base before, and is the same whenever it is made.
func TestPartFor(t *testing.T) {
	c := chart(t)
	m := mission(c)
	m.Nodes[2].Needs, m.Bases = "gate", []int{2}
	released := func(o Order) (s string) {
		for _, n := range o.Nodes {
			s += fmt.Sprintf("%s:%v ", n.NodeID, n.Released)
		}
		for _, e := range o.Edges {
			s += fmt.Sprintf("%s:%v ", e.EdgeID, e.Released)
		}
		return s
	}
	first := "n0:true n1:true n2:false n3:false e1:true e2:false e3:false "
	if got := released(PartFor(m, 0, 0, c[0])); got != first {
		t.Error(got)
	}
	m.Release(func(*missions.Node) bool { return true })
	if got := released(PartFor(m, 0, 0, c[0])); got != first {
		t.Errorf("the order is another once more is released: %s", got)
	}
	o := PartFor(m, 1, 0, c[0])
	if got := released(o); got != "n1:true n2:true n3:true e2:true e3:true " || o.OrderUpdateID != 1 || o.Nodes[0].SequenceID != 2 || o.Edges[0].SequenceID != 3 {
		t.Errorf("%s %+v", got, o)
	}
	if got := released(OrderFor(m, c[0])); got != "n0:true n1:true n2:true n3:true e1:true e2:true e3:true " {
		t.Error(got)
	}
}

// For every limit and every way to release, the parts make the mission when
// each is stitched to the last node of the one before, and none is too long.
func TestPartsMakeTheMission(t *testing.T) {
	c := chart(t)
	m := missions.Mission{ID: "m"}
	for i := range 12 {
		m.Nodes = append(m.Nodes, missions.Node{ID: fmt.Sprint("n", i), Point: at(c, float64(10*i), 0)})
	}
	for _, bases := range [][]int{nil, {1, 12}, {5, 6, 12}, {12}, {2, 3, 4, 11, 12}} {
		for most := range 15 {
			if most == 1 || most == 2 {
				continue // no robot drives with so few
			}
			m.Bases = bases
			next := 0 // node that the robot has not
			for n, end := range Updates(m, most) {
				o := PartFor(m, uint32(n), most, c[0])
				if n == 0 {
					next = 1
				}
				if o.Nodes[0].NodeID != fmt.Sprint("n", next-1) || !o.Nodes[0].Released {
					t.Fatalf("bases %v, at most %d: part %d begins with %+v, the base ends with n%d", bases, most, n, o.Nodes[0], next-1)
				}
				if most > 0 && len(o.Nodes) > most || len(o.Edges) != len(o.Nodes)-1 {
					t.Fatalf("bases %v, at most %d: part %d has %d nodes", bases, most, n, len(o.Nodes))
				}
				if last := o.Nodes[len(o.Nodes)-1]; last.Released != (end == 12) {
					t.Fatalf("bases %v, at most %d: part %d ends with %+v", bases, most, n, last)
				}
				for _, node := range o.Nodes[1:] {
					if node.Released {
						next++
					}
				}
				if next != end {
					t.Fatalf("bases %v, at most %d: part %d ends at %d, not %d", bases, most, n, next, end)
				}
			}
			if next != 12 {
				t.Fatalf("bases %v, at most %d: %d nodes were released", bases, most, next)
			}
		}
	}
}

// A robot that forgets an order has not done it, whoever took it over.
func TestForgottenOrderIsLost(t *testing.T) {
	c := chart(t)
	for what, st := range map[string]struct {
		acts List[ActionState]
		want []missions.Signal
	}{
		"it forgets all":               {nil, []missions.Signal{missions.Abort}},
		"loaded, and no more":          {List[ActionState]{{ActionID: "m7.o9.pick", ActionStatus: ActionFinished}}, []missions.Signal{missions.AtPickup, missions.Loaded, missions.Abort}},
		"done":                         {acts(ActionFinished, ActionFinished), []missions.Signal{missions.AtPickup, missions.Loaded, missions.AtHandoff, missions.Unloaded}},
		"forgotten because called off": {List[ActionState]{{ActionID: "m7.cancel", ActionStatus: ActionFinished}}, nil},
	} {
		s := stateOf(c, "m7")
		s.ActionStates = st.acts
		rs, o := Observe(Observation{}, s, c, 0)
		again, _ := Observe(o, s, c, 0)
		var got []missions.Signal
		for _, r := range append(rs, again...) {
			if r.Signal != "" {
				got = append(got, r.Signal)
			}
		}
		if !slices.Equal(got, st.want) {
			t.Errorf("%s: %q, want %q", what, got, st.want)
		}
	}
}
