package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// checkTyped runs the rules that need types, over the packages that promise
// to be deterministic. Their tests are free.
func (m *module) checkTyped() error {
	c := &checker{module: m, done: map[string]*typed{}}
	var bound []string
	for _, p := range m.paths() {
		if i, ok := place(p); ok && order[i].kind <= messages {
			bound = append(bound, p)
		}
	}
	lookup, err := exportData(m.root, m.foreignImports(bound))
	if err != nil {
		return err
	}
	c.foreign = importer.ForCompiler(m.fset, "gc", lookup)
	for _, p := range bound {
		i, _ := place(p)
		t := c.check(p)
		m.checkPurity(order[i], t)
		if order[i].kind == core {
			m.checkMapOrder(t)
		}
	}
	return nil
}

// typed is a package with what the type checker learned about it.
type typed struct {
	files []*file // without tests
	types *types.Package
	info  *types.Info
}

// checker checks our own packages from source, and reads the export data that
// the go command has of all others. It goes on after an error: the compiler
// reports those better, and a rule treats a type that is not known as broken.
type checker struct {
	module  *module
	foreign types.Importer
	done    map[string]*typed
}

func (c *checker) check(p string) *typed {
	if t := c.done[p]; t != nil {
		return t
	}
	t := &typed{info: &types.Info{
		Uses:  map[*ast.Ident]types.Object{},
		Types: map[ast.Expr]types.TypeAndValue{},
	}}
	c.done[p] = t // an import cycle ends here; the compiler reports it
	var syntax []*ast.File
	for _, f := range c.module.packages[p].files {
		if !f.test && f.built {
			t.files = append(t.files, f)
			syntax = append(syntax, f.syntax)
		}
	}
	conf := types.Config{Importer: c, FakeImportC: true, Error: func(error) {}}
	t.types, _ = conf.Check(modulePath+"/"+p, c.module.fset, syntax, t.info)
	return t
}

// Import implements types.Importer.
func (c *checker) Import(importPath string) (*types.Package, error) {
	p, own := strings.CutPrefix(importPath, modulePath+"/")
	if !own {
		return c.foreign.Import(importPath)
	}
	if c.module.packages[p] == nil {
		return nil, fmt.Errorf("no package %s", importPath)
	}
	if t := c.check(p); t.types != nil {
		return t.types, nil
	}
	return nil, fmt.Errorf("import cycle through %s", importPath)
}

// foreignImports returns what the packages import from outside the module.
func (m *module) foreignImports(paths []string) []string {
	var out []string
	for _, p := range paths {
		for _, f := range m.packages[p].files {
			if f.test || !f.built {
				continue
			}
			for _, spec := range f.syntax.Imports {
				if _, own := ownImport(spec.Path.Value); own {
					continue
				}
				if q, err := strconv.Unquote(spec.Path.Value); err == nil && q != "C" && q != "unsafe" {
					out = append(out, q)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// exportData asks the go command for the compiled form of the packages, which
// it has in its cache after any build.
func exportData(root string, paths []string) (func(string) (io.ReadCloser, error), error) {
	at := map[string]string{}
	if len(paths) > 0 {
		args := append([]string{"list", "-e", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", "--"}, paths...)
		cmd := exec.Command("go", args...)
		cmd.Dir = root
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list -export: %w\n%s", err, stderr.Bytes())
		}
		for line := range strings.Lines(string(out)) {
			if p, file, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && file != "" {
				at[p] = file
			}
		}
	}
	return func(p string) (io.ReadCloser, error) {
		if at[p] == "" {
			return nil, fmt.Errorf("no export data of %s", p)
		}
		return os.Open(at[p])
	}, nil
}

// packageMember returns the import path and name when id uses a name of
// another package, as time and Now in time.Now.
func (t *typed) packageMember(sel *ast.SelectorExpr) (string, string, bool) {
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return "", "", false
	}
	name, ok := t.info.Uses[id].(*types.PkgName)
	if !ok {
		return "", "", false
	}
	return name.Imported().Path(), sel.Sel.Name, true
}

// inspect shows visit every node of the package's files.
func (t *typed) inspect(visit func(f *file, n ast.Node) bool) {
	for _, f := range t.files {
		ast.Inspect(f.syntax, func(n ast.Node) bool { return n == nil || visit(f, n) })
	}
}
