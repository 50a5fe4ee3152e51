package main

import (
	"context"
	"fmt"
	"os"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// recordDay writes the history of a simulated day to a new journal, so that it
// can be replayed like a day of a server.
func recordDay(ctx context.Context, d *simulator.Day, path string) error {
	path, file := sqlitePath(path)
	if !file {
		return badInput(fmt.Errorf("--journal wants a file"))
	}
	if _, err := os.Stat(path); err == nil {
		return badInput(fmt.Errorf("%s is there already: a day is recorded in a journal of its own", path))
	}
	s, err := journal.Open(ctx, "sqlite:"+path)
	if err != nil {
		return err
	}
	defer s.Close()
	zone := d.State().Zone
	claimed, err := s.Claim(ctx, zone)
	if err != nil {
		return err
	}
	b := shell.Batch{Zone: zone, Epoch: claimed.Epoch}
	flush := func() error {
		if len(b.Records) == 0 {
			return nil
		}
		err := s.Commit(ctx, b)
		b.Records, b.Projections = nil, nil
		return err
	}
	_, err = simulator.Replay{
		Journal: d.Store, Zone: zone, Engines: []string{simulator.Engine}, Policy: dispatch.DefaultPolicy(),
		Each: func(st simulator.Step) error {
			p, err := dispatch.Project(st.State, st.Event, st.Decisions)
			if err != nil {
				return err
			}
			b.Records, b.Projections = append(b.Records, st.Record), append(b.Projections, p)
			if len(b.Records) < 256 {
				return nil
			}
			return flush()
		},
	}.Verify(ctx)
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("record the day in %s: %w", path, err)
	}
	return s.Close()
}
