package robotlink

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/wire/vda5050"
)

// desk is a master with a clock of its own.
type desk struct {
	*testing.T
	m     master
	now   time.Time
	n     uint32
	chart vda5050.Chart
}

func newDesk(t *testing.T) *desk {
	chart, err := vda5050.ChartAround("town", geo.Point{Lng: 1.52, Lat: 42.5})
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Chart: chart}.withDefaults()
	d := &desk{T: t, m: master{cfg: &cfg, serial: "R1"}, now: time.Unix(1_800_000_000, 0), chart: chart}
	d.m.begin(d.now)
	d.m.learn(&vda5050.Factsheet{Header: vda5050.Header{Version: "2.1.0"}}, d.now)
	return d
}

// mission has nodes 10 m apart: a pick at the second, a drop at the last.
func (d *desk) mission(id string, nodes int, bases ...int) *missions.Mission {
	m := &missions.Mission{ID: missions.ID(id), Robot: "R1", Loads: []missions.Load{{Order: "o", Phase: missions.ToPickup}}, Bases: bases, UpdateID: uint32(max(len(bases)-1, 0))}
	for i := range nodes {
		m.Nodes = append(m.Nodes, missions.Node{ID: fmt.Sprint("n", i), Point: d.chart[0].Point(geo.Position{X: float64(10 * i)})})
	}
	m.Nodes[1].Action, m.Nodes[nodes-1].Action = missions.PickNode, missions.DropNode
	m.Nodes[1].Order, m.Nodes[nodes-1].Order = "o", "o"
	return m
}

// state is one that says the order and its update, "m/0", or nothing; busy when
// nodes are ahead.
func (d *desk) state(order string, ahead int, acts ...string) *vda5050.State {
	d.n++
	st := &vda5050.State{OperatingMode: vda5050.ModeAutomatic, Header: vda5050.Header{HeaderID: d.n, Timestamp: vda5050.At(clock.FromTime(d.now)), Version: "2.1.0", SerialNumber: "R1"}}
	st.AGVPosition = &vda5050.AGVPosition{MapID: "town", PositionInitialized: true}
	if order != "" {
		fmt.Sscanf(strings.Replace(order, "/", " ", 1), "%s %d", &st.OrderID, &st.OrderUpdateID)
	}
	for i := range ahead {
		st.NodeStates = append(st.NodeStates, vda5050.NodeState{NodeID: fmt.Sprint(i), Released: true})
	}
	for _, a := range acts {
		id, status, _ := strings.Cut(a, "=")
		st.ActionStates = append(st.ActionStates, vda5050.ActionState{ActionID: id, ActionStatus: status})
	}
	return st
}

func (d *desk) see(st *vda5050.State) { d.m.see(st, d.now, clock.FromTime(d.now)) }

// after lets time pass, in ticks.
func (d *desk) after(t time.Duration) {
	for end := d.now.Add(t); d.now.Before(end); d.now = d.now.Add(250 * time.Millisecond) {
		d.m.push(d.now)
	}
}

// says checks what was sent and told since, in one word each: an order as
// m/update:nodes, an action as its id, a signal as m:signal.
func (d *desk) says(want ...string) {
	d.Helper()
	var got []string
	for _, r := range d.m.told {
		if r.Signal != "" {
			got = append(got, string(r.Mission)+":"+string(r.Signal))
		}
	}
	for _, msg := range d.m.out {
		switch msg := msg.(type) {
		case *vda5050.Order:
			got = append(got, fmt.Sprintf("%s/%d:%d", msg.OrderID, msg.OrderUpdateID, len(msg.Nodes)))
		case *vda5050.InstantActions:
			got = append(got, strings.Split(msg.Actions[0].ActionID, ".18")[0])
		}
	}
	d.m.out, d.m.told = nil, nil
	if !slices.Equal(got, want) {
		d.Fatalf("says %q, want %q; %q", got, want, d.m.why)
	}
}

