// Package migrate reads the numbered .sql files of a backend and says which
// of them a database still needs. Running them is the backend's part.
package migrate

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Step is one migration: the version it leads to and its SQL.
type Step struct {
	Version int
	Name    string
	SQL     string
}

// Load reads the files of a directory, called 0001_name.sql and so on. The
// numbers start at 1 and have no gap.
func Load(fsys fs.FS, dir string) ([]Step, error) {
	files, err := fs.Glob(fsys, path.Join(dir, "*.sql"))
	if err != nil {
		return nil, fmt.Errorf("journal: migrations: %w", err)
	}
	slices.Sort(files)
	steps := make([]Step, 0, len(files))
	for i, f := range files {
		name := strings.TrimSuffix(path.Base(f), ".sql")
		number, _, _ := strings.Cut(name, "_")
		if v, err := strconv.Atoi(number); err != nil || v != i+1 {
			return nil, fmt.Errorf("journal: migration %s: its number should be %04d", f, i+1)
		}
		text, err := fs.ReadFile(fsys, f)
		if err != nil {
			return nil, fmt.Errorf("journal: migrations: %w", err)
		}
		steps = append(steps, Step{Version: i + 1, Name: name, SQL: string(text)})
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("journal: no migrations in %s", dir)
	}
	return steps, nil
}

// Pending returns the steps that a database of the version still needs. It
// refuses one that a newer program has written: this program would not know
// what it reads.
func Pending(version int, steps []Step) ([]Step, error) {
	if version > len(steps) {
		return nil, fmt.Errorf("journal: the store has schema %d, this program knows up to %d: run the newer program that wrote it, or restore a backup made before", version, len(steps))
	}
	return steps[version:], nil
}
