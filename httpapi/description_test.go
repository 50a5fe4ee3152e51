package httpapi

import (
	"encoding/json"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"time"
)

// described is the API's description as its readers see it: what the tests
// drive the server by.
type described struct {
	Paths      map[string]map[string]*describedOp
	Components struct{ Schemas map[string]*describedSchema }
}

type describedOp struct {
	OperationID string
	Parameters  []describedParam
	RequestBody *struct {
		Content map[string]struct {
			Schema  *describedSchema
			Example json.RawMessage
		}
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema *describedSchema }
	}
	Security []map[string][]string

	method, path string
}

type describedParam struct {
	Name, In string
	Required bool
	Schema   *describedSchema
}

type describedSchema struct {
	Ref                  string `json:"$ref"`
	Type                 any
	Properties           map[string]*describedSchema
	Required             []string
	Items                *describedSchema
	Enum                 []any
	Pattern, Format      string
	Minimum, Maximum     *float64
	MinLength, MaxLength *int
	MinItems, MaxItems   *int
}

// readDescription returns what a server says of itself, and its operations in
// order.
func readDescription(t testing.TB, raw []byte) (*described, []*describedOp) {
	t.Helper()
	var d described
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	var ops []*describedOp
	for path, methods := range d.Paths {
		for method, op := range methods {
			op.method, op.path = strings.ToUpper(method), path
			ops = append(ops, op)
		}
	}
	slices.SortFunc(ops, func(a, b *describedOp) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return &d, ops
}

// json returns the operation's JSON body, or nil.
func (op *describedOp) json() *describedSchema {
	if op.RequestBody == nil {
		return nil
	}
	return op.RequestBody.Content["application/json"].Schema
}

func (d *described) resolve(s *describedSchema) *describedSchema {
	for s != nil && s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	return s
}

// value makes up a value that the schema allows.
func (d *described) value(s *describedSchema, name string, r *rand.Rand) any {
	s = d.resolve(s)
	if s == nil {
		return map[string]any{}
	}
	if len(s.Enum) > 0 {
		return s.Enum[r.IntN(len(s.Enum))]
	}
	kind, ok := s.Type.(string)
	if list, many := s.Type.([]any); !ok && many {
		kind, _ = list[0].(string)
	}
	switch kind {
	case "object":
		return d.object(s, r)
	case "array":
		n := bound(s.MinItems, 0) + r.IntN(3)
		out := []any{}
		for range min(n, bound(s.MaxItems, n)) {
			out = append(out, d.value(s.Items, name, r))
		}
		return out
	case "boolean":
		return r.IntN(2) == 0
	case "integer", "number":
		return number(s, name, r)
	}
	return text(s, r)
}

func (d *described) object(s *describedSchema, r *rand.Rand) any {
	out := map[string]any{}
	for _, name := range sortedKeys(s.Properties) {
		if slices.Contains(s.Required, name) || r.IntN(3) > 0 {
			out[name] = d.value(s.Properties[name], name, r)
		}
	}
	return out
}

func number(s *describedSchema, name string, r *rand.Rand) any {
	switch name {
	case "lng":
		return 1.52 + r.Float64()/50
	case "lat":
		return 42.50 + r.Float64()/50
	}
	low, high := 0.0, 1000.0
	if s.Minimum != nil {
		low = *s.Minimum
	}
	if s.Maximum != nil {
		high = *s.Maximum
	}
	return int64(low + r.Float64()*min(high-low, 5000))
}

func text(s *describedSchema, r *rand.Rand) string {
	switch s.Format {
	case "date-time":
		return time.Now().Add(time.Duration(r.IntN(600)-60) * time.Minute).UTC().Format(time.RFC3339)
	case "uri":
		return "https://hooks.example/a"
	}
	if s.Pattern != "" {
		re, err := syntax.Parse(s.Pattern, syntax.Perl)
		if err != nil {
			panic(err)
		}
		return pattern(re, r)
	}
	n := bound(s.MinLength, 0) + r.IntN(12)
	letters := []rune("abcxyz019-_ 邻里é")
	out := make([]rune, min(n, bound(s.MaxLength, n)))
	for i := range out {
		out[i] = letters[r.IntN(len(letters))]
	}
	return string(out)
}

// pattern makes up a string that the pattern matches.
func pattern(re *syntax.Regexp, r *rand.Rand) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		i := r.IntN(len(re.Rune)/2) * 2
		return string(re.Rune[i] + r.Int32N(min(re.Rune[i+1]-re.Rune[i], 30)+1))
	case syntax.OpConcat, syntax.OpCapture:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(pattern(sub, r))
		}
		return b.String()
	case syntax.OpAlternate:
		return pattern(re.Sub[r.IntN(len(re.Sub))], r)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		low, high := 0, 5
		switch re.Op {
		case syntax.OpPlus:
			low = 1
		case syntax.OpQuest:
			high = 1
		case syntax.OpRepeat:
			low, high = re.Min, max(re.Min, re.Max)
		}
		var b strings.Builder
		for range low + r.IntN(high-low+1) {
			b.WriteString(pattern(re.Sub[0], r))
		}
		return b.String()
	}
	return ""
}

func bound(p *int, otherwise int) int {
	if p == nil {
		return otherwise
	}
	return *p
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
