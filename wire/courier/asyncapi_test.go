package courier

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// document reads the keys of docs/asyncapi-courier.yaml, which keeps to the
// plain part of YAML: two spaces a level, one key a line. The value of a key
// is what stands behind its colon.
func document(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("../../docs/asyncapi-courier.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc := map[string]string{}
	var path []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		text := strings.TrimLeft(line, " ")
		key, value, ok := strings.Cut(text, ":")
		depth := (len(line) - len(text)) / 2
		if !ok || strings.ContainsAny(key, " -'") || depth > len(path) {
			continue
		}
		path = append(path[:depth], key)
		doc[strings.Join(path, ".")] = strings.TrimSpace(value)
	}
	return doc
}

// parts are the schemas that are not messages.
var parts = map[reflect.Type]string{}

// TestAsyncAPIHoldsEveryMessage compares the document with the types, both
// ways.
func TestAsyncAPIHoldsEveryMessage(t *testing.T) {
	doc := document(t)
	want := map[string]bool{} // schema paths that the types call for
	var hold func(name string, sh *shape, message bool)
	hold = func(name string, sh *shape, message bool) {
		at := "components.schemas." + name
		want[at] = true
		required := []string{}
		if message {
			required = append(required, "type")
			want[at+".properties.type"] = true
			if got := doc[at+".properties.type.const"]; got != name {
				t.Errorf("%s: type is %q", at, got)
			}
		}
		for _, f := range sh.fields {
			want[at+".properties."+f.name] = true
			if f.required {
				required = append(required, f.name)
			}
			if f.inner == nil {
				continue
			}
			ref := at + ".properties." + f.name
			if f.list {
				ref += ".items"
			}
			part, ok := strings.CutPrefix(strings.Trim(doc[ref+".$ref"], "'"), "#/components/schemas/")
			if !ok {
				t.Errorf("%s names no schema", ref)
				continue
			}
			if _, isMessage := serverTypes[part]; !isMessage {
				if was := parts[f.inner.typ]; was != "" && was != part {
					t.Errorf("%s: %s is %s elsewhere", ref, part, was)
				}
				parts[f.inner.typ] = part
				hold(part, f.inner, false)
			}
		}
		listed := strings.FieldsFunc(doc[at+".required"], func(r rune) bool { return strings.ContainsRune("[], ", r) })
		slices.Sort(listed)
		slices.Sort(required)
		if !slices.Equal(listed, required) {
			t.Errorf("%s requires %v, the type %v", at, listed, required)
		}
	}
	for _, types := range []map[string]*shape{clientTypes, serverTypes} {
		for name, sh := range types {
			hold(name, sh, true)
			for _, at := range []string{"channels.session.messages." + name, "components.messages." + name} {
				if _, ok := doc[at]; !ok {
					t.Errorf("%s is missing", at)
				}
			}
		}
	}
	for at := range want {
		if _, ok := doc[at]; !ok {
			t.Errorf("%s is missing", at)
		}
	}
	for at := range doc {
		p := strings.Split(at, ".")
		schema := len(p) == 3 || len(p) == 5 && p[3] == "properties"
		if strings.HasPrefix(at, "components.schemas.") && schema && !want[at] {
			t.Errorf("%s is in the document only", at)
		}
	}
}

// TestPageHoldsEveryCloseCode keeps the table of docs/couriers.md whole.
func TestPageHoldsEveryCloseCode(t *testing.T) {
	b, err := os.ReadFile("../../docs/couriers.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range CloseCodes {
		row := fmt.Sprintf("| %d | `%s` | %s | %s |", d.Code, d.Reason, d.Code.Advice(), d.Doc)
		if !strings.Contains(string(b), row) {
			t.Errorf("docs/couriers.md lacks the row\n%s", row)
		}
	}
	for _, name := range slices.Concat(ClientTypes(), ServerTypes()) {
		if !strings.Contains(string(b), "`"+name+"`") {
			t.Errorf("docs/couriers.md does not name `%s`", name)
		}
	}
}
