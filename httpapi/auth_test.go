package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
)

// pathOf fills a route's parameters in.
func pathOf(r Route) string {
	return strings.NewReplacer("{id}", "x", "{token}", "x", "{index}", "0", "{message}", "x", "{order}", "x").Replace(r.Path)
}

// below reports whether a merchant's scope includes what a route asks for.
func below(scope, access Access) bool {
	ranks := []Access{ScopeView, ScopeCook, ScopeOrders, ScopeOwner}
	asked := slices.Index(ranks, access)
	return asked >= 0 && slices.Index(ranks, scope) >= asked
}

func TestAuthMatrix(t *testing.T) {
	f := newFixture(t, func(c *Config, _ *Parts) { c.RatePerMinute = 1e6 })
	keys := map[Access]string{ScopeOrders: f.orders, ScopeStaff: f.staff, ScopeAdmin: f.admin, "courier": f.courier, "circle": f.key("garden", shell.ScopeCircle),
		ScopeView: f.key("shop", shell.ScopeView), ScopeCook: f.key("shop", shell.ScopeKitchen), ScopeOwner: f.key("shop", shell.ScopeOwner)}
	for _, r := range f.s.Routes() {
		if r.Access == Public {
			if res, b := f.call(r.Method, pathOf(r), "", ""); res.StatusCode == 401 || res.StatusCode == 403 {
				t.Errorf("%s %s is public but answers %d %s", r.Method, r.Path, res.StatusCode, b)
			}
			continue
		}
		p := f.problem(401, "unauthenticated", r.Method, pathOf(r), "", "")
		if p.Retryable {
			t.Errorf("%s: a missing key is retryable", r.Path)
		}
		for _, bad := range []string{"x", "linli_", "linli_nobody_secret", f.orders + "0", strings.Replace(f.orders, "linli_", "linli_k0_", 1)} {
			f.problem(401, "unauthenticated", r.Method, pathOf(r), bad, "")
		}
		for scope, key := range keys {
			allowed := r.Access == AnyKey || r.Access == scope || below(scope, r.Access) || scope == ScopeAdmin && (r.Access == ScopeStaff || r.Access == StaffRead) ||
				scope == ScopeStaff && r.Access == StaffRead || r.Access == CircleBook && (scope == ScopeAdmin || scope == ScopeStaff || scope == ScopeCircle) || r.Access == CircleRead && scope != "courier" && scope != ScopeView && scope != ScopeCook
			res, b := f.call(r.Method, pathOf(r), key, "")
			if got := res.StatusCode != 403; got != allowed && r.tag != "webhooks" {
				t.Errorf("%s %s with scope %s: %d %s", r.Method, r.Path, scope, res.StatusCode, b)
			}
			if r.tag == "webhooks" && scope == "courier" && res.StatusCode != 403 && res.StatusCode != 400 {
				t.Errorf("%s %s with a courier's key: %d", r.Method, r.Path, res.StatusCode)
			}
			if res.Header.Get("RateLimit-Policy") == "" || res.Header.Get("X-Request-Id") == "" {
				t.Errorf("%s %s: headers %v", r.Method, r.Path, res.Header)
			}
		}
	}
	res, _ := f.call("GET", "/v1/orders", "", "")
	if res.Header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
}

func TestRevokedKey(t *testing.T) {
	f := newFixture(t)
	k := decode[NewKey](t, f.want(201, "POST", "/v1/admin/keys", f.admin, `{"subject":"shop","scopes":["orders"],"label":"till 2","live":true}`))
	if o := f.place(k.Key, "1", orderBody); !o.LiveMode {
		t.Error("a live key made a test order")
	}
	f.want(204, "DELETE", "/v1/admin/keys/"+k.Row.ID, f.admin, "")
	f.problem(401, "unauthenticated", "GET", "/v1/orders", k.Key, "")
	id, _, _ := shell.SplitKey(f.admin)
	f.problem(409, "conflict", "DELETE", "/v1/admin/keys/"+id, f.admin, "")
	f.problem(404, "not_found", "DELETE", "/v1/admin/keys/none", f.admin, "")
	list := f.want(200, "GET", "/v1/admin/keys?limit=200", f.admin, "")
	if strings.Contains(string(list), strings.Split(k.Key, "_")[2]) || strings.Contains(strings.ToLower(string(list)), "hash") {
		t.Error("the list of keys shows secrets")
	}
	f.problem(422, "validation_failed", "POST", "/v1/admin/keys", f.admin, `{"subject":"x","scopes":["god"]}`)
}

