package feedback

import "time"

// Schedule is how long after each failed attempt the next one comes: 15
// attempts over three days. Each pause is varied by a tenth, so that what
// failed together does not return together.
var Schedule = []time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour,
	12 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour, 8 * time.Hour,
}

// longestWish bounds what a receiver may ask for with Retry-After.
const longestWish = 12 * time.Hour

// pause returns how long to wait after the given number of failed attempts,
// and false when there is none left. Dice is from 0 to 1; wish is what the
// receiver asked for.
func pause(attempts int, dice float64, wish time.Duration) (time.Duration, bool) {
	if attempts > len(Schedule) {
		return 0, false
	}
	base := Schedule[max(attempts, 1)-1]
	d := time.Duration(float64(base) * (0.9 + 0.2*dice))
	return max(d, min(wish, longestWish)), true
}
