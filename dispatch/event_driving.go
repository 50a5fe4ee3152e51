package dispatch

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// When and how fast robots drive.
type (
	// SetDriving replaces the rules by which robots drive.
	SetDriving struct {
		Driving fleet.Driving `json:"driving"`
		By      orders.Actor  `json:"by"`
	}
	// SetWeather is staff's word of what it is like outside. When no errand may
	// begin in it, robots that have not loaded yet are called off; what is on board
	// goes on as it was sent.
	SetWeather struct {
		Weather fleet.Weather `json:"weather"`
		By      orders.Actor  `json:"by"`
		Reason  string        `json:"reason"`
	}
	// DrivingPut stores the rules.
	DrivingPut struct {
		Driving fleet.Driving `json:"driving"`
		By      orders.Actor  `json:"by"`
	}
	// WeatherPut stores the weather.
	WeatherPut struct {
		Weather fleet.Weather `json:"weather"`
		By      orders.Actor  `json:"by"`
		Reason  string        `json:"reason"`
	}
)

func (d DrivingPut) apply(s *State) { s.Driving = d.Driving }
func (d WeatherPut) apply(s *State) { s.Weather = d.Weather }

func (e SetDriving) step(t *turn) {
	err := e.Driving.Check()
	if c := e.Driving.Community; err == nil && c != "" && t.s.Communities.Get(c) == nil {
		err = fmt.Errorf("no community %q in this zone", c)
	}
	if refusal := t.drawable(e.By, err); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.do(DrivingPut{Driving: e.Driving, By: e.By})
	t.grounded()
	t.wanted = true
}

func (e SetWeather) step(t *turn) {
	var err error
	if e.Weather != fleet.Fair && !slices.Contains(fleet.Weathers, e.Weather) {
		err = fmt.Errorf("weather %q is none of %v", e.Weather, fleet.Weathers)
	}
	if refusal := t.drawable(e.By, err); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.do(WeatherPut{Weather: e.Weather, By: e.By, Reason: e.Reason})
	t.grounded()
	t.wanted = true
}

// tempo returns the pace of a mission that is sent now, in percent; 0 is 100. What
// must drive though no errand begins in this weather goes as slowly as the rules
// know.
func (s *State) tempo() int {
	if p := s.Driving.Pace(s.Weather); p > 0 {
		return p % 100
	}
	return s.Driving.Slowest() % 100
}

// drivingEnds is when robots must be done, if they may drive now; 0: at no time.
func (s *State) drivingEnds(at clock.Instant) clock.Instant {
	if s.Driving.Hours == nil {
		return 0
	}
	calendar := s.calendarOf(s.Driving.Community)
	return s.Driving.Hours.NextClosing(&calendar, at)
}

// Pace returns how fast robots go now, in percent; 0: none may begin an errand,
// because of the weather or the hour.
func (s *State) Pace(at clock.Instant) int {
	d := &s.Driving
	if broken(drivingRules) {
		return 100
	}
	if d.Hours != nil {
		calendar := s.calendarOf(d.Community)
		if !d.Hours.OpenAt(&calendar, at) {
			return 0
		}
	}
	return d.Pace(s.Weather)
}
