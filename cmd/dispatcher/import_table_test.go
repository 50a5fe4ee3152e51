package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/intake"
	"github.com/linli/linli/sheet"
)

func TestImportTableAsksTheServer(t *testing.T) {
	answer := `{"kind":"providers","dry_run":true,"rows":2,"created":1,"bad":[{"line":3,"column":"类别","why":{"zh":"没有这个类别","en":"no such category"}}]}`
	var got string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = r.URL.String() + " " + r.Header.Get("Authorization") + " " + string(b)
		if strings.HasSuffix(got, "refused") {
			w.WriteHeader(422)
			io.WriteString(w, `{"detail":"公式 / formula","code":"unreadable_table"}`)
			return
		}
		io.WriteString(w, answer)
	}))
	defer srv.Close()
	file := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(file, []byte("name\nA\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	base := []string{"providers", file, "--server", srv.URL, "--key", "k"}
	if err := importCommand(context.Background(), append(base, "--dry-run", "--lang", "en")); err != nil {
		t.Fatal(err)
	}
	if want := "/v1/imports?dry_run=true&kind=providers&skip_bad=false Bearer k name\nA\n"; got != want {
		t.Errorf("%q", got)
	}
	if err := importCommand(context.Background(), base); err == nil || !strings.Contains(err.Error(), "nothing was stored") {
		t.Errorf("%v", err)
	}
	os.WriteFile(file, []byte("refused"), 0o600)
	if err := importCommand(context.Background(), base); err == nil || !strings.Contains(err.Error(), "unreadable_table") {
		t.Errorf("%v", err)
	}
	var b strings.Builder
	r := &intake.TableReport{Rows: 2, Bad: []intake.RowFault{{Line: 3, Column: "类别", Why: sheet.Sentence{Zh: "没有", En: "none"}}}}
	writeReport(&b, r, circle.Chinese)
	if !strings.Contains(b.String(), "第 3 行，类别：没有") {
		t.Error(b.String())
	}
}
