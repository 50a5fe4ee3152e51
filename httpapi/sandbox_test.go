package httpapi

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// The description names every outcome that the engine knows, and no other.
func TestSandboxOutcomes(t *testing.T) {
	field, _ := reflect.TypeFor[Sandbox]().FieldByName("Outcome")
	said := strings.Split(field.Tag.Get("enum"), ",")
	var known []string
	for _, p := range orders.Plays {
		known = append(known, string(p.Outcome))
	}
	slices.Sort(said)
	slices.Sort(known)
	if !slices.Equal(said, known) {
		t.Errorf("the description says %v, the engine knows %v", said, known)
	}
}

// noMode are answers to merchants and residents that are of no order.
var noMode = map[string]bool{
	"checkPlan":     true, // a question
	"issueCard":     true, // of a home's door, whose visits say it
	"listCards":     true,
	"callIn":        true, // of a carer's call from a landline
	"listInstances": true, // of a plan, which says it: days, and the visits that they became
}

// Whatever is answered about an order says whether it is live.
func TestLiveModeInEveryAnswer(t *testing.T) {
	f := newFixture(t)
	api := f.s.api.OpenAPI()
	seen := 0
	for path, item := range api.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch} {
			if op == nil || noMode[op.OperationID] || !slices.ContainsFunc(op.Tags, func(tag string) bool {
				return tag == "orders" || tag == "visits" || tag == "tracking"
			}) {
				continue
			}
			for status, res := range op.Responses {
				body := res.Content["application/json"]
				if !strings.HasPrefix(status, "2") || body == nil || body.Schema.Ref == "" {
					continue
				}
				seen++
				if !saysMode(api.Components.Schemas, body.Schema) {
					t.Errorf("%s %s answers %s without live_mode", op.Method, path, body.Schema.Ref)
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d answers were looked at", seen)
	}
}

// saysMode reports whether an object has a live_mode, or each row of its list.
func saysMode(all huma.Registry, s *huma.Schema) bool {
	if s.Ref != "" {
		s = all.SchemaFromRef(s.Ref)
	}
	if s.Properties["live_mode"] != nil {
		return true
	}
	for _, p := range s.Properties {
		if p.Items != nil && saysMode(all, p.Items) {
			return true
		}
	}
	return false
}

// A request goes to the zone of its key, or of the id in its path; whoever is
// not plainly a tester goes to the live one.
func TestSplit(t *testing.T) {
	f := newFixture(t)
	key := func(live bool, scopes ...shell.Scope) string {
		k, _, err := f.s.mint(t.Context(), shell.Credential{Subject: "shop", Scopes: scopes, Live: live})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	tester := key(false, shell.ScopeOrders)
	for _, x := range []struct {
		path, key string
		test      bool
	}{
		{"/v1/orders", tester, true},
		{"/v1/orders", key(true, shell.ScopeOrders), false},
		{"/v1/circle", key(false, shell.ScopeCircle), true},
		{"/v1/orders", key(false, shell.ScopeOwner), true},
		{"/v1/clock", key(false, shell.ScopeCourier), false},
		{"/v1/clock", key(false, shell.ScopeDevice), false},
		{"/v1/staff/orders", key(false, shell.ScopeStaff), false},
		{"/v1/orders", key(false, shell.ScopeOrders, shell.ScopeStaff), false},
		{"/v1/staff/orders/to1", key(true, shell.ScopeStaff), true},
		{"/v1/track/to1.abc", "", true},
		{"/v1/track/o1.abc", tester, false},
		{"/v1/orders", "linli_nobody_x", false},
		{"/v1/orders", "", false},
	} {
		r, _ := http.NewRequest("GET", "http://linli.test"+x.path, nil)
		if x.key != "" {
			r.Header.Set("Authorization", "Bearer "+x.key)
		}
		if got := f.s.isTest(r); got != x.test {
			t.Errorf("%s with %q: test %v", x.path, x.key, got)
		}
	}
}
