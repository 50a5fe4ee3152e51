package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Routine is a kind of visit that recurs at a resident's.
type Routine struct {
	Service string  // of Care.Services
	Days    string  // "daily", or weekdays: "MO WE FR"
	Weight  float64 // share of it among all
}

// rule is the recurrence in the words of RFC 5545.
func (r *Routine) rule() string {
	if r.Days == "daily" {
		return "FREQ=DAILY"
	}
	return "FREQ=WEEKLY;BYDAY=" + strings.Join(strings.Fields(r.Days), ",")
}

func (sc *Scenario) addRoutine(v string) error {
	row := readRow(v, "service", "days", "weight")
	r := Routine{Service: row.at["service"], Days: row.at["days"], Weight: fieldOf(row, "weight", amountOf)}
	if row.err != nil {
		return row.err
	}
	if _, err := residents.ParseRule(r.rule()); err != nil {
		return fmt.Errorf("days: %q is neither daily nor weekdays like MO WE FR: %w", r.Days, err)
	}
	if r.Weight == 0 {
		return errors.New("weight: nobody has it")
	}
	sc.Care.Routines = append(sc.Care.Routines, r)
	return nil
}

// strange returns a routine of a service that is not offered, or nil.
func (c *Care) strange() *Routine {
	for i := range c.Routines {
		if c.service(c.Routines[i].Service) == nil {
			return &c.Routines[i]
		}
	}
	return nil
}

// service returns the service of a code, or nil.
func (c *Care) service(code string) *Service {
	for i := range c.Services {
		if c.Services[i].Code == code {
			return &c.Services[i]
		}
	}
	return nil
}

// routines draws the plans of a scenario: each for another home, at a time of
// the visits' peaks, until the span is over.
func (w *World) routines() ([]dispatch.Recurring, error) {
	sc := &w.sc
	if sc.Plans > len(w.homes) {
		return nil, fmt.Errorf("simulator: %d plans are more than the %d homes", sc.Plans, len(w.homes))
	}
	if sc.Plans > 0 && len(sc.Care.Routines) == 0 {
		return nil, fmt.Errorf("simulator: %d plans are wanted and no routine", sc.Plans)
	}
	first, _ := clock.DateOf(sc.Start.Add(sc.Away).Time().Date())
	last, _ := clock.DateOf(sc.Start.Add(sc.Away + sc.Span - 1).Time().Date())
	order := roll(sc.Seed, "routines")
	homes := slices.Clone(w.homes)
	var all []dispatch.Recurring
	for n := range sc.Plans {
		d := roll(sc.Seed, "routine", fmt.Sprint(n))
		routine := weighted(&d, sc.Care.Routines, func(r Routine) float64 { return r.Weight })
		k := n + order.below(len(homes)-n)
		homes[n], homes[k] = homes[k], homes[n]
		s, home := sc.Care.service(routine.Service), homes[n]
		rule, err := residents.ParseRule(routine.rule() + ";UNTIL=" + strings.ReplaceAll(last.String(), "-", ""))
		if err != nil {
			return nil, err
		}
		at := sc.wanted(&d).Truncate(5*time.Minute) - sc.Away
		all = append(all, dispatch.Recurring{
			Plan: residents.Plan{
				ID: residents.PlanID(fmt.Sprintf("p%d", n)), First: first, At: (at + 24*time.Hour) % (24 * time.Hour),
				Duration: s.Work, Rule: rule, Holidays: residents.Keep,
			},
			Merchant: "care", Window: s.Window, Dropoff: sc.Habits.dropoff(&d, home),
			Call: orders.Call{Resident: fmt.Sprintf("r%d", home.ID), Service: s.Code, Duration: s.Work, Hard: d.chance(s.Hard), Skills: s.Skills},
		})
	}
	return all, nil
}

// wanted draws a time of day from the visits' peaks.
func (sc *Scenario) wanted(d *dice) time.Duration {
	p := weighted(d, sc.Care.Peaks, func(p VisitPeak) float64 { return p.Weight })
	return min(max(p.At+d.between(-3*p.Width/2, 3*p.Width/2), 7*time.Hour), 21*time.Hour)
}

// recurs takes a visit that the engine has made of a plan, as if it had been
// booked now.
func (w *World) recurs(o *orders.Order, at clock.Instant) {
	if w.parcels[o.ID] != nil || o.Call == nil || dispatch.PlanOf(o.ID) == "" {
		return
	}
	w.tally.placed++
	w.recurred++
	w.parcels[o.ID] = &parcel{
		Placement: Placement{At: at, External: string(o.ID), Merchant: o.Merchant, Kind: o.Kind, Dropoff: o.Dropoff, Call: o.Call},
		Placed:    Placed{ID: o.ID}, began: at,
	}
}
