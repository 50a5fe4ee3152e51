package simulator

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/linli/linli/orders"
)

// The rows of a scenario file that are about carers and visits.

func (sc *Scenario) addService(v string) error {
	r := readRow(v, "service", "skills", "work", "spread", "window", "hard", "weight")
	s := Service{
		Code: r.at["service"], Skills: fieldOf(r, "skills", skillsOf), Work: fieldOf(r, "work", periodOf), Spread: fieldOf(r, "spread", amountOf),
		Window: fieldOf(r, "window", periodOf), Hard: fieldOf(r, "hard", shareOf), Weight: fieldOf(r, "weight", amountOf),
	}
	if r.err != nil {
		return r.err
	}
	call := orders.Call{Resident: "r", Service: s.Code, Duration: s.Work, From: 1, To: 1, Skills: s.Skills}
	if err := call.Check(); err != nil {
		return err
	}
	if s.Weight == 0 {
		return errors.New("weight: nobody asks for it")
	}
	sc.Care.Services = append(sc.Care.Services, s)
	return nil
}

func (sc *Scenario) addVisitPeak(v string) error {
	r := readRow(v, "at", "width", "weight")
	p := VisitPeak{At: fieldOf(r, "at", hourOf), Width: fieldOf(r, "width", periodOf), Weight: fieldOf(r, "weight", shareOf)}
	if r.err == nil && p.Weight == 0 {
		return errors.New("weight: nothing is wanted in it")
	}
	sc.Care.Peaks = append(sc.Care.Peaks, p)
	return r.err
}

func (sc *Scenario) addTrade(v string) error {
	r := readRow(v, "skills", "carries", "weight")
	t := Trade{Skills: fieldOf(r, "skills", skillsOf), Carries: fieldOf(r, "carries", shareOf), Weight: fieldOf(r, "weight", amountOf)}
	if r.err == nil && t.Weight == 0 {
		return errors.New("weight: nobody has them")
	}
	sc.Care.Trades = append(sc.Care.Trades, t)
	return r.err
}

func (sc *Scenario) addCarerShift(v string) error { return addShift(&sc.Care.Shifts, v) }

func (sc *Scenario) addBreak(v string) error {
	r := readRow(v, "after", "within", "for")
	b := BreakRule{After: fieldOf(r, "after", periodOf), Within: fieldOf(r, "within", periodOf), For: fieldOf(r, "for", periodOf)}
	if r.err != nil {
		return r.err
	}
	if b.For < time.Minute || b.For > 24*time.Hour {
		return fmt.Errorf("for: %s is not from a minute to a day", b.For)
	}
	if n := len(sc.Care.Breaks); n > 0 && b.After < sc.Care.Breaks[n-1].over() {
		return fmt.Errorf("after: the break before may last until %s of the shift", sc.Care.Breaks[n-1].over())
	}
	sc.Care.Breaks = append(sc.Care.Breaks, b)
	return nil
}

// skillsOf reads skills, with spaces between them.
func skillsOf(v string) ([]string, error) {
	skills := strings.Fields(v)
	call := orders.Call{Resident: "r", Service: "s", Duration: time.Minute, From: 1, To: 1, Skills: skills}
	return skills, call.Check()
}
