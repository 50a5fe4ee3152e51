package simulator

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

// TestHeavyHeap lives three days: once idempotency keys are forgotten as fast
// as new ones come, after the 48 hours that they are kept, the heap grows no
// more.
func TestHeavyHeap(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("lives three days of Wilmington, a tenth of it: set LINLI_HEAVY=1, as make check does")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	sc, err := NamedScenario("wilmington")
	if err != nil {
		t.Fatal(err)
	}
	sc.Addresses, sc.Merchants = 2000, 60
	sc.Orders, sc.Couriers, sc.Robots, sc.Lockers = 5000, 200, 20, 4
	sc.Demand.Exact, sc.Demand.Weekday = false, [7]float64{}
	sc.Span = 72 * time.Hour
	d, err := NewDay(context.Background(), sc, delaware(t), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Store.Keep = false
	const day = 24 * time.Hour
	heap := []float64{heapMB()}
	err = d.Run(sc.Start.Add(sc.Span+56*time.Hour), func(at clock.Instant) {
		if n := len(heap); n <= 3 && at >= sc.Start.Add(time.Duration(n)*day) {
			heap = append(heap, heapMB())
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f MB at the beginning, then %.1f at the end of each day; %s", heap[0], heap[1:], d.World.Summary(0))
	if len(heap) < 4 {
		t.Fatalf("only %d days were lived", len(heap)-1)
	}
	if heap[3] > 1.15*heap[2] {
		t.Errorf("the heap is %.1f MB after two days and %.1f MB after three", heap[2], heap[3])
	}
}

// heapMB is what the heap holds once the garbage is gone.
func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}
