package journaltest

import (
	"testing"

	"github.com/linli/linli/journal"
	"github.com/linli/linli/shell"
)

// Fresh makes empty data for one case and returns how to open handles on it.
// It closes the handles that the case leaves open.
type Fresh func(t *testing.T) (open func() journal.Store)

// Run runs every case: those of RunStore, and those that ask for all of
// journal.Store.
func Run(t *testing.T, fresh Fresh) {
	t.Run("Store", func(t *testing.T) {
		RunStore(t, func(t *testing.T) shell.Store { return fresh(t)() })
	})
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s journal.Store)
	}{
		{"an order is read as it stands and as placed", orderDocs},
		{"an older version never overwrites a newer one", orderGuard},
		{"names of any form and length", oddNames},
		{"orders in pages, newest first", orderPages},
		{"filters of orders", orderFilters},
		{"order by external id", orderExternal},
		{"timeline", timeline},
		{"postings and accounts", postings},
		{"unserved demand in pages", unserved},
		{"parties are kept, changed and erased", parties},
		{"persons are kept and erased", persons},
		{"a failure in the middle undoes all", undone},
		{"a snapshot stays behind the journal", snapshotBehind},
		{"bad cursors are refused", badCursors},
		{"outbox", outbox},
		{"feed", feed},
		{"feed over zones", feedZones},
		{"endpoints", endpoints},
		{"deliveries are planned once", deliveriesPlanned},
		{"deliveries come due", deliveriesDue},
		{"deliveries in pages", deliveryPages},
		{"payment calls", paymentCalls},
		{"credentials", credentials},
		{"notices are planned once", noticesPlanned},
		{"notices are taken by one", noticesTaken},
		{"evidence is kept and goes", evidence},
		{"what is not there", notFound},
		{"heads", heads},
		{"a closed store", closedStore},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, fresh(t)()) })
	}
	for _, c := range []struct {
		name string
		run  func(t *testing.T, open func() journal.Store)
	}{
		{"two owners", twoOwners},
		{"all is there after a close", reopened},
		{"an observer reads and does not own", observer},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, fresh(t)) })
	}
}

func twoOwners(t *testing.T, open func() journal.Store) {
	a, b := open(), open()
	first := claim(t, a, Zone)
	if !a.Owns(Zone, first.Epoch) || a.Owns(Zone, first.Epoch+1) || b.Owns(Zone, first.Epoch) {
		t.Fatal("who owns the zone?")
	}
	_, err := b.Claim(t.Context(), Zone)
	wantFenced(t, err)
	commit(t, a, Full(first.Epoch, 1, 3))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	second := claim(t, b, Zone) // at once: a let go
	if second.Epoch <= first.Epoch || a.Owns(Zone, first.Epoch) || !b.Owns(Zone, second.Epoch) {
		t.Fatalf("epoch %d after %d", second.Epoch, first.Epoch)
	}
	want(t, b, 0, 3)
	commit(t, b, Full(second.Epoch, 4, 1))
}

func reopened(t *testing.T, open func() journal.Store) {
	a := open()
	c := claim(t, a, Zone)
	commit(t, a, Full(c.Epoch, 1, 40))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatalf("closed twice: %v", err)
	}
	b := open()
	want(t, b, 0, 40)
	page, _, err := b.Orders(t.Context(), shell.OrderFilter{})
	if err != nil || len(page) != 10 {
		t.Fatalf("%d orders, %v", len(page), err)
	}
	if again := claim(t, b, Zone); again.Epoch <= c.Epoch {
		t.Fatalf("epoch %d after %d", again.Epoch, c.Epoch)
	}
	commit(t, b, Full(c.Epoch+1, 41, 1))
}

func observer(t *testing.T, open func() journal.Store) {
	a, b := open(), open()
	c := claim(t, a, Zone)
	commit(t, a, Full(c.Epoch, 1, 1))
	want(t, b, 0, 1)
	if err := b.PutCredential(t.Context(), shell.Credential{ID: "k", Created: At(1)}); err != nil {
		t.Fatalf("a handle without a zone cannot write a credential: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	commit(t, a, Full(c.Epoch, 2, 1))
	if !a.Owns(Zone, c.Epoch) {
		t.Fatal("the observer's end took the zone")
	}
}

func closedStore(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	if err := s.Ping(t.Context()); err != nil {
		t.Fatalf("ping: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), Batch(c.Epoch, 1, 1)); err == nil {
		t.Fatal("committed to a closed store")
	}
	if _, err := s.Claim(t.Context(), Zone); err == nil {
		t.Fatal("claimed in a closed store")
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Fatal("a closed store answers")
	}
	if s.Owns(Zone, c.Epoch) {
		t.Fatal("a closed store owns a zone")
	}
}

func snapshotBehind(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	commit(t, s, Batch(c.Epoch, 1, 2))
	if err := s.Snapshot(t.Context(), Zone, c.Epoch, shell.Snapshot{Seq: 3, State: []byte("{}")}); err == nil {
		t.Fatal("a snapshot of what was never committed")
	}
	if err := s.Snapshot(t.Context(), Zone, c.Epoch, shell.Snapshot{Seq: 2, State: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
}

// undone commits a batch whose last projection cannot be written: the same
// entry of a timeline twice.
func undone(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	commit(t, s, Full(c.Epoch, 1, 2))
	b := Full(c.Epoch, 3, 6)
	b.Projections[5].Timeline[1].N = 0
	if err := s.Commit(t.Context(), b); err == nil {
		t.Fatal("the same entry was written twice")
	}
	want(t, s, 0, 2)
	if d, err := s.Order(t.Context(), "order-00000000"); err != nil || d.At != At(2) {
		t.Fatalf("the order changed at %v, %v", d.At, err)
	}
	_, err := s.Order(t.Context(), "order-00000001")
	wantNotFound(t, err)
	_, err = s.Person(t.Context(), "order-00000001")
	wantNotFound(t, err)
	wantOutbox(t, s, "status", 10, "town-1-2 town-2-2")
	commit(t, s, Full(c.Epoch, 3, 6))
	want(t, s, 0, 8)
}
