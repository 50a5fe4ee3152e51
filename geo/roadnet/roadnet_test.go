package roadnet

import (
	"go/build"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/linli/linli/geo"
)

// modcache returns the module cache, as `go env GOMODCACHE` would.
func modcache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	return filepath.Join(filepath.SplitList(build.Default.GOPATH)[0], "pkg", "mod")
}

// importFile imports an extract, or skips the test where it is missing.
func importFile(t testing.TB, path string, j Jurisdiction) *City {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("extract is not here: %v", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	format, err := FormatOf(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Import(f, info.Size(), format, Options{Name: strings.SplitN(filepath.Base(path), ".", 2)[0], Jurisdiction: j})
	if err != nil {
		t.Fatalf("import %s: %v", path, err)
	}
	return c
}

var andorraOnce = sync.OnceValues(func() (string, error) { return DefaultExtract(modcache()) })

var andorraCity struct {
	sync.Once
	router *Router
}

// andorra returns a router over Andorra with the demo's jurisdiction, or skips.
func andorra(t testing.TB) *Router {
	t.Helper()
	path, err := andorraOnce()
	if err != nil {
		t.Skip(err)
	}
	andorraCity.Do(func() {
		j, err := NamedJurisdiction("andorra-demo")
		if err != nil {
			t.Fatal(err)
		}
		andorraCity.router = NewRouter(importFile(t, path, j))
	})
	if andorraCity.router == nil {
		t.Skip("Andorra could not be imported")
	}
	return andorraCity.router
}

// tiny imports OSM XML written in a test.
func tiny(t testing.TB, xml string, j Jurisdiction) *Router {
	t.Helper()
	c, err := Import(strings.NewReader(xml), int64(len(xml)), XML, Options{Name: "tiny", Jurisdiction: j})
	if err != nil {
		t.Fatal(err)
	}
	return NewRouter(c)
}

var andorraLaVella = geo.Bounds{Min: geo.Point{Lng: 1.50, Lat: 42.49}, Max: geo.Point{Lng: 1.55, Lat: 42.52}}

func TestAndorraReport(t *testing.T) {
	r := andorra(t)
	t.Logf("%s", r.Report())
	t.Logf("%s", r.ReportIn(andorraLaVella))
}
