package robotlink

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/linli/linli/missions"
	"github.com/linli/linli/simulator/mqtt"
	"github.com/linli/linli/wire/vda5050"
)

const own30 = "uagv/v3/ACME/R1/"

// robot30 is robot R1 as VDA 5050 3.0 has it, written from its schemas only.
type robot30 struct {
	*peer
	conn *mqtt.Conn // nil: over WebSocket
}

// payload fills in the header and holds the message against its schema.
func (r *robot30) payload(name, body string) []byte {
	r.Helper()
	r.n++
	b := fmt.Appendf(nil, `{"headerId":%d,"timestamp":"2026-11-24T10:50:38.123Z","version":"3.0.0","manufacturer":"ACME","serialNumber":"R1",%s}`, r.n, body)
	valid30(r.T, name, b)
	return b
}

func (r *robot30) say(name, body string) {
	r.Helper()
	b := r.payload(name, body)
	var err error
	if r.conn != nil {
		err = r.conn.Publish(mqtt.Message{Topic: own30 + name, Payload: b, QoS: 1})
	} else {
		err = r.ws.WriteMessage(1, fmt.Appendf(nil, `{"topic":"%s%s","payload":%s}`, own30, name, b))
	}
	if err != nil {
		r.Fatal(err)
	}
}

const bare30 = `"lastNodeId":"","lastNodeSequenceId":0,"edgeStates":[],"driving":false,"safetyState":{"activeEmergencyStop":"NONE","fieldViolation":false},` +
	`"powerSupply":{"stateOfCharge":88,"charging":false},"mobileRobotPosition":{"x":0,"y":0,"theta":0,"mapId":"town","localized":true},`

// state says a state of order; ahead is a node that it still has to pass.
func (r *robot30) state(order, mode, ahead, actions, instant, errors string) {
	r.Helper()
	if ahead != "" {
		ahead = `{"nodeId":"` + ahead + `","sequenceId":4,"released":true}`
	}
	r.say("state", fmt.Sprintf(`%s"operatingMode":%q,"orderId":%q,"orderUpdateId":0,"nodeStates":[%s],"actionStates":[%s],"instantActionStates":[%s],"errors":[%s]`,
		bare30, mode, order, ahead, actions, instant, errors))
}

func act30(id, status string) string {
	return fmt.Sprintf(`{"actionId":%q,"actionStatus":%q}`, id, status)
}

// await returns the next message of a topic whose text holds what.
func (r *robot30) await(name, what string) string {
	r.Helper()
	for {
		select {
		case b, ok := <-r.got:
			if !ok {
				r.Fatalf("the session ended: %v", r.end)
			}
			var e struct {
				Topic   string
				Payload json.RawMessage
			}
			if err := json.Unmarshal(b, &e); err != nil || !strings.HasPrefix(e.Topic, own30) {
				r.Fatalf("%v: %s", err, b)
			}
			valid30(r.T, strings.TrimPrefix(e.Topic, own30), e.Payload)
			if e.Topic == own30+name && bytes.Contains(e.Payload, []byte(what)) {
				return string(e.Payload)
			}
		case <-time.After(5 * time.Second):
			r.Fatalf("no %s with %s came", name, what)
		}
	}
}

func valid30(t *testing.T, name string, b []byte) {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "vda5050", "3.0-main", name+".schema")
	if _, err := os.Stat(path); err != nil {
		t.Logf("not checked against the VDA 5050 schema: %s is not there", path)
		return
	}
	s, err := jsonschema.NewCompiler().Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Fatalf("%s\n%v", b, err)
	}
}

func TestRobotOf30OverWebSocket(t *testing.T) {
	w := newWorld(t, nil)
	errandOf30(&robot30{peer: w.dial("/v1/robot/ws", "linli_r1_s")})
}

