package dispatch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/residents"
)

// fill gives every field that is journaled a value that is not zero.
func fill(v reflect.Value, n *int) {
	*n++
	if r, ok := v.Addr().Interface().(*residents.Rule); ok { // journaled as text, which only holds rules that can be
		*r, _ = residents.ParseRule("FREQ=MONTHLY;INTERVAL=2;BYMONTH=3,4;BYDAY=2TH,-1SU")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("s" + string(rune('a'+*n%26)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(1 + *n%3)) // a profile
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.25)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fill(v.Field(i), n)
			}
		}
	default:
		panic("a field of kind " + v.Kind().String() + " in " + v.Type().String())
	}
}

// Whatever is journaled comes back as it was, with every field set and with
// none.
func TestEveryTypeRoundTrips(t *testing.T) {
	n := 0
	for _, name := range slices.Sorted(maps.Keys(events)) {
		full := reflect.New(events[name]).Elem()
		fill(full, &n)
		for _, v := range []reflect.Value{full, reflect.New(events[name]).Elem()} {
			want := v.Interface().(Event)
			raw, err := EncodeEvent(want)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := DecodeEvent(raw); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s\n  was %+v\n  is  %+v, %v", raw, want, got, err)
			}
		}
	}
	var all []Decision
	for _, name := range slices.Sorted(maps.Keys(decisions)) {
		full := reflect.New(decisions[name]).Elem()
		fill(full, &n)
		all = append(all, full.Interface().(Decision), reflect.New(decisions[name]).Elem().Interface().(Decision))
	}
	raw, err := EncodeDecisions(all)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeDecisions(raw)
	if err != nil || len(got) != len(all) {
		t.Fatalf("%d of %d, %v", len(got), len(all), err)
	}
	for i := range all {
		if !reflect.DeepEqual(got[i], all[i]) {
			t.Errorf("%s\n  was %+v\n  is  %+v", NameOf(all[i]), all[i], got[i])
		}
	}
	if got, err := DecodeDecisions([]byte("[]")); err != nil || len(got) != 0 {
		t.Errorf("no decisions: %v %v", got, err)
	}
}

// Every type with the methods of an event or a decision is known to the codec:
// one that is forgotten would be found by its first use, in production.
func TestEveryTypeIsKnown(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
				if id, ok := fn.Recv.List[0].Type.(*ast.Ident); ok {
					found[fn.Name.Name] = append(found[fn.Name.Name], id.Name)
				}
			}
		}
	}
	slices.Sort(found["step"])
	slices.Sort(found["apply"])
	if want := slices.Sorted(maps.Keys(events)); !slices.Equal(found["step"], want) {
		t.Errorf("events\n  in the code  %v\n  in the codec %v", found["step"], want)
	}
	if want := slices.Sorted(maps.Keys(decisions)); !slices.Equal(found["apply"], want) {
		t.Errorf("decisions\n  in the code  %v\n  in the codec %v", found["apply"], want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, raw := range []string{"", "null", "{}", "[]", `{"t":"Nothing","v":{}}`, `{"t":"ProviderPut","v":{}}`, `{"t":"Wake","v":[]}`, `{"t":"Wake","v":{"timer":1}}`, `{"t":"Wake"}`} {
		if ev, err := DecodeEvent([]byte(raw)); err == nil {
			t.Errorf("%q is read as %+v", raw, ev)
		}
	}
	for _, raw := range []string{"", "{}", "[1]", `[{"t":"Wake","v":{}}]`, `[{"t":"TimerGone","v":{"timer":"a"}},{"t":"TimerGone","v":7}]`} {
		if ds, err := DecodeDecisions([]byte(raw)); err == nil {
			t.Errorf("%q is read as %+v", raw, ds)
		}
	}
}

func FuzzDecodeEvent(f *testing.F) {
	n := 0
	for _, name := range slices.Sorted(maps.Keys(events)) {
		v := reflect.New(events[name]).Elem()
		fill(v, &n)
		raw, err := EncodeEvent(v.Interface().(Event))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		ev, err := DecodeEvent(raw)
		if err != nil {
			return
		}
		once, err := EncodeEvent(ev)
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeEvent(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, _ := EncodeEvent(again); !bytes.Equal(once, twice) {
			t.Errorf("%s\nbecomes %s", once, twice)
		}
	})
}

func FuzzDecodeDecisions(f *testing.F) {
	n := 0
	for _, name := range slices.Sorted(maps.Keys(decisions)) {
		v := reflect.New(decisions[name]).Elem()
		fill(v, &n)
		raw, err := EncodeDecisions([]Decision{v.Interface().(Decision)})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		ds, err := DecodeDecisions(raw)
		if err != nil {
			return
		}
		once, err := EncodeDecisions(ds)
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeDecisions(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, _ := EncodeDecisions(again); !bytes.Equal(once, twice) {
			t.Errorf("%s\nbecomes %s", once, twice)
		}
	})
}
