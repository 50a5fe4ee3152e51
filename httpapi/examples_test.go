package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// exampleRun calls every operation once, with the body that the description
// shows.
type exampleRun struct {
	*fuzzer
	n         int
	delivered string // an order that was
}

// refusedHere are operations that are refused in a zone without the robot,
// message, plan, resident or call for help that they speak of, with what they
// are answered.
var refusedHere = map[string]int{
	"collect": 409, "freeGrant": 409, "replayDelivery": 404, "readCircle": 422,
	"readPlan": 404, "listInstances": 404,
	"readHelpCall": 404, "readHelp": 404, "pressButton": 404, "checkIn": 404, "raiseHelp": 404, "staffCheckIn": 404,
}

// TestExamples sends the example of every operation to a live server, and
// holds the answer against the description.
func TestExamples(t *testing.T) {
	x := &exampleRun{fuzzer: &fuzzer{fixture: wholeFixture(t)}}
	x.h = x.s.Handler()
	raw, err := x.s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	d, ops := readDescription(t, raw)
	x.d = d
	x.want(201, "POST", "/v1/admin/couriers", x.admin, `{"id":"c1","profile":"ebike","skills":["care"],"grams":20000,"ml":60000,"no_key":true}`)
	x.delivered = x.fresh().ID // before the courier has anything else to do
	x.want(200, "POST", "/v1/orders/"+x.delivered+"/accept", x.orders, "")
	x.deliver(x.delivered)
	x.want(201, "POST", "/v1/admin/couriers", x.admin, `{"id":"c1","profile":"ebike","skills":["care"],"grams":20000,"ml":60000,"no_key":true}`)
	known := map[string]bool{}
	for _, op := range ops {
		known[op.OperationID] = true
		if op.json() != nil && examples[op.OperationID] == "" && op.OperationID != "solve" {
			t.Logf("%s takes a body and shows no example: add one to examples.go", op.OperationID)
			continue
		}
		if op.OperationID != "live" { // a WebSocket
			x.run(op)
		}
	}
	for id := range examples {
		if !known[id] {
			t.Errorf("the example of %s belongs to no operation", id)
		}
	}
}

