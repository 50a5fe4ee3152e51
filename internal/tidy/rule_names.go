package tidy

import (
	"path"
	"slices"
	"strings"
)

// vague are words that say nothing about what a file holds.
var vague = []string{"util", "utils", "common", "helper", "helpers", "misc", "manager", "managers"}

// checkNames refuses files and directories called after nothing.
func (m *module) checkNames() {
	for _, p := range m.paths() {
		for i, f := range m.packages[p].files {
			stem := strings.TrimSuffix(path.Base(f.name), ".go")
			for word := range strings.SplitSeq(stem, "_") {
				if slices.Contains(vague, word) {
					m.report(f.syntax.Package, "names", "a file called %q says nothing: name it after the noun it holds", word)
				}
			}
			if i == 0 && slices.Contains(vague, path.Base(p)) {
				m.report(f.syntax.Package, "names", "a package called %q says nothing: name it after the noun it holds", path.Base(p))
			}
		}
	}
}