func TestMasterSendsAnOrderOnlyToAnIdleRobotWhereItStands(t *testing.T) {
	d := newDesk(t)
	d.m.want(d.mission("m", 4), "", d.now)
	d.says() // nothing is known of the robot
	d.m.leaving = "old"
	d.see(d.state("old/0", 1, "old.o.pick=FINISHED", "old.o.drop=FINISHED"))
	d.after(time.Minute)
	d.says() // it drives out of the way
	d.see(d.state("old/0", 0, "old.o.pick=FINISHED", "old.o.drop=FINISHED"))
	d.says("m/0:4")

	d = newDesk(t)
	d.m.want(d.mission("m", 4), "", d.now)
	st := d.state("", 0)
	st.AGVPosition.X = -60
	d.see(st)
	d.says("m:abort")
	d.after(time.Minute)
	d.says()
}

func TestMasterSendsNothingIntoOtherHands(t *testing.T) {
	for _, mode := range []string{vda5050.ModeManual, vda5050.ModeService, vda5050.ModeTeachIn} {
		d := newDesk(t)
		st := d.state("stray/0", 1)
		st.OperatingMode = mode
		d.see(st)
		d.m.want(d.mission("m", 4), "", d.now)
		d.m.open(unlock{mission: "m", order: "o"}, d.now)
		d.after(time.Minute)
		d.m.end()
		d.m.begin(d.now) // reconnects and says nothing
		d.after(time.Minute)
		d.says()
		d.see(d.state("", 0)) // it has forgotten all
		d.says("m/0:4")
		st = d.state("m/0", 0, "m.o.pick=FINISHED", "m.o.drop=RUNNING")
		st.Driving = true
		d.see(st)
		d.m.told = nil
		d.says() // nothing opens on the way
		d.see(d.state("m/0", 0, "m.o.pick=FINISHED", "m.o.drop=RUNNING"))
		d.says("m.o.unlock.1")
	}
}

func TestMasterSendsTheSameAgain(t *testing.T) {
	d := newDesk(t)
	d.m.want(d.mission("m", 4), "", d.now)
	d.see(d.state("", 0))
	d.after(14 * time.Second)
	first, second := *d.m.out[0].(*vda5050.Order), *d.m.out[1].(*vda5050.Order)
	if pretty(first) != pretty(second) {
		t.Errorf("%s\n%s", pretty(first), pretty(second))
	}
	d.says("m/0:4", "m/0:4")
	// the state that shows it was overtaken by the one before
	late := d.state("", 0)
	d.now = d.now.Add(10 * time.Millisecond)
	d.see(d.state("m/0", 3, "m.o.pick=WAITING"))
	d.see(late)
	d.after(5 * time.Minute)
	d.says()
}

func TestMasterGivesUpARobotThatPassesOrdersOver(t *testing.T) {
	d := newDesk(t)
	d.m.want(d.mission("m", 4), "", d.now)
	d.see(d.state("", 0))
	d.after(10 * time.Minute)
	want := append(slices.Repeat([]string{"m/0:4"}, 2*complaints), "m:abort")
	slices.Sort(want)
	var got []string
	for range d.m.out {
		got = append(got, "m/0:4")
	}
	if len(got) != 2*complaints || len(d.m.told) == 0 || d.m.told[len(d.m.told)-1].Signal != missions.Abort {
		t.Errorf("%d sendings, told %+v", len(got), d.m.told)
	}
}

func TestMasterStitches(t *testing.T) {
	d := newDesk(t)
	m := d.mission("m", 6, 2)
	d.m.want(m, "", d.now)
	d.see(d.state("", 0))
	d.says("m/0:6")
	grown := *m
	grown.Release(func(*missions.Node) bool { return true })
	d.m.want(&grown, "", d.now)
	d.says() // the order comes first, and again the same
	d.after(6 * time.Second)
	d.says("m/0:6")
	d.see(d.state("m/0", 5, "m.o.pick=WAITING"))
	d.says("m/1:5")
	st := d.state("m/0", 5, "m.o.pick=WAITING")
	yes := true
	st.NewBaseRequest = &yes
	d.now = d.now.Add(time.Second)
	d.see(st) // it asks before its turn
	d.says("m/1:5")
	d.see(d.state("m/1", 5, "m.o.pick=WAITING"))
	d.after(time.Minute)
	d.says()
}

