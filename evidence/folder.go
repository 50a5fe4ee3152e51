package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Folder keeps files in a directory that nobody else may read. Several servers
// of one store must share it.
type Folder struct{ path string }

// NewFolder returns the folder at path, which is made if need be.
func NewFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("evidence: folder: %w", err)
	}
	return &Folder{path: path}, nil
}

// Put writes a file and returns when it is on disk, whole or not at all.
func (f *Folder) Put(id string, body []byte) error {
	name, err := f.file(id)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	t, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	_, err = t.Write(body)
	err = errors.Join(err, t.Sync(), t.Close())
	if err == nil {
		err = os.Rename(t.Name(), name)
	}
	if err != nil {
		os.Remove(t.Name()) // what cannot be kept must not lie about
		return fmt.Errorf("evidence: write %s: %w", id, err)
	}
	return nil
}

// Get reads a file; the error is fs.ErrNotExist when it is gone.
func (f *Folder) Get(id string) ([]byte, error) {
	name, err := f.file(id)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(name)
}

// Delete removes a file; it is no error when it is gone.
func (f *Folder) Delete(id string) error {
	name, err := f.file(id)
	if err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("evidence: delete %s: %w", id, err)
	}
	return nil
}

// file returns the name for an id of lower-case letters and digits, below a
// folder of its last two, so that no folder grows large.
func (f *Folder) file(id string) (string, error) {
	if len(id) < 8 || len(id) > 64 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return "", fmt.Errorf("evidence: %q is no id", id)
	}
	return filepath.Join(f.path, id[len(id)-2:], id), nil
}
