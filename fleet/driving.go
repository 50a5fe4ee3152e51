package fleet

import (
	"fmt"
	"slices"

	"github.com/linli/linli/circle"
)

// Weather is what it is like outside, as far as it matters to robots.
type Weather string

// The kinds of weather that rules may name.
const (
	Fair  Weather = "" // as the roads say
	Rain  Weather = "rain"
	Snow  Weather = "snow"
	Ice   Weather = "ice"
	Storm Weather = "storm"
	Heat  Weather = "heat"
	Dark  Weather = "dark"
)

// Weathers are the kinds that rules may name.
var Weathers = []Weather{Rain, Snow, Ice, Storm, Heat, Dark}

// Driving is when robots may drive, and how fast in which weather, by the rules
// of a place. Where, and how fast on which class of road, its jurisdiction says
// with which the city was imported. The zero Driving limits nothing.
type Driving struct {
	Name      string             `json:"name,omitempty"`      // whose rules they are
	Hours     *circle.Hours      `json:"hours,omitempty"`     // nil: at any time
	Community circle.CommunityID `json:"community,omitempty"` // whose calendar the hours go by; empty: UTC
	Paces     []Pace             `json:"paces,omitempty"`
}

// Pace is how fast robots go in a weather.
type Pace struct {
	Weather Weather `json:"weather"`
	Percent int     `json:"percent"` // of the usual speed, 10 to 100; 0: no errand begins in it
}

// Check returns an error that names the first bad rule.
func (d *Driving) Check() error {
	if d.Hours != nil {
		if err := d.Hours.Check(); err != nil {
			return err
		}
	}
	for i, p := range d.Paces {
		switch {
		case !slices.Contains(Weathers, p.Weather):
			return fmt.Errorf("weather %q is none of %v", p.Weather, Weathers)
		case p.Percent != 0 && (p.Percent < 10 || p.Percent > 100):
			return fmt.Errorf("weather %s: %d percent: 10 to 100, or 0 when no errand may begin in it", p.Weather, p.Percent)
		case slices.ContainsFunc(d.Paces[:i], func(o Pace) bool { return o.Weather == p.Weather }):
			return fmt.Errorf("weather %s is there twice", p.Weather)
		}
	}
	return nil
}

// Slowest returns the least pace that the rules allow, in percent: that of what
// must drive in a weather in which no errand begins.
func (d *Driving) Slowest() int {
	least := 100
	for _, p := range d.Paces {
		if p.Percent > 0 {
			least = min(least, p.Percent)
		}
	}
	return least
}

// Pace returns how fast robots go in a weather, in percent; 0: no errand begins
// in it.
func (d *Driving) Pace(w Weather) int {
	if i := slices.IndexFunc(d.Paces, func(p Pace) bool { return p.Weather == w }); i >= 0 {
		return d.Paces[i].Percent
	}
	return 100
}
