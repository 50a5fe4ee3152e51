package simulator_test

import (
	"testing"

	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// The store in memory keeps the promises of those on disk.
func TestStoreConforms(t *testing.T) {
	journaltest.RunStore(t, func(*testing.T) shell.Store { return simulator.NewStore() })
}
