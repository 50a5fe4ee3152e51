package simulator

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Store is a shell.Store in memory. It keeps records only while Keep is set;
// projections and the outbox are passed to Watch and forgotten, so that a long
// run does not grow.
type Store struct {
	Keep  bool
	Watch func(dispatch.Projection)

	mu        sync.Mutex
	zones     map[string]*zone
	Committed uint64 // records committed so far
}

type zone struct {
	epoch    uint64
	seq      uint64
	records  []dispatch.Record
	snapshot *shell.Snapshot
	persons  map[orders.ID]shell.Person
}

// NewStore returns an empty store that keeps its records.
func NewStore() *Store { return &Store{Keep: true, zones: map[string]*zone{}} }

func (s *Store) zone(name string) *zone {
	z := s.zones[name]
	if z == nil {
		z = &zone{persons: map[orders.ID]shell.Person{}}
		s.zones[name] = z
	}
	return z
}

// Claim makes the caller the owner; the one before is fenced off at its next
// commit.
func (s *Store) Claim(_ context.Context, name string) (shell.Claimed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z := s.zone(name)
	z.epoch++
	return shell.Claimed{Epoch: z.epoch, Snapshot: z.snapshot}, nil
}

// Records passes the records after seq to each.
func (s *Store) Records(_ context.Context, name string, after uint64, each func(dispatch.Record) error) error {
	s.mu.Lock()
	records := s.zone(name).records
	s.mu.Unlock()
	for _, r := range records {
		if r.Seq <= after {
			continue
		}
		if err := each(copyOf(r)); err != nil {
			return err
		}
	}
	return nil
}

// Commit stores a group, or nothing.
func (s *Store) Commit(ctx context.Context, b shell.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	z := s.zone(b.Zone)
	if b.Epoch != z.epoch && !broken(fence) {
		return fmt.Errorf("simulator: commit of epoch %d to zone %s of epoch %d: %w", b.Epoch, b.Zone, z.epoch, shell.ErrFenced)
	}
	for i, r := range b.Records {
		if want := z.seq + uint64(i) + 1; r.Seq != want {
			return fmt.Errorf("simulator: record %d where %d is next", r.Seq, want)
		}
	}
	z.seq += uint64(len(b.Records))
	s.Committed += uint64(len(b.Records))
	if s.Keep {
		for _, r := range b.Records {
			z.records = append(z.records, copyOf(r))
		}
	}
	for _, p := range b.Persons {
		z.persons[p.Order] = p
	}
	if s.Watch != nil {
		for _, p := range b.Projections {
			s.Watch(p)
		}
	}
	return nil
}

// Snapshot stores a state; the records that it covers are dropped.
func (s *Store) Snapshot(_ context.Context, name string, epoch uint64, snap shell.Snapshot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z := s.zone(name)
	if epoch != z.epoch {
		return fmt.Errorf("simulator: snapshot of epoch %d of zone %s: %w", epoch, name, shell.ErrFenced)
	}
	snap.State = slices.Clone(snap.State)
	z.snapshot = &snap
	return nil
}

// copyOf returns a record that shares no bytes with r.
func copyOf(r dispatch.Record) dispatch.Record {
	r.Event, r.Decisions = slices.Clone(r.Event), slices.Clone(r.Decisions)
	return r
}
