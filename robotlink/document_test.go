package robotlink

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/wire/device"
	"github.com/linli/linli/wire/vda5050"
)

// spoken are the messages that the two doors know, by name.
func spoken() []string {
	names := []string{
		string(vda5050.TopicConnection), string(vda5050.TopicState), string(vda5050.TopicVisualization), string(vda5050.TopicFactsheet),
		string(vda5050.TopicOrder), string(vda5050.TopicInstantActions),
	}
	for _, f := range device.Frames() {
		names = append(names, f.Type())
	}
	return names
}

// block returns the lines below a key, without its indentation.
func block(lines []string, key string) []string {
	for i, l := range lines {
		if l != key+":" {
			continue
		}
		var out []string
		for _, l := range lines[i+1:] {
			if l != "" && !strings.HasPrefix(l, " ") {
				break
			}
			out = append(out, strings.TrimPrefix(l, "  "))
		}
		return out
	}
	return nil
}

var key = regexp.MustCompile(`^(\w+):`)

// keys returns the names at the top of a block.
func keys(lines []string) []string {
	var out []string
	for _, l := range lines {
		if m := key.FindStringSubmatch(l); m != nil {
			out = append(out, m[1])
		}
	}
	slices.Sort(out)
	return out
}

func TestAsyncAPIHasEveryMessage(t *testing.T) {
	b, err := os.ReadFile("../docs/asyncapi-robot.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(b), "\n")
	messages := block(block(lines, "components"), "messages")
	want := spoken()
	slices.Sort(want)
	if got := keys(messages); !slices.Equal(got, want) {
		t.Errorf("the document has messages %q, the code %q", got, want)
	}
	channels := block(lines, "channels")
	var linked []string
	for _, c := range []string{"robot", "device"} {
		linked = append(linked, keys(block(block(channels, c), "messages"))...)
	}
	slices.Sort(linked)
	if !slices.Equal(linked, want) {
		t.Errorf("the channels have messages %q, the code %q", linked, want)
	}
	operations := strings.Join(block(lines, "operations"), "\n")
	for _, n := range want {
		if !strings.Contains(operations, "/messages/"+n+"'") {
			t.Errorf("no operation has %s", n)
		}
	}
	for _, f := range device.Frames() {
		fields := []string{"type"}
		for i := range reflect.TypeOf(f).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(f).Field(i).Tag.Get("json"), ",")
			fields = append(fields, name)
		}
		slices.Sort(fields)
		if got := keys(block(block(block(messages, f.Type()), "payload"), "properties")); !slices.Equal(got, fields) {
			t.Errorf("%s has fields %q in the document, %q in the code", f.Type(), got, fields)
		}
	}
}

// TestPageShowsFramesThatWork reads every locker frame of the page's
// transcript with the real decoder.
func TestPageShowsFramesThatWork(t *testing.T) {
	b, err := os.ReadFile("../docs/robots.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for l := range strings.Lines(string(b)) {
		var err error
		if rest, ok := strings.CutPrefix(l, "device  {"); ok {
			_, err = device.DecodeFromDevice([]byte("{" + rest))
		} else if rest, ok := strings.CutPrefix(l, "server  {"); ok {
			_, err = device.DecodeFromServer([]byte("{" + rest))
		} else {
			continue
		}
		if n++; err != nil {
			t.Errorf("%s: %v", l, err)
		}
	}
	if n < 6 {
		t.Errorf("the page shows %d frames", n)
	}
	for _, name := range spoken() {
		if !strings.Contains(string(b), "`"+name+"`") {
			t.Errorf("the page does not speak of %s", name)
		}
	}
}

// TestPageShowsMessagesThatWork reads every VDA 5050 message of the page with
// the real decoder, and holds it against the published schema.
func TestPageShowsMessagesThatWork(t *testing.T) {
	b, err := os.ReadFile("../docs/robots.md")
	if err != nil {
		t.Fatal(err)
	}
	w := &peer{world: &world{T: t}}
	seen := map[vda5050.Name]bool{}
	for l := range strings.Lines(string(b)) {
		who, rest, _ := strings.Cut(strings.TrimSpace(l), " ")
		topic, payload, ok := strings.Cut(strings.TrimSpace(rest), " {")
		if !ok || who != "robot" && who != "server" || strings.HasPrefix(topic, "{") {
			continue
		}
		name := vda5050.Name(topic)
		if _, err := vda5050.Decode(name, []byte("{"+payload)); err != nil {
			t.Errorf("%s: %v", topic, err)
		}
		w.schema(vda5050.Envelope{Topic: vda5050.Topic{Name: name}, Payload: json.RawMessage("{" + payload)})
		seen[name] = true
	}
	for _, name := range []vda5050.Name{
		vda5050.TopicConnection, vda5050.TopicFactsheet, vda5050.TopicState, vda5050.TopicVisualization, vda5050.TopicOrder, vda5050.TopicInstantActions,
	} {
		if !seen[name] {
			t.Errorf("the page shows no %s", name)
		}
	}
}
