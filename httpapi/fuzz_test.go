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
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

var (
	fuzzRounds = flag.Int("fuzz-rounds", 12, "requests to each operation in TestFuzzOperations")
	fuzzSeed   = flag.Uint64("fuzz-seed", 1, "seed of TestFuzzOperations")
)

// The words that stand in all that a merchant says, so that what reaches
// another can be told.
const (
	shopMark  = "SHOPMARK41"
	rivalMark = "RIVALMARK77"
)

// fuzzer sends an operation what its description allows, and then what it does
// not, as everybody who may and who may not.
type fuzzer struct {
	*fixture
	d      *described
	r      *rand.Rand
	h      http.Handler
	who    map[string]string   // key of each caller; "": none
	values map[string][]string // of path and query parameters, ours and others'
	counts map[string]int
}

// TestFuzzOperations sends every operation of the description random requests,
// good and bad, and sees to it that none is answered with 5xx, with a status
// that is not described, or with what belongs to somebody else.
func TestFuzzOperations(t *testing.T) {
	f := &fuzzer{fixture: wholeFixture(t), r: rand.New(rand.NewPCG(*fuzzSeed, 7)), counts: map[string]int{}}
	raw, err := f.s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var ops []*describedOp
	f.d, ops = readDescription(t, raw)
	f.h = f.s.Handler()
	f.who = map[string]string{"": "", "shop": f.orders, "rival": f.other, "staff": f.staff, "admin": f.admin, "courier": f.courier}
	f.populate()
	for range *fuzzRounds {
		for _, op := range ops {
			f.round(op)
		}
	}
	t.Logf("seed %d: %d operations, %d requests: %s", *fuzzSeed, len(ops), len(ops)**fuzzRounds, tally(f.counts))
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
		p.Inquirer, p.Hooks, c.RatePerMinute, c.Demo = crow{}, deafHooks{}, 1e9, false
	})
}

// populate fills the zone: orders of two merchants in every state, lockers,
// robots, visits, webhooks, keys.
func (f *fuzzer) populate() {
	f.values = map[string][]string{"cursor": {"", "x", "AAAA"}, "worker": {"c1", "c2", "R1"}, "compartment": {"1", "2"}}
	f.values["id"] = append(f.values["id"], "L1")
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c2","profile":"ebike","skills":["care"],"no_key":true}`)
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c1","profile":"ebike","no_key":true}`)
	f.want(201, "POST", "/v1/admin/robots", f.admin, `{"id":"R1","maker":"m","no_key":true}`)
	f.want(201, "POST", "/v1/admin/lockers", f.admin, `{"id":"L1","point":{"lng":1.5251,"lat":42.5051},"compartments":[{"id":"1","grams":9000,"ml":90000}],"no_key":true}`)
	f.submit(dispatch.CourierOnline{Courier: "c2", Point: shopPoint})
	f.submit(dispatch.BankLink{Bank: "L1", Linked: true})
	f.submit(dispatch.RobotReport{Robot: "R1", Linked: true, Point: shopPoint, Charge: 90})
	for i := range 6 { // delivered first, while the courier is free
		f.furnish(f.orders, shopMark, i)
		f.furnish(f.other, rivalMark, i)
	}
	for mark, key := range map[string]string{shopMark: f.orders, rivalMark: f.other} {
		visit := `{"external_id":"` + mark + `","resident":"r1","service":"` + mark + `","skills":["care"],"minutes":30,"from":"%s","to":"%s","place":{"point":{"lng":1.525,"lat":42.505}},"contact":{"name":"` + mark + `"}}`
		at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }
		v := f.want(201, "POST", "/v1/visits", key, fmt.Sprintf(visit, at(time.Hour), at(3*time.Hour)), "Idempotency-Key", "v1")
		f.values["id"] = append(f.values["id"], decode[struct{ ID string }](f.t, v).ID)
		w := f.want(201, "POST", "/v1/webhooks", key, `{"url":"https://hooks.example/`+mark+`"}`)
		f.values["id"] = append(f.values["id"], decode[struct{ ID string }](f.t, w).ID)
	}
}