func (x *exampleRun) run(op *describedOp) {
	body := strings.ReplaceAll(examples[op.OperationID], "2030-01-02", time.Now().AddDate(0, 0, 1).UTC().Format("2006-01-02"))
	contentType := "application/json"
	switch op.OperationID {
	case "solve":
		body = `{"vehicles":[{"id":1,"start":[1.52,42.5]}],"jobs":[{"id":1,"location":[1.525,42.505]}]}`
	case "importTable":
		body, contentType = "id,name,category,lng,lat\nbakery,Bakery,groceries,1.52,42.5\n", "text/csv"
	case "addEvidence":
		body, contentType = "6901234567892", "text/plain"
	}
	path, key := x.prepared(op)
	req := httptest.NewRequest(op.method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Idempotency-Key", op.OperationID)
	if len(op.Security) > 0 {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	rec := httptest.NewRecorder()
	x.h.ServeHTTP(rec, req)
	if want, ok := refusedHere[op.OperationID]; ok {
		if rec.Code != want {
			x.t.Errorf("%s: %d, want %d: %s", op.OperationID, rec.Code, want, rec.Body)
		}
		return
	}
	r, ok := op.Responses[fmt.Sprint(rec.Code)]
	if rec.Code >= 300 || !ok {
		x.t.Errorf("%s %s: %d: %.500s", op.method, path, rec.Code, rec.Body)
		return
	}
	if r.Content["application/json"].Schema != nil && op.OperationID != "openapi" {
		x.valid(op, fmt.Sprint(rec.Code), rec.Body.Bytes())
	}
}

// valid holds an answer against its schema.
func (x *exampleRun) valid(op *describedOp, status string, got []byte) {
	api := x.s.api.OpenAPI()
	item := api.Paths[op.path]
	o := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete}[op.method]
	var v any
	if err := json.Unmarshal(got, &v); err != nil {
		x.t.Errorf("%s: %v: %.200s", op.OperationID, err, got)
		return
	}
	res := &huma.ValidateResult{}
	huma.Validate(api.Components.Schemas, o.Responses[status].Content["application/json"].Schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, v, res)
	for _, err := range res.Errors {
		x.t.Errorf("%s answers what it does not describe: %v", op.OperationID, err)
	}
}

// fresh places one more order of the shop's.
func (x *exampleRun) fresh() Order {
	x.n++
	return x.place(x.orders, fmt.Sprint("fresh", x.n), orderBody)
}

// prepared brings the zone to where the operation makes sense, and returns
// where to send it, and with whose key.
func (x *exampleRun) prepared(op *describedOp) (path, key string) {
	key = x.keyFor(op)
	if op.OperationID == "resumeMerchant" { // it takes no orders just now
		return op.path, key
	}
	o := x.fresh()
	id := o.ID
	act := func(verb, as, body string) { x.want(200, "POST", "/v1/"+verb, as, body) }
	reason := `{"reason":"r"}`
	switch op.OperationID {
	case "startOrder", "finishOrder", "assignOrder":
		act("orders/"+id+"/accept", x.orders, "")
	case "releaseOrder":
		act("staff/orders/"+id+"/hold", x.staff, reason)
	case "answerChase":
		act("orders/"+id+"/chase", x.orders, "")
	case "returnOrder":
		id = x.delivered
	case "readVisit", "cancelVisit":
		from := time.Now().AddDate(0, 0, 1).UTC().Format("2006-01-02")
		v := strings.ReplaceAll(strings.Replace(examples["bookVisit"], "visit-12", op.OperationID, 1), "2030-01-02", from)
		id = decode[struct{ ID string }](x.t, x.want(201, "POST", "/v1/visits", x.orders, v, "Idempotency-Key", "for "+op.OperationID)).ID
	case "deleteWebhook", "testWebhook", "listDeliveries", "replayDelivery":
		id = decode[Webhook](x.t, x.want(201, "POST", "/v1/webhooks", x.orders, examples["createWebhook"])).ID
	case "revokeKey":
		id = decode[NewKey](x.t, x.want(201, "POST", "/v1/admin/keys", x.admin, examples["createKey"])).Row.ID
	case "revokeMerchantKey":
		id = decode[NewKey](x.t, x.want(201, "POST", "/v1/merchant/keys", x.owner(), examples["createMerchantKey"])).Row.ID
	case "adminPauseMerchant", "adminResumeMerchant":
		id = "rival"
	}
	token := strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	if op.OperationID == "openEvidence" {
		item := decode[EvidenceItem](x.t, x.want(201, "POST", "/v1/orders/"+id+"/evidence?kind=code&stage=pickup", x.orders, "1"))
		token = item.URL[strings.LastIndexByte(item.URL, '/')+1:]
	}
	path = strings.NewReplacer("{id}", id, "{token}", token, "{index}", "0", "{code}", "000000", "{message}", "z-1-1").Replace(op.path)
	query := map[string]string{
		"findAddresses": "?q=3", "addEvidence": "?kind=code&stage=pickup", "importTable": "?kind=providers&dry_run=true",
		"whyNot": "?worker=c1", "whatWouldHelp": "?by=" + time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
	}
	return path + query[op.OperationID], key
}

func (x *exampleRun) owner() string { return x.key("shop", "merchant") }

// keyFor returns a key that has the scope the operation asks for.
func (x *exampleRun) keyFor(op *describedOp) string {
	if len(op.Security) == 0 {
		return ""
	}
	for _, scopes := range op.Security[0] {
		if len(scopes) == 0 {
			return x.orders
		}
		switch scopes[0] {
		case "staff":
			return x.staff
		case "device":
			return x.key("button", "device")
		case "admin":
			return x.admin
		case "merchant":
			return x.owner()
		}
	}
	return x.orders
}
