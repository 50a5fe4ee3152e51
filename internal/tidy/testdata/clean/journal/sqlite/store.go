package sqlite

import "github.com/linli/linli/journal"

type Store = journal.Store
