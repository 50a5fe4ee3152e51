package simulator

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// scenarioKey is a key of a scenario file.
type scenarioKey struct {
	again bool // may come more than once
	set   func(*Scenario, string) error
}

// scenarioKeys is every key there is.
var scenarioKeys = map[string]scenarioKey{
	"name":         word(func(sc *Scenario) *string { return &sc.Name }),
	"city":         word(func(sc *Scenario) *string { return &sc.City }),
	"jurisdiction": word(func(sc *Scenario) *string { return &sc.Jurisdiction }),
	"area":         {set: (*Scenario).setArea},
	"addresses":    count(func(sc *Scenario) *int { return &sc.Addresses }),
	"merchants":    count(func(sc *Scenario) *int { return &sc.Merchants }),
	"seed":         {set: (*Scenario).setSeed},
	"orders":       count(func(sc *Scenario) *int { return &sc.Orders }),
	"couriers":     count(func(sc *Scenario) *int { return &sc.Couriers }),
	"robots":       count(func(sc *Scenario) *int { return &sc.Robots }),
	"zones":        count(func(sc *Scenario) *int { return &sc.Drawn.Zones }),
	"gates":        count(func(sc *Scenario) *int { return &sc.Drawn.Gates }),
	"lifts":        count(func(sc *Scenario) *int { return &sc.Drawn.Lifts }),
	"stations":     count(func(sc *Scenario) *int { return &sc.Drawn.Stations }),
	"compounds":    count(func(sc *Scenario) *int { return &sc.Drawn.Compounds }),
	"compartments": count(func(sc *Scenario) *int { return &sc.Bays }),
	"lockers":      count(func(sc *Scenario) *int { return &sc.Lockers }),
	"nearest":      count(func(sc *Scenario) *int { return &sc.Nearest }),
	"start":        {set: (*Scenario).setStart},
	"span":         period(func(sc *Scenario) *time.Duration { return &sc.Span }),

	"peak":      {again: true, set: (*Scenario).addPeak},
	"shift":     {again: true, set: (*Scenario).addShift},
	"weather":   {again: true, set: (*Scenario).addSpell},
	"promotion": {again: true, set: (*Scenario).addPromotion},
	"demand":    {set: (*Scenario).setDemand},
	"weekday":   {set: (*Scenario).setWeekday},
	"pharmacy":  share(func(sc *Scenario) *float64 { return &sc.wishes().Pharmacy }),
	"uneven":    amount(func(sc *Scenario) *float64 { return &sc.wishes().Uneven }),

	"decline":        share(func(sc *Scenario) *float64 { return &sc.Habits.Decline }),
	"decline_per_km": share(func(sc *Scenario) *float64 { return &sc.Habits.DeclinePerKm }),
	"decline_poor":   share(func(sc *Scenario) *float64 { return &sc.Habits.DeclinePoor }),
	"fair_pay":       {set: (*Scenario).setFairPay},
	"ignore":         share(func(sc *Scenario) *float64 { return &sc.Habits.Ignore }),
	"hand_back":      share(func(sc *Scenario) *float64 { return &sc.Habits.HandBack }),
	"night_pace":     amount(func(sc *Scenario) *float64 { return &sc.Habits.NightPace }),
	"break_after":    period(func(sc *Scenario) *time.Duration { return &sc.Habits.BreakAfter }),
	"break_for":      period(func(sc *Scenario) *time.Duration { return &sc.Habits.BreakFor }),
	"signal_lost":    amount(func(sc *Scenario) *float64 { return &sc.Habits.SignalLost }),
	"signal_for":     period(func(sc *Scenario) *time.Duration { return &sc.Habits.SignalFor }),
	"stride":         period(func(sc *Scenario) *time.Duration { return &sc.Habits.Stride }),

	"away":           share(func(sc *Scenario) *float64 { return &sc.Habits.Away }),
	"lift":           share(func(sc *Scenario) *float64 { return &sc.Habits.Lift }),
	"locker_consent": share(func(sc *Scenario) *float64 { return &sc.Habits.Locker }),
	"robot_consent":  share(func(sc *Scenario) *float64 { return &sc.Habits.Robot }),
	"no_stairs":      share(func(sc *Scenario) *float64 { return &sc.Habits.NoStairs }),
	"no_screen":      share(func(sc *Scenario) *float64 { return &sc.Habits.NoScreen }),
	"no_coming_down": share(func(sc *Scenario) *float64 { return &sc.Habits.Inside }),
	"reach":          {set: (*Scenario).setReach},

	"merchant_silent":  share(func(sc *Scenario) *float64 { return &sc.Habits.MerchantSilent }),
	"merchant_refuses": share(func(sc *Scenario) *float64 { return &sc.Habits.MerchantRefuses }),
	"item_gone":        share(func(sc *Scenario) *float64 { return &sc.Habits.ItemGone }),
	"cancels":          share(func(sc *Scenario) *float64 { return &sc.Habits.Cancels }),
	"deposits":         share(func(sc *Scenario) *float64 { return &sc.Habits.Deposits }),
	"cook_meal":        period(func(sc *Scenario) *time.Duration { return &sc.Habits.CookMeal }),
	"cook_goods":       period(func(sc *Scenario) *time.Duration { return &sc.Habits.CookGoods }),
	"cook_spread":      amount(func(sc *Scenario) *float64 { return &sc.Habits.CookSpread }),

	"carers":       count(func(sc *Scenario) *int { return &sc.Carers }),
	"visits":       count(func(sc *Scenario) *int { return &sc.Visits }),
	"plans":        count(func(sc *Scenario) *int { return &sc.Plans }),
	"routine":      {again: true, set: (*Scenario).addRoutine},
	"visit":        {again: true, set: (*Scenario).addService},
	"visit_peak":   {again: true, set: (*Scenario).addVisitPeak},
	"visit_notice": period(func(sc *Scenario) *time.Duration { return &sc.Care.Notice }),
	"visit_away":   share(func(sc *Scenario) *float64 { return &sc.Care.Away }),
	"visit_pairs":  share(func(sc *Scenario) *float64 { return &sc.Care.Pairs }),
	"visit_off":    share(func(sc *Scenario) *float64 { return &sc.Care.CallsOff }),
	"carer":        {again: true, set: (*Scenario).addTrade},
	"carer_shift":  {again: true, set: (*Scenario).addCarerShift},
	"carer_break":  {again: true, set: (*Scenario).addBreak},
	"carer_limit":  period(func(sc *Scenario) *time.Duration { return &sc.Care.Limit }),
	"carer_ill":    share(func(sc *Scenario) *float64 { return &sc.Care.Ill }),

	"robot_fails_per_km":   amount(func(sc *Scenario) *float64 { return &sc.Habits.RobotFailsPerKm }),
	"robot_fails_per_hour": amount(func(sc *Scenario) *float64 { return &sc.Habits.RobotFailsPerHour }),
	"robot_deposits":       share(func(sc *Scenario) *float64 { return &sc.Habits.RobotDeposits }),
	"locker_jams":          share(func(sc *Scenario) *float64 { return &sc.Habits.LockerJams }),
}

