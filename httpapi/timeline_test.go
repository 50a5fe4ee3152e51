package httpapi

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"testing"
)

// elsewhere are decisions about an order that go to other tables.
var elsewhere = []string{"Published", "Charge", "OrderGone"}

// kindsOfHistory reads from the projection which decisions make a line of an
// order's history.
func kindsOfHistory(t *testing.T) []string {
	file, err := parser.ParseFile(token.NewFileSet(), "../dispatch/projection.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	ast.Inspect(file, func(n ast.Node) bool {
		f, ok := n.(*ast.FuncDecl)
		if !ok {
			return true
		}
		if f.Name.Name != "subject" {
			return false
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CaseClause); ok {
				for _, x := range c.List {
					if name := x.(*ast.Ident).Name; !slices.Contains(elsewhere, name) {
						kinds = append(kinds, name)
					}
				}
			}
			return true
		})
		return false
	})
	return kinds
}

// Whatever stands in an order's history is told by the API, and has a text in
// both languages on the pages.
func TestEveryKindOfHistoryHasWords(t *testing.T) {
	kinds := kindsOfHistory(t)
	if len(kinds) < 15 || !slices.Contains(kinds, "Rated") {
		t.Fatalf("only %v: look where the projection says which order a decision is about", kinds)
	}
	for _, kind := range kinds {
		if tellers[kind] == nil {
			t.Errorf("%s has no plain words: add a teller", kind)
		}
	}
	for _, language := range []string{"zh", "en"} {
		raw, err := os.ReadFile("../web/catalogue/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		for _, kind := range kinds {
			if texts["event."+kind] == "" {
				t.Errorf("%s.json has no event.%s", language, kind)
			}
		}
	}
}
