package simulator

import "github.com/linli/linli/journal/journaltest"

var _ journaltest.Suite
