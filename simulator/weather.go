package simulator

import (
	"time"

	"github.com/linli/linli/clock"
)

// Spell is weather for some hours: more orders or fewer, and slower ways.
type Spell struct {
	From, To time.Duration // since the local midnight before the scenario's start
	Demand   float64       // factor on the rate of orders
	Pace     float64       // ways of couriers take that many times as long
}

// midnight is the last local midnight before the start.
func (sc *Scenario) midnight() clock.Instant {
	return sc.Start.Add(-sc.local(sc.Start))
}

// local is the time of day.
func (sc *Scenario) local(i clock.Instant) time.Duration {
	return time.Duration(i.Add(sc.Away)) * time.Microsecond % (24 * time.Hour)
}

// spells returns the factors of the weather at a moment.
func (sc *Scenario) spells(at clock.Instant) (demand, pace float64) {
	demand, pace = 1, 1
	since := at.Sub(sc.midnight())
	for _, s := range sc.Weather {
		if since >= s.From && since < s.To {
			demand, pace = demand*s.Demand, pace*s.Pace
		}
	}
	return demand, pace
}

// pace is how many times as long a courier's way takes at a moment, for the
// weather and the night.
func (sc *Scenario) pace(at clock.Instant) float64 {
	_, pace := sc.spells(at)
	if tod := sc.local(at); sc.Habits.NightPace > 0 && (tod >= 21*time.Hour || tod < 5*time.Hour) {
		pace *= sc.Habits.NightPace
	}
	return pace
}
