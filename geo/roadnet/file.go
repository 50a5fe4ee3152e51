package roadnet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// WriteFile writes c to path by way of a temporary file in the same folder,
// fsync and rename: after a crash path holds the old city or the new one,
// never a part.
func WriteFile(path string, c *City) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("roadnet: write city: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("roadnet: write city: %w", err), os.Remove(f.Name()))
		}
	}()
	_, err = c.WriteTo(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// syncFolder makes a rename durable where the system can sync folders.
func syncFolder(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = d.Sync() // not every file system can; the file itself is safe
	_ = d.Close()
}

// ReadFile reads a city file. A file of another kind or version, a truncated
// and a damaged one are errors that say so.
func ReadFile(path string) (*City, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("roadnet: read city: %w", err)
	}
	c, err := decodeCity(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}
