package notify

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/linli/linli/feedback"
)

func TestGateway(t *testing.T) {
	status, reply := 200, `{"id":"g-7"}`
	var got Message
	var header http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		w.Write([]byte(reply))
	}))
	defer srv.Close()
	m := Message{ID: "o1/failed/1/sms", Channel: SMS, To: "+8613800000000", Language: "zh", Text: "一\n二"}
	g, err := NewGateway(srv.URL, "k-1", feedback.Guard{Loopback: true}.Client(), true)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := g.Send(t.Context(), m)
	if err != nil || ref != "g-7" || got != m || header.Get("Authorization") != "Bearer k-1" || header.Get("Idempotency-Key") != m.ID {
		t.Fatalf("%q, %v, %+v, %v", ref, err, got, header)
	}
	for _, odd := range []string{"", "not json", `{"id":7}`, `{"id":"a b"}`, `{"id":"` + strings.Repeat("x", 200) + `"}`} {
		reply = odd
		if ref, err := g.Send(t.Context(), m); err != nil || ref != "" {
			t.Errorf("%q: %q, %v", odd, ref, err)
		}
	}
	for code, final := range map[int]bool{400: true, 404: true, 422: true, 401: false, 403: false, 408: false, 429: false, 500: false, 503: false, 302: false} {
		status = code
		_, err := g.Send(t.Context(), m)
		var refused *Refused
		if err == nil || errors.As(err, &refused) != final || strings.Contains(err.Error(), "13800000000") {
			t.Errorf("%d: %v", code, err)
		}
	}
	// The guard: an address of our own network gets nothing.
	status = 200
	got = Message{}
	g, err = NewGateway(srv.URL, "k-1", feedback.Guard{}.Client(), true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Send(t.Context(), m); err == nil || got.ID != "" || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("the guard let it through: %v", err)
	}
	for _, bad := range []string{"", "http://sms.example", "https://u:p@sms.example", "ftp://sms.example", "https://", "://"} {
		if _, err := NewGateway(bad, "", http.DefaultClient, false); err == nil || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
