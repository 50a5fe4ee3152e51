package simulator

import (
	"hash/fnv"
	"math"
	"time"
)

// dice are keyed by subject: the same seed and words give the same throw,
// whatever else happened. Inserting one event changes no later draw.
type dice struct{ state uint64 }

// roll returns the dice of a subject.
func roll(seed uint64, words ...string) dice {
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0x1f})
	}
	return dice{state: seed ^ h.Sum64()}
}

// next is splitmix64 (Steele, Lea and Flood, 2014).
func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is uniform in [0, 1).
func (d *dice) unit() float64 { return float64(d.next()>>11) / (1 << 53) }

// chance is true with probability p.
func (d *dice) chance(p float64) bool { return d.unit() < p }

// below is uniform in 0 … n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// between is uniform between two durations, rounded down to the millisecond.
func (d *dice) between(lo, hi time.Duration) time.Duration {
	return (lo + time.Duration(d.unit()*float64(hi-lo))).Truncate(time.Millisecond)
}

// spread is lognormal around a median, as preparation and service times are:
// sigma 0.3 keeps nine in ten within a factor of 1.6.
func (d *dice) spread(median time.Duration, sigma float64) time.Duration {
	u, v := d.unit(), d.unit()
	normal := math.Sqrt(-2*math.Log(1-u)) * math.Cos(2*math.Pi*v)
	return time.Duration(float64(median) * math.Exp(sigma*normal)).Truncate(time.Millisecond)
}

// weighted draws one of a list by weight.
func weighted[T any](d *dice, list []T, weight func(T) float64) T {
	sum := 0.0
	for _, x := range list {
		sum += weight(x)
	}
	u := d.unit() * sum
	for _, x := range list {
		if u -= weight(x); u < 0 {
			return x
		}
	}
	return list[len(list)-1]
}
