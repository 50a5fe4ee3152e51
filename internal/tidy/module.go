package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// Finding is one broken rule at one place.
type Finding struct {
	File string // relative to the module's root, with slashes
	Line int
	Rule string
	Text string
}

// String formats f so that an editor can jump to it.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Rule, f.Text)
}

// module is a parsed tree of Go files.
type module struct {
	root     string
	fset     *token.FileSet
	packages map[string]*pkg // by path below the root, "." for the root
	findings []Finding
}

// pkg is one directory of Go files.
type pkg struct {
	path  string
	files []*file // those of the build and the tests, sorted by name
}

// file is one parsed Go file.
type file struct {
	name      string // relative to the root
	syntax    *ast.File
	test      bool
	generated bool
	built     bool // belongs to a build on this machine without tags
}

// Check reads the module at root and returns what breaks a rule, in the order
// of files and lines. An error means that the tree could not be read or parsed.
func Check(root string) ([]Finding, error) {
	m, err := load(root)
	if err != nil {
		return nil, err
	}
	m.checkNames()
	m.checkLengths()
	m.checkImports()
	if err := m.checkTyped(); err != nil {
		return nil, err
	}
	sort.SliceStable(m.findings, func(i, j int) bool {
		a, b := m.findings[i], m.findings[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	return m.findings, nil
}

// load parses every Go file below root that the go command would see.
func load(root string) (*module, error) {
	m := &module{root: root, fset: token.NewFileSet(), packages: map[string]*pkg{}}
	err := filepath.WalkDir(root, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if full != root && skipDir(full, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(d.Name(), ".go") || strings.HasPrefix(d.Name(), "_") || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		return m.parse(full)
	})
	return m, err
}

// skipDir reports whether the go command passes by the directory: hidden,
// named testdata or vendor, or a module of its own. node_modules and var hold
// nothing of ours.
func skipDir(full, name string) bool {
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "_"):
		return true
	case name == "testdata", name == "vendor", name == "node_modules", name == "var":
		return true
	}
	_, err := os.Stat(filepath.Join(full, "go.mod"))
	return err == nil
}

func (m *module) parse(full string) error {
	src, err := os.ReadFile(full)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(m.root, full)
	if err != nil {
		return err
	}
	rel = filepath.ToSlash(rel)
	syntax, err := parser.ParseFile(m.fset, rel, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	built, err := matchFile(full, src)
	if err != nil {
		return fmt.Errorf("%s: %w", rel, err)
	}
	dir := path.Dir(rel)
	p := m.packages[dir]
	if p == nil {
		p = &pkg{path: dir}
		m.packages[dir] = p
	}
	p.files = append(p.files, &file{
		name: rel, syntax: syntax, built: built,
		test:      strings.HasSuffix(rel, "_test.go"),
		generated: ast.IsGenerated(syntax),
	})
	return nil
}

// matchFile applies build constraints to the source already in memory.
func matchFile(full string, src []byte) (bool, error) {
	ctx := build.Default
	ctx.CgoEnabled = true
	ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(src)), nil }
	return ctx.MatchFile(filepath.Dir(full), filepath.Base(full))
}

// paths returns the packages' paths in order.
func (m *module) paths() []string {
	out := make([]string, 0, len(m.packages))
	for p := range m.packages {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func (m *module) report(pos token.Pos, rule, format string, args ...any) {
	at := m.fset.Position(pos)
	m.findings = append(m.findings, Finding{File: at.Filename, Line: at.Line, Rule: rule, Text: fmt.Sprintf(format, args...)})
}
