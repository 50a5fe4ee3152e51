package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/journal/postgres"
	"github.com/linli/linli/shell"
)

func claim(t testing.TB, s shell.Store) uint64 {
	t.Helper()
	c, err := s.Claim(t.Context(), journaltest.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return c.Epoch
}

// takeOver claims the zone as a standby does, and returns how long it took.
func takeOver(t *testing.T, s *postgres.Store) (epoch uint64, took time.Duration) {
	t.Helper()
	began := time.Now()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := s.Claim(t.Context(), journaltest.Zone)
		took = time.Since(began)
		if err == nil {
			return c.Epoch, took
		}
		if !errors.Is(err, shell.ErrFenced) || took > 10*time.Second {
			t.Fatalf("after %v: %v", took, err)
		}
		<-tick.C
	}
}

func count(t testing.TB, s shell.Store) (n uint64) {
	t.Helper()
	if err := s.Records(t.Context(), journaltest.Zone, 0, func(dispatch.Record) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestZombie freezes an owner until another has the zone. What it commits
// then is fenced, and nothing of it is written.
func TestZombie(t *testing.T) {
	at := schema(t)
	a, b := open(t, at), open(t, at)
	before := claim(t, a)
	if err := a.Commit(t.Context(), journaltest.Full(before, 1, 3)); err != nil {
		t.Fatal(err)
	}
	a.Freeze()
	if err := a.Commit(t.Context(), journaltest.Full(before, 4, 1)); err != nil {
		t.Fatalf("nobody has taken the zone yet: %v", err)
	}
	now, took := takeOver(t, b)
	if now <= before || took > 5*time.Second {
		t.Fatalf("epoch %d after %d, in %v", now, before, took)
	}
	t.Logf("taken over in %v", took)
	if a.Owns(journaltest.Zone, before) || !b.Owns(journaltest.Zone, now) {
		t.Fatal("who owns the zone?")
	}
	for range 2 { // the first may only find its sessions ended
		err := a.Commit(t.Context(), journaltest.Full(before, 5, 1))
		if err == nil {
			t.Fatal("the zombie committed")
		}
		if errors.Is(err, shell.ErrFenced) {
			break
		}
		t.Logf("the zombie's sessions are gone: %v", err)
	}
	if err := a.Commit(t.Context(), journaltest.Full(before, 5, 1)); !errors.Is(err, shell.ErrFenced) {
		t.Fatalf("got %v, want ErrFenced", err)
	}
	if err := a.Snapshot(t.Context(), journaltest.Zone, before, shell.Snapshot{Seq: 4}); !errors.Is(err, shell.ErrFenced) {
		t.Fatalf("got %v, want ErrFenced", err)
	}
	if _, err := a.Claim(t.Context(), journaltest.Zone); !errors.Is(err, shell.ErrFenced) {
		t.Fatalf("claimed under a running lease: %v", err)
	}
	if err := b.Commit(t.Context(), journaltest.Full(now, 5, 1)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, b); n != 5 {
		t.Fatalf("%d records, want 5", n)
	}
}

// TestFrozenInCommit freezes an owner in the middle of a transaction that
// holds the zone's row and has sent half of it: the worst moment, which no
// timeout of the server before version 17 covers.
func TestFrozenInCommit(t *testing.T) {
	at := schema(t)
	a, b := open(t, at), open(t, at)
	before := claim(t, a)
	conn, err := a.Writer().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	pipe := conn.Conn().PgConn().StartPipeline(t.Context())
	pipe.SendQueryParams(`SELECT prove('town', 1, 0, 1)`, nil, nil, nil, nil)
	pipe.SendQueryParams(`INSERT INTO records (zone, seq, at, event, decisions, digest) VALUES ('town', 1, 0, '', '', '')`, nil, nil, nil, nil)
	pipe.SendFlushRequest() // no Sync: the transaction stays open
	if err := pipe.Flush(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := pipe.GetResults(); err != nil {
			t.Fatal(err)
		}
	}
	a.Freeze()
	now, took := takeOver(t, b)
	if now <= before || took > 5*time.Second {
		t.Fatalf("epoch %d after %d, in %v", now, before, took)
	}
	t.Logf("taken over in %v", took)
	if n := count(t, b); n != 0 {
		t.Fatalf("half a transaction was written: %d records", n)
	}
	if err := b.Commit(t.Context(), journaltest.Full(now, 1, 1)); err != nil {
		t.Fatal(err)
	}
}

// TestOneHeir lets several standbys reach for a zone at once, new and after
// its owner's end: one gets it.
func TestOneHeir(t *testing.T) {
	at := schema(t)
	var standbys []*postgres.Store
	for range 5 {
		standbys = append(standbys, open(t, at))
	}
	for range 5 {
		var wg sync.WaitGroup
		errs := make([]error, len(standbys))
		for i, s := range standbys {
			wg.Go(func() { _, errs[i] = s.Claim(context.WithoutCancel(t.Context()), journaltest.Zone) })
		}
		wg.Wait()
		heir := -1
		for i, err := range errs {
			switch {
			case err == nil && heir >= 0:
				t.Fatal("two own the zone")
			case err == nil:
				heir = i
			case !errors.Is(err, shell.ErrFenced):
				t.Fatal(err)
			}
		}
		if heir < 0 {
			t.Fatal("nobody owns the zone")
		}
		execute(t, at, `UPDATE zones SET owner = '', expires = now()`) // as Close does
	}
}

// TestLeaseIsKept waits longer than a lease lasts. An owner that gets no
// processor for that long loses the zone, and rightly so: a machine that is so
// busy shows nothing.
func TestLeaseIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("waits three seconds")
	}
	at := schema(t)
	a, b := open(t, at), open(t, at)
	epoch := claim(t, a)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	last := time.Now()
	for end := last.Add(3 * time.Second); last.Before(end); {
		<-tick.C
		_, err := b.Claim(t.Context(), journaltest.Zone)
		owns := a.Owns(journaltest.Zone, epoch)
		now := time.Now()
		if now.Sub(last) > 500*time.Millisecond {
			t.Skipf("the machine stood still for %v", now.Sub(last))
		}
		last = now
		if !errors.Is(err, shell.ErrFenced) {
			t.Fatalf("claimed under a running lease: %v", err)
		}
		if !owns {
			t.Fatal("the owner thinks that it lost the zone")
		}
	}
}

