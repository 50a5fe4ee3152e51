package courierws

import "time"

// bucket lets rate messages a second through, and burst at once after a
// pause. It belongs to one goroutine.
type bucket struct {
	rate, burst float64
	level       float64 // messages that may pass now
	at          time.Time
}

func newBucket(rate, burst float64, now time.Time) bucket {
	return bucket{rate: rate, burst: burst, level: burst, at: now}
}

// take reports whether one more message may pass.
func (b *bucket) take(now time.Time) bool {
	if d := now.Sub(b.at); d > 0 {
		b.level = min(b.burst, b.level+d.Seconds()*b.rate)
		b.at = now
	}
	if b.level < 1 {
		return false
	}
	b.level--
	return true
}
