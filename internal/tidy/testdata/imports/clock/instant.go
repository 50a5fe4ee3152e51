package clock

import _ "github.com/linli/linli/geo" // want "imports: clock may not import geo: geo stands after clock"
