package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// exampleRun calls every operation once for each body that the description
// shows, or without one.
type exampleRun struct {
	*fuzzer
	n         int
	delivered string // an order that was
	token     string // the resident's
	tomorrow  string
}

// refusedHere are operations that are refused in a zone whose robots and
// lockers hold nothing, and whose carers have been nowhere, with what they are
// answered.
var refusedHere = map[string]int{"collect": 409, "toLocker": 409, "staffToLocker": 409, "staffCollect": 409, "freeGrant": 409, "approveVisit": 409, "correctVisit": 409, "callIn": 404, "changeAfter": 409, "letThrough": 409}

// TestExamples sends every example of the description to a live server, and
// holds the answer against the description. Every operation that takes a body
// shows one.
func TestExamples(t *testing.T) {
	x := &exampleRun{fuzzer: &fuzzer{fixture: wholeFixture(t)}, tomorrow: time.Now().AddDate(0, 0, 1).UTC().Format(time.DateOnly)}
	x.h = x.s.Handler()
	raw, err := x.s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	d, ops := readDescription(t, raw)
	x.d = d
	x.furnish()
	known := map[string]bool{}
	for _, op := range ops {
		known[op.OperationID] = true
		if op.OperationID == "live" { // a WebSocket
			continue
		}
		if op.RequestBody == nil {
			x.run(op, "", "")
			continue
		}
		shown := 0
		for _, contentType := range sortedKeys(op.RequestBody.Content) {
			if body, ok := example(t, op.RequestBody.Content[contentType].Example, contentType); ok {
				shown++
				x.run(op, contentType, strings.ReplaceAll(body, "2030-01-02", x.tomorrow))
			}
		}
		if shown == 0 {
			t.Errorf("%s takes a body and shows no example: add one to examples.go", op.OperationID)
		}
	}
	for id := range examples {
		if !known[id] {
			t.Errorf("the example of %s belongs to no operation", id)
		}
	}
}

// example returns an example of a content type as it is sent.
func example(t testing.TB, raw json.RawMessage, contentType string) (body string, ok bool) {
	if raw == nil || contentType == "application/json" {
		return string(raw), raw != nil
	}
	return decode[string](t, raw), true
}

// furnish fills the zone with what the examples speak of, by the examples.
func (x *exampleRun) furnish() {
	for _, put := range []struct{ path, operation string }{
		{"communities", "putCommunity"}, {"buildings", "putBuilding"}, {"merchants", "putMerchant"}, {"offerings", "putOffering"},
	} {
		x.want(201, "POST", "/v1/admin/"+put.path, x.admin, examples[put.operation])
	}
	x.want(201, "POST", "/v1/admin/offerings", x.admin, `{"id":"bath","provider":"liji","name":"助浴","kind":"visit","price":{"amount":9000,"unit":"visit"},"minutes":45,"skills":["care"]}`)
	x.token = decode[Resident](x.t, x.want(201, "POST", "/v1/staff/residents", x.staff, examples["putResident"])).Token
	const carer = `{"id":"c1","profile":"ebike","skills":["care"],"grams":20000,"ml":60000,"no_key":true}`
	x.want(201, "POST", "/v1/admin/couriers", x.admin, carer)
	x.want(201, "POST", "/v1/admin/couriers", x.admin, strings.Replace(carer, "c1", "c9", 1))
	x.delivered = x.fresh().ID // before the courier has anything else to do
	x.want(200, "POST", "/v1/orders/"+x.delivered+"/accept", x.orders, "")
	x.deliver(x.delivered)
	x.want(201, "POST", "/v1/admin/couriers", x.admin, carer)
}

