package journal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linli/linli/journal"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, c := range []struct{ url, file string }{
		{"sqlite:a.db", "a.db"},
		{"sqlite:" + filepath.Join(dir, "b", "b.db"), "b/b.db"},
		{"sqlite://" + filepath.Join(dir, "c.db"), "c.db"},
		{"d.db", "d.db"},
		{filepath.Join(dir, "e.db"), "e.db"},
		{"./with:colon.db", "with:colon.db"},
	} {
		s, err := journal.Open(t.Context(), c.url)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", c.url, err)
		}
		if _, err := os.Stat(filepath.Join(dir, c.file)); err != nil {
			t.Errorf("%s: %v", c.url, err)
		}
	}
	for _, c := range []struct{ url, says string }{
		{"", "sqlite:PATH"},
		{"mysql://root@db/linli", "mysql"},
		{"sqlite:", "give a path"},
		{"postgres://me:topsecret@127.0.0.1:1/none?connect_timeout=1", "is the server running"},
		{"postgres://me:topsecret@[bad", "URL"},
	} {
		s, err := journal.Open(t.Context(), c.url)
		if err == nil || s != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, %v", c.url, s, err)
		}
		if err != nil && strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%q: the password is in the error: %v", c.url, err)
		}
	}
}

func TestSandboxOf(t *testing.T) {
	for store, want := range map[string]string{
		"linli.db":                            "linli-sandbox.db",
		"sqlite:/srv/town.v2/linli":           "sqlite:/srv/town.v2/linli-sandbox",
		"sqlite:linli.db":                     "sqlite:linli-sandbox.db",
		"postgres://me@db/city":               "postgres://me@db/city?search_path=linli_sandbox",
		"postgres://me@db/city?search_path=a": "postgres://me@db/city?search_path=a_sandbox",
	} {
		if got, err := journal.SandboxOf(store); got != want || err != nil {
			t.Errorf("%s: %s, %v, not %s", store, got, err, want)
		}
	}
	if _, err := journal.SandboxOf("postgres://me:topsecret@[bad"); err == nil || strings.Contains(err.Error(), "topsecret") {
		t.Errorf("a URL that cannot be read: %v", err)
	}
}
