package payments

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-mock/embedded"
	"github.com/stripe/stripe-mock/server"

	"github.com/linli/linli/dispatch"
)

func TestLives(t *testing.T) {
	for name, c := range map[string]struct {
		charges []dispatch.Charge
		trouble func(n int, r *http.Request) string
		settled string
		intents int
	}{
		"delivered": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "capture", "pm_ok")},
			settled: "[o held pi_1 o captured pi_1]", intents: 1,
		},
		"called off": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "cancel", "pm_ok")},
			settled: "[o held pi_1 o cancelled pi_1]", intents: 1,
		},
		"declined": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_declined"), charge("o", "cancel", "pm_declined")},
			settled: "[o refused  o cancelled ]",
		},
		"declined and delivered": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_declined"), charge("o", "capture", "pm_declined")},
			settled: "[o refused  o refused ]",
		},
		"captured after cancel": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "cancel", "pm_ok"), charge("o", "capture", "pm_ok")},
			settled: "[o held pi_1 o cancelled pi_1 o cancelled pi_1]", intents: 1,
		},
		"captured twice": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "capture", "pm_ok"), charge("o", "capture", "pm_ok")},
			settled: "[o held pi_1 o captured pi_1 o captured pi_1]", intents: 1,
		},
		"every first reply lost": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "capture", "pm_ok")},
			trouble: func(n int, _ *http.Request) string { return []string{"", "lose reply"}[n%2] },
			settled: "[o held pi_1 o captured pi_1]", intents: 1,
		},
		"network down": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "capture", "pm_ok")},
			trouble: func(n int, _ *http.Request) string {
				if n < 8 {
					return "refuse connection"
				}
				return ""
			},
			settled: "[o held pi_1 o captured pi_1]", intents: 1,
		},
		"hold meets a server error that stays": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok")},
			trouble: func(n int, _ *http.Request) string { return "500" },
			settled: "[o refused ]",
		},
		"capture meets a server error that stays under its key": {
			charges: []dispatch.Charge{charge("o", "hold", "pm_ok"), charge("o", "capture", "pm_ok")},
			trouble: func(n int, r *http.Request) string {
				if strings.HasSuffix(r.Header.Get("Idempotency-Key"), "-capture") {
					return "500"
				}
				return ""
			},
			settled: "[o held pi_1 o captured pi_1]", intents: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, url := newBank(t)
			b.trouble = c.trouble
			l := newLedger(c.charges...)
			work(t, worker(url, l), l)
			if got := fmt.Sprint(l.settled); got != c.settled {
				t.Errorf("settled %s, want %s", got, c.settled)
			}
			if len(b.intents) != c.intents {
				t.Errorf("%d intents, want %d", len(b.intents), c.intents)
			}
			for _, s := range b.seen {
				if strings.HasPrefix(s, "POST") && !strings.Contains(s, " linli-o-") {
					t.Errorf("a call without our key: %s", s)
				}
			}
		})
	}
}

func TestCallIsStoredBeforeItIsSent(t *testing.T) {
	b, url := newBank(t)
	l := newLedger(charge("o", "hold", "pm_ok"))
	stored := false
	b.trouble = func(int, *http.Request) string {
		l.mu.Lock()
		defer l.mu.Unlock()
		stored = l.calls["linli-o-hold"] != nil
		return ""
	}
	work(t, worker(url, l), l)
	if !stored {
		t.Fatal("sent before it was stored")
	}
}

func TestOldHoldIsNotSentAgain(t *testing.T) {
	b, url := newBank(t)
	l := newLedger(charge("o", "hold", "pm_ok"))
	old, _ := newCall(charge("o", "hold", "pm_ok"), "", time.Now().Add(-24*time.Hour)).encode()
	l.calls["linli-o-hold"] = old
	work(t, worker(url, l), l)
	if len(b.seen) != 0 || fmt.Sprint(l.settled) != "[o refused ]" {
		t.Fatalf("sent %v, settled %v", b.seen, l.settled)
	}
}

func TestSettledHoldIsNotSentAgain(t *testing.T) {
	b, url := newBank(t)
	l := newLedger(charge("o", "hold", "pm_ok"))
	l.orders["o"].Payment.State, l.orders["o"].Payment.Intent = Held, "pi_7"
	work(t, worker(url, l), l)
	if len(b.seen) != 0 || fmt.Sprint(l.settled) != "[o held pi_7]" {
		t.Fatalf("sent %v, settled %v", b.seen, l.settled)
	}
}

func TestOrdersDoNotWaitForEachOther(t *testing.T) {
	b, url := newBank(t)
	b.trouble = func(_ int, r *http.Request) string {
		if strings.Contains(r.Header.Get("Idempotency-Key"), "-bad-") {
			return "refuse connection"
		}
		return ""
	}
	l := newLedger(charge("bad", "hold", "pm_ok"), charge("good", "hold", "pm_ok"), charge("good", "capture", "pm_ok"))
	w := worker(url, l)
	for range 2 {
		if _, err := w.round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(l.settled); got != "[good held pi_1 good captured pi_1]" {
		t.Fatalf("settled %s", got)
	}
	if !w.waits("z-1-0") {
		t.Fatal("the bad one does not pause")
	}
}

func TestBackoff(t *testing.T) {
	for attempts, want := range map[int]time.Duration{0: time.Second, 3: 8 * time.Second, 8: 256 * time.Second, 9: longest, 1000: longest} {
		if got := backoff(attempts, 0.5); got != want {
			t.Errorf("after %d: %s, want %s", attempts, got, want)
		}
	}
}

// stripe-mock checks requests against Stripe's own OpenAPI description. It
// keeps no state, so only their shape is tested here.
func TestContract(t *testing.T) {
	spec, err := server.LoadSpec(embedded.OpenAPISpec, "")
	if err != nil {
		t.Fatal(err)
	}
	fixtures, err := server.LoadFixtures(embedded.OpenAPIFixtures, "")
	if err != nil {
		t.Fatal(err)
	}
	stub, err := server.NewStubServer(fixtures, spec, false, false)
	if err != nil {
		t.Fatal(err)
	}
	var bad []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		stub.HandleRequest(rec, r)
		if rec.Code >= 400 {
			bad = append(bad, r.URL.Path+": "+rec.Body.String())
		}
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes())
	}))
	defer srv.Close()
	g := newGateway("sk_test_123", srv.URL, nil)
	for _, c := range []dispatch.Charge{charge("o", "hold", "pm_card_visa"), charge("o", "capture", ""), charge("o", "cancel", "")} {
		intent := "pi_123"
		if c.Action == "hold" {
			intent = ""
		}
		if _, err := g.send(t.Context(), keyOf(c), newCall(c, intent, time.Now())); err != nil {
			t.Errorf("%s: %v", c.Action, err)
		}
	}
	if _, err := g.lookUp(t.Context(), call{Intent: "pi_123"}, nil); err != nil {
		t.Error(err)
	}
	if len(bad) > 0 {
		t.Errorf("requests that Stripe does not know: %s", strings.Join(bad, "\n"))
	}
}
