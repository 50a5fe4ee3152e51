package dispatch

import (
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shape appends a value of one type as encoding/json writes it: the same bytes,
// with all that the type says found out beforehand. False means that this value
// needs the library itself: it has escapes, an exponent, or no answer but an
// error.
type shape func(out []byte, v reflect.Value) ([]byte, bool)

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	zeroer        = reflect.TypeFor[interface{ IsZero() bool }]()
)

// shapeOf finds out how values of a type are written.
func shapeOf(t reflect.Type) shape {
	if t.Kind() == reflect.Pointer {
		return pointerShape(t)
	}
	to := reflect.PointerTo(t)
	switch {
	case to.Implements(jsonMarshaler):
		return odd
	case t.Implements(textMarshaler):
		return appendText
	case to.Implements(textMarshaler):
		return odd
	}
	switch t.Kind() {
	case reflect.String:
		return func(out []byte, v reflect.Value) ([]byte, bool) { return appendWord(out, v.String()) }
	case reflect.Bool:
		return func(out []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendBool(out, v.Bool()), true }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(out []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendInt(out, v.Int(), 10), true }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(out []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendUint(out, v.Uint(), 10), true }
	case reflect.Float64:
		return func(out []byte, v reflect.Value) ([]byte, bool) { return appendNumber(out, v.Float()) }
	case reflect.Struct:
		return structShape(t)
	case reflect.Slice, reflect.Array:
		return listShape(t)
	}
	return odd
}

// odd leaves a value to the library.
func odd(out []byte, _ reflect.Value) ([]byte, bool) { return out, false }

func pointerShape(t reflect.Type) shape {
	of := shapeOf(t.Elem())
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		if v.IsNil() {
			return append(out, "null"...), true
		}
		return of(out, v.Elem())
	}
}

func listShape(t reflect.Type) shape {
	if t.Elem().Kind() == reflect.Uint8 {
		return odd // base64
	}
	of, slice := shapeOf(t.Elem()), t.Kind() == reflect.Slice
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		if slice && v.IsNil() {
			return append(out, "null"...), true
		}
		out = append(out, '[')
		ok := true
		for i, n := 0, v.Len(); i < n && ok; i++ {
			if i > 0 {
				out = append(out, ',')
			}
			out, ok = of(out, v.Index(i))
		}
		return append(out, ']'), ok
	}
}

// field is one of a struct.
type field struct {
	index int
	key   string // `"name":`
	skip  func(reflect.Value) bool
	shape shape
}

func structShape(t reflect.Type) shape {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" && options == "" {
			continue
		}
		if f.Anonymous || !f.IsExported() || name == "" {
			return odd
		}
		one := field{index: i, key: strconv.Quote(name) + ":", shape: shapeOf(f.Type), skip: never}
		switch options {
		case "":
		case "omitempty":
			one.skip = isEmpty
		case "omitzero":
			one.skip = reflect.Value.IsZero
			if reflect.PointerTo(f.Type).Implements(zeroer) {
				return odd
			}
		default:
			return odd
		}
		fields = append(fields, one)
	}
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		next := byte('{')
		for i := range fields {
			f := &fields[i]
			of := v.Field(f.index)
			if f.skip(of) {
				continue
			}
			out = append(append(out, next), f.key...)
			next = ','
			var ok bool
			if out, ok = f.shape(out, of); !ok {
				return out, false
			}
		}
		if next == '{' {
			out = append(out, next)
		}
		return append(out, '}'), true
	}
}

func never(reflect.Value) bool { return false }

// isEmpty is what omitempty leaves out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func appendText(out []byte, v reflect.Value) ([]byte, bool) {
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return out, false
	}
	return appendWord(out, string(text))
}

// appendWord appends a string that needs no escapes; false if it does.
func appendWord(out []byte, s string) ([]byte, bool) {
	wide := false
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&':
			return out, false
		case c >= utf8.RuneSelf:
			wide = true
		}
	}
	if wide && (!utf8.ValidString(s) || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029")) {
		return out, false
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"'), true
}

// appendNumber appends a float that needs no exponent; false if it does.
func appendNumber(out []byte, x float64) ([]byte, bool) {
	if far := math.Abs(x); x != 0 && !(far >= 1e-6 && far < 1e21) {
		return out, false
	}
	return strconv.AppendFloat(out, x, 'f', -1, 64), true
}
