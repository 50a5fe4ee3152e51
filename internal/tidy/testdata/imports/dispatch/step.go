package dispatch

import _ "github.com/linli/linli/shell" // want "imports: dispatch may not import shell"
