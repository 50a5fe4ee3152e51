package httpapi

import (
	"encoding/json"
	"slices"
	"strings"
)

// knownValues are what the fuzz has seen so far: ids by the collection that
// they are of, tokens by the path that takes them.
type knownValues map[string][]string

const (
	anywhere  = "anywhere"
	mostKnown = 60 // of one collection; then the oldest are forgotten
)

// add remembers values.
func (k knownValues) add(place string, values ...string) {
	for _, v := range values {
		for _, name := range []string{place, anywhere} {
			if !slices.Contains(k[name], v) && (v != "" || place == "cursor") {
				k[name] = append(k[name], v)
			}
			if len(k[name]) > mostKnown {
				k[name] = slices.Delete(k[name], 8, 9) // the first were put there on purpose
			}
		}
	}
}

// placeOf is what a parameter names: what stands before it in the path, or its
// own name.
func placeOf(path string, p describedParam) string {
	before, _, found := strings.Cut(path, "/{"+p.Name+"}")
	if p.In != "path" || !found || p.Name == "compartment" {
		return p.Name
	}
	return before[strings.LastIndexByte(before, '/')+1:]
}

// learn takes ids and tokens out of an answer.
func (k knownValues) learn(path string, got []byte) {
	var v any
	if json.Unmarshal(got, &v) != nil {
		return
	}
	place := path[strings.LastIndexByte(path, '/')+1:]
	if before, _, found := strings.Cut(path, "/{"); found {
		place = before[strings.LastIndexByte(before, '/')+1:]
	}
	if m, ok := v.(map[string]any); ok { // a page
		for _, name := range sortedKeys(m) {
			k.walk(place, m[name])
		}
	}
	k.walk(place, v)
}

func (k knownValues) walk(place string, v any) {
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			k.walk(place, e)
		}
	case map[string]any:
		for _, name := range sortedKeys(x) {
			switch value := x[name].(type) {
			case string:
				k.field(place, name, value)
			case []any:
				k.walk(name, value)
			default:
				k.walk(place, value)
			}
		}
	}
}

func (k knownValues) field(place, name, value string) {
	switch name {
	case "id":
		k.add(place, value)
	case "order":
		k.add("orders", value)
	case "token":
		k.add(place, value)
	case "tracking_url":
		k.add("track", value[strings.LastIndexByte(value, '/')+1:])
	case "next":
		k.add("cursor", value)
	case "url":
		if i := strings.LastIndex(value, "/evidence/"); i >= 0 {
			k.add("evidence", value[i+len("/evidence/"):])
		}
	}
}
