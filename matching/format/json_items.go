package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// jsonItems walks over a JSON object whose large parts are lists.
type jsonItems struct {
	b    []byte
	d    *json.Decoder
	at   int64 // as far as lines are counted
	here int   // the line there
}

func newJSONItems(b []byte) jsonItems {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	return jsonItems{b: b, d: json.NewDecoder(bytes.NewReader(b)), here: 1}
}

// line returns the line on which the next value or key begins.
func (j *jsonItems) line() int {
	to := min(j.d.InputOffset(), int64(len(j.b)))
	for to < int64(len(j.b)) && bytes.IndexByte([]byte(" \t\r\n,:"), j.b[to]) >= 0 {
		to++
	}
	return j.lineAt(to)
}

func (j *jsonItems) lineAt(to int64) int {
	if to < j.at {
		return 1 + bytes.Count(j.b[:to], []byte("\n"))
	}
	j.here += bytes.Count(j.b[j.at:to], []byte("\n"))
	j.at = to
	return j.here
}

// object reads an object and hands each of its keys to f, which reads the
// value.
func (j *jsonItems) object(f func(key string) error) error {
	return j.each('{', "an object", func(int) error {
		key, err := j.d.Token()
		if err != nil {
			return j.fault(err, "")
		}
		return f(key.(string))
	})
}

// array reads a list and hands the line of each item to f, which reads it.
func (j *jsonItems) array(what string, most int, f func(line int) error) error {
	return j.each('[', "a list", func(n int) error {
		line := j.line()
		if n >= most {
			return mistake(line, fmt.Sprintf("%s number %d", what, n), "more than %d", most)
		}
		return f(line)
	})
}

func (j *jsonItems) each(open json.Delim, what string, f func(n int) error) error {
	line := j.line()
	token, err := j.d.Token()
	if err != nil {
		return j.fault(err, "")
	}
	if token == nil {
		return nil // null is nothing
	}
	if token != open {
		return mistake(line, "", "%s should stand here", what)
	}
	for n := 0; j.d.More(); n++ {
		if err := f(n); err != nil {
			return err
		}
	}
	_, err = j.d.Token()
	return j.fault(err, "")
}

// end refuses anything behind the object.
func (j *jsonItems) end() error {
	line := j.line()
	if _, err := j.d.Token(); errors.Is(err, io.EOF) {
		return nil
	}
	return mistake(line, "", "something stands behind the end of the object")
}

func (j *jsonItems) skip() error {
	var raw json.RawMessage
	return j.fault(j.d.Decode(&raw), "")
}

// decode reads the next value; n ≥ 0 is its number in a list.
func (j *jsonItems) decode(line int, what string, n int, into any) error {
	if n >= 0 {
		what = fmt.Sprintf("%s number %d", what, n)
	}
	err := j.d.Decode(into)
	tidy(reflect.ValueOf(into))
	var syntax *json.SyntaxError
	if err == nil || errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) {
		return j.fault(err, what)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return mistake(line, what, "%s: %s does not belong there", strings.ReplaceAll(kind.Field, "VroomTask.", ""), kind.Value)
	}
	return mistake(line, what, "%v", err)
}

// fault turns what the decoder found into an error with its line.
func (j *jsonItems) fault(err error, item string) error {
	if err == nil {
		return nil
	}
	line := 0
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line = j.lineAt(min(max(j.d.InputOffset(), syntax.Offset), int64(len(j.b))))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return mistake(1+bytes.Count(j.b, []byte("\n")), item, "the file ends too soon")
	}
	return mistake(line, item, "this is not JSON: %v", err)
}

// tidy sets lists and maps that are empty to nil, as they are when their key
// is missing.
func tidy(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			tidy(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				tidy(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		switch v.Type().Elem().Kind() {
		case reflect.Struct, reflect.Slice:
			for i := range v.Len() {
				tidy(v.Index(i))
			}
		}
	case reflect.Map:
		if v.Len() == 0 {
			v.SetZero()
		}
	}
}
