package device

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
)

var samples = []struct {
	frame Frame
	json  string
}{
	{Hello{Device: "L1", Kind: KindLocker, Protocol: 1, Compartments: []Compartment{{ID: "1", Capacity: Capacity{20000, 60000}, Closed: true}}},
		`{"type":"hello","device":"L1","kind":"locker","protocol":1,"compartments":[{"id":"1","capacity":{"grams":20000,"ml":60000},"closed":true,"occupied":false}]}`},
	{Report{Compartment: "1", Closed: true, Occupied: true}, `{"type":"report","compartment":"1","closed":true,"occupied":true}`},
	{Done{ID: "c1"}, `{"type":"done","id":"c1"}`},
	{Failed{ID: "c1", Code: CodeJam, Detail: "bolt"}, `{"type":"failed","id":"c1","code":"jam","detail":"bolt"}`},
	{Ping{}, `{"type":"ping"}`},
	{Ping{ID: "7"}, `{"type":"ping","id":"7"}`},
	{Welcome{Now: 1_700_000_000_000_000, Scale: 60}, `{"type":"welcome","now":1700000000000000,"scale":60}`},
	{Open{ID: "c1", Compartment: "1", Purpose: Deposit}, `{"type":"open","id":"c1","compartment":"1","purpose":"deposit"}`},
	{Pong{ID: "7"}, `{"type":"pong","id":"7"}`},
	{Hello{Device: "G1", Kind: KindGate, Protocol: 1, Stands: &Stands{Open: true, Session: "R1"}},
		`{"type":"hello","device":"G1","kind":"gate","protocol":1,"stands":{"open":true,"session":"R1"}}`},
	{Stands{Open: true, Floor: "2", Session: "R1"}, `{"type":"stands","open":true,"floor":"2","session":"R1"}`},
	{Hold{ID: "c2", Session: "R1", Floor: "2"}, `{"type":"hold","id":"c2","session":"R1","floor":"2"}`},
	{LetGo{ID: "c3", Session: "R1"}, `{"type":"let_go","id":"c3","session":"R1"}`},
	{Code{ID: "k1", Code: "0472"}, `{"type":"code","id":"k1","code":"0472"}`},
	{Verdict{ID: "k1", Refused: CodeWrong, Wait: 60}, `{"type":"verdict","id":"k1","refused":"wrong","wait_seconds":60}`},
	{Codes{Codes: []Pass{{Compartment: "1", Salt: "o1", Digest: DigestOf("o1", "0472"), Until: 1_700_000_000_000_000}}},
		`{"type":"codes","codes":[{"compartment":"1","salt":"o1","digest":"c05bfda9cc25d0fb9e77609f4a390a1e4594c302c53d94f4af2c825f45f58322","until":1700000000000000}]}`},
}

func read(b []byte) (Frame, error) {
	d, err := DecodeFromDevice(b)
	if err == nil {
		return d, nil
	}
	if s, err := DecodeFromServer(b); err == nil {
		return s, nil
	}
	return nil, err
}

func TestSamples(t *testing.T) {
	for _, s := range samples {
		b, err := Encode(s.frame)
		if err != nil || string(b) != s.json {
			t.Errorf("got %s, %v\nwant %s", b, err, s.json)
		}
		back, err := read([]byte(s.json))
		if err != nil || !reflect.DeepEqual(back, s.frame) {
			t.Errorf("%s was read as %+v, %v", s.json, back, err)
		}
	}
}

func TestEveryFrameHasASample(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range samples {
		seen[s.frame.Type()] = true
	}
	for _, f := range Frames() {
		if !seen[f.Type()] {
			t.Errorf("no sample of %s", f.Type())
		}
	}
}

