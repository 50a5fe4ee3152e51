package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestRobotsAreListedPageByPage(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch {
		case q.Header.Get("Authorization") != "Bearer k":
			w.WriteHeader(http.StatusUnauthorized)
			w.Write([]byte(`{"detail":"the key is not valid"}`))
		case q.URL.Query().Get("cursor") == "":
			w.Write([]byte(`{"robots":[{"id":"R1","maker":"ACME","charge":90,"linked":true,"factsheet":{"width_m":0.6,"length_m":0.9,"height_m":1.1,"max_grams":12000},"point":{"lng":1.5,"lat":42.5},"seen":"2026-11-30T10:00:00Z"}],"next":"R1"}`))
		default:
			w.Write([]byte(`{"robots":[{"id":"R2","maker":"ACME","linked":true,"manual":true},{"id":"R3","maker":"ACME","faulty":true}]}`))
		}
	}))
	defer web.Close()
	if _, err := (remote{server: web.URL, key: "x"}).robots(t.Context()); err == nil || !strings.Contains(err.Error(), "not valid") {
		t.Errorf("a wrong key: %v", err)
	}
	rows, err := remote{server: web.URL, key: "k"}.robots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := printRobots(&out, rows, time.Date(2026, 11, 30, 10, 0, 7, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"STANDING", "R1 linked 90 % 0.60×0.90×1.10 m, 12 kg 1.50000,42.50000 7s ago", "R2 by hand", "R3 no link", "3 robots, 2 linked"} {
		line := strings.Join(strings.Fields(strings.Split(out.String(), "\n")[i]), " ")
		for _, word := range strings.SplitAfter(want, " ") {
			if !strings.Contains(line+" ", strings.TrimSpace(word)) {
				t.Errorf("line %d is %q, want %q", i, line, want)
			}
		}
	}
}
