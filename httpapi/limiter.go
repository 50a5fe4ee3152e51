package httpapi

import (
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"
)

const limiterCap = 10000

// limiter is a token bucket for each key: a minute's worth of requests, which
// fills up evenly.
type limiter struct {
	quota float64 // requests a minute

	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(perMinute int) *limiter {
	return &limiter{quota: float64(perMinute), buckets: map[string]*bucket{}}
}

// take counts one request and writes the RateLimit headers of the IETF's
// draft (draft-ietf-httpapi-ratelimit-headers).
func (l *limiter) take(key string, now time.Time, h http.Header) *Problem {
	left, wait := l.draw(key, now)
	h.Set("RateLimit-Policy", fmt.Sprintf(`"key";q=%d;w=60`, int(l.quota)))
	reset := int(math.Ceil((l.quota - left) / l.quota * 60))
	h.Set("RateLimit", fmt.Sprintf(`"key";r=%d;t=%d`, int(max(left, 0)), reset))
	if wait <= 0 {
		return nil
	}
	p := newProblem("rate_limited", fmt.Sprintf("more than %d requests a minute with this key; wait as Retry-After says", int(l.quota)))
	p.retryAfter = max(wait, time.Second)
	return p
}

// draw returns the tokens left and, when there was none, how long until the
// next.
func (l *limiter) draw(key string, now time.Time) (left float64, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= limiterCap {
			l.sweep(now)
		}
		b = &bucket{tokens: l.quota, at: now}
		l.buckets[key] = b
	}
	b.tokens = min(l.quota, b.tokens+now.Sub(b.at).Minutes()*l.quota)
	b.at = now
	if b.tokens < 1 {
		return 0, time.Duration((1 - b.tokens) / l.quota * float64(time.Minute))
	}
	b.tokens--
	return b.tokens, 0
}

// sweep drops the buckets that are full again; when none is, all of them: a
// flood of keys cannot fill memory.
func (l *limiter) sweep(now time.Time) {
	for k, b := range l.buckets {
		if now.Sub(b.at) > time.Minute {
			delete(l.buckets, k)
		}
	}
	if len(l.buckets) >= limiterCap {
		clear(l.buckets)
	}
}
