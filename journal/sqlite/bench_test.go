package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/shell"
)

func BenchmarkCommit(b *testing.B) {
	journaltest.BenchCommit(b, func(b *testing.B) shell.Store {
		return open(b, filepath.Join(b.TempDir(), "linli.db"))
	})
}
