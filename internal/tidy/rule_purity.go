package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// impure imports of a deterministic package, with why. A name that ends in a
// slash covers all below it.
var impure = map[string]string{
	"net": "no network", "net/": "no network",
	"os": "a file comes in as io.ReaderAt", "os/": "no processes, no users, no signals",
	"io/fs": "a file comes in as io.ReaderAt", "io/ioutil": "a file comes in as io.ReaderAt",
	"path/filepath": "a file comes in as io.ReaderAt",
	"syscall":       "no system calls", "plugin": "no plugins",
	"database/sql": "no database", "database/sql/": "no database",
	"log": "a value goes out, not a log line", "log/": "a value goes out, not a log line",
	"crypto/rand": "dice are keyed by subject", "hash/maphash": "its seed is random",
}

// impureCore imports are refused in the core besides.
var impureCore = map[string]string{
	"sync": "State has one owner", "sync/": "State has one owner",
	"math/rand": "dice are keyed by subject", "math/rand/": "dice are keyed by subject",
	"context": "a step never waits", "runtime": "a step does not know its machine", "runtime/": "a step does not know its machine",
	"unsafe":       "addresses differ between runs",
	"encoding/gob": "it writes maps in random order",
}

// filePackages are open to a library that has files in its charge.
var filePackages = []string{"os", "io/fs", "path/filepath"}

// wallClock are the functions of package time that read or wait for the clock
// of the machine, or its time zone.
var wallClock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local"}

// ownDice are what math/rand may be used for outside the core: a source with
// a seed of the caller. The functions of the package share one random stream.
var ownDice = []string{"New", "NewSource", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "Source", "Source64", "PCG", "ChaCha8", "Zipf"}

// checkPurity refuses clocks, dice, files and the network in packages that
// promise to be deterministic, and goroutines and channels in the core.
func (m *module) checkPurity(l layer, t *typed) {
	for _, f := range t.files {
		for _, spec := range f.syntax.Imports {
			m.checkImpureImport(l, spec)
		}
	}
	t.inspect(func(_ *file, n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			m.checkSelector(l, t, sel)
		}
		if l.kind == core {
			m.checkConcurrency(t, n)
		}
		return true
	})
}

func (m *module) checkImpureImport(l layer, spec *ast.ImportSpec) {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return
	}
	if spec.Name != nil && spec.Name.Name == "." {
		m.report(spec.Pos(), "purity", "a dot import hides what %s uses", l.path)
	}
	why := covers(impure, p)
	if l.kind == core && why == "" {
		why = covers(impureCore, p)
	}
	if l.files && slices.Contains(filePackages, p) {
		why = ""
	}
	if why != "" {
		m.report(spec.Pos(), "purity", "%s may not import %s: %s", l.path, p, why)
	}
}

// checkSelector refuses time.Now and its kin, time.Time.Local, and the
// functions of math/rand that share one stream.
func (m *module) checkSelector(l layer, t *typed, sel *ast.SelectorExpr) {
	if fn, ok := t.info.Uses[sel.Sel].(*types.Func); ok && fn.FullName() == "(time.Time).Local" {
		m.report(sel.Pos(), "purity", "%s may not ask for the machine's time zone", l.path)
		return
	}
	p, name, ok := t.packageMember(sel)
	switch {
	case !ok:
	case p == "time" && slices.Contains(wallClock, name):
		m.report(sel.Pos(), "purity", "%s may not use time.%s: time enters as an argument", l.path, name)
	case p == "time" && name == "LoadLocation" && l.kind == core:
		m.report(sel.Pos(), "purity", "%s may not use time.LoadLocation: it reads files, take the zone as an argument", l.path)
	case (p == "math/rand" || p == "math/rand/v2") && !slices.Contains(ownDice, name):
		m.report(sel.Pos(), "purity", "%s may not use rand.%s: it shares one random stream, take a seed", l.path, name)
	}
}

// checkConcurrency refuses what makes a step depend on a scheduler.
func (m *module) checkConcurrency(t *typed, n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		m.report(n.Pos(), "purity", "no goroutine in the core")
	case *ast.SelectStmt:
		m.report(n.Pos(), "purity", "no select in the core")
	case *ast.ChanType:
		m.report(n.Pos(), "purity", "no channel in the core")
	case *ast.SendStmt:
		m.report(n.Pos(), "purity", "no channel in the core")
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			m.report(n.Pos(), "purity", "no channel in the core")
		}
	case *ast.RangeStmt:
		if typ := t.info.Types[n.X].Type; typ != nil {
			if _, ok := typ.Underlying().(*types.Chan); ok {
				m.report(n.Pos(), "purity", "no channel in the core")
			}
		}
	}
}

// covers returns why the list refuses p, "" when it does not.
func covers(list map[string]string, p string) string {
	if why := list[p]; why != "" {
		return why
	}
	for i := strings.LastIndexByte(p, '/'); i > 0; i = strings.LastIndexByte(p[:i], '/') {
		if why := list[p[:i+1]]; why != "" {
			return why
		}
	}
	return ""
}
