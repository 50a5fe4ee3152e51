package journal

import _ "github.com/linli/linli/evidence" // want "imports: journal may not import evidence: edges never"
