package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
)

type hooks struct{ replayed string }

func (*hooks) Test(context.Context, shell.Endpoint) (int, error) { return 0, errors.New("no answer") }

func (h *hooks) Replay(_ context.Context, e, m string) error {
	if m == "none" {
		return shell.ErrNotFound
	}
	h.replayed = e + " " + m
	return nil
}

func TestWebhooks(t *testing.T) {
	h := &hooks{}
	f := newFixture(t, func(_ *Config, p *Parts) { p.Hooks = h })
	for body, code := range map[string]string{
		`{"url":"http://shop.test/x"}`: "validation_failed", `{"url":"https://u:p@shop.test/x"}`: "validation_failed",
		`{"url":"ftp://shop.test/x"}`: "validation_failed", `{"url":"nonsense"}`: "validation_failed",
	} {
		f.problem(422, code, "POST", "/v1/webhooks", f.orders, body)
	}
	f.problem(403, "forbidden", "POST", "/v1/webhooks", f.courier, `{"url":"https://shop.test/x"}`)
	w := decode[Webhook](t, f.want(201, "POST", "/v1/webhooks", f.orders, `{"url":"https://shop.test/x"}`))
	if !strings.HasPrefix(w.Secret, "whsec_") {
		t.Fatalf("%+v", w)
	}
	e, err := f.store.Endpoint(t.Context(), w.ID)
	if err != nil || e.Owner != "shop" || !strings.HasPrefix(string(e.Secret), "sealed ") {
		t.Fatalf("%+v %v", e, err)
	}
	if l := decode[WebhookList](t, f.want(200, "GET", "/v1/webhooks", f.orders, "")); len(l.Webhooks) != 1 || l.Webhooks[0].Secret != "" {
		t.Fatalf("%+v", l)
	}
	if l := decode[WebhookList](t, f.want(200, "GET", "/v1/webhooks", f.staff, "")); len(l.Webhooks) != 0 {
		t.Fatalf("staff's are the platform's: %+v", l)
	}
	f.problem(404, "not_found", "DELETE", "/v1/webhooks/"+w.ID, f.other, "")
	f.problem(404, "not_found", "GET", "/v1/webhooks/"+w.ID+"/deliveries", f.other, "")
	if r := decode[WebhookTest](t, f.want(200, "POST", "/v1/webhooks/"+w.ID+"/test", f.orders, "")); r.OK || r.Detail != "no answer" {
		t.Fatalf("%+v", r)
	}
	f.want(202, "POST", "/v1/webhooks/"+w.ID+"/deliveries/m1/replay", f.orders, "")
	if h.replayed != w.ID+" m1" {
		t.Fatal(h.replayed)
	}
	f.problem(404, "not_found", "POST", "/v1/webhooks/"+w.ID+"/deliveries/none/replay", f.orders, "")
	f.place(f.orders, "1", orderBody)
	items, _ := f.store.Outbox(t.Context(), dispatch.TopicStatus, 10)
	if err := f.store.PlanDeliveries(t.Context(), items[0], []string{w.ID}); err != nil {
		t.Fatal(err)
	}
	p := decode[WebhookDeliveryPage](t, f.want(200, "GET", "/v1/webhooks/"+w.ID+"/deliveries", f.orders, ""))
	if len(p.Deliveries) != 1 || p.Deliveries[0].State != "pending" || p.Deliveries[0].Message != items[0].ID {
		t.Fatalf("%+v", p)
	}
	f.want(204, "DELETE", "/v1/webhooks/"+w.ID, f.orders, "")
	for range maxWebhooks {
		f.want(201, "POST", "/v1/webhooks", f.orders, `{"url":"https://shop.test/x"}`)
	}
	f.problem(409, "conflict", "POST", "/v1/webhooks", f.orders, `{"url":"https://shop.test/x"}`)
}

func TestPagesAndProbes(t *testing.T) {
	f := newFixture(t, func(c *Config, _ *Parts) {
		c.OpenMetrics = true
		c.Fallback = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("app " + r.URL.Path)) })
	})
	f.want(200, "GET", "/healthz", "", "")
	f.want(200, "GET", "/readyz", "", "")
	page := string(f.want(200, "GET", "/docs", "", ""))
	for _, must := range []string{`id="createOrder"`, "illegal_move", `id="schema-OrderRequest"`, "Idempotency-Key", "scope orders"} {
		if !strings.Contains(page, must) {
			t.Errorf("/docs lacks %s", must)
		}
	}
	for _, not := range []string{"<script", "http://", "https://", "ZgotmplZ"} {
		if strings.Contains(page, not) {
			t.Errorf("/docs holds %s", not)
		}
	}
	if got := string(f.want(200, "GET", "/map", "", "")); got != "app /map" {
		t.Errorf("the apps answer %q", got)
	}
	f.problem(404, "not_found", "GET", "/v1/map", "", "")
	f.call("GET", "/v1/track/secret-token", "", "")
	f.place(f.orders, "1", orderBody)
	metrics := string(f.want(200, "GET", "/metrics", "", ""))
	for _, must := range []string{
		`linli_http_requests_total{route="POST /v1/orders",status="201"} 1`, "linli_orders_placed 1",
		`linli_http_request_seconds_bucket{le="+Inf"}`, `linli_decisions_total{kind="OrderPut"} 1`,
	} {
		if !strings.Contains(metrics, must) {
			t.Errorf("/metrics lacks %s in\n%s", must, metrics)
		}
	}
	if strings.Contains(f.log.String()+metrics, "secret-token") {
		t.Error("a token in the log or the metrics")
	}
	res, _ := f.call("GET", "/healthz", "", "", "X-Request-Id", "abc-1")
	if res.Header.Get("X-Request-Id") != "abc-1" {
		t.Error("the caller's request id is lost")
	}
	if res, _ = f.call("GET", "/healthz", "", "", "X-Request-Id", "a b;c"); res.Header.Get("X-Request-Id") == "a b;c" {
		t.Error("a request id of any form is taken")
	}
}

// broken is an engine in trouble.
type broken struct{ err error }

func (b broken) Submit(context.Context, shell.Request) (shell.Result, error) {
	if b.err == nil {
		panic("Wang Xiuying")
	}
	return shell.Result{}, b.err
}

func (b broken) View(context.Context, func(*dispatch.State)) error { return b.err }

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
		again  bool
	}{
		{shell.ErrAgain, 503, "unavailable", true},
		{shell.ErrStopped, 503, "unavailable", true},
		{shell.ErrFenced, 503, "unavailable", true},
		{shell.ErrQuarantined, 500, "quarantined", false},
		{context.DeadlineExceeded, 504, "timeout", true},
		{nil, 500, "internal", true},
	} {
		f := newFixture(t)
		f.s.Engine = broken{c.err}
		p := f.problem(c.status, c.code, "POST", "/v1/merchant/pause", f.orders, "")
		if p.Retryable != c.again || strings.Contains(p.Detail, "Xiuying") {
			t.Errorf("%v: %+v", c.err, p)
		}
		if c.err != nil {
			f.problem(503, "unavailable", "GET", "/readyz", "", "")
		}
	}
}
