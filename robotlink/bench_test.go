package robotlink

import (
	"log/slog"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/wire/vda5050"
)

// BenchmarkState is what one state costs once it is read from the socket:
// envelope, payload, checks, and what it means.
func BenchmarkState(b *testing.B) {
	chart, err := vda5050.ChartAround("town", geo.Point{Lng: 1.52, Lat: 42.5})
	if err != nil {
		b.Fatal(err)
	}
	s := New(Parts{Clock: realClock{}}, Config{
		Chart: chart, Log: slog.New(slog.DiscardHandler), Tick: time.Hour,
	})
	defer s.cancel()
	c := newConn(16)
	r := newRobot(s, "R1")
	r.conn, r.maker, r.heads = c, "ACME", map[vda5050.Name]uint32{}
	r.master.begin(time.Now())
	r.intake = intake{srv: s, name: "R1", busy: true}
	st := vda5050.State{Header: vda5050.Header{HeaderID: 1, Version: "2.1.0", Manufacturer: "ACME", SerialNumber: "R1"}}
	st.OperatingMode, st.SafetyState.EStop, st.OrderID = vda5050.ModeAutomatic, "NONE", "m1"
	st.AGVPosition = &vda5050.AGVPosition{MapID: "town", PositionInitialized: true}
	for i := range uint32(20) {
		st.NodeStates = append(st.NodeStates, vda5050.NodeState{NodeID: "n", SequenceID: 2 * i, Released: true})
	}
	st.ActionStates = vda5050.List[vda5050.ActionState]{{ActionID: "m1.n1.pick", ActionStatus: "RUNNING"}, {ActionID: "m1.n2.drop", ActionStatus: "WAITING"}}
	msg, err := vda5050.Wrap("uagv", &st)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(msg)))
	b.ReportAllocs()
	for b.Loop() {
		if err := r.receive(c, message{payload: msg}); err != nil {
			b.Fatal(err)
		}
	}
}
