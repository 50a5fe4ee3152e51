package httpapi

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const homeLine = "+376 800-017"

// underway is a visit of the shop's to r17, whose window is open and which c9
// has.
func (f *fixture) underway(external string) string {
	f.t.Helper()
	now := time.Now().UTC()
	body := fmt.Sprintf(`{"external_id":%q,"resident":"r17","service":"care","minutes":60,"from":%q,"to":%q,"skills":["care"],"landline":%q,
		"place":{"point":{"lng":1.521,"lat":42.501}},"contact":{"name":"Li Xiuying"}}`,
		external, now.Add(-time.Minute).Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339), homeLine)
	id := decode[Visit](f.t, f.want(201, "POST", "/v1/visits", f.orders, body, "Idempotency-Key", external)).ID
	f.submit(dispatch.CourierOnline{Courier: "c9", Point: shopPoint})
	f.submit(dispatch.AssignOrder{Order: orders.ID(id), Worker: "c9", By: orders.Actor{Role: orders.Staff, ID: "sam"}, Reason: "test"})
	for end := time.Now().Add(5 * time.Second); ; {
		if v := decode[Visit](f.t, f.want(200, "GET", "/v1/visits/"+id, f.orders, "")); v.Worker == "c9" {
			return id
		}
		if time.Now().After(end) {
			f.t.Fatal("the visit was given to nobody")
		}
	}
}

func TestVisitRecords(t *testing.T) {
	f := newFixture(t)
	gateway, pepper := f.key("gateway", shell.ScopeTelephony), orders.Pepper("pepper")
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c9","profile":"ebike","skills":["care"],"no_key":true}`)
	number := pepper.CallNumber("c9")
	if page := f.want(200, "GET", "/v1/admin/couriers", f.admin, ""); !bytes.Contains(page, []byte(`"call_number":"`+number+`"`)) {
		t.Errorf("couriers: %s", page)
	}
	id := f.underway("=1+1")
	call := func(from, number, act string) string {
		return fmt.Sprintf(`{"from":%q,"number":%q,"act":%q}`, from, number, act)
	}
	f.problem(403, "forbidden", "POST", "/v1/telephony/calls", f.staff, call(homeLine, number, "start"))
	f.problem(422, "validation_failed", "POST", "/v1/telephony/calls", gateway, call("0800 017", number, "start"))
	f.problem(404, "unknown_order", "POST", "/v1/telephony/calls", gateway, call("+376 800 018", number, "start"))
	wrong := "1" + number[:5]
	if wrong == number {
		wrong = "000000"
	}
	f.problem(403, "wrong_code", "POST", "/v1/telephony/calls", gateway, call(homeLine, wrong, "start"))
	f.want(200, "POST", "/v1/telephony/calls", gateway, call("+376800017", number, "start"))
	v := decode[Visit](t, f.want(200, "GET", "/v1/visits/"+id, f.orders, ""))
	if x := v.Verification; v.Status != "started" || x == nil || x.Start.Method != "phone" || x.End != nil || x.Verified || len(x.Exceptions) != 0 {
		t.Fatalf("started: %s %+v", v.Status, x)
	}
	f.problem(409, "illegal_move", "POST", "/v1/staff/visits/"+id+"/approve", f.staff, `{"exceptions":["short"],"reason":"agreed"}`)

	card := decode[Card](t, f.want(201, "POST", "/v1/staff/cards", f.staff, `{"provider":"shop","resident":"r17","reason":"new_client"}`))
	f.submit(dispatch.AttendVisit{Courier: "c9", Order: orders.ID(id), Verb: orders.Finish, Capture: orders.Capture{Card: pepper.CardProof(card.Code)}})
	path := "/v1/staff/visits/" + id
	unsettled := func() int {
		return len(decode[VisitPage](t, f.want(200, "GET", "/v1/staff/visits?unsettled=true", f.staff, "")).Visits)
	}
	if n := unsettled(); n != 1 {
		t.Errorf("%d visits wait for staff, want the short one", n)
	}
	f.problem(403, "forbidden", "POST", path+"/approve", f.orders, `{"exceptions":["short"],"reason":"agreed"}`)
	f.problem(422, "bad_order", "POST", path+"/approve", f.staff, `{"exceptions":["late"],"reason":"agreed"}`)
	v = decode[Visit](t, f.want(200, "POST", path+"/approve", f.staff, `{"exceptions":["short"],"reason":"agreed"}`))
	if x := v.Verification; !x.Verified || len(x.Exceptions) != 1 || x.Exceptions[0].By != "sam" || x.End.Method != "card" {
		t.Errorf("approved: %+v", x)
	}
	if n := unsettled(); n != 0 {
		t.Errorf("%d visits wait for staff after the approval", n)
	}
	start := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	fix := fmt.Sprintf(`{"started_at":%q,"reason":"forgot_to_start"}`, start.Format(time.RFC3339))
	v = decode[Visit](t, f.want(200, "POST", path+"/correct", f.staff, fix))
	if x := v.Verification; !x.StartedAt.Equal(start) || len(x.Corrections) != 1 || x.Start.At.Equal(start) || x.Verified || x.Exceptions[0].Code != "early" {
		t.Errorf("corrected: %+v", x)
	}
	if history := f.want(200, "GET", "/v1/orders/"+id+"/timeline", f.orders, ""); !bytes.Contains(history, []byte("VisitAmended")) {
		t.Errorf("the history does not know of it: %s", history)
	}
	f.exported(id, v)
	if strings.Contains(f.log.String(), "376800017") || strings.Contains(f.log.String(), "Xiuying") {
		t.Error("personal data in the log")
	}
}

