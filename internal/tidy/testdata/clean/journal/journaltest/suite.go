package journaltest

import "github.com/linli/linli/journal"

type Suite struct{ Open func() journal.Store }
