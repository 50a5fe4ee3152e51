//go:build !unix

package sqlite

import (
	"errors"
	"os"
)

// tryLock refuses: without a lock of the operating system two processes could
// own one zone.
func tryLock(*os.File) error {
	return errors.New("this system has no flock: use PostgreSQL, or run on Linux, macOS or a BSD")
}

// syncDir does nothing: directories cannot be synced here.
func syncDir(string) error { return nil }
