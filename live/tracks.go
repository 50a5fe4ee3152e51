package live

import (
	"sync"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Tracks keeps where workers are between two events of the engine: full-rate
// positions, for maps only, never for decisions.
type Tracks struct {
	mu     sync.Mutex
	points map[string]fix
}

type fix struct {
	p  geo.Point
	at time.Time // real
}

// stale is how long a position without a successor is shown.
const stale = 2 * time.Minute

// NewTracks returns an empty set.
func NewTracks() *Tracks { return &Tracks{points: map[string]fix{}} }

// Track takes a worker's position.
func (t *Tracks) Track(worker string, p geo.Point, _ clock.Instant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.points[worker] = fix{p, time.Now()}
}

// Point returns a worker's position; false when there is none, or no fresh one.
func (t *Tracks) Point(worker string) (geo.Point, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.points[worker]
	return f.p, ok && time.Since(f.at) <= stale
}

// Points returns the fresh positions by worker, and forgets the others.
func (t *Tracks) Points() map[string]geo.Point {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	out := make(map[string]geo.Point, len(t.points))
	for w, f := range t.points {
		if now.Sub(f.at) > stale {
			delete(t.points, w)
			continue
		}
		out[w] = f.p
	}
	return out
}
