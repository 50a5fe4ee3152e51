package journaltest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/linli/linli/shell"
)

// BenchCommit measures commits of 1 and of 256 records, each record with an
// order, two entries of its timeline and a message. Next to records/s it
// reports commits for each write of 4 KiB with fdatasync to the same disk,
// measured just before and just after: a disk shared with others changes by the minute.
func BenchCommit(b *testing.B, open func(b *testing.B) shell.Store) {
	for _, n := range []int{1, 256} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := open(b)
			c, err := s.Claim(b.Context(), Zone)
			if err != nil {
				b.Fatal(err)
			}
			syncs := syncsPerSecond(b)
			next := uint64(1)
			for b.Loop() {
				b.StopTimer()
				batch := Full(c.Epoch, next, n)
				b.StartTimer()
				if err := s.Commit(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
				next += uint64(n)
			}
			b.StopTimer()
			syncs = (syncs + syncsPerSecond(b)) / 2
			commits := float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(commits*float64(n), "records/s")
			b.ReportMetric(commits/syncs, "commits/fdatasync")
			b.ReportMetric(syncs, "fdatasync/s")
		})
	}
}

// syncsPerSecond writes and syncs pages for half a second.
func syncsPerSecond(b *testing.B) float64 {
	f, err := os.Create(filepath.Join(b.TempDir(), "sync"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	n, began := 0, time.Now()
	for ; time.Since(began) < 500*time.Millisecond; n++ {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := datasync(f); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}
