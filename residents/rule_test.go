package residents

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

func date(t testing.TB, s string) clock.Date {
	t.Helper()
	d, err := clock.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// take returns the first n days of a rule.
func take(r *Rule, first clock.Date, n int) []clock.Date {
	var out []clock.Date
	r.days(first, first, first+80*366, func(d clock.Date) bool {
		if !r.Until.IsZero() && d.String() > r.Until.Time().Format(time.DateOnly) || r.UntilDay != 0 && d > r.UntilDay {
			return false
		}
		out = append(out, d)
		return len(out) < n
	})
	return out
}

// TestStandard holds the rules of RFC 5545, section 3.8.5.3, that name days
// by month, day and weekday, against the days that it prints for them.
func TestStandard(t *testing.T) {
	for _, c := range []struct{ first, rule, want string }{
		{"1997-09-02", "FREQ=DAILY;COUNT=10", "1997 9/2 3 4 5 6 7 8 9 10 11"},
		{"1997-12-20", "FREQ=DAILY;UNTIL=19971224T000000Z", "1997 12/20 21 22 23 24"}, // the time of day is Instances' part
		{"1997-09-02", "FREQ=DAILY;INTERVAL=2", "1997 9/2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 10/2 4"},
		{"1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997 9/2 12 22 10/2 12"},
		{"1997-09-02", "FREQ=WEEKLY;COUNT=10", "1997 9/2 9 16 23 30 10/7 14 21 28 11/4"},
		{"1997-09-02", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997 9/2 16 30 10/14 28 11/11 25 12/9 23 1998 1/6 20"},
		{"1997-09-02", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997 9/2 4 9 11 16 18 23 25 30 10/2"},
		{"1997-09-01", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
			"1997 9/1 3 5 15 17 19 29 10/1 3 13 15 17 27 29 31 11/10 12 14 24 26 28 12/8 10 12 22 24"},
		{"1997-09-02", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997 9/2 4 16 18 30 10/2 14 16"},
		{"1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997 9/5 10/3 11/7 12/5 1998 1/2 2/6 3/6 4/3 5/1 6/5"},
		{"1997-09-05", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997 9/5 10/3 11/7 12/5"},
		{"1997-09-07", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997 9/7 28 11/2 30 1998 1/4 25 3/1 29 5/3 31"},
		{"1997-09-22", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997 9/22 10/20 11/17 12/22 1998 1/19 2/16"},
		{"1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3", "1997 9/28 10/29 11/28 12/29 1998 1/29 2/26"},
		{"1997-09-02", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997 9/2 15 10/2 15 11/2 15 12/2 15 1998 1/2 15"},
		{"1997-09-30", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997 9/30 10/1 31 11/1 30 12/1 31 1998 1/1 31 2/1"},
		{"1997-09-10", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
			"1997 9/10 11 12 13 14 15 1999 3/10 11 12 13"},
		{"1997-09-02", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997 9/2 9 16 23 30 11/4 11 18 25 1998 1/6 13 20 27 3/3 10 17 24 31"},
		{"1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997 6/10 7/10 1998 6/10 7/10 1999 6/10 7/10 2000 6/10 7/10 2001 6/10 7/10"},
		{"1997-03-10", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
			"1997 3/10 1999 1/10 2/10 3/10 2001 1/10 2/10 3/10 2003 1/10 2/10 3/10"},
		{"1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "1997 5/19 1998 5/18 1999 5/17"},
		{"1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997 3/13 20 27 1998 3/5 12 19 26 1999 3/4 11 18 25"},
		{"1997-06-05", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
			"1997 6/5 12 19 26 7/3 10 17 24 31 8/7 14 21 28 1998 6/4 11 18 25 7/2 9 16 23 30 8/6 13 20 27"},
		{"1997-09-02", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998 2/13 3/13 11/13 1999 8/13 2000 10/13"},
		{"1997-09-13", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997 9/13 10/11 11/8 12/13 1998 1/10 2/7 3/7 4/11 5/9 6/13"},
		{"1996-11-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996 11/5 2000 11/7 2004 11/2"},
		{"1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997 9/4 10/7 11/6"},
		{"1997-09-29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997 9/29 10/30 11/27 12/30 1998 1/29 2/26 3/30"},
		{"1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997 8/5 10 19 24"},
		{"1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997 8/5 17 19 31"},
		{"2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007 1/15 30 2/15 3/15 30"}, // there is no 30 February
	} {
		want := written(t, c.want)
		rule, err := ParseRule(c.rule)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		got := take(&rule, date(t, c.first), len(want))
		if !slices.Equal(got, want) {
			t.Errorf("%s from %s:\n got %v\nwant %v", c.rule, c.first, got, want)
		}
		if ends := strings.Contains(c.rule, "COUNT") || strings.Contains(c.rule, "UNTIL"); ends && len(take(&rule, date(t, c.first), 1000)) != len(want) {
			t.Errorf("%s does not end where it should", c.rule)
		}
	}
}

// written reads "1997 9/2 3 10/1": a year, a month before a day where it
// changes, days.
func written(t *testing.T, s string) (out []clock.Date) {
	t.Helper()
	year, month := 0, 0
	for _, w := range strings.Fields(s) {
		n, d := 0, 0
		if k, _ := fmt.Sscanf(w, "%d/%d", &n, &d); k == 2 {
			month = n
		} else if d = n; len(w) == 4 {
			year = n
			continue
		}
		v, ok := clock.DateOf(year, time.Month(month), d)
		if !ok {
			t.Fatalf("%q is no day", w)
		}
		out = append(out, v)
	}
	return out
}

// TestRuleOracle holds random rules against a walk over every day, which
// shares nothing with the rules but the meaning of the RFC's table.
func TestRuleOracle(t *testing.T) {
	found := 0
	for seed := range uint64(400) {
		dice := rand.New(rand.NewPCG(seed, 5545))
		text := anyRule(dice)
		rule, err := ParseRule(text)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		first := date(t, "1999-01-01") + clock.Date(dice.IntN(800))
		want := walk(text, first.String(), 2500)
		lo := first + clock.Date(dice.IntN(2500)) - 100
		hi := lo + clock.Date(dice.IntN(900))
		hi = min(hi, first+2499)
		var expect, got []string
		for _, d := range want {
			if d >= lo.String() && d <= hi.String() {
				expect = append(expect, d)
			}
		}
		rule.days(first, lo, hi, func(d clock.Date) bool { got = append(got, d.String()); return true })
		if !slices.Equal(got, expect) {
			t.Fatalf("seed %d: %s from %s, window %s to %s:\n got %v\nwant %v", seed, text, first, lo, hi, got, expect)
		}
		found += len(got)
		again, err := ParseRule(rule.String())
		if err != nil || again.String() != rule.String() {
			t.Fatalf("seed %d: %s is written as %s and read as %v, %v", seed, text, rule, again, err)
		}
	}
	if found < 5_000 {
		t.Fatalf("only %d days were compared: the rules name too few", found)
	}
}

// anyRule writes a valid rule.
func anyRule(dice *rand.Rand) string {
	freq := []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}[dice.IntN(4)]
	parts := []string{"FREQ=" + freq, fmt.Sprintf("INTERVAL=%d", 1+dice.IntN(4))}
	chance := func(percent int) bool { return dice.IntN(100) < percent }
	list := func(n int, one func() string) string {
		var out []string
		for range 1 + dice.IntN(n) {
			out = append(out, one())
		}
		return strings.Join(out, ",")
	}
	by := false
	months := chance(30)
	if months {
		by = true
		parts = append(parts, "BYMONTH="+list(4, func() string { return fmt.Sprint(1 + dice.IntN(12)) }))
	}
	if freq != "WEEKLY" && chance(40) {
		by = true
		parts = append(parts, "BYMONTHDAY="+list(6, func() string {
			return fmt.Sprint((1 + dice.IntN(29)) * (1 - 2*dice.IntN(2)))
		}))
	}
	if chance(60) {
		by = true
		parts = append(parts, "BYDAY="+list(4, func() string {
			name := weekdays[dice.IntN(7)]
			most := 5
			if freq == "YEARLY" && !months {
				most = 53
			}
			if freq != "DAILY" && freq != "WEEKLY" && chance(50) {
				return fmt.Sprint((1+dice.IntN(most))*(1-2*dice.IntN(2))) + name
			}
			return name
		}))
	}
	if by && chance(30) {
		parts = append(parts, "BYSETPOS="+list(3, func() string { return fmt.Sprint((1 + dice.IntN(5)) * (1 - 2*dice.IntN(2))) }))
	}
	if chance(40) {
		parts = append(parts, fmt.Sprintf("COUNT=%d", 1+dice.IntN(60)))
	}
	if chance(40) {
		parts = append(parts, "WKST="+weekdays[dice.IntN(7)])
	}
	dice.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return strings.Join(parts, ";")
}

// walk is the oracle: it looks at each of n days and asks whether the rule's
// text names it, with package time's calendar only, and groups by period.
func walk(text, first string, n int) []string {
	p := map[string]string{"INTERVAL": "1", "WKST": "MO"}
	for _, f := range strings.Split(text, ";") {
		k, v, _ := strings.Cut(f, "=")
		p[k] = v
	}
	start, _ := time.Parse(time.DateOnly, first)
	interval, count := atoi(p["INTERVAL"]), 1<<30
	if p["COUNT"] != "" {
		count = atoi(p["COUNT"])
	}
	monday := func(t time.Time) time.Time { // the first day of t's week
		for weekdays[t.Weekday()] != p["WKST"] {
			t = t.AddDate(0, 0, -1)
		}
		return t
	}
	periodOf := func(t time.Time) int {
		switch p["FREQ"] {
		case "DAILY":
			return int(t.Sub(start).Hours()) / 24
		case "WEEKLY":
			return int(monday(t).Sub(monday(start)).Hours()) / 24 / 7
		case "MONTHLY":
			return (t.Year()-start.Year())*12 + int(t.Month()) - int(start.Month())
		}
		return t.Year() - start.Year()
	}
	periods := map[int][]time.Time{}
	last := 0
	// Whole periods, for BYSETPOS: from the year's start to a year after.
	from, to := time.Date(start.Year(), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -7), start.AddDate(0, 0, n+366)
	for t := from; t.Before(to); t = t.AddDate(0, 0, 1) {
		k := periodOf(t)
		if k < 0 || k%interval != 0 || p["FREQ"] == "DAILY" && t.Before(start) || !member(p, start, t) {
			continue
		}
		periods[k] = append(periods[k], t)
		last = k
	}
	var out []string
	for k := 0; k <= last; k++ {
		days := periods[k]
		for i, t := range days {
			chosen := p["BYSETPOS"] == ""
			for _, s := range split(p["BYSETPOS"]) {
				chosen = chosen || atoi(s) == i+1 || atoi(s) == i-len(days)
			}
			if !chosen || t.Before(start) {
				continue
			}
			if count--; count >= 0 && t.Before(start.AddDate(0, 0, n)) {
				out = append(out, t.Format(time.DateOnly))
			}
		}
	}
	return out
}

func member(p map[string]string, start, t time.Time) bool {
	months, monthDays, days := split(p["BYMONTH"]), split(p["BYMONTHDAY"]), split(p["BYDAY"])
	if len(months) > 0 && !slices.Contains(months, fmt.Sprint(int(t.Month()))) {
		return false
	}
	if len(monthDays) > 0 {
		back := 0 // counted from the month's end
		for u := t; u.Month() == t.Month(); u = u.AddDate(0, 0, 1) {
			back--
		}
		if !slices.Contains(monthDays, fmt.Sprint(t.Day())) && !slices.Contains(monthDays, fmt.Sprint(back)) {
			return false
		}
	}
	if len(days) > 0 {
		yearly := p["FREQ"] == "YEARLY" && len(months) == 0
		same := func(u time.Time) bool { return u.Year() == t.Year() && (yearly || u.Month() == t.Month()) }
		nth, back := 0, 0
		for u := t; same(u); u = u.AddDate(0, 0, -7) {
			nth++
		}
		for u := t; same(u); u = u.AddDate(0, 0, 7) {
			back--
		}
		name := weekdays[t.Weekday()]
		return slices.Contains(days, name) || slices.Contains(days, fmt.Sprint(nth)+name) || slices.Contains(days, fmt.Sprint(back)+name)
	}
	switch p["FREQ"] {
	case "WEEKLY":
		return t.Weekday() == start.Weekday()
	case "MONTHLY":
		return len(monthDays) > 0 || t.Day() == start.Day()
	case "YEARLY":
		if len(monthDays) > 0 {
			return true
		}
		return t.Day() == start.Day() && (len(months) > 0 || t.Month() == start.Month())
	}
	return true
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func atoi(s string) (n int) {
	fmt.Sscan(s, &n)
	return n
}

func TestRuleRefused(t *testing.T) {
	for text, part := range map[string]string{
		"":                                    "RRULE",
		"FREQ":                                "RRULE",
		"FREQ=DAILY;":                         "RRULE",
		"FREQ=":                               "RRULE",
		"INTERVAL=2":                          "FREQ",
		"FREQ=HOURLY":                         "FREQ",
		"FREQ=SOMETIMES":                      "FREQ",
		"FREQ=DAILY;FREQ=DAILY":               "FREQ",
		"FREQ=DAILY;INTERVAL=0":               "INTERVAL",
		"FREQ=DAILY;INTERVAL=-1":              "INTERVAL",
		"FREQ=DAILY;INTERVAL=+1":              "INTERVAL",
		"FREQ=DAILY;INTERVAL=1001":            "INTERVAL",
		"FREQ=DAILY;INTERVAL=99999999999999":  "INTERVAL",
		"FREQ=DAILY;COUNT=0":                  "COUNT",
		"FREQ=DAILY;COUNT=10001":              "COUNT",
		"FREQ=DAILY;COUNT=2;UNTIL=20260101":   "COUNT",
		"FREQ=DAILY;UNTIL=20260230":           "UNTIL",
		"FREQ=DAILY;UNTIL=20260203T090000":    "UNTIL",
		"FREQ=MONTHLY;BYDAY=XX":               "BYDAY",
		"FREQ=MONTHLY;BYDAY=M":                "BYDAY",
		"FREQ=MONTHLY;BYDAY=0MO":              "BYDAY",
		"FREQ=MONTHLY;BYDAY=6MO":              "BYDAY",
		"FREQ=MONTHLY;BYDAY=+-1MO":            "BYDAY",
		"FREQ=MONTHLY;BYDAY=MO,":              "BYDAY",
		"FREQ=YEARLY;BYDAY=54MO":              "BYDAY",
		"FREQ=YEARLY;BYMONTH=2;BYDAY=20MO":    "BYDAY",
		"FREQ=WEEKLY;BYDAY=2MO":               "BYDAY",
		"FREQ=WEEKLY;BYMONTHDAY=2":            "BYMONTHDAY",
		"FREQ=MONTHLY;BYMONTHDAY=0":           "BYMONTHDAY",
		"FREQ=MONTHLY;BYMONTHDAY=32":          "BYMONTHDAY",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "BYMONTHDAY",
		"FREQ=YEARLY;BYMONTH=13":              "BYMONTH",
		"FREQ=YEARLY;BYMONTH=-1":              "BYMONTH",
		"FREQ=MONTHLY;BYSETPOS=1":             "BYSETPOS",
		"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0":    "BYSETPOS",
		"FREQ=WEEKLY;WKST=X":                  "WKST",
		"FREQ=YEARLY;BYWEEKNO=20":             "BYWEEKNO",
		"FREQ=YEARLY;BYYEARDAY=1":             "BYYEARDAY",
		"FREQ=DAILY;BYHOUR=9":                 "BYHOUR",
		"FREQ=DAILY;RSCALE=CHINESE":           "RSCALE",
	} {
		r, err := ParseRule(text)
		var refusal *RuleError
		if !errors.As(err, &refusal) || refusal.Part != part || !strings.HasPrefix(err.Error(), part+": ") {
			t.Errorf("%q: %v, %v; want %s", text, r, err, part)
		}
	}
	if r, err := ParseRule(" rrule:freq=weekly;byday=mo,we,mo;wkst=su "); err != nil || r.String() != "FREQ=WEEKLY;BYDAY=MO,WE;WKST=SU" {
		t.Errorf("%s, %v", r, err)
	}
}

// FuzzRule: what can be read can be written and read again as the same, and
// ends.
func FuzzRule(f *testing.F) {
	for _, s := range []string{"FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20400101"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRule(s)
		if err != nil {
			return
		}
		again, err := ParseRule(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q: %s, then %s, %v", s, r, again, err)
		}
		n := 0
		first := date(t, "2024-02-29")
		r.days(first, first, first+5000, func(d clock.Date) bool { n++; return true })
		if r.Count > 0 && n > r.Count || n > 5001 {
			t.Fatalf("%s names %d days", r, n)
		}
	})
}
