//go:build !linux

package journaltest

import "os"

func datasync(f *os.File) error { return f.Sync() }
