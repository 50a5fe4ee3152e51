package httpapi

import (
	"net/url"
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

func (f *fixture) addresses(key, q string) AddressPage {
	f.t.Helper()
	return decode[AddressPage](f.t, f.want(200, "GET", "/v1/addresses?q="+q, key, ""))
}

// The desk types while it listens, and finds what was set up a moment ago.
func TestFindAddresses(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/communities", f.admin, garden)
	f.want(201, "POST", "/v1/admin/communities", f.admin, strings.NewReplacer(`"garden"`, `"lake"`, "幸福里", "翠湖").Replace(garden))
	f.load("buildings", "", "编号,楼栋,小区,经度,纬度,层数,单元,每层户数\nb3,3号楼,幸福里,1.525,42.505,6,1单元、2单元,2\n")
	p := f.addresses(f.staff, "sanhaolouerdanyuan501")
	if len(p.Addresses) != 1 || p.Addresses[0] != (Address{Level: "house", Label: "幸福里 3号楼 2单元 501", Community: "garden", Building: "b3", Unit: "2单元", Room: "501", Floor: 5, Point: p.Addresses[0].Point}) {
		t.Fatalf("%+v", p)
	}
	f.load("buildings", "", "编号,楼栋,小区,经度,纬度\nl7,7号楼,翠湖,1.525,42.505\n")
	if p := f.addresses(f.orders, "ch7"); len(p.Addresses) != 1 || p.Addresses[0].Building != "l7" {
		t.Errorf("a merchant does not find what was just set up: %+v", p)
	}
	gate := f.key("garden", shell.ScopeCircle)
	if p := f.addresses(gate, "7"); len(p.Addresses) != 0 {
		t.Errorf("a community's key finds another: %+v", p)
	}
	if p := f.addresses(gate, "3-2-501&community=garden"); len(p.Addresses) != 1 {
		t.Errorf("%+v", p)
	}
	f.problem(404, "not_found", "GET", "/v1/addresses?q=3&community=lake", gate, "")
	f.problem(403, "forbidden", "GET", "/v1/addresses?q=3", f.courier, "")
	f.problem(401, "unauthenticated", "GET", "/v1/addresses?q=3", "", "")
	f.problem(403, "forbidden", "GET", "/v1/orders", gate, "")
	f.problem(403, "forbidden", "GET", "/v1/staff/orders", gate, "")
	f.problem(422, "bad_cursor", "GET", "/v1/addresses?q=3&cursor=-1", f.staff, "")

	seen, cursor := 0, ""
	for {
		p := decode[AddressPage](t, f.want(200, "GET", "/v1/addresses?limit=5&q="+url.QueryEscape("3号楼2单元")+"&cursor="+cursor, f.staff, ""))
		if seen += len(p.Addresses); p.Next == "" {
			break
		}
		cursor = p.Next
	}
	if seen != 13 {
		t.Errorf("%d on all pages, not the unit and its 12 houses", seen)
	}
	for _, typed := range []string{"danyuan501", "3-2-501"} {
		if strings.Contains(f.log.String(), typed) {
			t.Error("the log tells what was typed")
		}
	}
}

// A community's key is everybody's: each address has a quota of its own.
func TestCommunityKeyIsBoundedByAddress(t *testing.T) {
	f := newFixture(t, func(c *Config, _ *Parts) { c.ReadPerMinute = 3 })
	gate := f.key("garden", shell.ScopeCircle)
	for range 3 {
		f.want(200, "GET", "/v1/addresses?q=3", gate, "")
	}
	f.problem(429, "rate_limited", "GET", "/v1/addresses?q=3", gate, "")
	cred, _, err := f.s.keys.find(t.Context(), strings.Split(gate, "_")[1])
	if err != nil {
		t.Fatal(err)
	}
	if p := f.s.count(&cred, "192.0.2.7:1", map[string][]string{}); p != nil {
		t.Errorf("another address is refused too: %v", p)
	}
	f.want(200, "GET", "/v1/addresses?q=3", f.staff, "")
}
