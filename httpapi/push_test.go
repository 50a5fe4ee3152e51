package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

// What a browser gives to be told is kept sealed, of an order that is open, and
// goes with the contact.
func TestPushOnTheLink(t *testing.T) {
	f := newFixture(t)
	o := f.place(f.orders, "1", orderBody)
	link := "/v1/track/" + strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/")
	if v := decode[Tracking](t, f.want(200, "GET", link, "", "")); v.PushKey == "" || v.Push {
		t.Fatalf("%+v", v)
	}
	body := examples["changePush"]
	if v := decode[Tracking](t, f.want(200, "POST", link+"/push", "", body)); !v.Push {
		t.Errorf("subscribed: %+v", v)
	}
	kept, err := f.store.Party(t.Context(), shell.PushParty, o.ID)
	if err != nil || !strings.HasPrefix(kept.Note, "sealed ") {
		t.Fatalf("%+v %v", kept, err)
	}
	for from, to := range map[string]string{"https://push.example": "http://push.example", "BTBZ": "", "BCVx": "CCVx"} {
		f.problem(422, "validation_failed", "POST", link+"/push", "", strings.Replace(body, from, to, 1))
	}
	if v := decode[Tracking](t, f.want(200, "POST", link+"/push", "", `{"given":false}`)); v.Push {
		t.Errorf("no longer: %+v", v)
	}
	f.want(200, "POST", link+"/push", "", body)
	f.want(204, "DELETE", "/v1/admin/orders/"+o.ID+"/contact", f.admin, "")
	if _, err := f.store.Party(t.Context(), shell.PushParty, o.ID); err == nil {
		t.Error("it outlives the contact")
	}
	f.want(200, "POST", link+"/cancel", "", `{"reason":"other"}`)
	f.problem(409, "conflict", "POST", link+"/push", "", body)
	if strings.Contains(f.log.String(), "push.example") {
		t.Error("the browser's address is in the log")
	}
}
