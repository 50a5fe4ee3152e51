package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const residentBody = `{"id":"wang","contact":{"name":"Wang Xiuying","phone":"+376 123456","address":"Block 3"},
"point":{"lng":1.525,"lat":42.505},"button":"b7","check_in_minutes":720,
"family":[{"name":"Son Wang","phone":"+376 777777","channels":["sms"]}]}`

// TestHelpOverHTTP: staff registers, the button calls, the relative answers
// behind the link, the desk closes; strangers get nowhere, and the history
// holds no name.
func TestHelpOverHTTP(t *testing.T) {
	f := newFixture(t)
	f.submit(dispatch.RegisterCourier{Courier: "c1", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}, Skills: []string{"help"}})
	f.submit(dispatch.CourierOnline{Courier: "c1", Point: shopPoint})
	r := decode[Resident](t, f.want(201, "POST", "/v1/staff/residents", f.staff, residentBody))
	if r.Family != 1 || r.CheckInMinutes != 720 {
		t.Fatalf("%+v", r)
	}
	if p, err := f.store.Person(t.Context(), "res~wang~1"); err != nil || p.Name != "Son Wang" || p.Channels != "sms" {
		t.Fatalf("the family's contact: %+v, %v", p, err)
	}
	button := f.key("b7", shell.ScopeDevice)
	c := decode[HelpCall](t, f.want(201, "POST", "/v1/help", button, ""))
	if c.State != "family" || c.Source != "button" || len(c.Steps) != 2 || c.Due == nil {
		t.Fatalf("%+v", c)
	}
	again := decode[HelpCall](t, f.want(201, "POST", "/v1/help", button, ""))
	if again.ID != c.ID || len(again.Steps) != 3 {
		t.Fatalf("%+v", again)
	}
	link := "/v1/help/" + orders.Pepper("pepper").Token(orders.ID(c.ID+"~res~wang~1"))
	b := decode[HelpBrief](t, f.want(200, "GET", link, "", ""))
	if b.State != "family" || b.Mine || b.Contact == nil || b.Contact.Name != "Wang Xiuying" || b.Contact.Address != "Block 3" {
		t.Fatalf("%+v", b)
	}
	if len(b.Steps) != 3 || b.Steps[0].Who != "resident" || b.Steps[1].Who != "you" || b.Steps[1].By != "" {
		t.Fatalf("what the relative reads of the record: %+v", b.Steps)
	}
	if b := decode[HelpBrief](t, f.want(200, "POST", link+"/answer", "", `{"verb":"acknowledged"}`)); b.State != "taken" || !b.Mine {
		t.Fatalf("%+v", b)
	}
	f.want(200, "POST", link+"/answer", "", `{"verb":"handed_back"}`)
	f.problem(422, "validation_failed", "POST", "/v1/staff/help/"+c.ID+"/answer", f.staff, `{"verb":"closed"}`)
	done := decode[HelpCall](t, f.want(200, "POST", "/v1/staff/help/"+c.ID+"/answer", f.staff, `{"verb":"closed","note":"well"}`))
	if done.State != "closed" || done.Due != nil || done.Steps[len(done.Steps)-1].By != "staff/sam" {
		t.Fatalf("%+v", done)
	}
	if done.Contact.Phone != "+376 123456" || len(done.Family) != 1 || done.Family[0].Name != "Son Wang" || done.Steps[1].Who != "family" || done.Steps[len(done.Steps)-1].Who != "desk" {
		t.Errorf("what the desk reads: %+v", done)
	}
	if b := decode[HelpBrief](t, f.want(200, "GET", link, "", "")); b.Contact != nil || b.Steps[len(b.Steps)-1].Note != "well" {
		t.Errorf("behind the link of a call that is over: %+v", b)
	}
	list := decode[HelpList](t, f.want(200, "GET", "/v1/staff/help", f.staff, ""))
	if len(list.Calls) != 1 || list.Real.Raised != 1 || list.Real.ByFamily != 1 || list.Drills.Raised != 0 {
		t.Errorf("%+v", list)
	}
	drill := decode[HelpCall](t, f.want(201, "POST", "/v1/staff/residents/wang/help", f.staff, `{"drill":true}`))
	if !drill.Drill || drill.ID == c.ID {
		t.Errorf("%+v", drill)
	}
	own := decode[HelpBrief](t, f.want(201, "POST", "/v1/residents/"+r.Token+"/help", "", ""))
	if own.Drill || own.Call == drill.ID {
		t.Errorf("%+v", own)
	}
	f.want(204, "POST", "/v1/residents/"+r.Token+"/check-in", "", "")

	order := f.place(f.orders, "1", orderBody)
	track := strings.TrimPrefix(order.TrackingURL, "https://linli.test/track/")
	f.problem(404, "not_found", "POST", "/v1/residents/"+track+"/help", "", "")
	f.problem(404, "not_found", "GET", "/v1/help/"+track, "", "")
	f.problem(404, "not_found", "GET", "/v1/help/"+r.Token, "", "")
	f.problem(404, "not_found", "POST", "/v1/residents/"+r.Token+"x/help", "", "")
	f.problem(404, "unknown_resident", "POST", "/v1/help", f.key("b8", shell.ScopeDevice), "")
	for _, key := range []string{f.orders, f.courier, button} {
		f.problem(403, "forbidden", "GET", "/v1/staff/help", key, "")
		f.problem(403, "forbidden", "POST", "/v1/staff/residents", key, residentBody)
	}
	rows, err := f.store.Timeline(t.Context(), orders.ID(c.ID))
	if err != nil || len(rows) < 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		if strings.Contains(string(row.Data), "Wang") || strings.Contains(string(row.Data), "376 777777") {
			t.Fatalf("a name in the history: %s", row.Data)
		}
	}
	f.want(204, "DELETE", "/v1/admin/residents/wang", f.admin, "")
	if _, err := f.store.Person(t.Context(), "res~wang~1"); err == nil {
		t.Error("the family's contact was not erased")
	}
	if len(decode[ResidentPage](t, f.want(200, "GET", "/v1/staff/residents", f.staff, "")).Residents) != 0 {
		t.Error("the resident is still registered")
	}
}
