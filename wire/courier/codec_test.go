package courier

import (
	"errors"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/residents"
)

var update = flag.Bool("update", false, "rewrite testdata")

var ten = clock.FromTime(time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC))

func moment10(minutes int) Moment { return Moment(ten.Add(time.Duration(minutes) * time.Minute)) }

var (
	shop = geo.Point{Lng: 1.5218, Lat: 42.5063}
	home = geo.Point{Lng: 1.5301, Lat: 42.5102}
)

// clientExamples has one message of every type and shape.
var clientExamples = []ClientMessage{
	Hello{},
	Hello{ID: "h1", Resume: &Resume{Epoch: "5f2c9a0b11d3e847", Seq: 41}},
	Online{ID: "a1", Point: shop},
	Online{ID: "a2", Point: shop, ShiftEnd: moment10(240)},
	Online{ID: "a3", Point: shop, Breaks: []Break{{From: moment10(60), To: moment10(90), Minutes: 30}, {From: moment10(150), To: moment10(180), Minutes: 15}}},
	Position{Point: home},
	Position{ID: "a3", Point: home},
	Accept{ID: "a4", Offer: "f17"},
	Decline{ID: "a5", Offer: "f18"},
	Decline{ID: "a6", Offer: "f18", Reason: "too_heavy"},
	PickUp{ID: "a7", Order: "o1"},
	Deliver{ID: "a8", Order: "o1", PIN: "0042"},
	Deliver{ID: "a9", Order: "o1r"},
	Fail{ID: "a10", Order: "o1", Reason: "nobody_home"},
	HandBack{ID: "a11", Order: "o2", Reason: "vehicle"},
	OpenLocker{ID: "a12", Order: "o3"},
	SetOff{ID: "a15", Order: "v1"},
	Arrived{ID: "a16", Order: "v1"},
	Started{ID: "a17", Order: "v1", Ago: 840},
	Finished{ID: "a18", Order: "v1"},
	CannotGoOn{ID: "a19", Reason: "unwell"},
	HelpAnswer{ID: "a31", Call: "h1", Verb: "closed", Note: "well"},
	Ping{},
	Ping{ID: "a13"},
	Offline{ID: "a14"},
}

var offerExample = Offer{
	Seq: 42, Offer: "f17", Order: "o1", Mode: "door", Pay: 640, Currency: "eur", Expires: moment10(1),
	Pickup: Place{Point: shop, Name: "Forn de pa"}, Dropoff: Place{Point: home},
	Stops: []OfferStop{
		{Order: "o1", Kind: fleet.Pickup, Point: shop, Arrive: moment10(4)},
		{Order: "o1", Kind: fleet.Delivery, Point: home, Arrive: moment10(13)},
	},
	Minutes: 13,
}

var tasksExample = Tasks{Seq: 44, Online: true, Duty: &Duty{Remind: moment10(480), Limit: moment10(720)}, Tasks: []Task{
	{Order: "o1", Kind: fleet.Delivery, Mode: "door", Point: home, Name: "M. Riba", Address: "C/ Major 4, 2n 1a",
		Arrive: moment10(13), PIN: true, Items: []Item{{"Barra de quart", 2}}, Needs: residents.Needs{CallFirst: true},
		Note: "side entrance", Phone: "+376000000"},
	{Order: "o3", Kind: fleet.Pickup, Mode: "locker", Point: shop, Name: "Forn de pa", Arrive: moment10(20), Ready: true,
		Locker: "L2", Compartment: "07"},
	{Order: "v1", Kind: fleet.Visit, Mode: "door", Point: home, Arrive: moment10(50),
		Call: &Call{Service: "care", From: moment10(60), To: moment10(90), Hard: true, Minutes: 45, State: "assigned"}},
	{Order: "o1r", Kind: fleet.Delivery, Mode: "door", Point: shop, Name: "Forn de pa", Return: true},
}}

