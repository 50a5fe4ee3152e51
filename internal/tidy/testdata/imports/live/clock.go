package live

import (
	_ "github.com/linli/linli/internal/tidy" // want "imports: live may not import internal/tidy"
	_ "github.com/linli/linli/simulator"     // want "imports: live may not import simulator: the two drivers"
)
