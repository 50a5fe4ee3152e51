package sqlite

import (
	_ "github.com/linli/linli/journal"
	_ "github.com/linli/linli/web" // want "imports: journal/sqlite may not import web: edges never"
)
