package courierws_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/courierws"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

func TestSignInByTicketOnce(t *testing.T) {
	s := open(t, courierws.Config{})
	ticket, err := s.tickets.Issue(shell.Credential{ID: "k7"})
	if err != nil {
		t.Fatal(err)
	}
	a := s.dial(t, "?ticket="+ticket, nil)
	a.say(courier.Hello{})
	if w := hear[courier.Welcome](a); w.Courier.ID != "c7" {
		t.Errorf("welcome of %q", w.Courier.ID)
	}
	_, r, err := websocket.DefaultDialer.Dial(s.url("?ticket="+ticket), nil)
	if err == nil || r.StatusCode != http.StatusUnauthorized {
		t.Errorf("the ticket worked twice: %v", err)
	}
}

func TestSignInRefuses(t *testing.T) {
	s := open(t, courierws.Config{Origins: []string{"https://app.example.org"}})
	revoked, _ := s.tickets.Issue(shell.Credential{ID: "revoked"})
	old, _ := s.tickets.Issue(shell.Credential{ID: "k7"})
	s.wall.advance(shell.TicketLife)
	fresh, _ := s.tickets.Issue(shell.Credential{ID: "revoked"})
	from := func(h http.Header, origin string) http.Header {
		h.Set("Origin", origin)
		return h
	}
	for _, c := range []struct {
		name   string
		query  string
		header http.Header
		status int
		code   string
	}{
		{"nothing", "", nil, 401, "unauthorized"},
		{"not a key", "", http.Header{"Authorization": {"Bearer hello"}}, 401, "unauthorized"},
		{"another scheme", "", http.Header{"Authorization": {"Basic " + shell.FormatKey("k7", "s")}}, 401, "unauthorized"},
		{"wrong secret", "", http.Header{"Authorization": {"Bearer " + shell.FormatKey("k7", "x")}}, 401, "unauthorized"},
		{"unknown key", "", bearer("who"), 401, "unauthorized"},
		{"revoked key", "", bearer("revoked"), 401, "unauthorized"},
		{"made-up ticket", "?ticket=abc", nil, 401, "unauthorized"},
		{"old ticket", "?ticket=" + old, nil, 401, "unauthorized"},
		{"old ticket of a revoked key", "?ticket=" + revoked, nil, 401, "unauthorized"},
		{"fresh ticket of a revoked key", "?ticket=" + fresh, nil, 401, "unauthorized"},
		{"an administrator", "", bearer("kstaff"), 403, "missing_scope"},
		{"another page", "", from(bearer("k7"), "https://evil.example.org"), 403, "bad_origin"},
		{"a page of a lookalike", "", from(bearer("k7"), "https://app.example.org.evil.org"), 403, "bad_origin"},
		{"a page without origin", "", from(bearer("k7"), "null"), 403, "bad_origin"},
		{"the store is away", "", bearer("broken"), 503, "try_again"},
	} {
		_, r, err := websocket.DefaultDialer.Dial(s.url(c.query), c.header)
		if err == nil {
			t.Errorf("%s: let in", c.name)
			continue
		}
		var p struct {
			Code      string
			Status    int
			Retryable bool
		}
		json.NewDecoder(r.Body).Decode(&p)
		if r.StatusCode != c.status || p.Status != c.status || p.Code != c.code || p.Retryable != (c.status == 503) {
			t.Errorf("%s: %d %+v, want %d %s", c.name, r.StatusCode, p, c.status, c.code)
		}
		if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: content type %q", c.name, got)
		}
	}
	if n := s.Counters(); n.Refused != 15 || n.Opened != 0 || n.Sessions != 0 {
		t.Errorf("%+v", n)
	}
}

func TestSignInTakesOurPages(t *testing.T) {
	s := open(t, courierws.Config{Origins: []string{"https://app.example.org"}})
	for _, origin := range []string{"https://app.example.org", s.http.URL} {
		h := bearer("k7")
		h.Set("Origin", origin)
		s.dial(t, "", h)
	}
	r, err := http.Get(s.http.URL + courierws.Path)
	if err != nil || r.StatusCode != http.StatusBadRequest {
		t.Errorf("without an upgrade: %v %v", r.Status, err)
	}
}

func TestNoRoom(t *testing.T) {
	s := open(t, courierws.Config{Sessions: 1})
	s.enter(t, "k7", nil)
	_, r, err := websocket.DefaultDialer.Dial(s.url(""), bearer("k8"))
	if err == nil || r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a second session was let in: %v", err)
	}
}

func TestStranger(t *testing.T) {
	s := open(t, courierws.Config{})
	a := s.dial(t, "", bearer("knew"))
	a.say(courier.Hello{})
	a.closedWith(courier.CloseStranger)
}

func TestRevokedDuringTheSession(t *testing.T) {
	s := open(t, courierws.Config{Ping: 1e6, Recheck: 1e6})
	a, _ := s.enter(t, "k7", nil)
	s.keys.revoke("k7")
	a.closedWith(courier.CloseSignOut)
}
