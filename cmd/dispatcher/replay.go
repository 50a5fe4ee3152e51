package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/simulator"
)

// recording is a journal on the command line: which store, which zone, and the
// policy that the zone was begun under.
type recording struct {
	zone   string
	policy string
}

func (r *recording) register(fs *flag.FlagSet) {
	fs.StringVar(&r.zone, "zone", "", "zone to take (default: the only one in the journal)")
	fs.StringVar(&r.policy, "policy-then", "", "JSON file of the policy that the zone was begun under (default: the engine's own)")
}

// replay decides a recorded day again.
func replay(ctx context.Context, args []string) error {
	fs := flags("replay", `JOURNAL [--verify] [--report FILE.html] [--csv DIR] decides a recorded day again, through the production engine.
JOURNAL is a store as for serve: sqlite:PATH, a path, or postgres://…. Every decision and every digest must be as recorded;
it stops at the first record that is decided otherwise and shows the difference. A journal that is cut off, damaged or of
another engine is refused, with the record. The journal is only read.
Exit codes: 0 all as recorded, 1 decided otherwise, 2 the journal or a flag is wrong.`)
	var r recording
	r.register(fs)
	fs.Bool("verify", false, "the default: said in full")
	var out reportFlags
	out.register(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		fs.Usage()
		return errUsage
	}
	began := time.Now()
	day := out.collector()
	done, err := r.walk(ctx, rest[0], func(st simulator.Step) error {
		day.Take(st.State, st.Record.At, st.Decisions)
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Printf("zone %s: %d records from %s to %s, engine %s, started %d times: every decision as recorded, digest %s (%.1f s)\n",
		r.zone, done.Records, done.From, done.To, done.Engine, done.Owners, done.Digest, time.Since(began).Seconds())
	return out.write(day)
}

// walk decides the recording again, and passes every step to each.
func (r *recording) walk(ctx context.Context, store string, each func(simulator.Step) error) (simulator.Replayed, error) {
	policy, err := policyFrom(r.policy)
	if err != nil {
		return simulator.Replayed{}, err
	}
	s, head, err := r.open(ctx, store)
	if err != nil {
		return simulator.Replayed{}, err
	}
	defer s.Close()
	progress := newBar(os.Stderr)
	done, err := simulator.Replay{
		Journal: s, Zone: r.zone, Head: head, Engines: []string{version, simulator.Engine}, Policy: policy,
		Each: func(st simulator.Step) error {
			progress.step("deciding again", int64(st.Record.Seq), int64(head))
			return each(st)
		},
	}.Verify(ctx)
	progress.end()
	var drift *simulator.Drift
	if err != nil && !errors.As(err, &drift) && ctx.Err() == nil {
		err = badInput(err)
	}
	if err != nil {
		return done, fmt.Errorf("%s: zone %s: %w", publicName(store), r.zone, err)
	}
	return done, nil
}

// open opens the store, which must exist, and finds the zone and the seq of
// its last record.
func (r *recording) open(ctx context.Context, store string) (journal.Store, uint64, error) {
	if path, file := sqlitePath(store); file {
		if err := isJournal(ctx, path); err != nil {
			return nil, 0, badInput(err)
		}
	}
	s, err := journal.Open(ctx, store)
	if err != nil {
		return nil, 0, badInput(err)
	}
	heads, err := s.Heads(ctx)
	if err == nil {
		err = r.choose(heads)
	}
	if err != nil {
		return nil, 0, badInput(errors.Join(fmt.Errorf("%s: %w", publicName(store), err), s.Close()))
	}
	return s, heads[r.zone], nil
}

// isJournal refuses a file that no server wrote, before anything could write to
// it: opening a store sets it up.
func isJournal(ctx context.Context, path string) error {
	const magic = "SQLite format 3\x00"
	if st, err := os.Stat(path); err != nil || st.IsDir() {
		return fmt.Errorf("there is no journal %s", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	f.Close()
	if err != nil || string(head) != magic {
		return fmt.Errorf("%s is no journal: give the SQLite file that serve --store or simulate --journal wrote", path)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	var tables int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name IN ('schema_version', 'records')`).Scan(&tables)
	switch {
	case err != nil:
		return fmt.Errorf("%s cannot be read, it is damaged or cut off: take another copy (%w)", path, err)
	case tables < 2:
		return fmt.Errorf("%s is a database, but no journal: give the one that serve --store or simulate --journal wrote", path)
	}
	return nil
}

// choose settles on a zone.
func (r *recording) choose(heads map[string]uint64) error {
	var names []string
	for name := range heads {
		names = append(names, name)
	}
	slices.Sort(names)
	switch {
	case r.zone == "" && len(names) == 1:
		r.zone = names[0]
	case len(names) == 0:
		return errors.New("the journal holds no record of any zone")
	case !slices.Contains(names, r.zone):
		return fmt.Errorf("say which --zone: the journal holds %s", strings.Join(names, ", "))
	}
	return nil
}

// sqlitePath returns the file of a store's URL, if it is a file.
func sqlitePath(url string) (string, bool) {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return "", false
	}
	return strings.TrimPrefix(strings.TrimPrefix(url, "sqlite:"), "//"), true
}

// publicName is a store's URL without what may be secret in it.
func publicName(url string) string {
	if path, file := sqlitePath(url); file {
		return path
	}
	return "the PostgreSQL journal"
}

// policyFrom reads a policy file: what it leaves out is as by default.
func policyFrom(path string) (dispatch.Policy, error) {
	if path == "" {
		return dispatch.DefaultPolicy(), nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return dispatch.Policy{}, badInput(err)
	}
	p, err := simulator.ParsePolicy(b)
	if err != nil {
		return dispatch.Policy{}, badInput(fmt.Errorf("%s: %w", path, err))
	}
	return p, nil
}