func TestRefused(t *testing.T) {
	long := strings.Repeat("x", 200)
	for _, c := range []struct{ want, json string }{
		{"want an object", `[]`},
		{"want an object", `{`},
		{"not known", `{"type":"explode"}`},
		{"direction", `{"type":"open","id":"1","compartment":"1","purpose":"deposit"}`},
		{"device is missing", `{"type":"hello","kind":"locker","protocol":1,"compartments":[{"id":"1"}]}`},
		{"kind", `{"type":"hello","device":"L1","kind":"toaster","protocol":1,"compartments":[{"id":"1"}]}`},
		{"protocol 2", `{"type":"hello","device":"L1","kind":"locker","protocol":2,"compartments":[{"id":"1"}]}`},
		{"0 entries", `{"type":"hello","device":"L1","kind":"locker","protocol":1}`},
		{"compartments[0].closed is missing", `{"type":"hello","device":"L1","kind":"locker","protocol":1,"compartments":[{"id":"1","occupied":true}]}`},
		{"twice", `{"type":"hello","device":"L1","kind":"locker","protocol":1,"compartments":[{"id":"1","closed":true,"occupied":true},{"id":"1","closed":true,"occupied":true}]}`},
		{"negative", `{"type":"hello","device":"L1","kind":"locker","protocol":1,"compartments":[{"id":"1","closed":true,"occupied":true,"capacity":{"grams":-1,"ml":0}}]}`},
		{"occupied is missing", `{"type":"report","compartment":"1","closed":true}`},
		{"compartment is missing", `{"type":"report","closed":true,"occupied":true}`},
		{"longer", `{"type":"report","compartment":"` + long + `","closed":true,"occupied":true}`},
		{"id is missing", `{"type":"done"}`},
		{"code is missing", `{"type":"failed","id":"1"}`},
		{"longer", `{"type":"ping","id":"` + long + `"}`},
		{"stands is missing", `{"type":"hello","device":"G1","kind":"gate","protocol":1}`},
		{"stands.open is missing", `{"type":"hello","device":"G1","kind":"gate","protocol":1,"stands":{}}`},
		{"a gate has none", `{"type":"hello","device":"G1","kind":"gate","protocol":1,"stands":{"open":true,"floor":"1"}}`},
		{"open is missing", `{"type":"stands","floor":"1"}`},
		{"longer", `{"type":"stands","open":true,"floor":"` + long + `"}`},
		{"opened[0]", `{"type":"hello","device":"L1","kind":"locker","protocol":1,"compartments":[{"id":"1","closed":true,"occupied":true}],"opened":[{"compartment":"2","at":1}]}`},
		{"code has 0", `{"type":"code","id":"1"}`},
		{"code has 600", `{"type":"code","id":"1","code":"` + long + long + long + `"}`},
		{"allowed", strings.Repeat(" ", MaxFrame+1)},
	} {
		if _, err := DecodeFromDevice([]byte(c.json)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: want an error with %q, got %v", c.json, c.want, err)
		}
	}
}

func TestMapping(t *testing.T) {
	h := samples[0].frame.(Hello)
	if got := ReportsOf(h); len(got) != 1 || got[0] != (dispatch.CompartmentReport{Bank: "L1", Compartment: "1", Closed: true}) {
		t.Errorf("%+v", got)
	}
	if got := ReportOf("L1", Report{Compartment: "2", Occupied: true, Jammed: true}); got != (dispatch.CompartmentReport{Bank: "L1", Compartment: "2", Occupied: true, Jammed: true}) {
		t.Errorf("%+v", got)
	}
	if got := OpenFor("c", dispatch.OpenDoor{Compartment: "1"}); got.Purpose != Collect || got.ID != "c" {
		t.Errorf("%+v", got)
	}
	if got := OpenFor("c", dispatch.OpenDoor{Compartment: "1", Deposit: true}); got.Purpose != Deposit {
		t.Errorf("%+v", got)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s.json))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := read(b)
		if err != nil {
			return
		}
		once, err := Encode(x)
		if err != nil {
			t.Fatalf("decoded but not encoded: %v", err)
		}
		y, err := read(once)
		if err != nil || !reflect.DeepEqual(x, y) {
			t.Fatalf("%s: %+v became %+v, %v", once, x, y, err)
		}
		twice, err := Encode(y)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s\n%s", once, twice)
		}
	})
}
