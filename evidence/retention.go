package evidence

import (
	"context"
	"time"
)

const (
	sweepEvery = 10 * time.Minute
	sweepBatch = 100
)

// Run deletes files whose time is over until the context ends.
func (k *Keeper) Run(ctx context.Context) error {
	for {
		if err := k.sweep(ctx); err != nil && ctx.Err() == nil {
			k.cfg.Log.ErrorContext(ctx, "evidence cannot be deleted", "err", err)
		}
		t := time.NewTimer(sweepEvery)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
}

// sweep deletes what is due. It stops at the first file that resists, and
// tries again with the next sweep.
func (k *Keeper) sweep(ctx context.Context) error {
	for {
		due, err := k.rows.ExpiredEvidence(ctx, k.cfg.Now(), sweepBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, e := range due {
			if err := k.drop(ctx, e); err != nil {
				return err
			}
		}
	}
}
