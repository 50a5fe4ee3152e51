package httpapi

import (
	"bytes"
	"context"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/linli/linli/intake"
	"github.com/linli/linli/sheet"
	"github.com/linli/linli/shell"
)

const garden = `{"id":"garden","name":"幸福里","time_zone":"Asia/Shanghai","holidays":["2026-02-18","2026-02-17"],"workdays":["2026-02-14"],
"boundary":[{"lng":1.51,"lat":42.50},{"lng":1.53,"lat":42.50},{"lng":1.53,"lat":42.51}],"gate":{"lng":1.52,"lat":42.505}}`

func (f *fixture) load(kind, query, body string) intake.TableReport {
	f.t.Helper()
	return decode[intake.TableReport](f.t, f.want(200, "POST", "/v1/imports?kind="+kind+query, f.admin, body, "Content-Type", "text/csv"))
}

// A whole circle from tables: first tried, then stored, then repeated.
func TestImportACircle(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/communities", f.admin, garden)
	if b := f.want(200, "GET", "/v1/admin/communities", f.admin, ""); !strings.Contains(string(b), `"holidays":["2026-02-17","2026-02-18"]`) {
		t.Errorf("%s", b)
	}
	tables := []struct{ kind, text string }{
		{"buildings", "楼栋,小区,经度,纬度,层数,单元,每层户数\n3号楼,幸福里,1.525,42.505,6,1单元、2单元,2\n"},
		{"providers", "name,category,lng,lat,phone,hours,radius_m\n李记,生鲜,1.52,42.50,13811111111,每天 08:00-20:00,900\n"},
		{"offerings", "商户,名称,类型,价格\n李记,大米,商品,39.90\n"},
		{"residents", "姓名,电话,楼栋,单元,房号\n王秀英,13800138000,3号楼,2单元,502\n王秀英,13800138000,3号楼,2单元,502\n"},
	}
	for _, c := range tables {
		if r := f.load(c.kind, "&dry_run=true", c.text); !r.DryRun || r.Created != 1 || len(r.Bad) != 0 {
			t.Fatalf("%s: %+v", c.kind, r)
		}
		if r := f.load(c.kind, "", c.text); r.DryRun || r.Created != 1 {
			t.Fatalf("%s: %+v", c.kind, r)
		}
		if r := f.load(c.kind, "", c.text); r.Created != 0 || r.Changed != 0 || r.Unchanged != 1 {
			t.Errorf("%s again: %+v", c.kind, r)
		}
	}
	ps, _, err := f.store.Parties(context.Background(), shell.ResidentParty, 10, "")
	if err != nil || len(ps) != 1 || ps[0].Name != "王秀英" || ps[0].Room != "502" || ps[0].At == 0 {
		t.Fatalf("%+v, %v", ps, err)
	}
	f.want(204, "DELETE", "/v1/admin/residents/"+ps[0].ID, f.admin, "")
	if ps, _, _ := f.store.Parties(context.Background(), shell.ResidentParty, 10, ""); len(ps) != 0 {
		t.Error("the resident is still there")
	}
	for _, secret := range []string{"王秀英", "13800138000", "13811111111"} {
		if strings.Contains(f.log.String(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

func TestImportRefuses(t *testing.T) {
	f := newFixture(t)
	bad := "name,category,lng,lat\nA,bank,1.52,42.5\nB,meals,1.52,42.5\nC,meals,9,9\n"
	if r := f.load("providers", "", bad); !r.DryRun || len(r.Bad) != 2 || r.Bad[1].Line != 4 || r.Created != 1 {
		t.Errorf("%+v", r)
	}
	if b := f.want(200, "GET", "/v1/admin/merchants", f.admin, ""); strings.Contains(string(b), `"name":"B"`) {
		t.Errorf("a file with bad rows stored %s", b)
	}
	if r := f.load("providers", "&skip_bad=1", bad); r.DryRun || r.Created != 1 {
		t.Errorf("%+v", r)
	}
	f.problem(403, "forbidden", "POST", "/v1/imports?kind=residents", f.staff, "a", "Content-Type", "text/csv")
	f.problem(401, "unauthenticated", "POST", "/v1/imports?kind=residents", "", "a", "Content-Type", "text/csv")
	f.problem(422, "validation_failed", "POST", "/v1/imports?kind=people", f.admin, "a", "Content-Type", "text/csv")
	f.problem(422, "validation_failed", "POST", "/v1/imports?kind=residents&dry_run=perhaps", f.admin, "a", "Content-Type", "text/csv")
	f.problem(415, "unsupported_media_type", "POST", "/v1/imports?kind=residents", f.admin, "a")
	p := f.problem(422, "unreadable_table", "POST", "/v1/imports?kind=residents", f.admin, "姓名,楼栋\n=1+1,3\n", "Content-Type", "text/csv")
	if !strings.Contains(p.Detail, "公式") || !strings.Contains(p.Detail, "formula") || !strings.Contains(p.Detail, "2") {
		t.Errorf("%+v", p)
	}
	f.problem(413, "body_too_large", "POST", "/v1/imports?kind=residents", f.admin, strings.Repeat("a\n", sheet.MaxBytes/2+1), "Content-Type", "text/csv")
	f.problem(422, "validation_failed", "POST", "/v1/admin/communities", f.admin, `{"id":"x","name":"x","time_zone":"Moon/Base"}`)
	f.problem(422, "validation_failed", "POST", "/v1/admin/communities", f.admin, `{"id":"x","name":"x","time_zone":"UTC","holidays":["2026-02-30"]}`)
	f.problem(422, "outside_city", "POST", "/v1/admin/communities", f.admin, `{"id":"x","name":"x","time_zone":"UTC","gate":{"lng":42,"lat":1}}`)
}

func TestImportForm(t *testing.T) {
	f := newFixture(t)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("other", "x")
	w, err := m.CreateFormFile("file", "providers.csv")
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("name,category,lng,lat\nB,meals,1.52,42.5\n"))
	m.Close()
	r := decode[intake.TableReport](t, f.want(200, "POST", "/v1/imports?kind=providers&dry_run=1", f.admin, b.String(), "Content-Type", m.FormDataContentType()))
	if r.Created != 1 {
		t.Errorf("%+v", r)
	}
	f.problem(400, "bad_request", "POST", "/v1/imports?kind=providers", f.admin, "x", "Content-Type", "multipart/form-data; boundary=b")
}
