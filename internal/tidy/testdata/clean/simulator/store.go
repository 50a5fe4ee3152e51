package simulator

import "github.com/linli/linli/shell"

type S = shell.Store