func word(at func(*Scenario) *string) scenarioKey {
	return scenarioKey{set: func(sc *Scenario, v string) error {
		if v == "" {
			return errors.New("it is empty")
		}
		*at(sc) = v
		return nil
	}}
}

func count(at func(*Scenario) *int) scenarioKey {
	return scenarioKey{set: func(sc *Scenario, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n > 10_000_000 {
			return fmt.Errorf("%q is not a number from 0 to 10000000", v)
		}
		*at(sc) = n
		return nil
	}}
}

// amount is a rate or a factor.
func amount(at func(*Scenario) *float64) scenarioKey {
	return scenarioKey{set: func(sc *Scenario, v string) (err error) {
		*at(sc), err = amountOf(v)
		return err
	}}
}

func share(at func(*Scenario) *float64) scenarioKey {
	return scenarioKey{set: func(sc *Scenario, v string) (err error) {
		*at(sc), err = shareOf(v)
		return err
	}}
}

func period(at func(*Scenario) *time.Duration) scenarioKey {
	return scenarioKey{set: func(sc *Scenario, v string) (err error) {
		*at(sc), err = periodOf(v)
		return err
	}}
}

func amountOf(v string) (float64, error) {
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || !(x >= 0) || x > 1e6 {
		return 0, fmt.Errorf("%q is not a number from 0 up", v)
	}
	return x, nil
}

func shareOf(v string) (float64, error) {
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || !(x >= 0 && x <= 1) {
		return 0, fmt.Errorf("%q is not a share from 0 to 1", v)
	}
	return x, nil
}

func periodOf(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 || d > 10000*time.Hour {
		return 0, fmt.Errorf("%q is not a time like 90s, 12m or 1h30m", v)
	}
	return d, nil
}

// hourOf reads a time of day, or one of the days after it: 36:00 is noon of
// the second day.
func hourOf(v string) (time.Duration, error) {
	h, m, _ := strings.Cut(v, ":")
	hours, err := strconv.ParseUint(h, 10, 16)
	minutes, err2 := strconv.ParseUint(m, 10, 8)
	if err != nil || err2 != nil || minutes > 59 || len(m) != 2 {
		return 0, fmt.Errorf("%q is not a time like 18:30", v)
	}
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute, nil
}

func instantOf(t time.Time) clock.Instant { return clock.FromTime(t) }

func (sc *Scenario) setSeed(v string) (err error) {
	if sc.Seed, err = strconv.ParseUint(v, 10, 64); err != nil {
		return fmt.Errorf("%q is not a number from 0 to 2^64-1", v)
	}
	return nil
}

func (sc *Scenario) setFairPay(v string) error {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not an amount of minor units an hour", v)
	}
	sc.Habits.FairPay = n
	return nil
}

func (sc *Scenario) setReach(v string) error {
	m, err := amountOf(v)
	if err != nil || m < 1 || m > 100000 {
		return fmt.Errorf("%q is not a number of metres from 1 to 100000", v)
	}
	sc.Habits.Reach = geo.Meters(math.Round(m))
	return nil
}

