package main

import (
	"database/sql"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// refused runs the program, which must fail, and returns its exit code and
// what it says.
func refused(t *testing.T, args ...string) (int, string) {
	t.Helper()
	out, err := program(t.Context(), args...).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("dispatcher %q: %v\n%s", args, err, out)
	}
	return exit.ExitCode(), string(out)
}

// smallDay records a small simulated day.
func smallDay(t *testing.T) string {
	t.Helper()
	townFile(t)
	path := filepath.Join(t.TempDir(), "day.db")
	output(t, "simulate", "--orders", "25", "--couriers", "5", "--robots", "2", "--lockers", "2", "--carers", "4", "--visits", "8", "--journal", path)
	return path
}

func TestReplayCommand(t *testing.T) {
	computes(t)
	day := smallDay(t)
	if got := output(t, "replay", "--verify", day); !strings.Contains(got, "every decision as recorded") {
		t.Error(got)
	}
	if code, says := refused(t, "simulate", "--orders", "1", "--journal", day); code != 2 || !strings.Contains(says, "is there already") {
		t.Errorf("%d %s", code, says)
	}
	for what, c := range map[string]struct{ do, says string }{
		"cut off":      {`DELETE FROM records WHERE seq > 120`, "record 121 is missing"},
		"a gap":        {`DELETE FROM records WHERE seq = 60`, "record 61 follows 59"},
		"changed":      {`UPDATE records SET at = at + 1 WHERE seq = 77`, "record 77: its digest"},
		"of nothing":   {`DELETE FROM records`, "record 1"},
		"never begun":  {`DELETE FROM zones`, "no record of any zone"},
		"two of them":  {`INSERT INTO zones VALUES ('night', 1, 5, '')`, "say which --zone: the journal holds day, night"},
		"other engine": {`UPDATE records SET event = replace(CAST(event AS TEXT), '"simulator"', '"0.0.1"') WHERE seq = 1`, "record 1: its digest"},
	} {
		path := filepath.Join(t.TempDir(), "bad.db")
		copyFile(t, day, path)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(c.do); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if code, says := refused(t, "replay", path); code != 2 || !strings.Contains(says, c.says) {
			t.Errorf("%s: exit %d: %s", what, code, says)
		}
	}
	half := filepath.Join(t.TempDir(), "half.db")
	copyFile(t, day, half)
	st, err := os.Stat(half)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(half, st.Size()/2); err != nil {
		t.Fatal(err)
	}
	if code, says := refused(t, "replay", half); code != 2 || !strings.Contains(says, "half.db") || !strings.Contains(says, "damaged or cut off") {
		t.Errorf("half a file: exit %d: %s", code, says)
	}
	if code, says := refused(t, "replay", filepath.Join(t.TempDir(), "none.db")); code != 2 || !strings.Contains(says, "there is no journal") {
		t.Errorf("no file: exit %d: %s", code, says)
	}
	notJournals(t)
	policy := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(policy, []byte("{\n\"promise\": \"46m\"\n}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, says := refused(t, "replay", "--policy-then", policy, day); code != 1 || !strings.Contains(says, "is decided otherwise") {
		t.Errorf("another policy: exit %d: %s", code, says)
	}
}

// notJournals replays files that no server wrote: they are refused in plain
// words, and not turned into stores.
func notJournals(t *testing.T) {
	dir := t.TempDir()
	text, other, empty := filepath.Join(dir, "notes.txt"), filepath.Join(dir, "other.db"), filepath.Join(dir, "empty.db")
	for path, what := range map[string]string{text: "this is a note, and no database", empty: ""} {
		if err := os.WriteFile(path, []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE shopping (what TEXT)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		text: "is no journal: give the SQLite file", empty: "is no journal: give the SQLite file", other: "is a database, but no journal",
		dir: "there is no journal",
	} {
		before, _ := os.ReadFile(path)
		if code, says := refused(t, "replay", "--verify", path); code != 2 || !strings.Contains(says, want) {
			t.Errorf("%s: exit %d: %s", path, code, says)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s was written to", path)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestReportFlags(t *testing.T) {
	computes(t)
	townFile(t)
	dir := t.TempDir()
	day, live, again := filepath.Join(dir, "day.db"), filepath.Join(dir, "live.html"), filepath.Join(dir, "again.html")
	output(t, "simulate", "--orders", "25", "--couriers", "5", "--robots", "2", "--lockers", "2", "--carers", "4", "--visits", "8", "--journal", day, "--report", live, "--csv", filepath.Join(dir, "tables"))
	output(t, "replay", day, "--report", again)
	a, err := os.ReadFile(live)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(again)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) || !strings.Contains(string(a), "</html>") {
		t.Error("the day and its replay are reported differently")
	}
	if files, err := os.ReadDir(filepath.Join(dir, "tables")); err != nil || len(files) != 9 {
		t.Errorf("%d tables, %v", len(files), err)
	}
}
