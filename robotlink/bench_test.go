package robotlink

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator/mqtt"
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
	st := busyState("R1")
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

// BenchmarkFleet is what one state of 2,000 robots costs over MQTT and TCP, both
// ends of the line counted, in processor time, so that neighbours do not count:
// as many a second of a core as there are robots is a state of each a second.
func BenchmarkFleet(b *testing.B) {
	const fleetSize = 2000
	chart, err := vda5050.ChartAround("town", geo.Point{Lng: 1.52, Lat: 42.5})
	if err != nil {
		b.Fatal(err)
	}
	e := &engine{state: dispatch.NewState("z", "c", dispatch.Policy{})}
	keys := keyring{}
	s := New(Parts{Engine: e, Credentials: keys, Clock: realClock{}}, Config{Chart: chart, Log: slog.New(slog.DiscardHandler), Rate: 1e6})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go s.ServeMQTT(l)
	defer func() {
		l.Close()
		_ = s.Shutdown(b.Context())
	}()
	robots := make([]*mqtt.Conn, fleetSize)
	says := make([]mqtt.Message, fleetSize)
	for i := range robots {
		serial := fmt.Sprint("R", i)
		e.state.Robots.Put(fleet.WorkerID(serial), fleet.Robot{ID: fleet.WorkerID(serial), Maker: "ACME"})
		keys[serial] = shell.Credential{ID: serial, Subject: serial, Scopes: []shell.Scope{shell.ScopeDevice}, Hash: shell.HashSecret("s")}
	}
	for i := range robots {
		serial := fmt.Sprint("R", i)
		topic := vda5050.Topic{Interface: "uagv", Manufacturer: "ACME", Serial: serial, Name: vda5050.TopicState}
		if robots[i], err = mqtt.Dial(b.Context(), mqtt.Options{
			Server: "mqtt://" + l.Addr().String(), Client: serial, User: serial, Key: "linli_" + serial + "_s",
		}); err != nil {
			b.Fatal(err)
		}
		st := busyState(serial)
		payload, err := vda5050.Encode(&st)
		if err != nil {
			b.Fatal(err)
		}
		says[i] = mqtt.Message{Topic: topic.String(), Payload: payload}
	}
	began := processorTime(b)
	b.ResetTimer()
	for i := range b.N {
		if err := robots[i%fleetSize].Publish(says[i%fleetSize]); err != nil {
			b.Fatal(err)
		}
	}
	for s.Counts().Received < int64(b.N) {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(b.N)/(processorTime(b)-began).Seconds(), "states/core-s")
	b.StopTimer()
	if c := s.Counts(); c.Bad > 0 || c.Robots != fleetSize {
		b.Errorf("%+v", c)
	}
	for _, r := range robots {
		_ = r.Cut()
	}
}

// processorTime is what this process has used of all cores.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// keyring is credentials by id.
type keyring map[string]shell.Credential

func (k keyring) Credential(_ context.Context, id string) (shell.Credential, error) {
	c, ok := k[id]
	if !ok {
		return c, shell.ErrNotFound
	}
	return c, nil
}

// busyState is the state of a robot with twenty nodes ahead.
func busyState(serial string) vda5050.State {
	st := vda5050.State{Header: vda5050.Header{HeaderID: 1, Version: "2.1.0", Manufacturer: "ACME", SerialNumber: serial}}
	st.OperatingMode, st.SafetyState.EStop, st.OrderID = vda5050.ModeAutomatic, "NONE", "m1"
	st.AGVPosition = &vda5050.AGVPosition{MapID: "town", PositionInitialized: true}
	for i := range uint32(20) {
		st.NodeStates = append(st.NodeStates, vda5050.NodeState{NodeID: "n", SequenceID: 2 * i, Released: true})
	}
	st.ActionStates = vda5050.List[vda5050.ActionState]{{ActionID: "m1.o-m1.pick", ActionStatus: "RUNNING"}, {ActionID: "m1.o-m1.drop", ActionStatus: "WAITING"}}
	return st
}