// exported reads the record of the one visit out of the export, page by page.
func (f *fixture) exported(id string, v Visit) {
	f.t.Helper()
	f.underway("later") // not begun: no row
	f.problem(403, "forbidden", "GET", "/v1/staff/visits.csv", f.orders, "")
	f.problem(422, "validation_failed", "GET", "/v1/staff/visits.csv?from=yesterday", f.staff, "")
	var rows [][]string
	for path, pages := "/v1/staff/visits.csv?limit=1", 0; path != ""; pages++ {
		res, body := f.call("GET", path, f.staff, "")
		page, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil || len(page) == 0 || pages > 3 {
			f.t.Fatalf("page %d: %v: %s", pages, err, body)
		}
		rows = append(rows, page[1:]...)
		link, _, _ := strings.Cut(strings.TrimPrefix(res.Header.Get("Link"), "<"), ">")
		path = strings.TrimPrefix(link, "https://linli.test")
	}
	if len(rows) != 1 {
		f.t.Fatalf("%d rows: %v", len(rows), rows)
	}
	got := map[string]string{}
	for i, name := range recordColumns {
		got[name] = rows[0][i]
	}
	for name, want := range map[string]string{
		"visit": id, "external_id": "'=1+1", "provider": "shop", "carer": "c9", "recipient": "r17", "service": "care",
		"date": v.Verification.StartedAt.UTC().Format(time.DateOnly), "started_at": v.Verification.StartedAt.UTC().Format(time.RFC3339),
		"start_method": "phone", "end_method": "card", "open_exceptions": "early", "corrections": "1", "verified": "false",
	} {
		if got[name] != want {
			f.t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	tomorrow := time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	if body := f.want(200, "GET", "/v1/staff/visits.csv?from="+tomorrow, f.staff, ""); strings.Contains(string(body), id) {
		f.t.Error("it is exported with another day's")
	}
}

// Two carers call from one home: each is known by their own number, and the
// second one's call begins the visit.
func TestTwoCarersCallIn(t *testing.T) {
	f := newFixture(t)
	gateway, pepper := f.key("gateway", shell.ScopeTelephony), orders.Pepper("pepper")
	now := time.Now().UTC()
	for _, c := range []fleet.WorkerID{"c8", "c9"} {
		f.want(201, "POST", "/v1/admin/couriers", f.admin, fmt.Sprintf(`{"id":%q,"profile":"ebike","skills":["care"],"no_key":true}`, c))
		f.submit(dispatch.CourierOnline{Courier: c, Point: shopPoint})
	}
	body := fmt.Sprintf(`{"resident":"r17","service":"care","minutes":60,"from":%q,"to":%q,"skills":["care"],"carers":2,"landline":%q,
		"place":{"point":{"lng":1.521,"lat":42.501}},"contact":{"name":"Li Xiuying"}}`,
		now.Add(-time.Minute).Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339), homeLine)
	id := decode[Visit](t, f.want(201, "POST", "/v1/visits", f.orders, body, "Idempotency-Key", "k1")).ID
	f.accepts("c8")
	f.accepts("c9")
	call := func(carer, act string) string {
		return fmt.Sprintf(`{"from":%q,"number":%q,"act":%q}`, homeLine, pepper.CallNumber(carer), act)
	}
	f.problem(409, "illegal_move", "POST", "/v1/telephony/calls", gateway, call("c9", "start"))
	f.want(200, "POST", "/v1/telephony/calls", gateway, call("c8", "start"))
	if v := decode[Visit](t, f.want(200, "GET", "/v1/visits/"+id, f.orders, "")); v.Status != "started" || v.Verification.Start.Method != "phone" {
		t.Fatalf("started: %s %+v", v.Status, v.Verification)
	}
	f.want(200, "POST", "/v1/telephony/calls", gateway, call("c9", "finish"))
	f.want(200, "POST", "/v1/telephony/calls", gateway, call("c8", "finish"))
	if v := decode[Visit](t, f.want(200, "GET", "/v1/visits/"+id, f.orders, "")); v.Status != "done" || v.Verification.End.Method != "phone" {
		t.Fatalf("done: %s %+v", v.Status, v.Verification)
	}
	rows, err := csv.NewReader(bytes.NewReader(f.want(200, "GET", "/v1/staff/visits.csv", f.staff, ""))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][3] != "c8 c9" {
		t.Errorf("exported %v %v", rows, err)
	}
}

// accepts waits until a courier is asked to take something, and takes it.
func (f *fixture) accepts(c fleet.WorkerID) {
	f.t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		offer := ""
		if err := f.pump.View(f.t.Context(), func(s *dispatch.State) { offer = s.Couriers.Get(c).Offer }); err != nil {
			f.t.Fatal(err)
		}
		if offer != "" {
			f.submit(dispatch.AnswerOffer{Courier: c, Offer: offer, Accept: true})
			return
		}
	}
	f.t.Fatalf("%s was asked nothing", c)
}