// ring counts look-ups.
type ring struct {
	cred  shell.Credential
	reads int
}

func (r *ring) Credential(context.Context, string) (shell.Credential, error) {
	r.reads++
	if r.cred.ID == "" {
		return shell.Credential{}, shell.ErrNotFound
	}
	return r.cred, nil
}

func (r *ring) PutCredential(context.Context, shell.Credential) error { return nil }

func TestKeyCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &ring{cred: shell.Credential{ID: "k", Hash: shell.HashSecret("s")}}
		c := newKeyCache(r)
		for range 3 {
			if _, err := c.check(t.Context(), "linli_k_s"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.check(t.Context(), "linli_k_wrong"); err != shell.ErrNoCredential || r.reads != 1 {
			t.Fatalf("%v after %d reads", err, r.reads)
		}
		r.cred.Revoked = clock.Instant(1)
		time.Sleep(keyFresh)
		if _, err := c.check(t.Context(), "linli_k_s"); err != shell.ErrNoCredential || r.reads != 2 {
			t.Fatalf("revoked: %v after %d reads", err, r.reads)
		}
		for i := range 2 * keyCap {
			c.check(t.Context(), fmt.Sprintf("linli_%d_s", i))
		}
		if len(c.rows) > keyCap {
			t.Fatalf("%d rows", len(c.rows))
		}
	})
}

func TestRateLimit(t *testing.T) {
	l := newLimiter(60)
	now := time.Unix(0, 0)
	for i := range 60 {
		if p := l.take("a", now, http.Header{}); p != nil {
			t.Fatalf("request %d: %v", i, p)
		}
	}
	h := http.Header{}
	p := l.take("a", now, h)
	if p == nil || p.Code != "rate_limited" || p.GetHeaders().Get("Retry-After") != "1" || h.Get("RateLimit") != `"key";r=0;t=60` {
		t.Fatalf("%+v %v", p, h)
	}
	if l.take("b", now, http.Header{}) != nil {
		t.Fatal("one key's flood stops another")
	}
	if l.take("a", now.Add(time.Second), http.Header{}) != nil || l.take("a", now.Add(time.Second), http.Header{}) == nil {
		t.Fatal("a second is worth one request")
	}
	for i := range 2 * limiterCap {
		l.draw(fmt.Sprint(i), now)
	}
	if len(l.buckets) > limiterCap {
		t.Fatalf("%d buckets", len(l.buckets))
	}
	f := newFixture(t, func(c *Config, _ *Parts) { c.RatePerMinute = 5 })
	var last *http.Response
	for range 7 {
		last, _ = f.call("GET", "/v1/clock", f.courier, "")
	}
	if last.StatusCode != 429 || last.Header.Get("Retry-After") == "" {
		t.Fatalf("%d %v", last.StatusCode, last.Header)
	}
}

// What a zone makes, and all that is shown of it, says whether it is live.
func TestLiveModeOnEveryObject(t *testing.T) {
	f := newFixture(t)
	live := decode[NewKey](t, f.want(201, "POST", "/v1/admin/keys", f.admin, `{"subject":"shop","scopes":["orders"],"label":"till","live":true}`))
	for i, key := range []string{f.orders, live.Key} {
		f.s.Sandbox = key == f.orders
		o := f.place(key, "live-"+strconv.Itoa(i), orderBody)
		quote := f.want(201, "POST", "/v1/quotes", key, `{"dropoff":{"point":{"lng":1.525,"lat":42.505}},"items":[]}`)
		for what, body := range map[string][]byte{
			"order": f.want(200, "GET", "/v1/orders/"+o.ID, key, ""), "quote": quote,
			"timeline": f.want(200, "GET", "/v1/orders/"+o.ID+"/timeline", key, ""),
			"decision": f.want(200, "GET", "/v1/orders/"+o.ID+"/decision", key, ""),
			"tracking": f.want(200, "GET", "/v1/track/"+strings.TrimPrefix(o.TrackingURL, "https://linli.test/track/"), "", ""),
		} {
			shown := decode[struct {
				LiveMode *bool `json:"live_mode"`
			}](t, body)
			if shown.LiveMode == nil || *shown.LiveMode != (key == live.Key) {
				t.Errorf("%s of a key that is live: %v: %s", what, key == live.Key, body)
			}
		}
	}
}