func TestMasterKeepsToTheFactsheet(t *testing.T) {
	d := newDesk(t)
	sheet := &vda5050.Factsheet{Header: vda5050.Header{Version: "2.1.0"}}
	sheet.ProtocolLimits.MaxArrayLens.OrderNodes = 4
	sheet.ProtocolLimits.Timing.MinOrderInterval = 2
	d.m.learn(sheet, d.now)
	d.m.want(d.mission("m", 7), "", d.now)
	d.see(d.state("", 0))
	d.says("m/0:4")
	d.see(d.state("m/0", 2, "m.o.pick=WAITING"))
	d.after(time.Minute)
	d.says() // it has no room
	d.see(d.state("m/0", 1, "m.o.pick=FINISHED"))
	d.says("m:at_pickup", "m:loaded", "m/1:4")
	d.see(d.state("m/1", 1, "m.o.pick=FINISHED"))
	d.says()
	d.after(3 * time.Second)
	d.says("m/2:3") // not before its interval

	d = newDesk(t)
	sheet.ProtocolFeatures.AGVActions = vda5050.List[vda5050.AGVAction]{{ActionType: "lift", ActionScopes: vda5050.List[string]{"NODE"}}}
	d.m.learn(sheet, d.now)
	d.m.want(d.mission("m", 7), "", d.now)
	d.see(d.state("", 0))
	d.says("m:abort")
}

func TestMasterAsksForWhatItIsNotTold(t *testing.T) {
	d := newDesk(t)
	d.m.sheet = nil
	d.after(4 * time.Second)
	d.says()
	d.after(2 * time.Second)
	d.says("stateRequest")
	d.see(d.state("", 0))
	d.says("factsheetRequest")
	d.m.want(d.mission("m", 4), "", d.now)
	d.says()
	d.after(2 * time.Minute) // it has none: the order goes out all the same
	var orders int
	for _, o := range d.m.out {
		if _, ok := o.(*vda5050.Order); ok {
			orders++
		}
	}
	if orders == 0 {
		t.Errorf("%d messages, no order", len(d.m.out))
	}
}

func TestMasterWaitsForTheEndOfACancel(t *testing.T) {
	d := newDesk(t)
	d.m.want(d.mission("m", 4), "", d.now)
	d.see(d.state("", 0))
	d.see(d.state("m/0", 3, "m.o.pick=WAITING"))
	d.says("m/0:4")
	d.m.drop("m", d.now)
	d.m.want(d.mission("next", 4), "", d.now)
	d.says("m.cancel")
	d.see(d.state("m/0", 3, "m.o.pick=WAITING", "m.cancel=RUNNING"))
	d.after(4 * time.Second)
	d.says()
	// it stands, but some of it is not called off yet
	d.see(d.state("m/0", 0, "m.o.pick=RUNNING", "m.cancel=RUNNING"))
	d.says()
	d.see(d.state("m/0", 0, "m.o.pick=FAILED", "m.cancel=FINISHED"))
	d.says("next/0:4")
	// a cancel that a robot cannot do leaves it with its order until the end
	d.see(d.state("next/0", 3, "next.o.pick=WAITING"))
	d.m.drop("next", d.now)
	d.m.want(d.mission("third", 4), "", d.now)
	d.see(d.state("next/0", 3, "next.o.pick=RUNNING", "next.cancel=FAILED"))
	d.after(time.Minute)
	d.says("next.cancel")
	d.see(d.state("next/0", 0, "next.o.pick=FINISHED", "next.cancel=FAILED"))
	d.says("third/0:4")
}

func TestMasterDoesNotSendGoodsBackToTheirBeginning(t *testing.T) {
	d := newDesk(t)
	m := d.mission("m", 4)
	m.Loads[0].Phase = missions.ToHandoff
	d.m.want(m, "", d.now)
	d.see(d.state("", 0)) // it has lost the order, with the goods on board
	d.says("m:abort")
	d.after(time.Minute)
	d.says()
}

