package shell

import (
	"time"

	"github.com/linli/linli/dispatch"
)

type Store interface{ Append(dispatch.Event) }

func wall() time.Time { return time.Now() }
