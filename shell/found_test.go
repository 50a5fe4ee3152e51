package shell_test

import (
	"errors"
	"testing"

	"github.com/linli/linli/shell"
)

// An owner that was replaced and does not know it yet hands out nothing of
// what the new owner has committed: not when it is fenced off, and not when
// the store fails it.
func TestReplacedOwnerHandsNothingOut(t *testing.T) {
	store, out := newFaulty(), &doors{}
	old := open(t, config(store, out))
	must(t, old, noon, shop, courier, online)
	handed := len(out.got)
	heir := open(t, config(store, &doors{}))
	must(t, heir, noon, place("o1"))
	for _, fault := range []error{errDisk, nil} {
		if fault != nil {
			store.before = []error{fault}
		}
		if r := turn(t, old, noon, place("o2"))[0]; r.Err == nil || fault == nil && !errors.Is(r.Err, shell.ErrFenced) {
			t.Errorf("%v", r.Err)
		}
		if len(out.got) != handed {
			t.Fatalf("the old owner handed out %d decisions of the new one", len(out.got)-handed)
		}
	}
}
