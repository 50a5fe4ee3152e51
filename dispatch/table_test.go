package dispatch_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/linli/linli/dispatch"
)

type numbers = dispatch.Table[string, int]

func walked(t *numbers) []string {
	var s []string
	for k, v := range t.All() {
		s = append(s, fmt.Sprint(k, "=", *v))
	}
	return s
}

// A table does what a map does, in the order of its keys, also after it was
// written and read.
func TestTableAgainstMap(t *testing.T) {
	for _, keys := range []int{60, 1500} {
		againstMap(t, keys)
	}
}

func againstMap(t *testing.T, keys int) {
	rng := rand.New(rand.NewPCG(7, 7))
	var table numbers
	model := map[string]int{}
	for i := range 4000 {
		k := fmt.Sprintf("k%d", rng.IntN(keys))
		switch rng.IntN(5 + keys/300) {
		default:
			table.Put(k, i)
			model[k] = i
		case 3:
			table.Delete(k)
			delete(model, k)
		case 4:
			raw, err := json.Marshal(table)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(raw, &table); err != nil {
				t.Fatal(err)
			}
		}
		if got, ok := model[k]; ok != (table.Get(k) != nil) || ok && *table.Get(k) != got {
			t.Fatalf("%s is %v, want %d %v", k, table.Get(k), got, ok)
		}
		if table.Len() != len(model) {
			t.Fatalf("%d rows, want %d", table.Len(), len(model))
		}
	}
	var want []string
	for _, k := range slices.Sorted(maps.Keys(model)) {
		want = append(want, fmt.Sprint(k, "=", model[k]))
	}
	if got := walked(&table); !slices.Equal(got, want) {
		t.Errorf("walked %v\n  want %v", got, want)
	}
}

// Rows may come and go during a walk.
func TestTableChangesUnderAWalk(t *testing.T) {
	var table numbers
	for i, k := range []string{"d", "b", "a", "c"} {
		table.Put(k, i)
	}
	var seen []string
	for k := range table.All() {
		seen = append(seen, k)
		if k == "b" {
			table.Delete("c")
			table.Delete("a")
			table.Put("bb", 9)
			table.Put("e", 9)
		}
	}
	if !slices.Equal(seen, []string{"a", "b", "d"}) {
		t.Errorf("seen %v", seen)
	}
	if got := walked(&table); !slices.Equal(got, []string{"b=1", "bb=9", "d=0", "e=9"}) {
		t.Errorf("left %v", got)
	}
	for range table.All() {
		break // a walk may end early
	}
}

func TestEmptyTable(t *testing.T) {
	var table numbers
	table.Delete("a")
	raw, err := json.Marshal(table)
	if err != nil || string(raw) != "{}" || table.Get("a") != nil || table.Len() != 0 {
		t.Errorf("%s %v", raw, err)
	}
	if err := json.Unmarshal([]byte("{}"), &table); err != nil {
		t.Fatal(err)
	}
	table.Put("a", 1)
	if *table.Get("a") != 1 {
		t.Error("a table that was read empty takes no rows")
	}
	if err := json.Unmarshal([]byte("[]"), &table); err == nil {
		t.Error("a list is read as a table")
	}
	if err := json.Unmarshal([]byte("null"), &table); err != nil {
		t.Fatal(err)
	}
	table.Put("b", 2)
}
