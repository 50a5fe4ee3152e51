package tidy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestModule holds the whole module against the rules.
func TestModule(t *testing.T) {
	findings, err := Check(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

// TestPlantedFaults runs the rules over each small module below testdata: what
// carries a comment "want" must be found, and nothing else.
func TestPlantedFaults(t *testing.T) {
	dirs, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	planted := 0
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			root := filepath.Join("testdata", d.Name())
			want := wanted(t, root)
			if clean := strings.HasPrefix(d.Name(), "clean"); clean != (len(want) == 0) {
				t.Fatalf("%d planted faults", len(want))
			}
			planted += len(want)
			found, err := Check(root)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				i := slices.IndexFunc(want, func(w expectation) bool {
					return w.file == f.File && w.line == f.Line && strings.Contains(f.Rule+": "+f.Text, w.text)
				})
				if i < 0 {
					t.Errorf("not planted: %v", f)
					continue
				}
				want = slices.Delete(want, i, i+1)
			}
			for _, w := range want {
				t.Errorf("%s:%d: planted but not found: %s", w.file, w.line, w.text)
			}
		})
	}
	if planted < 60 {
		t.Errorf("only %d planted faults ran", planted)
	}
}

// expectation is one comment: // want "rule: part of the text" "another".
type expectation struct {
	file string
	line int
	text string
}

var (
	wantComment = regexp.MustCompile(`// want ((?:"[^"]*" ?)+)`)
	wantText    = regexp.MustCompile(`"([^"]*)"`)
)

func wanted(t *testing.T, root string) []expectation {
	t.Helper()
	m, err := load(root)
	if err != nil {
		t.Fatal(err)
	}
	var out []expectation
	for _, p := range m.paths() {
		for _, f := range m.packages[p].files {
			src, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.name)))
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(src), "\n") {
				match := wantComment.FindStringSubmatch(line)
				if match == nil {
					continue
				}
				for _, text := range wantText.FindAllStringSubmatch(match[1], -1) {
					out = append(out, expectation{file: f.name, line: i + 1, text: text[1]})
				}
			}
		}
	}
	return out
}

// TestLengthBoundary plants its fault by counting: 70 lines pass, 71 do not.
func TestLengthBoundary(t *testing.T) {
	for _, c := range []struct {
		name     string
		lines    int
		findings int
	}{
		{"order.go", 70, 0},
		{"order.go", 71, 1},
		{"order_test.go", 71, 0},
	} {
		root := t.TempDir()
		body := strings.Repeat("\tn++\n", c.lines-3)
		src := fmt.Sprintf("package orders\n\nfunc long() {\n\tvar n int\n%s}\n", body)
		if err := os.MkdirAll(filepath.Join(root, "orders"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, "orders", c.name), []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
		found, err := Check(root)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != c.findings {
			t.Errorf("%s of %d lines: %v", c.name, c.lines, found)
		}
	}
}

// TestOrder holds the list against itself.
func TestOrder(t *testing.T) {
	for i, a := range order {
		for _, b := range order[i+1:] {
			if a.path == b.path || a.family && strings.HasPrefix(b.path, a.path+"/") {
				t.Errorf("%s is listed twice", b.path)
			}
			if b.kind < a.kind {
				t.Errorf("%s stands below its kind", b.path)
			}
		}
	}
}
