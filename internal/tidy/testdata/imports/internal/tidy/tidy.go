package tidy

import _ "github.com/linli/linli/clock" // want "imports: internal/tidy may not import clock"
