package vda5050_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	. "github.com/linli/linli/wire/vda5050"
)

func TestRoundTrip(t *testing.T) {
	for _, m := range full(t) {
		b, err := Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("null")) {
			t.Errorf("%s holds a null: %s", m.Name(), b)
		}
		back, err := Decode(m.Name(), b)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Encode(back)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b, again) {
			t.Errorf("%s changed:\n%s\n%s", m.Name(), b, again)
		}
	}
}

// edit returns a valid state with one path of its JSON changed; nil removes.
func edit(t *testing.T, change func(m map[string]any)) []byte {
	t.Helper()
	st := stateOf(chart(t), "m7")
	b, err := Encode(&st)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	change(m)
	b, err = json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeNamesTheField(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(m map[string]any)
	}{
		{"batteryState is missing", func(m map[string]any) { delete(m, "batteryState") }},
		{"batteryState.batteryCharge is missing", func(m map[string]any) { delete(m["batteryState"].(map[string]any), "batteryCharge") }},
		{"nodeStates is null", func(m map[string]any) { m["nodeStates"] = nil }},
		{"orderId is missing", func(m map[string]any) { delete(m, "orderId"); m["orderid"] = "x" }},
		{"serialNumber", func(m map[string]any) { m["serialNumber"] = "" }},
		{"timestamp", func(m map[string]any) { m["timestamp"] = "yesterday" }},
		{"version", func(m map[string]any) { m["version"] = "3.0.0" }},
		{"operatingMode", func(m map[string]any) { m["operatingMode"] = "AUTO" }},
		{"headerId", func(m map[string]any) { m["headerId"] = -1 }},
		{"actionStates[0].actionStatus", func(m map[string]any) {
			m["actionStates"] = []any{map[string]any{"actionId": "a", "actionStatus": "done"}}
		}},
		{"actionStates[0].actionId is missing", func(m map[string]any) {
			m["actionStates"] = []any{map[string]any{"actionStatus": "RUNNING"}}
		}},
		{"agvPosition is more than", func(m map[string]any) { m["agvPosition"].(map[string]any)["x"] = 1e300 }},
		{"errors[0].errorLevel", func(m map[string]any) {
			m["errors"] = []any{map[string]any{"errorType": "a", "errorLevel": "BAD"}}
		}},
		{"nodeStates has more than", func(m map[string]any) {
			n := make([]any, 5000)
			for i := range n {
				n[i] = map[string]any{"nodeId": "n", "sequenceId": i, "released": true}
			}
			m["nodeStates"] = n
		}},
	} {
		_, err := Decode(TopicState, edit(t, c.change))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
	if _, err := Decode(TopicState, edit(t, func(m map[string]any) { m["vendorThing"] = 1; m["paused"] = nil })); err != nil {
		t.Errorf("an unknown field and an optional null are fine: %v", err)
	}
	if _, err := Decode(TopicState, bytes.Repeat([]byte(" "), MaxMessage+1)); err == nil {
		t.Error("oversize was read")
	}
	if _, err := Decode("responses", []byte("{}")); err == nil {
		t.Error("a topic of another version was read")
	}
}

func TestTopic(t *testing.T) {
	want := Topic{Interface: "uagv", Manufacturer: "ACME", Serial: "R 1", Name: TopicState}
	got, err := ParseTopic("uagv/v2/ACME/R 1/state")
	if err != nil || got != want || got.String() != "uagv/v2/ACME/R 1/state" {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "uagv", "uagv/v2/A/B", "uagv/v4/A/B/state", "uagv/v2//B/state", "uagv/v2/+/B/state",
		"uagv/v2/A/#/state", "uagv/v2/A/B/state/x", "uagv/v2/A/" + strings.Repeat("x", 300) + "/state"} {
		if _, err := ParseTopic(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestEnvelope(t *testing.T) {
	b, err := Wrap("uagv", &Connection{Header: header(), ConnectionState: Online})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"topic":"uagv/v2/ACME/R1/connection","payload":{"headerId":1,"timestamp":"2023-11-14T22:13:20.123Z","version":"2.1.0","manufacturer":"ACME","serialNumber":"R1","connectionState":"ONLINE"}}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	for _, bad := range []string{"", "[]", "{}", `{"topic":"uagv/v2/A/B/state"}`, `{"payload":{}}`, `{"topic":3,"payload":{}}`} {
		if _, err := Unwrap([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func FuzzDecode(f *testing.F) {
	names := []Name{TopicOrder, TopicInstantActions, TopicState, TopicConnection, TopicVisualization}
	for _, m := range full(f) {
		b, err := Encode(m)
		if err != nil {
			f.Fatal(err)
		}
		for i, n := range names {
			if n == m.Name() {
				f.Add(uint8(i), b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		m, err := Decode(names[int(which)%len(names)], b)
		if err != nil {
			return
		}
		once, err := Encode(m)
		if err != nil {
			t.Fatalf("decoded but not encoded: %v", err)
		}
		back, err := Decode(m.Name(), once)
		if err != nil {
			t.Fatalf("%s\n%v", once, err)
		}
		twice, err := Encode(back)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("changed: %v\n%s\n%s", err, once, twice)
		}
	})
}

func FuzzUnwrap(f *testing.F) {
	b, _ := Wrap("uagv", &Connection{Header: header(), ConnectionState: Online})
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Unwrap(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Unwrap(again)
		if err != nil || back.Topic != e.Topic {
			t.Fatalf("%s: %v", again, err)
		}
		var x, y any
		if json.Unmarshal(e.Payload, &x) != nil || json.Unmarshal(back.Payload, &y) != nil || !reflect.DeepEqual(x, y) {
			t.Fatalf("payload changed: %s %s", e.Payload, back.Payload)
		}
	})
}
