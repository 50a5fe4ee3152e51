package tidy

import (
	"strconv"
	"strings"
)

// checkImports holds every import of our own packages against the list. The
// tests of the loop, the drivers and the edges may import anything (a store's
// test needs the simulator, the simulator's the conformance suite); the tests
// of what lies below obey the list like the code.
func (m *module) checkImports() {
	for _, p := range m.paths() {
		from, listed := place(p)
		if !listed {
			m.report(m.packages[p].files[0].syntax.Package, "imports",
				"package %s has no place: add it to order in internal/tidy/layers.go, after every package that it imports, and to docs/architecture.md", p)
			continue
		}
		for _, f := range m.packages[p].files {
			if f.test && order[from].kind >= loop && order[from].kind != tool {
				continue
			}
			m.checkFileImports(p, from, f)
		}
	}
}

func (m *module) checkFileImports(p string, from int, f *file) {
	for _, spec := range f.syntax.Imports {
		to, own := ownImport(spec.Path.Value)
		if !own || to == p { // an external test imports the package it tests
			continue
		}
		rank, listed := place(to)
		if !listed {
			continue // reported where that package stands
		}
		if why := refuse(from, rank); why != "" {
			m.report(spec.Pos(), "imports", "%s may not import %s: %s", p, to, why)
		}
	}
}

// refuse says why the package at rank from may not import the one at rank to,
// or "" when it may.
func refuse(from, to int) string {
	a, b := order[from], order[to]
	switch {
	case a.kind == tool || b.kind == tool:
		return b.path + " or " + a.path + " is a tool, which stands apart"
	case a.kind == command:
		return ""
	case from == to:
		return "" // the same family
	case b.kind == command:
		return "nothing imports a command"
	case a.kind == driver && b.kind == driver:
		return "the two drivers never meet, or one would test itself only"
	case a.kind == edge && b.kind == driver:
		return "an edge knows the interfaces of shell, not the driver behind them"
	case a.kind == edge && b.kind == edge:
		return "edges never import each other: cmd wires them through an interface of the caller"
	case to > from:
		return b.path + " stands after " + a.path + " in the list"
	}
	return ""
}

// ownImport returns the path below the module's root of a quoted import path.
func ownImport(quoted string) (string, bool) {
	p, err := strconv.Unquote(quoted)
	if err != nil {
		return "", false
	}
	if p == modulePath {
		return ".", true
	}
	return strings.CutPrefix(p, modulePath+"/")
}