// serverExamples has one message of every type and shape.
var serverExamples = []ServerMessage{
	Welcome{Epoch: "5f2c9a0b11d3e847", Seq: 41, Now: moment10(0), Scale: 1, Courier: Self{ID: "c7"}, Tasks: []Task{}},
	Welcome{Epoch: "5f2c9a0b11d3e847", Seq: 41, Now: moment10(0), Scale: 30, Resumed: true, Courier: Self{ID: "c7", Online: true}, Tasks: []Task{}},
	Welcome{Epoch: "5f2c9a0b11d3e847", Seq: 45, Now: moment10(0), Scale: 1, Courier: Self{ID: "c7", Online: true},
		Offer: &offerExample, Tasks: tasksExample.Tasks},
	offerExample,
	OfferClosed{Seq: 43, Offer: "f17", Outcome: "accepted"},
	tasksExample,
	Tasks{Tasks: []Task{}},
	Tasks{Seq: 46, Online: true, Tasks: []Task{}, Standby: &Place{Point: shop, Name: "Forn de pa"}},
	HelpAsked{Seq: 48, Call: "h1", Point: shop, Drill: true, Taken: true, Expires: moment10(15), Name: "Wang", Address: "Block 3", Phone: "1", Note: "key at the desk"},
	HelpOver{Seq: 49, Call: "h1"},
	Ack{ID: "a4"},
	Nak{ID: "a5", Code: "unknown_offer", Detail: "the offer is closed"},
	Nak{ID: "a6", Code: CodeTryAgain, Detail: "the engine could not be asked", Retryable: true},
	Clock{Now: moment10(0), Scale: 30},
	Pong{},
	Pong{ID: "a13"},
}

func encodeAll(t testing.TB) (lines []string) {
	for _, m := range clientExamples {
		b, err := EncodeClient(m)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, "> "+string(b))
	}
	for _, m := range serverExamples {
		b, err := EncodeServer(m)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, "< "+string(b))
	}
	return lines
}

func TestGoldenMessages(t *testing.T) {
	const file = "testdata/messages.golden"
	got := strings.Join(encodeAll(t), "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update and read the diff):\n%s", file, got)
	}
}

func TestDecodeEncodeIsIdentity(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range clientExamples {
		seen[m.Type()] = true
		b, _ := EncodeClient(m)
		back, err := DecodeClient(b)
		if err != nil || !reflect.DeepEqual(back, m) {
			t.Errorf("%s became %#v, %v", b, back, err)
		}
		if back.Ref() != m.Ref() {
			t.Errorf("%s: id %q", b, back.Ref())
		}
	}
	for _, m := range serverExamples {
		seen[m.Type()] = true
		b, _ := EncodeServer(m)
		back, err := DecodeServer(b)
		if err != nil || !reflect.DeepEqual(back, m) {
			t.Errorf("%s became %#v, %v", b, back, err)
		}
	}
	for _, name := range slices.Concat(ClientTypes(), ServerTypes()) {
		if !seen[name] {
			t.Errorf("no example of %s", name)
		}
	}
}

func TestPersonStaysOnTheServer(t *testing.T) {
	b, err := EncodeServer(Tasks{Tasks: []Task{{Order: "o1", Kind: fleet.Delivery, Mode: "door", Point: home, Person: "secret"}}})
	if err != nil || strings.Contains(string(b), "secret") {
		t.Errorf("%s, %v", b, err)
	}
}

