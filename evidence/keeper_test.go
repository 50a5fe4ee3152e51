package evidence

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

type bench struct {
	*Keeper
	now   clock.Instant
	dir   string
	store journal.Store
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)), dir: t.TempDir()}
	var err error
	if b.store, err = journal.Open(t.Context(), "sqlite:"+t.TempDir()+"/zone.db"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.store.Close() })
	files, err := NewFolder(filepath.Join(b.dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	b.Keeper, err = New(Config{
		Keep: map[string]time.Duration{Code: time.Hour}, Key: bytes.Repeat([]byte{7}, 32), Now: func() clock.Instant { return b.now },
	}, b.store, files)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// files counts what lies in the folder.
func (b *bench) count(t *testing.T) (n int) {
	t.Helper()
	err := filepath.WalkDir(b.dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKeeper(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	by := orders.Actor{Role: orders.Courier, ID: "c1"}
	ask := shell.Evidence{Order: "o1", Kind: Photo, Stage: "dropoff", By: by}
	e, err := b.Add(ctx, ask, jpegOf(t, 64, 48))
	if err != nil || e.Type != "image/jpeg" || len(e.Hash) != 64 || e.Expires != b.now.Add(DefaultKeep[Photo]) {
		t.Fatalf("%+v, %v", e, err)
	}
	if again, err := b.Add(ctx, ask, jpegOf(t, 64, 48)); err != nil || again != e || b.count(t) != 1 {
		t.Fatalf("the same again: %+v, %v, %d files", again, err, b.count(t))
	}
	code, err := b.Add(ctx, shell.Evidence{Order: "o1", Kind: Code, Stage: "pickup", By: by}, []byte("690"))
	if err != nil || code.Expires != b.now.Add(time.Hour) {
		t.Fatalf("%+v, %v", code, err)
	}
	var unfit *shell.Unfit
	if _, err := b.Add(ctx, shell.Evidence{Order: "o1", Kind: "film", By: by}, jpegOf(t, 64, 48)); !errors.As(err, &unfit) {
		t.Fatalf("a film: %v", err)
	}
	if list, err := b.List(ctx, "o1"); err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	token, until := b.Link(e.ID)
	if got, body, err := b.Open(ctx, token); err != nil || got != e || len(body) != int(e.Bytes) || until != b.now.Add(LinkLife) {
		t.Fatalf("%+v, %d bytes, %v", got, len(body), err)
	}
	other, _ := b.Link(code.ID)
	for _, bad := range []string{"", ".", e.ID, token + "x", "x" + token, strings.Replace(token, e.ID, code.ID, 1), token[:strings.LastIndexByte(token, '.')], other[:strings.LastIndexByte(other, '.')] + token[strings.LastIndexByte(token, '.'):]} {
		if _, _, err := b.Open(ctx, bad); !errors.Is(err, shell.ErrNotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	b.now = until
	if _, _, err := b.Open(ctx, token); !errors.Is(err, shell.ErrNotFound) {
		t.Fatalf("an old link: %v", err)
	}

	// The code's hour ends: its file goes, its hash stays.
	b.now = code.Expires
	link, _ := b.Link(code.ID)
	if _, _, err := b.Open(ctx, link); !errors.Is(err, shell.ErrNotFound) {
		t.Fatalf("past its time, before the sweep: %v", err)
	}
	if err := b.sweep(ctx); err != nil || b.count(t) != 1 {
		t.Fatalf("%v, %d files", err, b.count(t))
	}
	if row, err := b.store.Evidence(ctx, code.ID); err != nil || row.Gone != b.now || row.Hash != code.Hash {
		t.Fatalf("%+v, %v", row, err)
	}

	// A file that was changed is not handed out.
	name, err := b.files.(*Folder).file(e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(name, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	link, _ = b.Link(e.ID)
	if _, _, err := b.Open(ctx, link); err == nil || errors.Is(err, shell.ErrNotFound) {
		t.Fatalf("a changed file: %v", err)
	}

	for range 2 {
		if err := b.Erase(ctx, "o1"); err != nil || b.count(t) != 0 {
			t.Fatalf("%v, %d files", err, b.count(t))
		}
	}
	if list, err := b.List(ctx, "o1"); err != nil || len(list) != 2 || list[0].Gone.IsZero() || list[0].Hash == "" {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestMostOfOrder(t *testing.T) {
	b := newBench(t)
	for i := range mostOfOrder + 1 {
		_, err := b.Add(t.Context(), shell.Evidence{Order: "o1", Kind: Code, Stage: "pickup"}, []byte(strings.Repeat("x", i+1)))
		if full := i == mostOfOrder; (err != nil) != full {
			t.Fatalf("piece %d: %v", i+1, err)
		}
	}
}

func TestFolderNames(t *testing.T) {
	f, err := NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "short", "../../../etc/passwd", "abcdefgh/", "ABCDEFGHI", strings.Repeat("a", 65), "abcdefg\x00"} {
		if f.Put(bad, nil) == nil || f.Delete(bad) == nil {
			t.Errorf("%q names a file", bad)
		}
		if _, err := f.Get(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	if err := f.Delete("abcdefghi"); err != nil {
		t.Errorf("what is not there: %v", err)
	}
}

func TestConfig(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	for name, c := range map[string]Config{
		"an odd kind": {Key: key, Keep: map[string]time.Duration{"film": time.Hour}},
		"no time":     {Key: key, Keep: map[string]time.Duration{Photo: 0}},
		"no key":      {},
	} {
		if _, err := New(c, nil, nil); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
