package journaltest

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

func notice(id, order string, at uint64) shell.Notice {
	return shell.Notice{ID: id, Order: orders.ID(order), Subject: "in_locker", Channel: "sms", State: shell.NoticePending, Next: At(at), At: At(at)}
}

func noticesPlanned(t *testing.T, s journal.Store) {
	commit(t, s, Full(claim(t, s, Zone).Epoch, 1, 2))
	cursor := func(want string) {
		t.Helper()
		if got, err := s.Reader(t.Context(), "notify"); err != nil || got != want {
			t.Fatalf("cursor %q, %v; want %q", got, err, want)
		}
	}
	cursor("")
	a, b, c := notice("o1/a", "o1", 2), notice("o1/b", "o1", 1), notice("o2/a", "o2", 1)
	ok(t, s.PlanNotices(t.Context(), shell.NoticePlan{Reader: "notify", Cursor: "c1", Done: []string{"town-1-2"}, Notices: []shell.Notice{a, b, c}}))
	cursor("c1")
	wantOutbox(t, s, dispatch.TopicStatus, 10, "town-2-2")
	a.State, a.Attempts, a.Reason, a.Ref, a.Next = shell.NoticeSent, 2, "late", "g-1", At(9)
	ok(t, s.SaveNotice(t.Context(), a))
	again := notice("o1/a", "o1", 5)
	ok(t, s.PlanNotices(t.Context(), shell.NoticePlan{Reader: "notify", Notices: []shell.Notice{again}})) // after a crash
	cursor("c1")
	if got, err := s.Notices(t.Context(), "o1"); err != nil || !reflect.DeepEqual(got, []shell.Notice{b, a}) {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got, err := s.Notices(t.Context(), "o3"); err != nil || len(got) != 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if s.PlanNotices(t.Context(), shell.NoticePlan{Reader: "notify", Cursor: "c2", Done: []string{"nothing"}}) == nil {
		t.Fatal("a message of no id was done")
	}
	cursor("c1") // all or nothing
}

func noticesTaken(t *testing.T, s journal.Store) {
	take := func(now, until uint64, want string) []shell.Notice {
		t.Helper()
		got, err := s.TakeNotices(t.Context(), At(now), At(until), 2)
		var ids []string
		for _, n := range got {
			ids = append(ids, n.ID)
		}
		if err != nil || strings.Join(ids, " ") != want {
			t.Fatalf("took %v, %v; want %s", ids, err, want)
		}
		return got
	}
	ok(t, s.PlanNotices(t.Context(), shell.NoticePlan{Notices: []shell.Notice{
		notice("c", "o", 7), notice("b", "o", 5), notice("a", "o", 6), notice("d", "o", 50)}}))
	take(4, 9, "")
	got := take(8, 20, "b a")
	if got[0].Attempts != 1 || got[0].Next != At(20) {
		t.Fatalf("got %+v", got[0])
	}
	take(8, 20, "c")
	take(19, 30, "")
	got[0].State = shell.NoticeDropped
	ok(t, s.SaveNotice(t.Context(), got[0]))
	if got := take(20, 30, "a c"); got[0].Attempts != 2 { // their taker died
		t.Fatalf("got %+v", got[0])
	}

	// Many takers at once: each notice goes to one of them.
	var list []shell.Notice
	for i := range 40 {
		list = append(list, notice("m"+strings.Repeat("x", i), "o", 1))
	}
	ok(t, s.PlanNotices(t.Context(), shell.NoticePlan{Notices: list}))
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 12 {
				got, err := s.TakeNotices(t.Context(), At(2), At(2)+clock.Instant(1e12), 5)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				for _, n := range got {
					seen[n.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, n := range list {
		if seen[n.ID] != 1 {
			t.Fatalf("a notice was taken %d times", seen[n.ID])
		}
	}
}

func evidence(t *testing.T, s journal.Store) {
	e := shell.Evidence{
		ID: "e1", Order: "o1", Kind: "photo", Stage: "dropoff", Type: "image/jpeg", Bytes: 3 << 30, Width: 4000, Height: 3000,
		Hash: "ab", By: orders.Actor{Role: orders.Courier, ID: "c1"}, At: At(2), Expires: At(20),
	}
	f := e
	f.ID, f.At, f.Expires = "e0", At(3), At(10)
	g := e
	g.ID, g.Order = "e2", "o2"
	for _, x := range []shell.Evidence{e, f, g} {
		ok(t, s.PutEvidence(t.Context(), x))
	}
	if got, err := s.Evidence(t.Context(), "e1"); err != nil || got != e {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got, err := s.EvidenceOf(t.Context(), "o1"); err != nil || !reflect.DeepEqual(got, []shell.Evidence{e, f}) {
		t.Fatalf("got %+v, %v", got, err)
	}
	expired := func(at uint64, want ...shell.Evidence) {
		t.Helper()
		got, err := s.ExpiredEvidence(t.Context(), At(at), 2)
		if err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("expired at %d: %+v, %v", at, got, err)
		}
	}
	expired(9)
	expired(10, f)
	expired(20, f, e)
	f.Gone = At(21)
	ok(t, s.PutEvidence(t.Context(), f))
	expired(21, e, g)
	if got, err := s.Evidence(t.Context(), "e0"); err != nil || got != f {
		t.Fatalf("got %+v, %v", got, err)
	}
	_, err := s.Evidence(t.Context(), "none")
	wantNotFound(t, err)
}
