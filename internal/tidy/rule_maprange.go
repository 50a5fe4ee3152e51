package tidy

import (
	"go/ast"
	"go/types"
	"slices"
)

// sorting are the calls that take away a map's random order, by what they may
// be given. A comparison function may call two values equal, and then the
// map's order shows; keys differ, but see to it that the comparison says so.
var sorting = map[string][]string{
	"Sorted":     {"Keys", "Values"},
	"SortedFunc": {"Keys"},
}

// reflected are the ways around: a map's order through package reflect.
var reflected = []string{"MapRange", "MapKeys", "Seq", "Seq2"}

// checkMapOrder refuses range over a map, and maps.Keys and maps.Values that
// are not sorted at once: two runs of the same binary see different orders.
func (m *module) checkMapOrder(t *typed) {
	sorted := map[*ast.SelectorExpr]bool{} // met before, as the argument of a sorting call
	t.inspect(func(_ *file, n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			m.checkRange(t, n)
		case *ast.CallExpr:
			if sel := t.sortedSequence(n); sel != nil {
				sorted[sel] = true
			}
		case *ast.SelectorExpr:
			p, name, ok := t.packageMember(n)
			if ok && p == "maps" && slices.Contains([]string{"Keys", "Values", "All"}, name) && !sorted[n] {
				m.report(n.Pos(), "maprange", "maps.%s has a random order: write slices.Sorted(maps.Keys(…)) around it", name)
			}
			if fn, ok := t.info.Uses[n.Sel].(*types.Func); ok && slices.Contains(reflected, fn.Name()) &&
				fn.FullName() == "(reflect.Value)."+fn.Name() {
				m.report(n.Pos(), "maprange", "%s has a map's random order", fn.FullName())
			}
		}
		return true
	})
}

func (m *module) checkRange(t *typed, n *ast.RangeStmt) {
	typ := t.info.Types[n.X].Type
	switch {
	case typ == nil || typ == types.Typ[types.Invalid]:
		m.report(n.Pos(), "maprange", "the type of what is ranged over is not known, so it may be a map")
	case hasMap(typ):
		m.report(n.Pos(), "maprange", "range over a map has a random order: range over slices.Sorted(maps.Keys(…))")
	}
}

// sortedSequence returns maps.Keys when call is slices.Sorted(maps.Keys(x)).
func (t *typed) sortedSequence(call *ast.CallExpr) *ast.SelectorExpr {
	outer, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	if p, name, ok := t.packageMember(outer); !ok || p != "slices" || sorting[name] == nil {
		return nil
	}
	inner, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(inner.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	p, name, ok := t.packageMember(sel)
	if !ok || p != "maps" || !slices.Contains(sorting[outer.Sel.Name], name) {
		return nil
	}
	return sel
}

// hasMap reports whether a value of type typ can be a map; a type parameter
// can when its constraint lists one.
func hasMap(typ types.Type) bool {
	switch u := types.Unalias(typ).Underlying().(type) {
	case *types.Map:
		return true
	case *types.Interface:
		for i := range u.NumEmbeddeds() {
			if hasMap(u.EmbeddedType(i)) {
				return true
			}
		}
	case *types.Union:
		for i := range u.Len() {
			if hasMap(u.Term(i).Type()) {
				return true
			}
		}
	}
	return false
}
