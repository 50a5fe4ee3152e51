package shell

import _ "github.com/linli/linli/live" // want "imports: shell may not import live"
