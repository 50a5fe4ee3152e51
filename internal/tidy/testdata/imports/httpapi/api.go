package httpapi

import (
	_ "github.com/linli/linli/courierws"     // want "imports: httpapi may not import courierws: edges never"
	_ "github.com/linli/linli/journal"       // want "imports: httpapi may not import journal: edges never"
	_ "github.com/linli/linli/live"          // want "imports: httpapi may not import live: an edge knows"
	alias "github.com/linli/linli/simulator" // want "imports: httpapi may not import simulator: an edge knows"
)

var _ alias.T
