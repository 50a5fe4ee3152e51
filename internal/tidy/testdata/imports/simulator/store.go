package simulator

import (
	_ "github.com/linli/linli/journal/sqlite" // want "imports: simulator may not import journal/sqlite: journal stands after"
	_ "github.com/linli/linli/live"           // want "imports: simulator may not import live: the two drivers"
)