// furnish places an order and moves it to one of six places of its life.
func (f *fuzzer) furnish(key, mark string, stage int) {
	body := strings.NewReplacer(`"rice"`, `"`+mark+`"`, "Wang Xiuying", mark, `{"kind"`, fmt.Sprintf(`{"external_id":"%s-%d","kind"`, mark, stage)).Replace(orderBody)
	o := f.place(key, fmt.Sprint("k", stage), body)
	id := o.ID
	f.values["id"] = append(f.values["id"], id)
	f.values["order"] = append(f.values["order"], id)
	f.values["token"] = append(f.values["token"], strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/"))
	by := orders.Actor{Role: orders.Staff, ID: "sam"}
	oid := orders.ID(id)
	switch stage {
	case 0:
		f.call("POST", "/v1/orders/"+id+"/accept", key, "")
		f.deliver(id)
	case 1:
		f.submit(dispatch.CancelOrder{Order: oid, By: by, Reason: "r"})
	case 2:
		f.submit(dispatch.AssignOrder{Order: oid, Worker: "c1", By: by, Reason: "r"})
	case 3:
		f.submit(dispatch.HoldOrder{Order: oid, Held: true, By: by, Reason: "r"})
	case 4:
		f.call("POST", "/v1/orders/"+id+"/accept", key, "")
	}
}

// round sends one request and judges the answer.
func (f *fuzzer) round(op *describedOp) {
	names := []string{"", "shop", "shop", "shop", "rival", "staff", "admin", "admin", "courier"}
	who := names[f.r.IntN(len(names))]
	body, contentType := f.body(op)
	req := httptest.NewRequest(op.method, f.target(op), bytes.NewReader(body))
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if key := f.who[who]; key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	for _, p := range op.Parameters {
		if p.In == "header" && f.r.IntN(8) > 0 {
			req.Header.Set(p.Name, fmt.Sprint("idem", f.r.IntN(50)))
		}
	}
	rec := httptest.NewRecorder()
	f.h.ServeHTTP(rec, req)
	f.counts[fmt.Sprintf("%dxx", rec.Code/100)]++
	f.judge(op, who, req, rec, body)
}

func (f *fuzzer) judge(op *describedOp, who string, req *http.Request, rec *httptest.ResponseRecorder, body []byte) {
	say := func(what string) {
		f.t.Errorf("%s: seed %d: %s %s as %q: %d\n sent %.600q\n got %.600q", what, *fuzzSeed, op.method, req.URL, who, rec.Code, body, rec.Body)
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
	if strings.Contains(got, rivalMark) && (who == "" || who == "shop" || who == "courier") ||
		strings.Contains(got, shopMark) && (who == "" || who == "rival") {
		say("somebody else's data")
	}
	if who == "" && len(op.Security) > 0 && rec.Code != 401 {
		say("no key was asked for")
	}
}

// target fills the path and the query.
func (f *fuzzer) target(op *describedOp) string {
	path := op.path
	q := url.Values{}
	for _, p := range op.Parameters {
		switch p.In {
		case "path":
			path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(f.parameter(p)), 1)
		case "query":
			if p.Required && f.r.IntN(10) > 0 || f.r.IntN(3) == 0 {
				q.Set(p.Name, f.parameter(p))
			}
		}
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

var oddWords = []string{"x", "0", "-1", "99999999999999999999", "订单", "a b", "'; drop table orders; --", "...", "%00", strings.Repeat("y", 300), "null", "\x00", "\xff"}

func (f *fuzzer) parameter(p describedParam) string {
	known := f.values[p.Name]
	switch n := f.r.IntN(10); {
	case n < 6 && len(known) > 0:
		return known[f.r.IntN(len(known))]
	case n < 8:
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
		if f.r.IntN(4) > 0 || op.RequestBody == nil {
			return nil, ""
		}
		kinds := sortedKeys(op.RequestBody.Content)
		return []byte(oddWords[f.r.IntN(len(oddWords))]), kinds[f.r.IntN(len(kinds))]
	}
	v := f.d.value(schema, "", f.r)
	for range f.r.IntN(4) { // none: a good one
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
