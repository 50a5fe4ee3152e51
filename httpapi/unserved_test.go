package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

// What was refused is listed for staff, with its reason and its cell.
func TestListUnserved(t *testing.T) {
	f := newFixture(t)
	nobody := f.key("nobody", shell.ScopeOrders)
	f.problem(404, "unknown_provider", "POST", "/v1/orders", nobody, orderBody, "Idempotency-Key", "k1")
	b := f.want(200, "GET", "/v1/staff/unserved", f.staff, "")
	p := decode[UnservedPage](t, b)
	if len(p.Demand) != 1 || p.Demand[0].Why != "no_provider" || p.Demand[0].Cell == "" || p.Demand[0].Merchant != "nobody" {
		t.Fatalf("%s", b)
	}
	if strings.Contains(string(b), "Wang") {
		t.Errorf("%s", b)
	}
	if p := decode[UnservedPage](t, f.want(200, "GET", "/v1/staff/unserved?until=2020-01-01T00:00:00Z", f.staff, "")); len(p.Demand) != 0 {
		t.Errorf("%+v", p)
	}
	f.problem(404, "unknown_provider", "POST", "/v1/orders", nobody, orderBody, "Idempotency-Key", "k2")
	sum := decode[UnservedSummary](t, f.want(200, "GET", "/v1/staff/unserved/summary", f.staff, ""))
	if sum.Times != 2 || sum.Cut || len(sum.Demand) != 1 || sum.Demand[0].Times != 2 || sum.Demand[0].Why != "no_provider" || sum.Demand[0].Cell != p.Demand[0].Cell || sum.Demand[0].Center.Lng == 0 {
		t.Errorf("%+v", sum)
	}
	if sum := decode[UnservedSummary](t, f.want(200, "GET", "/v1/staff/unserved/summary?until=2020-01-01T00:00:00Z", f.staff, "")); sum.Times != 0 {
		t.Errorf("%+v", sum)
	}
	for _, path := range []string{"", "/summary"} {
		f.problem(403, "forbidden", "GET", "/v1/staff/unserved"+path, f.orders, "")
	}
}
