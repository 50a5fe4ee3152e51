package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/linli/linli/shell"
)

// fileLock is the fence between processes, and between two Stores of one
// process: an exclusive lock of the operating system on PATH.lock. It ends
// with the process, however that ends; the file stays and means nothing.
type fileLock struct{ f *os.File }

// errHeld means that another open file holds the lock.
var errHeld = errors.New("the lock is held")

// takeLock takes the lock of the database at path, or fails with
// shell.ErrFenced at once. The file names the holder for people.
func takeLock(path string) (*fileLock, error) {
	name := path + ".lock"
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := tryLock(f); errors.Is(err, errHeld) {
		holder := make([]byte, 40)
		n, _ := f.ReadAt(holder, 0) // for the message only
		_ = f.Close()
		who := strings.TrimSpace(string(holder[:n]))
		if who == "" {
			who = "another process"
		}
		return nil, fmt.Errorf("journal: %w: %s is served by %s; stop that first", shell.ErrFenced, path, who)
	} else if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: lock %s: %w", name, err), f.Close())
	}
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt(fmt.Appendf(nil, "process %d\n", os.Getpid()), 0) // for people only
	}
	return &fileLock{f}, nil
}

// release lets go of the lock. The file is not removed: another process may
// have it open and would then lock a file without a name.
func (l *fileLock) release() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}
