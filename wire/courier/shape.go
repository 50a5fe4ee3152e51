package courier

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/linli/linli/geo"
)

// shape is what a message or a part of one looks like on the wire, read once
// from the struct's tags: encoding/json alone would take a missing number for
// zero and "Lat" for "lat".
type shape struct {
	typ    reflect.Type
	fields []field
}

type field struct {
	name     string
	required bool
	inner    *shape // of a struct, or of what a pointer or list holds
	list     bool
}

var moment = reflect.TypeFor[Moment]()

func shapeOf(t reflect.Type) *shape {
	sh := &shape{typ: t}
	for f := range fieldsOf(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		fd := field{name: name, required: !strings.Contains(options, "omit")}
		in := f.Type
		if in.Kind() == reflect.Slice {
			fd.list, in = true, in.Elem()
		}
		if in.Kind() == reflect.Pointer {
			in = in.Elem()
		}
		if in.Kind() == reflect.Struct && in != moment {
			fd.inner = shapeOf(in)
		}
		sh.fields = append(sh.fields, fd)
	}
	return sh
}

func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// check holds an object against the shape. With strict, a field that the
// shape does not have is an error.
func (sh *shape) check(fields map[string]json.RawMessage, strict bool) error {
	for _, f := range sh.fields {
		raw := fields[f.name]
		if len(raw) == 0 || string(raw) == "null" {
			if f.required {
				return fmt.Errorf("%q is missing", f.name)
			}
			continue
		}
		if f.inner != nil {
			if err := f.checkInner(raw, strict); err != nil {
				return err
			}
		}
	}
	for name := range fields {
		if name == "type" || slices.ContainsFunc(sh.fields, func(f field) bool { return f.name == name }) {
			continue
		}
		// encoding/json would take "Order" for "order", and the last of both.
		known := slices.IndexFunc(sh.fields, func(f field) bool { return strings.EqualFold(f.name, name) })
		if known >= 0 {
			return fmt.Errorf("%.40q is written %q", name, sh.fields[known].name)
		}
		if strict {
			return fmt.Errorf("%.40q is not a field here", name)
		}
	}
	return nil
}

func (f *field) checkInner(raw json.RawMessage, strict bool) error {
	objects := make([]map[string]json.RawMessage, 1)
	var err error
	if f.list {
		err = json.Unmarshal(raw, &objects)
	} else {
		err = json.Unmarshal(raw, &objects[0])
	}
	if err != nil {
		return fmt.Errorf("%q must be made of objects", f.name)
	}
	for _, o := range objects {
		if err := f.inner.check(o, strict); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

// token checks an id: 1 to 64 printable ASCII characters without spaces.
func token(name, s string) error {
	if s == "" {
		return fmt.Errorf("%q is missing", name)
	}
	if len(s) > 64 {
		return fmt.Errorf("%q is longer than 64 characters", name)
	}
	for _, r := range s {
		if r <= ' ' || r >= 0x7f {
			return fmt.Errorf("%q may hold printable ASCII without spaces only", name)
		}
	}
	return nil
}

// code checks a reason: up to 40 small letters, digits and underscores.
func code(name, s string) error {
	if len(s) > 40 {
		return fmt.Errorf("%q is longer than 40 characters", name)
	}
	for _, r := range s {
		if r != '_' && !(r >= 'a' && r <= 'z') && !(r >= '0' && r <= '9') {
			return fmt.Errorf("%q is a code of small letters, digits and underscores, such as nobody_home", name)
		}
	}
	return nil
}

func place(name string, p geo.Point) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	return nil
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
