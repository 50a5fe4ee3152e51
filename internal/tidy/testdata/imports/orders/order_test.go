package orders

import _ "github.com/linli/linli/simulator" // want "imports: orders may not import simulator: simulator stands after orders"
