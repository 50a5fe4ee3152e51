package httpapi

import (
	"encoding/json"
	"strings"
	"testing"
)

// What is called off is posted; staff reads it, nobody else does, and a
// currency sums to zero over all pages.
func TestLedger(t *testing.T) {
	f := newFixture(t)
	id := f.place(f.orders, "k1", orderBody).ID
	if res, b := f.call("POST", "/v1/orders/"+id+"/cancel", f.orders, `{"reason":"closing"}`); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, b)
	}
	for _, path := range []string{"/v1/ledger/accounts", "/v1/ledger/postings"} {
		for _, key := range []string{"", f.orders, f.courier} {
			if res, _ := f.call("GET", path, key, ""); res.StatusCode != 401 && res.StatusCode != 403 {
				t.Errorf("%s: %d", path, res.StatusCode)
			}
		}
		if res, _ := f.call("GET", path+"?cursor=nonsense", f.staff, ""); res.StatusCode != 422 && res.StatusCode != 400 {
			t.Errorf("%s with a bad cursor: %d", path, res.StatusCode)
		}
		if res, b := f.call("GET", path, f.admin, ""); res.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, res.StatusCode, b)
		}
	}
	var p PostingPage
	_, b := f.call("GET", "/v1/ledger/postings?order="+id, f.staff, "")
	if err := json.Unmarshal(b, &p); err != nil || len(p.Postings) != 1 || p.Postings[0].Cause != "cancelled" || p.Postings[0].Order != id {
		t.Errorf("%v %s", err, b)
	}
	_, b = f.call("GET", "/v1/ledger/postings?account=merchant/nobody", f.staff, "")
	if !strings.Contains(string(b), `"postings":[]`) {
		t.Errorf("%s", b)
	}
	res, b := f.call("GET", "/v1/ledger/accounts?kind=purse", f.staff, "")
	if res.StatusCode != 422 {
		t.Errorf("%d %s", res.StatusCode, b)
	}
}
