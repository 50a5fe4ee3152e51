package faults

import (
	"context"
	"errors"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

var errDisk = errors.New("faults: input/output error")

// crash is the panic by which a process dies in the middle of a commit.
type crash struct{}

// disk is a store that fails: a real one in memory, with faults before and
// after it. What was written, the referee reads.
type disk struct {
	*simulator.Store
	stage   *stage
	referee *referee
	seq     uint64 // of the last record written
	steps   int
	opening bool // a new owner reads: it may fail, and tries again
}

// Commit implements shell.Store.
func (d *disk) Commit(ctx context.Context, b shell.Batch) error {
	s := d.stage
	if s.strikes(DiskError, 0.004) {
		return errDisk
	}
	if s.strikes(CrashBefore, 0.0006) {
		panic(crash{})
	}
	if err := d.Store.Commit(ctx, b); err != nil {
		return err
	}
	d.seq += uint64(len(b.Records))
	d.steps += len(b.Records)
	d.referee.read(b)
	if s.strikes(DiskMute, 0.004) {
		return errDisk
	}
	if s.strikes(CrashAfter, 0.0006) {
		panic(crash{})
	}
	return nil
}

// Records implements shell.Store.
func (d *disk) Records(ctx context.Context, zone string, after uint64, each func(dispatch.Record) error) error {
	if d.opening && d.stage.strikes(ReadError, 0.1) {
		return errDisk
	}
	return d.Store.Records(ctx, zone, after, each)
}

// Snapshot implements shell.Store.
func (d *disk) Snapshot(ctx context.Context, zone string, epoch uint64, s shell.Snapshot) error {
	if d.stage.strikes(SnapshotError, 0.2) {
		return errDisk
	}
	return d.Store.Snapshot(ctx, zone, epoch, s)
}