func TestDecodeClientRefuses(t *testing.T) {
	long := strings.Repeat("x", 65)
	for _, c := range []struct{ frame, id, want string }{
		{``, "", "one JSON object"},
		{`null`, "", "one JSON object"},
		{`[1]`, "", "one JSON object"},
		{`{"type":"ping"} {}`, "", "one JSON object"},
		{`{"id":"7"}`, "7", `"type" is missing`},
		{`{"type":7,"id":"7"}`, "7", `"type" is missing`},
		{`{"type":"teleport","id":"7"}`, "7", `"teleport" is not a message type`},
		{`{"type":"welcome","id":"7"}`, "7", `"welcome" is not a message type`},
		{`{"type":"offline"}`, "", `offline: "id" is missing`},
		{`{"type":"offline","id":null}`, "", `offline: "id" is missing`},
		{`{"type":"offline","id":""}`, "", `offline: "id" is missing`},
		{`{"type":"offline","id":"a b"}`, "", "printable ASCII"},
		{`{"type":"offline","id":"` + long + `"}`, "", "longer than 64"},
		{`{"type":"offline","id":7}`, "", `"id" cannot be a number`},
		{`{"type":"accept","id":"7"}`, "7", `accept: "offer" is missing`},
		{`{"type":"accept","id":"7","offer":"` + long + `"}`, "7", "longer than 64"},
		{`{"type":"accept","id":"7","offer":"f1","ofer":"f2"}`, "7", `"ofer" is not a field here`},
		{`{"type":"accept","id":"7","Offer":"f1","offer":"f2"}`, "7", `"Offer" is written "offer"`},
		{`{"type":"position","id":"7"}`, "7", `"point" is missing`},
		{`{"type":"position","id":"7","point":null}`, "7", `"point" is missing`},
		{`{"type":"position","id":"7","point":{"lng":1}}`, "7", `point: "lat" is missing`},
		{`{"type":"position","id":"7","point":[1,2]}`, "7", `"point" must be made of objects`},
		{`{"type":"position","id":"7","point":{"lng":1,"lat":91}}`, "7", "lat 91 is not between"},
		{`{"type":"position","id":"7","point":{"lng":1e300,"lat":1}}`, "7", "lng 1e+300 is not between"},
		{`{"type":"position","id":"7","point":{"lng":1,"lat":1e400}}`, "7", "cannot be a number"},
		{`{"type":"position","id":"7","point":{"lng":"1","lat":1}}`, "7", "cannot be a string"},
		{`{"type":"online","id":"7","point":{"lng":1,"lat":1},"shift_end":"18:00"}`, "7", "is not a time"},
		{`{"type":"online","id":"7","point":{"lng":1,"lat":1},"shift_end":"1970-01-01T00:00:00Z"}`, "7", "year 1970"},
		{`{"type":"online","id":"7","point":{"lng":1,"lat":1},"breaks":[{"from":"2026-11-24T11:00:00Z","to":"2026-11-24T10:00:00Z","minutes":5}]}`, "7", "ends before it"},
		{`{"type":"online","id":"7","point":{"lng":1,"lat":1},"breaks":[{"from":"2026-11-24T11:00:00Z","to":"2026-11-24T12:00:00Z","minutes":0}]}`, "7", "from 1 to 1440"},
		{`{"type":"online","id":"7","point":{"lng":1,"lat":1},"breaks":[{"from":"2026-11-24T11:00:00Z","to":"2026-11-24T12:00:00Z","minutes":30},{"from":"2026-11-24T12:20:00Z","to":"2026-11-24T13:00:00Z","minutes":30}]}`, "7", "before number 1 is over"},
		{`{"type":"fail","id":"7","order":"o1"}`, "7", `"reason" is missing`},
		{`{"type":"fail","id":"7","order":"o1","reason":""}`, "7", `"reason" is missing`},
		{`{"type":"fail","id":"7","order":"o1","reason":"Mr Riba shouted"}`, "7", "small letters"},
		{`{"type":"fail","id":"7","order":"o1","reason":"` + long + `"}`, "7", "longer than 40"},
		{`{"type":"deliver","id":"7","order":"o1","pin":"12"}`, "7", "4 to 8 digits"},
		{`{"type":"deliver","id":"7","order":"o1","pin":"12a4"}`, "7", "4 to 8 digits"},
		{`{"type":"deliver","id":"7","order":"o1","pin":"123456789"}`, "7", "4 to 8 digits"},
		{`{"type":"hello","resume":{"epoch":"e"}}`, "", `resume: "seq" is missing`},
		{`{"type":"hello","resume":{"epoch":"e","seq":-1}}`, "", "cannot be a number"},
		{`{"type":"hello","resume":{"epoch":"e","seq":9007199254740992}}`, "", "2^53"},
		{`{"type":"hello","resume":{"epoch":"","seq":1}}`, "", `"epoch" is missing`},
	} {
		m, err := DecodeClient([]byte(c.frame))
		var bad *BadMessage
		if !errors.As(err, &bad) {
			t.Errorf("%s was taken: %#v", c.frame, m)
			continue
		}
		if bad.ID != c.id || !strings.Contains(bad.Detail, c.want) {
			t.Errorf("%s\n got id %q: %s\nwant id %q: …%s…", c.frame, bad.ID, bad.Detail, c.id, c.want)
		}
	}
}