func TestCards(t *testing.T) {
	f := newFixture(t)
	const issue = `{"provider":"shop","resident":"r17","reason":"new_client"}`
	f.problem(403, "forbidden", "POST", "/v1/staff/cards", f.orders, issue)
	f.problem(404, "unknown_provider", "POST", "/v1/staff/cards", f.staff, strings.Replace(issue, "shop", "nobody", 1))
	first := decode[Card](t, f.want(201, "POST", "/v1/staff/cards", f.staff, issue))
	card := decode[Card](t, f.want(201, "POST", "/v1/staff/cards", f.staff, issue))
	list := decode[CardPage](t, f.want(200, "GET", "/v1/staff/cards", f.staff, ""))
	if len(card.Code) != 8 || card.Code == first.Code || len(list.Cards) != 1 || list.Cards[0].ID != card.ID || list.Cards[0].Code != "" {
		t.Errorf("issued %+v, then %+v; listed %+v", first, card, list)
	}
	f.problem(404, "not_found", "GET", "/v1/staff/cards/"+first.ID+"/paper", f.staff, "")
	for language, title := range map[string]string{"": "上门服务卡", "?language=en": "Card for carers"} {
		if page := f.want(200, "GET", "/v1/staff/cards/"+card.ID+"/paper"+language, f.staff, ""); !bytes.Contains(page, []byte(card.Code[:4]+" "+card.Code[4:])) || !bytes.Contains(page, []byte(title)) || bytes.Contains(page, []byte("r17")) {
			t.Errorf("the paper%s: %.300s", language, page)
		}
	}
	f.want(204, "POST", "/v1/staff/cards/"+card.ID+"/revoke", f.staff, `{"reason":"lost"}`)
	f.problem(404, "not_found", "POST", "/v1/staff/cards/"+card.ID+"/revoke", f.staff, `{"reason":"lost"}`)
}