func (x *exampleRun) run(op *describedOp, contentType, body string) {
	path, key := x.prepared(op)
	req := httptest.NewRequest(op.method, path, strings.NewReader(body))
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
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
	o := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "PUT": item.Put, "DELETE": item.Delete}[op.method]
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
	if op.OperationID == "resumeMerchant" || op.OperationID == "readRatings" { // it takes no orders just now
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
	case "rate", "staffRate", "readRating":
		act("staff/orders/"+id+"/outcome", x.staff, `{"outcome":"failed","reason":"r"}`)
		if op.OperationID == "readRating" {
			act("staff/orders/"+id+"/rating", x.staff, examples["staffRate"])
		}
	case "readBatch", "acceptBatch", "finishBatch", "cancelBatch":
		b := strings.NewReplacer("2051", op.OperationID+"1", "2052", op.OperationID+"2").Replace(examples["createBatch"])
		id = decode[Batch](x.t, x.want(201, "POST", "/v1/batches", x.orders, b, "Idempotency-Key", "for "+op.OperationID)).ID
		if op.OperationID == "finishBatch" {
			act("batches/"+id+"/accept", x.orders, "")
		}
	case "readVisit", "cancelVisit", "staffReadVisit", "approveVisit", "correctVisit", "pinVisit", "unpinVisit":
		v := strings.ReplaceAll(strings.Replace(examples["bookVisit"], "visit-12", op.OperationID, 1), "2030-01-02", x.tomorrow)
		id = decode[struct{ ID string }](x.t, x.want(201, "POST", "/v1/visits", x.orders, v, "Idempotency-Key", "for "+op.OperationID)).ID
		if op.OperationID == "unpinVisit" {
			act("staff/visits/"+id+"/pin", x.staff, `{"carer":"c1","reason":"r"}`)
		}
	case "deleteWebhook", "testWebhook", "listDeliveries", "replayDelivery":
		id = decode[Webhook](x.t, x.want(201, "POST", "/v1/webhooks", x.orders, examples["createWebhook"])).ID
	case "revokeKey":
		id = decode[NewKey](x.t, x.want(201, "POST", "/v1/admin/keys", x.admin, examples["createKey"])).Row.ID
	case "revokeMerchantKey":
		id = decode[NewKey](x.t, x.want(201, "POST", "/v1/merchant/keys", x.owner(), examples["createMerchantKey"])).Row.ID
	case "adminPauseMerchant", "adminResumeMerchant":
		id = "rival"
	case "revokeCard", "printCard":
		id = decode[Card](x.t, x.want(201, "POST", "/v1/staff/cards", x.staff, examples["issueCard"])).ID
	case "setHours":
		id = "liji"
	case "callOut":
		id = "c9"
	case "openArea":
		act("staff/closures", x.staff, strings.ReplaceAll(examples["closeArea"], "2030-01-02", x.tomorrow))
		id = "market"
	case "pauseRobots", "resumeRobots", "homeRobots":
		x.want(201, "POST", "/v1/admin/robots", x.admin, examples["putRobot"])
	case "takeRobot", "giveBackRobot", "releaseStop":
		x.want(201, "POST", "/v1/admin/robots", x.admin, examples["putRobot"])
		id = "R7"
		x.submit(dispatch.RobotReport{Robot: "R7", Linked: true, Charge: 90, Plight: fleet.Stopped})
		if op.OperationID == "giveBackRobot" {
			act("staff/robots/R7/take", x.staff, examples["takeRobot"])
		}
	case "letThrough", "drawLanes":
		x.want(201, "POST", "/v1/admin/passages", x.admin, examples["putPassage"])
		id = "G1"
	case "openCompartment", "retireCompartment", "restoreCompartment":
		x.want(201, "POST", "/v1/admin/lockers", x.admin, examples["putLocker"])
		x.submit(dispatch.BankLink{Bank: "L7", Linked: true})
		id = "L7"
	case "keepCompartment", "releaseCompartment":
		x.want(201, "POST", "/v1/admin/lockers", x.admin, strings.ReplaceAll(examples["putLocker"], "L7", "L1"))
		x.submit(dispatch.BankLink{Bank: "L1", Linked: true})
		if op.OperationID == "releaseCompartment" {
			act("orders/"+id+"/deposit", x.orders, "")
		}
	case "clearTrouble":
		act("staff/orders/"+id+"/complaint", x.staff, `{"about":"late"}`)
	case "reopenOrder":
		act("orders/"+id+"/cancel", x.orders, reason)
	case "readPlan", "listInstances", "endPlan", "skipInstance", "moveInstance":
		p := strings.ReplaceAll(examples["makePlan"], "2030-01-02", x.tomorrow)
		id = decode[Plan](x.t, x.want(201, "POST", "/v1/plans", x.orders, p, "Idempotency-Key", "for "+op.OperationID)).ID
	case "staffCheckIn", "staffRaiseHelp", "staffReadStanding", "staffChangeStanding":
		id = "r17"
	}
	token := strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	switch op.OperationID {
	case "raiseHelp", "checkIn", "readStanding", "changeStanding":
		token = x.token
	case "readHelp", "staffAnswerHelp", "readHelpCall", "answerHelp":
		id = decode[HelpCall](x.t, x.want(201, "POST", "/v1/staff/residents/r17/help", x.staff, `{"drill":true}`)).ID
		token = orders.Pepper("pepper").Token(orders.ID(id + "~res~r17~1"))
	}
	if op.OperationID == "openEvidence" {
		item := decode[EvidenceItem](x.t, x.want(201, "POST", "/v1/orders/"+id+"/evidence?kind=code&stage=pickup", x.orders, "1"))
		token = item.URL[strings.LastIndexByte(item.URL, '/')+1:]
	}
	path = strings.NewReplacer("{compartment}", "1", "{id}", id, "{token}", token, "{index}", "0", "{code}", "000000", "{message}", "z-1-1").Replace(op.path)
	query := map[string]string{
		"findAddresses": "?q=3", "findPeople": "?q=wang", "readCircle": "?community=xingfuli&building=xfl-3&unit=2单元&room=501",
		"addEvidence": "?kind=code&stage=pickup", "importTable": "?kind=providers&dry_run=true",
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
			return x.key("button-17", "device")
		case "telephony":
			return x.key("gateway", "telephony")
		case "circle":
			return x.key("xingfuli", "circle")
		case "admin":
			return x.admin
		case "merchant":
			return x.owner()
		}
	}
	return x.orders
}

// TestExamplesOfFields holds what a field shows against what it takes.
func TestExamplesOfFields(t *testing.T) {
	all := newFixture(t).s.api.OpenAPI().Components.Schemas
	shown := 0
	for name, schema := range all.Map() {
		for field, s := range schema.Properties {
			for _, v := range s.Examples {
				shown++
				res := &huma.ValidateResult{}
				huma.Validate(all, s, huma.NewPathBuffer([]byte{}, 0), huma.ModeWriteToServer, v, res)
				for _, err := range res.Errors {
					t.Errorf("%s.%s shows %v: %v", name, field, v, err)
				}
			}
		}
	}
	if shown == 0 {
		t.Error("no field shows an example: look where huma keeps them")
	}
}
