package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/linli/linli/geo"
)

var build = fstest.MapFS{
	".keep":                    {Data: []byte{}},
	"index.html":               {Data: []byte("<title>map</title>")},
	"circle.html":              {Data: []byte("<title>circle</title>")},
	"courier.html":             {Data: []byte("<title>courier</title>")},
	"merchant.html":            {Data: []byte("<title>merchant</title>")},
	"desk.html":                {Data: []byte("<title>desk</title>")},
	"help.html":                {Data: []byte("<title>help</title>")},
	"track.html":               {Data: []byte("<title>track</title>")},
	"favicon.svg":              {Data: []byte("<svg/>")},
	"assets/index-AbC123.js":   {Data: []byte(strings.Repeat("console.log('hello');\n", 200))},
	"assets/worker-XyZ987.mjs": {Data: []byte("export {}")},
}

func get(t *testing.T, h http.Handler, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHandlerServesPagesAndFiles(t *testing.T) {
	h := handlerOf(build)
	for _, c := range []struct {
		path, contentType, cache, holds string
		status                          int
	}{
		{"/", "text/html; charset=utf-8", "no-cache", "map", 200},
		{"/courier", "text/html; charset=utf-8", "no-cache", "courier", 200},
		{"/circle", "text/html; charset=utf-8", "no-cache", "circle", 200},
		{"/desk", "text/html; charset=utf-8", "no-cache", "desk", 200},
		{"/merchant", "text/html; charset=utf-8", "no-cache", "merchant", 200},
		{"/track/o1.TOKEN", "text/html; charset=utf-8", "no-store", "track", 200},
		{"/help/h1.TOKEN", "text/html; charset=utf-8", "no-store", "help", 200},
		{"/help/", "text/html; charset=utf-8", "no-store", "no such page", 404},
		{"/favicon.svg", "image/svg+xml", "no-cache", "<svg/>", 200},
		{"/assets/index-AbC123.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "hello", 200},
		{"/assets/worker-XyZ987.mjs", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "export", 200},
		{"/nothing", "text/html; charset=utf-8", "no-store", "no such page", 404},
		{"/track/", "text/html; charset=utf-8", "no-store", "no such page", 404},
		{"/track/a/b", "text/html; charset=utf-8", "no-store", "no such page", 404},
		{"/index.html", "text/html; charset=utf-8", "no-store", "no such page", 404},
		{"/.keep", "text/html; charset=utf-8", "no-store", "no such page", 404},
		{"/assets/", "text/html; charset=utf-8", "no-store", "no such page", 404},
	} {
		r := get(t, h, c.path)
		if r.StatusCode != c.status || r.Header.Get("Content-Type") != c.contentType || r.Header.Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %q %q, want %d %q %q", c.path, r.StatusCode, r.Header.Get("Content-Type"),
				r.Header.Get("Cache-Control"), c.status, c.contentType, c.cache)
		}
		if b := body(t, r); !strings.Contains(b, c.holds) {
			t.Errorf("%s: %q does not hold %q", c.path, b, c.holds)
		}
		if csp := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; script-src 'self';") {
			t.Errorf("%s: policy %q", c.path, csp)
		}
		if p := r.Header.Get("Referrer-Policy"); p != "no-referrer" {
			t.Errorf("%s: referrer policy %q", c.path, p)
		}
	}
}

// The promise to residents and to people behind a firewall: every source of
// the policy is this server itself.
func TestPolicyNamesNoOtherHost(t *testing.T) {
	if strings.ContainsAny(strings.TrimSpace(policy), "\r\n") {
		t.Error("a header cannot span lines")
	}
	for directive := range strings.SplitSeq(strings.TrimSpace(policy), ";") {
		for _, source := range strings.Fields(directive)[1:] {
			switch source {
			case "'self'", "'none'", "data:", "blob:":
			default:
				t.Errorf("policy allows %s", source)
			}
		}
	}
}

func TestHandlerWithoutBuildSaysWhatToDo(t *testing.T) {
	r := get(t, handlerOf(fstest.MapFS{".keep": {}}), "/")
	if b := body(t, r); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(b, "front end not built: run make build") {
		t.Errorf("%d %q", r.StatusCode, b)
	}
}

