package courier

import _ "github.com/linli/linli/wire/device" // want "imports: wire/courier may not import wire/device"