// Of two orders of a mission one is called off: the robot is told to pass it
// over until it says so, nobody opens its compartment, and one that cannot pass
// it over loses the mission.
func TestMasterSkipsOneOfTwoOrders(t *testing.T) {
	two := func(d *desk) *missions.Mission {
		m := d.mission("m", 5)
		m.Loads = []missions.Load{{Order: "o", Compartment: "A", Phase: missions.Aborted}, {Order: "p", Compartment: "B", Phase: missions.ToHandoff}}
		m.Nodes[2].Action, m.Nodes[2].Order = missions.PickNode, "p"
		m.Nodes[3].Action, m.Nodes[3].Order = missions.DropNode, "p"
		return m
	}
	acts := []string{"m.o.pick=FINISHED", "m.p.pick=FINISHED", "m.p.drop=WAITING", "m.o.drop=WAITING"}
	d := newDesk(t)
	d.m.want(two(d), "", d.now)
	d.see(d.state("m/0", 2, acts...))
	d.says("m.o.skip")
	d.after(time.Minute)
	if len(d.m.out) == 0 {
		t.Error("it is not said again")
	}
	d.see(d.state("m/0", 2, "m.o.pick=FINISHED", "m.p.pick=FINISHED", "m.p.drop=RUNNING", "m.o.drop=FAILED", "m.o.skip=FINISHED"))
	d.m.told, d.m.out = nil, nil
	d.after(time.Minute)
	d.says()

	d = newDesk(t)
	d.m.want(two(d), "", d.now)
	d.see(d.state("m/0", 2, append(acts, "m.o.skip=FAILED")...))
	d.says("m:abort")
}

// A robot is sent the release of its safety stop once, if its factsheet has it,
// until it shows the action, the stop is over, or the word is old.
func TestMasterReleasesAStop(t *testing.T) {
	stopped := func(d *desk, acts ...string) *vda5050.State {
		st := d.state("", 0, acts...)
		st.SafetyState.EStop = "REMOTE"
		return st
	}
	sheet := &vda5050.Factsheet{Header: vda5050.Header{Version: "2.1.0"}}
	sheet.ProtocolFeatures.AGVActions = vda5050.List[vda5050.AGVAction]{{ActionType: vda5050.ActionRelease, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}}}
	say := func(d *desk) { d.m.release = &release{at: 7, since: d.now}; d.m.push(d.now) }
	d := newDesk(t)
	d.m.learn(sheet, d.now)
	d.see(stopped(d))
	say(d)
	d.says("releaseStop.7")
	d.after(6 * time.Second)
	d.says("releaseStop.7")
	d.see(stopped(d, "releaseStop.7=RUNNING"))
	d.after(20 * time.Second)
	d.says()

	d = newDesk(t)
	d.m.learn(&vda5050.Factsheet{Header: vda5050.Header{Version: "2.1.0"}}, d.now)
	d.see(stopped(d))
	say(d)
	d.says() // it is released at the robot itself

	d = newDesk(t)
	d.m.learn(sheet, d.now)
	d.see(d.state("", 0))
	say(d)
	d.says() // there is none
}

func TestMasterKeepsToTheProfile(t *testing.T) {
	d := newDesk(t)
	d.m.profile, _ = vda5050.ProfileOf("theta")
	d.m.want(d.mission("m", 4), "", d.now)
	d.see(d.state("", 0))
	d.after(14 * time.Second)
	first, second := *d.m.out[0].(*vda5050.Order), *d.m.out[1].(*vda5050.Order)
	if pretty(first) != pretty(second) || first.Nodes[2].NodePosition.Theta == nil {
		t.Errorf("%s\n%s", pretty(first), pretty(second))
	}

	d = newDesk(t)
	d.m.profile, _ = vda5050.ProfileOf("unasked")
	d.m.sheet = nil
	d.after(time.Minute)
	d.says()
	d.see(d.state("", 0))
	d.m.want(d.mission("m", 4), "", d.now)
	d.says("m/0:4") // without a factsheet, which it was not asked for
}
