package httpapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

func TestParseProxies(t *testing.T) {
	p, err := ParseProxies("10.1.2.3/8, 192.0.2.7,fd00::/8")
	if err != nil || len(p) != 3 || p[0].String() != "10.0.0.0/8" || p[1].String() != "192.0.2.7/32" {
		t.Errorf("%v, %v", p, err)
	}
	for _, bad := range []string{"proxy.example", "10.0.0.0/33", "0.0.0.0/0", "::/0"} {
		if _, err := ParseProxies(bad); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestCallerBehindProxies(t *testing.T) {
	proxies, err := ParseProxies("10.0.0.0/8,fd00::/8")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, peer, want string
		plain, formal    []string
	}{
		{"nobody's word but a proxy's", "203.0.113.9:5", "203.0.113.9", []string{"198.51.100.1"}, []string{"for=198.51.100.1"}},
		{"from the right, past our own", "10.0.0.1:5", "198.51.100.1", []string{"192.0.2.66, 198.51.100.1, 10.0.0.2"}, nil},
		{"several lines are one list", "10.0.0.1:5", "198.51.100.1", []string{"192.0.2.66", "198.51.100.1"}, nil},
		{"a proxy that says nothing", "10.0.0.1:5", "10.0.0.1", nil, nil},
		{"only proxies", "10.0.0.1:5", "10.0.0.9", []string{"10.0.0.9, 10.0.0.8"}, nil},
		{"what is no address ends the walk", "10.0.0.1:5", "10.0.0.2", []string{"198.51.100.1, unknown, 10.0.0.2"}, nil},
		{"with a port", "10.0.0.1:5", "198.51.100.1", []string{"198.51.100.1:4711"}, nil},
		{"Forwarded", "10.0.0.1:5", "2001:db8::17", nil, []string{`for=192.0.2.66, For="[2001:db8::17]:4711";proto=https;by="a,b;c"`}},
		{"a hidden hop", "10.0.0.1:5", "10.0.0.1", nil, []string{"for=198.51.100.1, for=_hidden"}},
		{"both agree", "10.0.0.1:5", "198.51.100.1", []string{"198.51.100.1"}, []string{"for=198.51.100.1"}},
		{"a Forwarded that the proxy handed on", "10.0.0.1:5", "10.0.0.1", []string{"198.51.100.1"}, []string{"for=192.0.2.66"}},
		{"IPv4 in IPv6", "[::ffff:10.0.0.1]:5", "198.51.100.1", []string{"::ffff:198.51.100.1"}, nil},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header = http.Header{"X-Forwarded-For": c.plain, "Forwarded": c.formal}
		if got, ok := proxies.caller(r); !ok || got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestQuotaBehindProxy: two neighbours behind the trusted proxy have a quota
// each, one household of IPv6 has one, and without trust the header is air.
func TestQuotaBehindProxy(t *testing.T) {
	for _, c := range []struct {
		name, trusted, other string
		status               int
	}{
		{"trusted, another address", "192.0.2.0/24", "198.51.100.2", 200},
		{"trusted, the same household", "192.0.2.0/24", "2001:db8::2", 429},
		{"not trusted", "", "198.51.100.2", 429},
	} {
		proxies, err := ParseProxies(c.trusted)
		if err != nil {
			t.Fatal(err)
		}
		f := newFixture(t, func(cfg *Config, _ *Parts) { cfg.Proxies, cfg.ReadPerMinute = proxies, 1 })
		key := f.key("garden", shell.ScopeCircle)
		read := func(from string) int {
			r := httptest.NewRequest("GET", "/v1/clock", nil) // from 192.0.2.1
			r.Header.Set("Authorization", "Bearer "+key)
			r.Header.Set("X-Forwarded-For", from)
			rec := httptest.NewRecorder()
			f.s.Handler().ServeHTTP(rec, r)
			return rec.Code
		}
		first := "198.51.100.1"
		if strings.Contains(c.other, ":") {
			first = "2001:db8::1"
		}
		if got := read(first); got != 200 {
			t.Errorf("%s: the first is answered %d", c.name, got)
		}
		if got := read(c.other); got != c.status {
			t.Errorf("%s: the second is answered %d, want %d", c.name, got, c.status)
		}
	}
}
