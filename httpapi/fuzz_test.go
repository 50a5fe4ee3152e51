package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/shell"
)

var (
	fuzzRounds = flag.Int("fuzz-rounds", 12, "requests to each operation in TestFuzzOperations")
	fuzzSeed   = flag.Uint64("fuzz-seed", 1, "seed of TestFuzzOperations")
)

// fuzzer sends an operation what its description allows, and then what it does
// not, as everybody who may and who may not.
type fuzzer struct {
	*fixture
	d       *described
	r       *rand.Rand
	h       http.Handler
	callers []*fuzzCaller
	known   knownValues
	counts  map[string]int
	done    map[string]int // operations answered 2xx
	polite  bool           // this request is to be answered well
}

// TestFuzzOperations sends every operation of the description random requests,
// good and bad, with keys of every kind, and sees to it that none is answered
// with 5xx, with a status that is not described, to whom the description does
// not let in, or with what belongs to somebody else.
func TestFuzzOperations(t *testing.T) {
	f := &fuzzer{fixture: wholeFixture(t), r: rand.New(rand.NewPCG(*fuzzSeed, 7)), known: knownValues{}, counts: map[string]int{}, done: map[string]int{}}
	raw, err := f.s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var ops []*describedOp
	f.d, ops = readDescription(t, raw)
	f.h = f.s.Handler()
	f.populate()
	f.hire()
	for n := range *fuzzRounds {
		f.feed(n)
		for _, op := range ops {
			f.round(op)
		}
	}
	var never []string
	for _, op := range ops {
		if f.done[op.OperationID] == 0 {
			never = append(never, op.OperationID)
		}
	}
	t.Logf("seed %d: %d operations, %d requests, %d kinds of callers: %s; never answered 2xx: %s",
		*fuzzSeed, len(ops), len(ops)**fuzzRounds, len(f.callers), tally(f.counts), strings.Join(never, " "))
	if f.counts["2xx"] == 0 || f.counts["4xx"] == 0 {
		t.Error("nothing was answered well, or nothing refused: the fuzz proves nothing")
	}
}

func tally(counts map[string]int) string {
	var out []string
	for _, k := range sortedKeys(counts) {
		out = append(out, fmt.Sprintf("%s %d", k, counts[k]))
	}
	return strings.Join(out, ", ")
}

// wholeFixture is the API with all its parts.
func wholeFixture(t *testing.T) *fixture {
	files := evidenceParts(t)
	return newFixture(t, files, func(c *Config, p *Parts) {
		p.Inquirer, p.Hooks, c.RatePerMinute, c.ReadPerMinute, c.Demo = crow{}, deafHooks{}, 1e9, 1e9, false
	})
}

// round sends one request and judges the answer.
func (f *fuzzer) round(op *describedOp) {
	f.polite = f.r.IntN(2) == 0
	who := f.caller(op)
	body, contentType := f.body(op)
	req := httptest.NewRequest(op.method, f.target(op), bytes.NewReader(body))
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	f.introduce(who, req)
	for _, p := range op.Parameters {
		if p.In == "header" && (f.polite || f.r.IntN(8) > 0) {
			req.Header.Set(p.Name, fmt.Sprint("idem", f.r.IntN(5000)))
		}
	}
	rec := httptest.NewRecorder()
	f.h.ServeHTTP(rec, req)
	f.counts[fmt.Sprintf("%dxx", rec.Code/100)]++
	f.judge(op, who, req, rec, body)
	if rec.Code < 300 {
		f.done[op.OperationID]++
		f.known.learn(op.path, rec.Body.Bytes())
	}
}

func (f *fuzzer) judge(op *describedOp, who *fuzzCaller, req *http.Request, rec *httptest.ResponseRecorder, body []byte) {
	say := func(what string) {
		f.t.Errorf("%s: seed %d: %s %s as %q: %d\n sent %.600q\n got %.600q", what, *fuzzSeed, op.method, req.URL, who.name, rec.Code, body, rec.Body)
	}
	if (rec.Code == 307 || rec.Code == 404) && path.Clean(req.URL.Path) != req.URL.Path {
		return // it is no path of the API's
	}
	got := rec.Body.String()
	var p Problem
	if rec.Code >= 400 {
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || p.Code == "" || kindOf(p.Code).Status != rec.Code {
			say("an answer that is no problem")
		}
	}
	if rec.Code >= 500 {
		say("5xx")
	}
	code := fmt.Sprint(rec.Code)
	if _, ok := op.Responses[code]; !ok {
		if _, ok := op.Responses[code[:1]+"XX"]; !ok && rec.Code != 413 && rec.Code != 415 && rec.Code != 400 {
			say("a status that is not described")
		}
	}
	for _, mark := range []string{shopMark, rivalMark, homeMark} {
		if strings.Contains(got, mark) && !who.sees(mark) && !(mark == homeMark && strings.HasPrefix(op.path, "/v1/help/{token}")) {
			say("somebody else's data")
		}
	}
	switch {
	case len(op.Security) == 0:
	case who.unknown() && rec.Code != 401:
		say("no key was asked for")
	case !who.unknown() && rec.Code == 401:
		f.renew(who) // somebody revoked it, as they may
	case !who.unknown() && !who.may(op) && rec.Code != 403:
		say("the description does not let this key in")
	}
}

