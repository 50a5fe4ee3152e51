package tidy

import "go/ast"

// longest is how many lines a function may span, signature and closing brace
// included. Tests and generated files are free.
const longest = 70

func (m *module) checkLengths() {
	for _, p := range m.paths() {
		for _, f := range m.packages[p].files {
			if f.test || f.generated {
				continue
			}
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				switch fn := n.(type) {
				case *ast.FuncDecl:
					m.checkLength(fn, fn.Name.Name)
					return false // a literal inside is shorter
				case *ast.FuncLit:
					m.checkLength(fn, "function literal")
					return false
				}
				return true
			})
		}
	}
}

func (m *module) checkLength(n ast.Node, name string) {
	lines := m.fset.Position(n.End()).Line - m.fset.Position(n.Pos()).Line + 1
	if lines > longest {
		m.report(n.Pos(), "length", "%s spans %d lines, functions stop at %d", name, lines, longest)
	}
}
