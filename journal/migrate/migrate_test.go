package migrate

import (
	"strings"
	"testing"
	"testing/fstest"
)

func files(names ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, n := range names {
		m["sql/"+n] = &fstest.MapFile{Data: []byte("-- " + n)}
	}
	return m
}

func TestLoad(t *testing.T) {
	steps, err := Load(files("0002_more.sql", "0001_initial.sql", "notes.txt"), "sql")
	if err != nil || len(steps) != 2 || steps[1] != (Step{2, "0002_more", "-- 0002_more.sql"}) {
		t.Fatalf("got %v, %v", steps, err)
	}
	for _, bad := range [][]string{{}, {"0002_a.sql"}, {"0001_a.sql", "0003_b.sql"}, {"0001_a.sql", "0001_b.sql"}, {"first.sql"}} {
		if _, err := Load(files(bad...), "sql"); err == nil {
			t.Errorf("%v passed", bad)
		}
	}
}

func TestPending(t *testing.T) {
	steps, err := Load(files("0001_a.sql", "0002_b.sql"), "sql")
	if err != nil {
		t.Fatal(err)
	}
	for version, want := range []int{2, 1, 0} {
		if todo, err := Pending(version, steps); err != nil || len(todo) != want {
			t.Errorf("version %d: %v, %v", version, todo, err)
		}
	}
	if _, err := Pending(3, steps); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("a newer schema: %v", err)
	}
}
