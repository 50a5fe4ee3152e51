package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// unservedFlags say whose unserved demand a coverage report counts.
type unservedFlags struct {
	store, since, until string
	zone                recording
}

func (f *unservedFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.store, "unserved", "", "store of a zone, as for serve, whose demand that was not served is counted in; it is only read")
	fs.StringVar(&f.zone.zone, "zone", "", "with --unserved: zone to take (default: the only one)")
	fs.StringVar(&f.since, "since", "", "with --unserved: only from this day, or RFC 3339 time, on")
	fs.StringVar(&f.until, "until", "", "with --unserved: only before this day or time")
}

// read returns the demand inside the box; none without a store.
func (f *unservedFlags) read(ctx context.Context, box geo.Bounds) ([]circle.Demand, error) {
	if f.store == "" {
		return nil, nil
	}
	filter := shell.UnservedFilter{Limit: 200}
	for _, x := range []struct {
		name, text string
		to         *clock.Instant
	}{{"since", f.since, &filter.Since}, {"until", f.until, &filter.Until}} {
		if err := instantFlag(x.text, x.to); err != nil {
			return nil, fmt.Errorf("--%s %q: give a day such as 2026-11-30, or an RFC 3339 time", x.name, x.text)
		}
	}
	s, _, err := f.zone.open(ctx, f.store)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var out []circle.Demand
	for {
		page, next, err := s.Unserved(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, d := range page {
			demand, err := d.Demand()
			if err != nil {
				return nil, err
			}
			if at, err := demand.Cell.Center(); err == nil && box.Contains(at) && d.Zone == f.zone.zone {
				out = append(out, demand)
			}
		}
		if filter.Cursor = next; next == "" {
			return out, nil
		}
	}
}

func instantFlag(text string, to *clock.Instant) error {
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		at, err = time.Parse(time.RFC3339, text)
	}
	*to = clock.FromTime(at)
	return err
}
