package httpapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/linli/linli/orders"
)

var update = flag.Bool("update", false, "rewrite docs/openapi.json and the tables of docs/merchants.md")

func describe(t *testing.T) []byte {
	t.Helper()
	b, err := New(Config{}, Parts{}).OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpenAPIFile(t *testing.T) {
	const path = "../docs/openapi.json"
	want := describe(t)
	if !bytes.Equal(want, describe(t)) {
		t.Fatal("the description differs between two servers")
	}
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("docs/openapi.json is not what the code says (%v): run make generate", err)
	}
}

func TestOpenAPIIsWhole(t *testing.T) {
	var d struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Summary     string
			Responses   map[string]struct {
				Description string
				Content     map[string]any
			}
			Security   []map[string][]string
			Parameters []struct{ Name, In string }
		}
		Components struct{ Schemas map[string]any }
	}
	raw := describe(t)
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	if d.OpenAPI != "3.1.0" {
		t.Errorf("version %s", d.OpenAPI)
	}
	public := []string{"/healthz", "/readyz", "/openapi.json", "/docs", "/v1/track/{token}", "/v1/track/{token}/collect", "/v1/track/{token}/locker", "/v1/track/{token}/consent", "/v1/track/{token}/cancel", "/v1/track/{token}/complaint", "/v1/track/{token}/push", "/v1/track/{token}/rating", "/v1/residents/{token}/help", "/v1/residents/{token}/check-in", "/v1/residents/{token}/consent", "/v1/help/{token}", "/v1/help/{token}/answer", "/v1/evidence/{token}"}
	ids := map[string]bool{}
	for path, ops := range d.Paths {
		for method, op := range ops {
			if op.Summary == "" || op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s %s: summary %q, id %q", method, path, op.Summary, op.OperationID)
			}
			ids[op.OperationID] = true
			if open := len(op.Security) == 0; open != slices.Contains(public, path) {
				t.Errorf("%s %s: public %v", method, path, open)
			}
			fails := false
			for status, r := range op.Responses {
				if r.Description == "" {
					t.Errorf("%s %s %s: no description", method, path, status)
				}
				fails = fails || r.Content["application/problem+json"] != nil
			}
			if !fails {
				t.Errorf("%s %s: no problem described", method, path)
			}
			for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
				if !slices.ContainsFunc(op.Parameters, func(p struct{ Name, In string }) bool { return p.Name == name[1] && p.In == "path" }) {
					t.Errorf("%s %s: parameter %s is not described", method, path, name[1])
				}
			}
		}
	}
	for _, ref := range regexp.MustCompile(`#/components/schemas/([^"]+)`).FindAllSubmatch(raw, -1) {
		if d.Components.Schemas[string(ref[1])] == nil {
			t.Errorf("schema %s is missing", ref[1])
		}
	}
}

func TestProblemTable(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Problems {
		if seen[k.Code] || k.Title == "" || k.Status < 400 || http.StatusText(k.Status) == "" {
			t.Errorf("row %+v", k)
		}
		seen[k.Code] = true
	}
	for _, c := range []orders.Code{
		orders.IllegalMove, orders.NotYours, orders.UnknownOrder, orders.UnknownProvider, orders.UnknownWorker,
		orders.UnknownLocker, orders.UnknownPassage, orders.UnknownOffer, orders.OfferExpired, orders.ProviderPaused, orders.KeyReused,
		orders.BadOrder, orders.BadPlan, orders.WrongPIN, orders.TooManyTries, orders.OrderHeld, orders.Infeasible,
		orders.QuoteExpired, orders.CompartmentBusy, orders.WorkerBusy,
		orders.UnknownResident, orders.UnknownHelp, orders.ProviderClosed, orders.ProviderFull, orders.OutOfArea, orders.UnknownCommunity, orders.BadRegistration, orders.ProofMissing,
	} {
		if !seen[string(c)] {
			t.Errorf("the refusal %s has no status", c)
		}
		p := refused(orders.Refuse(c, "o", "because"))
		if p.Status != kindOf(string(c)).Status || p.Detail != "because" || p.Code != string(c) {
			t.Errorf("%+v", p)
		}
	}
	if p := refused(&orders.Rejection{Code: orders.OrderHeld, Retryable: true}); !p.Retryable || p.GetHeaders().Get("Retry-After") == "" {
		t.Errorf("a retryable refusal became %+v", p)
	}
	source, err := os.ReadFile("../orders/rejection.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`Code = "(\w+)"`).FindAllSubmatch(source, -1) {
		if !seen[string(m[1])] {
			t.Errorf("orders has the refusal %s, the table has not", m[1])
		}
	}
	if p := fromStatus(http.StatusTeapot, "x").(*Problem); p.Code != "internal" || strings.Contains(p.Detail, "x;") {
		t.Errorf("%+v", p)
	}
}

// problemTable is the table that docs/merchants.md holds.
func problemTable() string {
	var b strings.Builder
	b.WriteString("| Code | Status | Ask again | Meaning |\n|---|---|---|---|\n")
	for _, k := range Problems {
		again := "no"
		if k.Retryable {
			again = "yes"
		}
		b.WriteString("| `" + k.Code + "` | " + strconv.Itoa(k.Status) + " | " + again + " | " + k.Title + " |\n")
	}
	return b.String()
}

func TestMerchantsPage(t *testing.T) {
	const path, begin, end = "../docs/merchants.md", "<!-- problems -->\n", "<!-- /problems -->"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("docs/merchants.md has lost the marks around its table of problems")
	}
	want := head + begin + problemTable() + end + tail
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Fatal("the table of problems in docs/merchants.md is not what the code says: run make generate")
	}
	known := string(describe(t))
	for _, file := range []string{path, "../docs/platform.md"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:GET|POST|PATCH|DELETE)\s+(/v1/[\w/{}-]*)`).FindAllSubmatch(b, -1) {
			if !strings.Contains(known, `"`+string(m[1])+`"`) && string(m[1]) != "/v1/demo/courier" {
				t.Errorf("%s names %s, which is no path", file, m[1])
			}
		}
	}
}
