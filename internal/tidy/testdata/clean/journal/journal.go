package journal

import "github.com/linli/linli/shell"

type Store = shell.Store