// setArea reads a box: west, south, east, north.
func (sc *Scenario) setArea(v string) error {
	var x [4]float64
	parts := strings.Split(v, ",")
	if len(parts) != 4 {
		return fmt.Errorf("%q is not four numbers: west, south, east, north", v)
	}
	for i, p := range parts {
		var err error
		if x[i], err = strconv.ParseFloat(strings.TrimSpace(p), 64); err != nil {
			return fmt.Errorf("%q is not a number of degrees", p)
		}
	}
	b := geo.Bounds{Min: geo.Point{Lng: x[0], Lat: x[1]}, Max: geo.Point{Lng: x[2], Lat: x[3]}}
	if err := errors.Join(b.Min.Check(), b.Max.Check()); err != nil {
		return err
	}
	if b.IsEmpty() || b.Min == b.Max {
		return fmt.Errorf("%q holds nothing: west, south, east, north", v)
	}
	sc.Box = b
	return nil
}

// wishes returns the scenario's demand, which a key of it begins.
func (sc *Scenario) wishes() *Demand {
	if sc.Demand == nil {
		sc.Demand = &Demand{}
	}
	return sc.Demand
}

func (sc *Scenario) setDemand(v string) error {
	switch v {
	case "exact":
		sc.wishes().Exact = true
	case "poisson":
		sc.wishes().Exact = false
	default:
		return fmt.Errorf("%q is neither exact nor poisson", v)
	}
	return nil
}

func (sc *Scenario) setWeekday(v string) error {
	parts := strings.Fields(v)
	if len(parts) != 7 {
		return fmt.Errorf("%d factors are not seven, from Monday on", len(parts))
	}
	for i, p := range parts {
		x, err := amountOf(p)
		if err != nil {
			return err
		}
		sc.wishes().Weekday[i] = x
	}
	return nil
}

// fields reads "name value, name value": all of the names, once each.
func fields(v string, names ...string) (map[string]string, error) {
	out := map[string]string{}
	for part := range strings.SplitSeq(v, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), " ")
		if !ok || !slices.Contains(names, name) {
			return nil, fmt.Errorf("%q is none of: %s", strings.TrimSpace(part), strings.Join(names, ", "))
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("%s comes twice", name)
		}
		out[name] = strings.TrimSpace(value)
	}
	for _, n := range names {
		if _, ok := out[n]; !ok {
			return nil, fmt.Errorf("%s is missing", n)
		}
	}
	return out, nil
}

// row reads the fields of one line, keeping the first error.
type row struct {
	at  map[string]string
	err error
}

func readRow(v string, names ...string) *row {
	r := &row{}
	r.at, r.err = fields(v, names...)
	return r
}

func fieldOf[T any](r *row, name string, read func(string) (T, error)) (x T) {
	if r.err != nil {
		return x
	}
	if x, r.err = read(r.at[name]); r.err != nil {
		r.err = fmt.Errorf("%s: %w", name, r.err)
	}
	return x
}

func (sc *Scenario) addPeak(v string) error {
	r := readRow(v, "at", "width", "weight", "meals")
	p := Peak{At: fieldOf(r, "at", hourOf), Width: fieldOf(r, "width", periodOf), Weight: fieldOf(r, "weight", shareOf), Meals: fieldOf(r, "meals", shareOf)}
	sc.Peaks = append(sc.Peaks, p)
	return r.err
}

func (sc *Scenario) addShift(v string) error { return addShift(&sc.Shifts, v) }

func addShift(to *[]Shift, v string) error {
	r := readRow(v, "at", "for", "weight")
	s := Shift{At: fieldOf(r, "at", hourOf), For: fieldOf(r, "for", periodOf), Weight: fieldOf(r, "weight", amountOf)}
	if r.err == nil && s.Weight == 0 {
		return errors.New("weight: nobody works it")
	}
	*to = append(*to, s)
	return r.err
}

func (sc *Scenario) addSpell(v string) error {
	r := readRow(v, "from", "to", "demand", "pace")
	s := Spell{From: fieldOf(r, "from", hourOf), To: fieldOf(r, "to", hourOf), Demand: fieldOf(r, "demand", amountOf), Pace: fieldOf(r, "pace", amountOf)}
	if r.err == nil && (s.From >= s.To || s.Pace == 0) {
		return errors.New("it ends before it begins, or nobody moves in it")
	}
	sc.Weather = append(sc.Weather, s)
	return r.err
}

func (sc *Scenario) addPromotion(v string) error {
	r := readRow(v, "category", "from", "to", "factor")
	category := func(v string) (circle.Category, error) {
		if !slices.Contains(sold[:], circle.Category(v)) {
			return "", fmt.Errorf("%q is not one of %v", v, sold)
		}
		return circle.Category(v), nil
	}
	p := Promotion{Category: fieldOf(r, "category", category), From: fieldOf(r, "from", hourOf), To: fieldOf(r, "to", hourOf), Factor: fieldOf(r, "factor", amountOf)}
	if r.err == nil && p.From >= p.To {
		return errors.New("it ends before it begins")
	}
	sc.wishes().Promotions = append(sc.wishes().Promotions, p)
	return r.err
}
