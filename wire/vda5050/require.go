package vda5050

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// require returns an error that names the first field of dst's type that must
// be in the JSON but is not, or is null. A field must be there unless it is
// marked omitempty. Without this a robot that leaves out its battery would be
// taken for one that is empty.
func require(b []byte, dst any) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	return requireIn(v, reflect.TypeOf(dst).Elem(), "")
}

func requireIn(v any, t reflect.Type, path string) error {
	switch t.Kind() {
	case reflect.Pointer:
		return requireIn(v, t.Elem(), path)
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			return nil // a wrong type is json's to report
		}
		for i, e := range list {
			if err := requireIn(e, t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return requireFields(v, t, path)
	}
	return nil
}

func requireFields(v any, t reflect.Type, path string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is not an object", cmpPath(path))
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			if err := requireFields(v, f.Type, path); err != nil {
				return err
			}
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		at := name
		if path != "" {
			at = path + "." + name
		}
		value, ok := object[name]
		switch {
		case value == nil && option == "omitempty":
			continue // null for an optional field is as good as nothing
		case !ok:
			return fmt.Errorf("%s is missing", at)
		case value == nil:
			return fmt.Errorf("%s is null", at)
		}
		if err := requireIn(value, f.Type, at); err != nil {
			return err
		}
	}
	return nil
}

func cmpPath(path string) string {
	if path == "" {
		return "the payload"
	}
	return path
}