// target fills the path and the query.
func (f *fuzzer) target(op *describedOp) string {
	to := op.path
	q := url.Values{}
	for _, p := range op.Parameters {
		switch p.In {
		case "path":
			to = strings.Replace(to, "{"+p.Name+"}", url.PathEscape(f.parameter(op, p)), 1)
		case "query":
			if p.Required && (f.polite || f.r.IntN(10) > 0) || f.r.IntN(3) == 0 {
				q.Set(p.Name, f.parameter(op, p))
			}
		}
	}
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return to
}

var oddWords = []string{"x", "0", "-1", "99999999999999999999", "订单", "a b", "'; drop table orders; --", "...", "%00", strings.Repeat("y", 300), "null", "\x00", "\xff"}

func (f *fuzzer) parameter(op *describedOp, p describedParam) string {
	known := f.known[placeOf(op.path, p)]
	switch n := f.r.IntN(12); {
	case (n < 8 || f.polite) && len(known) > 0:
		return known[f.r.IntN(len(known))]
	case n == 8:
		if known = f.known[anywhere]; p.In == "path" && len(known) > 0 {
			return known[f.r.IntN(len(known))]
		}
	case n < 11 || f.polite:
		if v := fmt.Sprint(f.d.value(p.Schema, p.Name, f.r)); v != "" {
			return v
		}
	}
	return oddWords[f.r.IntN(len(oddWords))]
}

// body returns what is sent, and as what.
func (f *fuzzer) body(op *describedOp) ([]byte, string) {
	schema := op.json()
	if schema == nil {
		if op.RequestBody == nil || f.r.IntN(4) == 0 {
			return nil, ""
		}
		kinds := sortedKeys(op.RequestBody.Content)
		kind := kinds[f.r.IntN(len(kinds))]
		if body, ok := example(f.t, op.RequestBody.Content[kind].Example, kind); ok && f.polite {
			return []byte(body), kind
		}
		return []byte(oddWords[f.r.IntN(len(oddWords))]), kind
	}
	v := f.d.value(schema, "", f.r)
	shown := op.RequestBody.Content["application/json"].Example
	if shown != nil && f.r.IntN(3) > 0 && (op.OperationID != "solve" || f.r.IntN(60) == 0) { // it takes its time
		v = f.shown(shown)
	}
	if f.polite {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return b, "application/json"
	}
	return f.spoilt(v)
}

// spoilt returns a body that is wrong in some way, or in none.
func (f *fuzzer) spoilt(v any) ([]byte, string) {
	for range f.r.IntN(4) {
		v = f.spoil(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	switch f.r.IntN(24) {
	case 0:
		return b[:f.r.IntN(len(b)+1)], "application/json"
	case 1:
		return append(b, strings.Repeat(" ", bodyLimit)...), "application/json"
	case 2:
		return []byte(strings.Repeat("[", 20_000)), "application/json"
	case 3:
		return b, "text/plain"
	case 4:
		return []byte(`{"a":` + oddWords[f.r.IntN(len(oddWords))]), "application/json"
	}
	return b, "application/json"
}

// refers says of what a field names one.
var refers = map[string]string{
	"after": "orders", "carer": "couriers", "worker": "couriers", "merchant": "merchants", "provider": "merchants", "resident": "residents",
}

// shown returns an example of the description, on a day to come, and now and
// then about something that is known.
func (f *fuzzer) shown(example json.RawMessage) any {
	day := time.Now().AddDate(0, 0, 1+f.r.IntN(3)).UTC().Format(time.DateOnly)
	v := decode[any](f.t, []byte(strings.ReplaceAll(string(example), "2030-01-02", day)))
	if m, ok := v.(map[string]any); ok {
		for _, field := range sortedKeys(refers) {
			if known := f.known[refers[field]]; len(known) > 0 && (m[field] != nil && f.r.IntN(3) == 0 || !f.polite && f.r.IntN(16) == 0) {
				m[field] = known[f.r.IntN(len(known))]
			}
		}
		if m["external_id"] != nil {
			m["external_id"] = fmt.Sprint("x", f.r.IntN(1000))
		}
	}
	return v
}

// odd returns what no field expects.
func (f *fuzzer) odd() any {
	values := []any{nil, true, -1, 0, 1e300, json.Number("9223372036854775807"), json.Number("-9223372036854775808"),
		json.Number("1e-300"), 3.5, "", "x", "\u0000", strings.Repeat("長", 4000), []any{}, []any{nil}, map[string]any{},
		"2026-13-45T99:99:99Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}
	return values[f.r.IntN(len(values))]
}

// spoil changes one thing somewhere in a value.
func (f *fuzzer) spoil(v any) any {
	switch x := v.(type) {
	case map[string]any:
		keys := sortedKeys(x)
		if len(keys) == 0 || f.r.IntN(12) == 0 {
			x["unknown"] = f.odd()
			return x
		}
		k := keys[f.r.IntN(len(keys))]
		if f.r.IntN(6) == 0 {
			delete(x, k)
		} else {
			x[k] = f.spoil(x[k])
		}
		return x
	case []any:
		if len(x) > 0 && f.r.IntN(4) > 0 {
			i := f.r.IntN(len(x))
			x[i] = f.spoil(x[i])
			return x
		}
	}
	return f.odd()
}

// deafHooks takes webhooks' messages and sends none.
type deafHooks struct{}

func (deafHooks) Test(_ context.Context, _ shell.Endpoint) (int, error) { return 204, nil }
func (deafHooks) Replay(_ context.Context, _, _ string) error           { return nil }
