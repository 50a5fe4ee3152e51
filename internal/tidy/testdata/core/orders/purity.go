package orders

import (
	_ "context"             // want "purity: orders may not import context"
	crand "crypto/rand"     // want "purity: orders may not import crypto/rand"
	_ "database/sql"        // want "purity: orders may not import database/sql"
	_ "database/sql/driver" // want "purity: orders may not import database/sql/driver"
	_ "hash/maphash"        // want "purity: orders may not import hash/maphash"
	_ "io/fs"               // want "purity: orders may not import io/fs"
	_ "log"                 // want "purity: orders may not import log"
	_ "log/slog"            // want "purity: orders may not import log/slog"
	_ "math/rand"           // want "purity: orders may not import math/rand"
	"math/rand/v2"          // want "purity: orders may not import math/rand/v2"
	_ "net"                 // want "purity: orders may not import net"
	_ "net/http"            // want "purity: orders may not import net/http"
	_ "os"                  // want "purity: orders may not import os"
	_ "os/exec"             // want "purity: orders may not import os/exec"
	_ "sync"                // want "purity: orders may not import sync"
	_ "sync/atomic"         // want "purity: orders may not import sync/atomic"
	. "time"                // want "purity: a dot import hides"
	"unsafe"                // want "purity: orders may not import unsafe"
)

var (
	_ = crand.Reader
	_ = rand.New
	_ = rand.IntN // want "purity: orders may not use rand.IntN"
	_ Duration
	_ unsafe.Pointer
)