func TestHandlerTakesOnlyReads(t *testing.T) {
	h := handlerOf(build)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/", nil))
	if w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", w.Code, w.Body.Len())
	}
	if r := get(t, h, "/courier/"); r.StatusCode != http.StatusMovedPermanently || r.Header.Get("Location") != "/courier" {
		t.Errorf("trailing slash: %d %q", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestHandlerCompressesAndRevalidates(t *testing.T) {
	h := handlerOf(build)
	const path = "/assets/index-AbC123.js"
	r := get(t, h, path, "Accept-Encoding", "br, gzip")
	if r.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("encoding %q", r.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, build[path[1:]].Data) {
		t.Errorf("other content after gzip (%v)", err)
	}
	if r := get(t, h, path, "If-None-Match", r.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
		t.Errorf("revalidation: %d", r.StatusCode)
	}
	if r := get(t, h, path, "Accept-Encoding", "gzip;q=0"); r.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was refused and came all the same")
	}
}

// What is embedded in this binary, built or not, must be servable.
func TestEmbeddedBuild(t *testing.T) {
	r := get(t, Handler(), "/")
	if _, err := fs.Stat(embedded, "dist/index.html"); errors.Is(err, fs.ErrNotExist) {
		if r.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("not built, yet / is %d", r.StatusCode)
		}
		t.Skip("front end not built")
	}
	page := body(t, r)
	if r.StatusCode != http.StatusOK || !strings.Contains(page, "/assets/") {
		t.Fatalf("/ is %d", r.StatusCode)
	}
	for _, p := range strings.Split(page, `"`) {
		if strings.HasPrefix(p, "/assets/") {
			if r := get(t, Handler(), p); r.StatusCode != http.StatusOK {
				t.Errorf("%s is %d", p, r.StatusCode)
			}
		}
	}
	if strings.Contains(page, "<style") || strings.Contains(page, "://") {
		t.Error("the page holds an inline style or names another host")
	}
}

func TestCatalogueHasTheSameKeys(t *testing.T) {
	keys := func(file string) map[string]string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(file, err)
		}
		return m
	}
	zh, en := keys("catalogue/zh.json"), keys("catalogue/en.json")
	for k := range zh {
		if en[k] == "" {
			t.Errorf("en.json lacks %s", k)
		}
	}
	for k := range en {
		if zh[k] == "" {
			t.Errorf("zh.json lacks %s", k)
		}
	}
}

type fakeTiles struct{}

func (fakeTiles) Tile(z, x, y uint32) ([]byte, error) {
	switch {
	case z == 3:
		return nil, errors.New("broken")
	case x == 0:
		return nil, nil
	}
	return bytes.Repeat([]byte{byte(z), byte(x), byte(y)}, 500), nil
}

func TestTiles(t *testing.T) {
	h := Tiles(fakeTiles{})
	for path, want := range map[string]int{
		"/tiles/5/3/4": 200, "/tiles/5/0/4": 204, "/tiles/3/1/1": 500,
		"/tiles/5/32/0": 400, "/tiles/5/0/32": 400, "/tiles/23/0/0": 400, "/tiles/-1/0/0": 400,
		"/tiles/a/b/c": 400, "/tiles/5/3": 400, "/tiles/5/3/99999999999": 400, "/tiles/5/3/4.5": 400,
	} {
		if r := get(t, h, path); r.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
		}
	}
	r := get(t, h, "/tiles/5/3/4", "Accept-Encoding", "gzip")
	if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" ||
		r.Header.Get("Cache-Control") != "public, max-age=3600" {
		t.Errorf("headers %v", r.Header)
	}
	if again := get(t, h, "/tiles/5/3/4", "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("revalidation: %d", again.StatusCode)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodDelete, "/tiles/5/3/4", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", w.Code)
	}
}

func TestDescribe(t *testing.T) {
	r := get(t, Describe(City{Name: "Andorra la Vella", Center: geo.Point{Lng: 1.52, Lat: 42.5}, Demo: true}), "/v1/city")
	var c City
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		t.Fatal(err)
	}
	if c.Attribution != Attribution || !c.Demo || c.Center.Lat != 42.5 || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%+v", c)
	}
}
