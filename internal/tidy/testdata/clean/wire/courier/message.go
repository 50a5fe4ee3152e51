package courier

import "github.com/linli/linli/dispatch"

type Message dispatch.Event