func TestRobotOf30OverMQTT(t *testing.T) {
	w := newWorld(t, nil)
	r := &robot30{peer: &peer{world: w, got: make(chan []byte, 1000)}}
	o := w.options(w.mqttAddr())
	o.Will = mqtt.Message{Topic: own30 + "connection", Payload: r.payload("connection", `"connectionState":"CONNECTION_BROKEN"`), QoS: 1, Retain: true}
	o.Subscribe = []string{own30 + "order", own30 + "instantActions"}
	conn, err := mqtt.Dial(w.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Cut() })
	go func() {
		for {
			m, err := conn.Read()
			if err != nil {
				return
			}
			r.got <- fmt.Appendf(nil, `{"topic":%q,"payload":%s}`, m.Topic, m.Payload)
		}
	}()
	r.conn = conn
	errandOf30(r)
}

func errandOf30(r *robot30) {
	r.say("connection", `"connectionState":"ONLINE"`)
	r.say("factsheet", `"typeSpecification":{"seriesName":"box","mobileRobotKinematics":"DIFFERENTIAL","mobileRobotClass":"CARRIER","maximumLoadMass":10,`+
		`"localizationTypes":["NATURAL"],"navigationTypes":["VIRTUAL_LINE_GUIDED"]},"physicalParameters":{"minimumSpeed":0,"maximumSpeed":1.5,"maximumAcceleration":1,`+
		`"maximumDeceleration":1,"minimumHeight":0.8,"maximumHeight":0.9,"width":0.6,"length":0.9},"protocolLimits":{"maximumStringLengths":{},"maximumArrayLengths":{"node.actions":2},`+
		`"timing":{"minimumOrderInterval":0,"minimumStateInterval":0.1}},"protocolFeatures":{"optionalParameters":[],"mobileRobotActions":[]},`+
		`"mobileRobotGeometry":{},"loadSpecification":{}`)
	r.state("", "STARTUP", "", "", "", "")
	r.untilTold("up")
	r.send(r.mission("m1"))
	r.state("", "AUTOMATIC", "", "", "", "")
	if o := r.await("order", `"orderId":"m1"`); !strings.Contains(o, `"allowedDeviationXY":{"a":50,"b":50,"theta":0}`) || !strings.Contains(o, `"version":"3.0.0"`) {
		r.Errorf("%s", o)
	}
	pick, drop := "m1.o-m1.pick", "m1.o-m1.drop"
	r.state("m1", "AUTOMATIC", "n1", act30(pick, "RUNNING")+","+act30(drop, "WAITING"), "", "")
	r.state("m1", "AUTOMATIC", "n2", act30(pick, "FINISHED")+","+act30(drop, "WAITING"), "", "")
	r.untilTold("up", "up", "m1:at_pickup", "m1:loaded")
	r.world.end("m1", true)
	if a := r.await("instantActions", `"cancelOrder"`); !strings.Contains(a, `"key":"orderId","value":"m1"`) {
		r.Errorf("%s", a)
	}
	r.state("m1", "AUTOMATIC", "", act30(pick, "FINISHED")+","+act30(drop, "FAILED"), act30("m1.cancel", "FINISHED"), "")
	r.send(r.mission("m2"))
	r.await("order", `"orderId":"m2"`)
	r.state("m1", "AUTOMATIC", "", "", "", `{"errorType":"INVALID_ORDER","errorLevel":"WARNING","errorReferences":[{"referenceKey":"orderId","referenceValue":"m2"}]}`)
	r.untilTold("up", "up", "m1:at_pickup", "m1:loaded", "m2:"+string(missions.Abort))
	if n := r.server.Counts(); n.Bad != 0 {
		r.Errorf("%+v", n)
	}
	if _, err := vda5050.Decode30(vda5050.TopicConnection, []byte(`{"headerId":1,"timestamp":"2026-11-24T10:50:38Z","version":"2.1.0","manufacturer":"A","serialNumber":"R","connectionState":"ONLINE"}`)); err == nil {
		r.Error("a message of 2.1.0 is read as one of 3.0")
	}
}
