package dispatch

import (
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/linli/linli/residents"
)

var (
	oddNames   = []string{"", "c1", "牛肉面", `a"b`, "a\\b", "<&>", "ü", "\u2028", "a\u2029b", "a\nb", "\xff", "offer/o12.3", "\x7f"}
	oddNumbers = []float64{0, math.Copysign(0, -1), 1, -75.5612345, 39.7, 1e-6, 9.9e-7, -1e-7, 1e20, 1e21, 179.9999999}
)

// oddRules are rules of recurrence, which are journaled as text.
var oddRules = []string{"FREQ=DAILY", "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH,-1SU", "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20270630"}

// scatter gives every field that is journaled some value, also none.
func scatter(v reflect.Value, rng *rand.Rand) {
	if r, ok := v.Addr().Interface().(*residents.Rule); ok {
		*r, _ = residents.ParseRule(oddRules[rng.IntN(len(oddRules))])
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(oddNames[rng.IntN(len(oddNames))])
	case reflect.Bool:
		v.SetBool(rng.IntN(2) == 0)
	case reflect.Int, reflect.Int32:
		v.SetInt(int64(rng.IntN(40000) - 20000))
	case reflect.Int64:
		v.SetInt(rng.Int64() - rng.Int64())
	case reflect.Uint8:
		v.SetUint(rng.Uint64N(4)) // a profile
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(rng.Uint64N(3) * 1000)
	case reflect.Float64:
		v.SetFloat(oddNumbers[rng.IntN(len(oddNumbers))])
	case reflect.Pointer:
		if rng.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			scatter(v.Elem(), rng)
		}
	case reflect.Slice:
		if n := rng.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n))
		}
		for i := range v.Len() {
			scatter(v.Index(i), rng)
		}
	case reflect.Array:
		for i := range v.Len() {
			scatter(v.Index(i), rng)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				scatter(v.Field(i), rng)
			}
		}
	}
}

// What a shape writes is what the library writes, for everything that is
// journaled.
func TestShapesAreJSON(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, types := range []map[string]reflect.Type{events, decisions} {
		for _, name := range slices.Sorted(maps.Keys(types)) {
			n := 0
			full := reflect.New(types[name]).Elem()
			fill(full, &n)
			same(t, full, true)
			same(t, reflect.New(types[name]).Elem(), true)
			for range 60 {
				v := reflect.New(types[name]).Elem()
				scatter(v, rng)
				same(t, v, false)
			}
		}
	}
}

// same compares the shape of a value with the library. Only a plain value must
// have one.
func same(t *testing.T, v reflect.Value, plain bool) {
	t.Helper()
	want, err := json.Marshal(v.Interface())
	got, ok := forms[v.Type()].shape([]byte("x"), v)
	switch {
	case ok && (err != nil || string(got) != "x"+string(want)):
		t.Fatalf("%s\n  not x%s, %v", got, want, err)
	case plain && !ok:
		t.Fatalf("%s is left to the library", want)
	}
}

// What types of the journal do not have today is left to the library, or
// written as it does.
func TestShapesOfOtherTypes(t *testing.T) {
	type inner struct{ A int }
	at := 7
	for _, v := range []any{
		struct{ Plain int }{1}, struct {
			inner
			B int `json:"b"`
		}{}, struct {
			A int `json:"a,string"`
		}{1}, struct {
			A int `json:",omitempty"`
		}{1}, struct {
			A map[string]int `json:"a"`
		}{}, struct {
			A any `json:"a"`
		}{1}, struct {
			A []byte `json:"a"`
		}{[]byte{1}}, struct {
			A json.RawMessage `json:"a"`
		}{json.RawMessage("{}")}, struct {
			A *int `json:"a"`
			B *int `json:"b,omitempty"`
		}{A: &at}, struct {
			A [0]int   `json:"a,omitempty"`
			B [2]bool  `json:"b,omitempty"`
			C struct{} `json:"c,omitempty"`
			D [2]bool  `json:"d,omitzero"`
			E float64  `json:"e,omitempty"`
		}{E: math.Copysign(0, -1)}, math.Inf(1), math.NaN(),
	} {
		want, _ := json.Marshal(v)
		if got, ok := shapeOf(reflect.TypeOf(v))(nil, reflect.ValueOf(v)); ok && string(got) != string(want) {
			t.Errorf("%+v is %s, not %s", v, got, want)
		}
	}
}
