package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/linli/linli/dispatch"
)

// ParsePolicy reads a policy as JSON. Keys are those of dispatch.Policy; what
// is left out is as in dispatch.DefaultPolicy. Durations may be written as in
// "45m" or as nanoseconds. An error names the line: an unknown key, a wrong
// type, a negative number.
func ParsePolicy(b []byte) (dispatch.Policy, error) {
	p := dispatch.DefaultPolicy()
	d := json.NewDecoder(bytes.NewReader(b))
	line := func() int { return 1 + bytes.Count(b[:min(int(d.InputOffset()), len(b))], []byte("\n")) }
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return p, fmt.Errorf("line %d: a policy is a JSON object", line())
	}
	fields := policyFields(&p)
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return p, fmt.Errorf("line %d: %w", line(), err)
		}
		key, _ := t.(string)
		f, ok := fields[key]
		if !ok {
			return p, fmt.Errorf("line %d: there is no policy %q", line(), key)
		}
		if err := setPolicy(d, f); err != nil {
			return p, fmt.Errorf("line %d: %s: %w", line(), key, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return p, fmt.Errorf("line %d: the object does not end", line())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return p, fmt.Errorf("line %d: there is more after the policy", line())
	}
	return p, nil
}

// policyFields are a policy's fields by their names in JSON.
func policyFields(p *dispatch.Policy) map[string]reflect.Value {
	v := reflect.ValueOf(p).Elem()
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = v.Field(i)
	}
	return fields
}

// setPolicy reads one value into a field.
func setPolicy(d *json.Decoder, f reflect.Value) error {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return err
	}
	var text string
	if f.Type() == reflect.TypeFor[time.Duration]() && json.Unmarshal(raw, &text) == nil {
		x, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is not a duration such as 45m", text)
		}
		f.SetInt(int64(x))
	} else {
		strict := json.NewDecoder(bytes.NewReader(raw))
		strict.DisallowUnknownFields()
		if err := strict.Decode(f.Addr().Interface()); err != nil {
			return err
		}
	}
	return notNegative(f)
}

// notNegative refuses a negative number anywhere in a value.
func notNegative(f reflect.Value) error {
	switch {
	case f.CanInt() && f.Int() < 0, f.CanFloat() && f.Float() < 0:
		return fmt.Errorf("%v is negative", f.Interface())
	case f.Kind() == reflect.Struct:
		for i := range f.NumField() {
			if err := notNegative(f.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}
