package vda5050

import (
	_ "io/fs" // want "purity: wire/vda5050 may not import io/fs"
	"time"
)

var since = time.Since // want "purity: wire/vda5050 may not use time.Since"