// TestCommitFailsAtTheEnd makes the server refuse at the very commit, after
// every statement has succeeded.
func TestCommitFailsAtTheEnd(t *testing.T) {
	at := schema(t)
	s := open(t, at)
	epoch := claim(t, s)
	execute(t, at, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`)
	execute(t, at, `CREATE CONSTRAINT TRIGGER late AFTER INSERT ON records DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW WHEN (NEW.seq = 2) EXECUTE FUNCTION refuse()`)
	if err := s.Commit(t.Context(), journaltest.Full(epoch, 1, 3)); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Fatalf("got %v", err)
	}
	if n := count(t, s); n != 0 {
		t.Fatalf("%d records of a commit that failed", n)
	}
	execute(t, at, `DROP TRIGGER late ON records`)
	if err := s.Commit(t.Context(), journaltest.Full(epoch, 1, 3)); err != nil {
		t.Fatal(err)
	}
}

// TestSessionsEnd cuts every connection while commits run: whatever was
// acknowledged is there, and the store goes on.
func TestSessionsEnd(t *testing.T) {
	at := schema(t)
	s := open(t, at)
	epoch := claim(t, s)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(30 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				execute(t, at, `SELECT pg_terminate_backend(a.pid) FROM zones z
					JOIN pg_stat_activity a ON a.application_name = z.owner`)
			}
		}
	})
	var head uint64
	for deadline, cuts := time.Now().Add(10*time.Second), 0; cuts < 10 && time.Now().Before(deadline); {
		if err := s.Commit(t.Context(), journaltest.Full(epoch, head+1, 3)); err == nil {
			head += 3
			continue
		}
		cuts++
		got, err := uint64(0), errors.New("not yet")
		for err != nil && time.Now().Before(deadline) {
			got = 0
			err = s.Records(t.Context(), journaltest.Zone, 0, func(dispatch.Record) error { got++; return nil })
		}
		if err != nil || got != head && got != head+3 {
			t.Errorf("%d records, acknowledged were %d: %v", got, head, err)
			break
		}
		head = got
	}
	close(stop)
	wg.Wait()
	if head == 0 {
		t.Fatal("nothing was ever committed")
	}
}

// TestOpenTogether starts several nodes on an empty database.
func TestOpenTogether(t *testing.T) {
	at := schema(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := postgres.Open(context.WithoutCancel(t.Context()), at)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestNewerSchema(t *testing.T) {
	at := schema(t)
	open(t, at)
	execute(t, at, `INSERT INTO schema_version (version) VALUES (999)`)
	_, err := postgres.Open(t.Context(), at)
	if err == nil || !strings.Contains(err.Error(), "schema 999") || !strings.Contains(err.Error(), "newer program") {
		t.Fatalf("got %v", err)
	}
}

func TestBackupElsewhere(t *testing.T) {
	s := open(t, schema(t))
	if err := s.Backup(t.Context(), "copy"); !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), "pg_dump") {
		t.Fatalf("got %v", err)
	}
}
