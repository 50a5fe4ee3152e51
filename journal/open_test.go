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
