package live

import (
	"sync"
	"time"

	"github.com/linli/linli/clock"
)

// Clock is the engine clock of a live zone: the real time, or in demos and
// tests a faster one. It never runs backwards, also when its pace changes.
type Clock struct {
	mu    sync.Mutex
	base  clock.Instant
	since time.Time // monotonic
	scale float64
}

// NewClock returns a clock that shows start now and runs at scale engine
// seconds in a real one.
func NewClock(start clock.Instant, scale float64) *Clock {
	return &Clock{base: start, since: time.Now(), scale: scale}
}

// Now returns the engine time.
func (c *Clock) Now() clock.Instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now(time.Now())
}

func (c *Clock) now(real time.Time) clock.Instant {
	return c.base.Add(time.Duration(float64(real.Sub(c.since)) * c.scale))
}

// Until implements shell.Clock.
func (c *Clock) Until(i clock.Instant) time.Duration {
	if i == clock.Never {
		return time.Hour
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Duration(float64(i.Sub(c.now(time.Now()))) / c.scale)
}

// Scale returns how many engine seconds pass in a real one.
func (c *Clock) Scale() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.scale
}

// SetScale changes the pace from now on.
func (c *Clock) SetScale(scale float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	c.base, c.since, c.scale = c.now(now), now, scale
}
