package httpapi

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/linli/linli/evidence"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

func withEvidence(t *testing.T) *fixture {
	t.Helper()
	return newFixture(t, evidenceParts(t))
}

// evidenceParts gives a server a keeper of evidence.
func evidenceParts(t *testing.T) func(*Config, *Parts) {
	return func(_ *Config, p *Parts) {
		files, err := evidence.NewFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		p.Evidence, err = evidence.New(evidence.Config{Key: bytes.Repeat([]byte{3}, 32)}, p.Store.(evidence.Rows), files)
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEvidence(t *testing.T) {
	f := withEvidence(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 30))); err != nil {
		t.Fatal(err)
	}
	o := f.place(f.orders, "k1", orderBody)
	path := "/v1/orders/" + o.ID + "/evidence"
	add := path + "?kind=photo&stage=pickup"
	body := picture.String()
	item := decode[EvidenceItem](t, f.want(201, "POST", add, f.orders, body, "Content-Type", "text/html"))
	if item.MediaType != "image/png" || item.Width != 20 || item.Height != 30 || item.By != "merchant" || len(item.SHA256) != 64 {
		t.Fatalf("%+v", item)
	}
	if again := decode[EvidenceItem](t, f.want(201, "POST", add, f.orders, body)); again.ID != item.ID {
		t.Fatalf("the same again is %+v", again)
	}
	noted := 0
	for _, e := range decode[Timeline](t, f.want(200, "GET", "/v1/orders/"+o.ID+"/timeline", f.orders, "")).Entries {
		if e.Kind == "EvidenceNoted" && strings.Contains(e.Text, item.SHA256) {
			noted++
		}
	}
	if noted != 1 {
		t.Fatalf("the hash stands %d times in the history", noted)
	}
	f.want(201, "POST", path+"?kind=code&stage=pickup", f.staff, "690")
	list := decode[EvidenceList](t, f.want(200, "GET", path, f.staff, ""))
	if len(list.Evidence) != 2 || list.Evidence[0].ID != item.ID || list.Evidence[1].By != "staff" {
		t.Fatalf("%+v", list)
	}
	link := strings.TrimPrefix(list.Evidence[0].URL, "https://linli.test")
	res, b := f.call("GET", link, "", "")
	h := res.Header
	if res.StatusCode != 200 || !bytes.Equal(b, picture.Bytes()) || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" ||
		h.Get("Content-Disposition") != `attachment; filename="photo-`+item.ID+`.png"` || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") ||
		h.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d, %d bytes, %v", res.StatusCode, len(b), h)
	}
	if log := f.log.String(); strings.Contains(log, strings.TrimPrefix(link, "/v1/evidence/")) {
		t.Fatal("the log holds a link")
	}
	f.problem(404, "not_found", "GET", link+"x", "", "")

	// Nobody else's, and nothing that is no picture.
	for _, key := range []string{f.other, f.courier} {
		f.problem(404, "not_found", "POST", add, key, body)
		f.problem(404, "not_found", "GET", path, key, "")
	}
	f.problem(401, "unauthenticated", "POST", add, "", body)
	f.problem(404, "not_found", "POST", "/v1/orders/none/evidence?kind=photo&stage=pickup", f.staff, body)
	f.problem(422, "validation_failed", "POST", add, f.orders, "<html>")
	f.problem(422, "validation_failed", "POST", path+"?kind=film&stage=pickup", f.orders, body)
	f.problem(422, "validation_failed", "POST", path+"?kind=photo&stage=later", f.orders, body)
	f.problem(413, "body_too_large", "POST", add, f.orders, body+strings.Repeat("x", 5<<20))
	f.want(201, "POST", add, f.orders, body+strings.Repeat("x", 1<<20)) // more than other bodies may have

	// Erasing the person erases the files; the hashes stay.
	f.want(204, "DELETE", "/v1/admin/orders/"+o.ID+"/contact", f.admin, "")
	f.problem(404, "not_found", "GET", link, "", "")
	for _, e := range decode[EvidenceList](t, f.want(200, "GET", path, f.orders, "")).Evidence {
		if e.ErasedAt == nil || e.URL != "" || len(e.SHA256) != 64 {
			t.Fatalf("%+v", e)
		}
	}
}

// TestEvidenceOfEnded: what the engine no longer knows takes no more evidence,
// and the file that came with it is gone again.
func TestEvidenceRefused(t *testing.T) {
	f := withEvidence(t)
	o := f.place(f.orders, "k1", orderBody)
	f.want(200, "POST", "/v1/orders/"+o.ID+"/cancel", f.orders, `{"reason":"changed_mind"}`)
	f.want(201, "POST", "/v1/orders/"+o.ID+"/evidence?kind=code&stage=pickup", f.orders, "690") // it ended lately
	e := shell.Evidence{ID: "vold00000000", Order: orders.ID("none"), Kind: "code", Stage: "pickup", Hash: "ab", By: orders.Actor{Role: orders.Staff}}
	if err := f.store.PutEvidence(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := f.s.noteEvidence(t.Context(), e); err == nil {
		t.Fatal("evidence of no order was noted")
	}
	if row, err := f.store.Evidence(t.Context(), e.ID); err != nil || row.Gone.IsZero() {
		t.Fatalf("%+v, %v", row, err)
	}
}

func TestNoEvidence(t *testing.T) {
	f := newFixture(t)
	o := f.place(f.orders, "k1", orderBody)
	f.problem(http.StatusNotFound, "not_found", "POST", "/v1/orders/"+o.ID+"/evidence?kind=photo&stage=pickup", f.orders, "x")
	f.want(204, "DELETE", "/v1/admin/orders/"+o.ID+"/contact", f.admin, "")
}
