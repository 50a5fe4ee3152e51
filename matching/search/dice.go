package search

import "math/bits"

// dice is a small fast source of random numbers (wyrand). Each worker has its
// own, so that what one draws does not depend on what others do.
type dice struct{ state uint64 }

func newDice(seed, stream uint64) dice {
	d := dice{seed*0x9E3779B97F4A7C15 + stream*0xD1B54A32D192ED03 + 1}
	d.next()
	d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0xA0761D6478BD642F
	hi, lo := bits.Mul64(d.state, d.state^0xE7037ED1A0B428DB)
	return hi ^ lo
}

// n returns a number from 0 to n-1.
func (d *dice) n(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// share returns a number in [0, 1).
func (d *dice) share() float64 { return float64(d.next()>>11) / (1 << 53) }

// shuffle puts the list in a random order.
func (d *dice) shuffle(list []int32) {
	for i := len(list) - 1; i > 0; i-- {
		j := d.n(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
