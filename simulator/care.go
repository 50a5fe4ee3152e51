package simulator

import (
	"slices"
	"time"
)

// Care is what visits to homes are like in a world, and how carers work.
// Shares are probabilities from 0 to 1; a time of 0 means that it does not
// happen.
type Care struct {
	Services []Service     // what is asked for
	Peaks    []VisitPeak   // when visits are wanted
	Routines []Routine     // of residents with a plan
	Notice   time.Duration // median of the time between the booking and the window; what was booked before the scenario begins is booked at its start

	Away     float64 // nobody opens the door
	CallsOff float64 // of visits: called off between the booking and the window

	Pairs float64 // of visits: two carers make them together

	Trades []Trade       // of carers
	Shifts []Shift       // of carers
	Breaks []BreakRule   // in every shift, in order
	Limit  time.Duration // of a day's work, past which a carer takes nothing new; 0: none
	Ill    float64       // of shifts: the carer falls ill in the middle of it
}

// Service is a kind of visit.
type Service struct {
	Code   string
	Skills []string      // the carer has all of them
	Work   time.Duration // median, as planned and as it is
	Spread float64       // sigma of how long it really takes, lognormal
	Window time.Duration // from the earliest to the latest start
	Hard   float64       // share of those that do not take place outside it
	Weight float64       // share of it among all
}

// VisitPeak is a bell of wanted visits around a time of day.
type VisitPeak struct {
	At     time.Duration // local time of day
	Width  time.Duration // standard deviation
	Weight float64       // share of the peak among all
}

// Trade is what a carer can do.
type Trade struct {
	Skills  []string
	Carries float64 // share of a courier's capacity, for goods between two visits; 0: none
	Weight  float64 // share of them among all
}

// BreakRule is a break of each shift.
type BreakRule struct {
	After  time.Duration // of the shift, it begins not before
	Within time.Duration // and not later than so long after that
	For    time.Duration
}

// DefaultCare is that of a neighbourhood's home care: help to get up and to go
// to bed, nursing, cleaning. Nobody takes breaks or falls ill.
func DefaultCare() Care {
	c := someCare()
	c.complete()
	return c
}

// someCare is DefaultCare without what complete fills in.
func someCare() Care { return Care{Notice: 20 * time.Hour, Away: 0.01, CallsOff: 0.02} }

// complete fills in what every scenario with visits has and this one does not
// say.
func (c *Care) complete() {
	if len(c.Services) == 0 {
		c.Services = []Service{
			{Code: "care", Skills: []string{"care"}, Work: 35 * time.Minute, Spread: 0.15, Window: 45 * time.Minute, Hard: 0.2, Weight: 0.6},
			{Code: "nursing", Skills: []string{"nurse"}, Work: 20 * time.Minute, Spread: 0.15, Window: 30 * time.Minute, Hard: 0.8, Weight: 0.2},
			{Code: "cleaning", Skills: []string{"clean"}, Work: 80 * time.Minute, Spread: 0.15, Window: 2 * time.Hour, Weight: 0.2},
		}
	}
	if len(c.Peaks) == 0 {
		c.Peaks = []VisitPeak{
			{At: 8*time.Hour + 30*time.Minute, Width: 70 * time.Minute, Weight: 0.45},
			{At: 13 * time.Hour, Width: 2 * time.Hour, Weight: 0.3},
			{At: 18*time.Hour + 30*time.Minute, Width: 70 * time.Minute, Weight: 0.25},
		}
	}
	if len(c.Trades) == 0 {
		c.Trades = []Trade{
			{Skills: []string{"care", "clean"}, Weight: 0.5},
			{Skills: []string{"care", "nurse"}, Weight: 0.3},
			{Skills: []string{"care", "clean"}, Carries: 1, Weight: 0.2},
		}
	}
	if len(c.Shifts) == 0 {
		c.Shifts = []Shift{
			{At: 6*time.Hour + 30*time.Minute, For: 8*time.Hour + 30*time.Minute, Weight: 0.6},
			{At: 13*time.Hour + 30*time.Minute, For: 8 * time.Hour, Weight: 0.4},
		}
	}
}

// trades deals trades to n carers by weight: the same share of each whatever
// the seed, so that no skill is missing by chance.
func (c *Care) trades(n int) []Trade {
	sum := 0.0
	for _, t := range c.Trades {
		sum += t.Weight
	}
	out := make([]Trade, 0, n)
	for i := range n {
		u := (float64(i) + 0.5) / float64(n) * sum
		k := 0
		for k < len(c.Trades)-1 && u >= c.Trades[k].Weight {
			u -= c.Trades[k].Weight
			k++
		}
		out = append(out, c.Trades[k])
	}
	return out
}

// over is when the break is over at the latest, from the shift's begin on.
func (b BreakRule) over() time.Duration { return b.After + b.Within + b.For }

// undoable returns a service that no trade has the skills for, or nil.
func (c *Care) undoable() *Service {
	for i := range c.Services {
		s := &c.Services[i]
		if !slices.ContainsFunc(c.Trades, func(t Trade) bool { return t.can(s.Skills) }) {
			return s
		}
	}
	return nil
}

// can reports whether the trade has all of the skills.
func (t *Trade) can(skills []string) bool {
	return !slices.ContainsFunc(skills, func(s string) bool { return !slices.Contains(t.Skills, s) })
}
