package tidy

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestRecordNumbers: a decision record's number is used once, and is that of its
// title.
func TestRecordNumbers(t *testing.T) {
	entries, err := os.ReadDir("../../docs/adr")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`^(\d{4})-.*\.md$`)
	seen := map[string]string{}
	for _, e := range entries {
		m := named.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		if other := seen[m[1]]; other != "" {
			t.Errorf("%s and %s have one number", other, e.Name())
		}
		seen[m[1]] = e.Name()
		b, err := os.ReadFile("../../docs/adr/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(b), "# "+strings.TrimLeft(m[1], "0")+". ") {
			t.Errorf("%s: its title has another number", e.Name())
		}
	}
	if len(seen) < 20 {
		t.Errorf("%d records were found", len(seen))
	}
}