func TestDecodeServerIgnoresNewFields(t *testing.T) {
	m, err := DecodeServer([]byte(`{"type":"ack","id":"7","took_ms":3}`))
	if err != nil || m != (Ack{ID: "7"}) {
		t.Errorf("%#v, %v", m, err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, m := range []ClientMessage{Accept{ID: "7"}, Position{Point: geo.Point{Lat: 91}}, Fail{ID: "7", Order: "o", Reason: "No!"}} {
		if b, err := EncodeClient(m); err == nil {
			t.Errorf("%#v was written as %s", m, b)
		}
	}
	for _, m := range []ServerMessage{Ack{}, Welcome{Epoch: "e", Now: 1}, Clock{Scale: 1}, OfferClosed{Offer: "f"}, Nak{ID: "7"}} {
		if b, err := EncodeServer(m); err == nil {
			t.Errorf("%#v was written as %s", m, b)
		}
	}
}

func TestMoment(t *testing.T) {
	m, err := DecodeClient([]byte(`{"type":"online","id":"1","point":{"lng":1,"lat":1},"shift_end":"2026-11-24T11:00:00.0000019+01:00"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.(Online).ShiftEnd.Instant(); got != ten+1 {
		t.Errorf("shift end %v", got)
	}
}

func TestCloseCodesAdvise(t *testing.T) {
	for _, d := range CloseCodes {
		want := map[CloseCode]Advice{40: Reconnect, 41: Retry, 42: Stop}[d.Code/100]
		if got := d.Code.Advice(); got != want {
			t.Errorf("%d %s says %s, its range says %s", d.Code, d.Reason, got, want)
		}
		if d.Code.Reason() != d.Reason {
			t.Errorf("%d: %q", d.Code, d.Code.Reason())
		}
	}
	for code, want := range map[CloseCode]Advice{1000: Reconnect, 1001: Reconnect, 1006: Reconnect, 1009: Stop, 1011: Retry, 4099: Reconnect, 4199: Retry, 4299: Stop} {
		if got := code.Advice(); got != want {
			t.Errorf("%d says %s, want %s", code, got, want)
		}
	}
}

func FuzzDecodeClient(f *testing.F) {
	for _, line := range encodeAll(f) {
		f.Add([]byte(line[2:]))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		m, err := DecodeClient(frame)
		if err != nil {
			return
		}
		b, err := EncodeClient(m)
		if err != nil {
			t.Fatalf("%s was taken as %#v, which cannot be written: %v", frame, m, err)
		}
		back, err := DecodeClient(b)
		if err != nil || !reflect.DeepEqual(back, m) {
			t.Fatalf("%#v became %#v, %v", m, back, err)
		}
	})
}

func FuzzDecodeServer(f *testing.F) {
	for _, line := range encodeAll(f) {
		f.Add([]byte(line[2:]))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		m, err := DecodeServer(frame)
		if err != nil {
			return
		}
		b, err := EncodeServer(m)
		if err != nil {
			t.Fatalf("%s was taken as %#v, which cannot be written: %v", frame, m, err)
		}
		back, err := DecodeServer(b)
		if err != nil || !reflect.DeepEqual(back, m) {
			t.Fatalf("%#v became %#v, %v", m, back, err)
		}
	})
}

func BenchmarkDecodeClient(b *testing.B) {
	frame, _ := EncodeClient(Position{Point: home})
	for b.Loop() {
		if _, err := DecodeClient(frame); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeServer(b *testing.B) {
	for b.Loop() {
		if _, err := EncodeServer(tasksExample); err != nil {
			b.Fatal(err)
		}
	}
}
