package residents

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

func calendar(t *testing.T, zone string, holidays ...string) *clock.Calendar {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Skipf("this machine knows no time zones: %v", err)
	}
	c := &clock.Calendar{Zone: z}
	for _, h := range holidays {
		c.Holidays = append(c.Holidays, date(t, h))
	}
	return c
}

func instant(t *testing.T, s string) clock.Instant {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return clock.FromTime(at)
}

func weekly(t *testing.T, first, rule string, on OnHoliday) *Plan {
	t.Helper()
	r, err := ParseRule(rule)
	if err != nil {
		t.Fatal(err)
	}
	return &Plan{ID: "p1", First: date(t, first), At: 9 * time.Hour, Duration: time.Hour, Rule: r, Holidays: on}
}

func starts(list []Instance) string {
	var out []string
	for _, i := range list {
		s := i.Start.String()
		if i.On != i.Day {
			s += "<" + i.Day.String()[5:]
		}
		for _, d := range i.Also {
			s += "+" + d.String()[5:]
		}
		if i.Shifted {
			s += "!"
		}
		if i.Tentative {
			s += "?"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestInstances(t *testing.T) {
	golden := []string{"2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"}
	shanghai := calendar(t, "Asia/Shanghai", golden...)
	shanghai.Workdays = []clock.Date{date(t, "2026-10-10")}
	shanghai.Known = date(t, "2026-12-31")
	andorra := calendar(t, "Europe/Andorra")
	for _, c := range []struct {
		name     string
		plan     *Plan
		cal      *clock.Calendar
		except   string
		at       time.Duration
		from, to string
		want     string
	}{
		{"days off are kept", weekly(t, "2026-09-28", "FREQ=WEEKLY;BYDAY=MO,TH", Keep), shanghai, "", 0,
			"2026-09-28T00:00:00Z", "2026-10-09T00:00:00Z",
			"2026-09-28T01:00:00Z 2026-10-01T01:00:00Z 2026-10-05T01:00:00Z 2026-10-08T01:00:00Z"},
		{"skipped", weekly(t, "2026-09-28", "FREQ=WEEKLY;BYDAY=MO,TH", Skip), shanghai, "", 0,
			"2026-09-28T00:00:00Z", "2026-10-09T00:00:00Z", "2026-09-28T01:00:00Z 2026-10-08T01:00:00Z"},
		{"moved: both find the instance of the 8th", weekly(t, "2026-09-28", "FREQ=WEEKLY;BYDAY=MO,TH", Next), shanghai, "", 0,
			"2026-09-28T00:00:00Z", "2026-10-09T00:00:00Z", "2026-09-28T01:00:00Z 2026-10-08T01:00:00Z+10-01+10-05"},
		{"moved: two become one", weekly(t, "2026-09-28", "FREQ=WEEKLY;BYDAY=MO,FR", Next), shanghai, "", 0,
			"2026-10-01T00:00:00Z", "2026-10-09T03:00:00Z", "2026-10-08T01:00:00Z<10-02+10-05 2026-10-09T01:00:00Z"},
		{"moved from before the window", weekly(t, "2026-09-28", "FREQ=WEEKLY;BYDAY=MO", Next), shanghai, "", 0,
			"2026-10-08T00:00:00Z", "2026-10-09T00:00:00Z", "2026-10-08T01:00:00Z<10-05"},
		{"left out", weekly(t, "2026-11-02", "FREQ=WEEKLY;COUNT=3", Keep), shanghai, "20261109T090000", 0,
			"2026-01-01T00:00:00Z", "2027-10-09T00:00:00Z", "2026-11-02T01:00:00Z 2026-11-16T01:00:00Z"},
		{"beyond the list", weekly(t, "2026-12-28", "FREQ=WEEKLY", Skip), shanghai, "", 0,
			"2026-12-01T00:00:00Z", "2027-01-05T00:00:00Z", "2026-12-28T01:00:00Z 2027-01-04T01:00:00Z?"},
		{"once", &Plan{ID: "p", First: date(t, "2026-11-24"), Duration: time.Hour, Holidays: Keep}, shanghai, "", 9 * time.Hour,
			"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-11-24T01:00:00Z"},
		{"the wall's clock rules", weekly(t, "2026-03-22", "FREQ=WEEKLY", Keep), andorra, "", 0,
			"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2026-03-22T08:00:00Z 2026-03-29T07:00:00Z"},
		{"a time that is jumped over", weekly(t, "2026-03-28", "FREQ=DAILY;COUNT=3", Keep), andorra, "", 150 * time.Minute,
			"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2026-03-28T01:30:00Z 2026-03-29T01:30:00Z! 2026-03-30T00:30:00Z"},
		{"a time that comes twice", weekly(t, "2026-10-24", "FREQ=DAILY;COUNT=3", Keep), andorra, "", 150 * time.Minute,
			"2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-10-24T00:30:00Z 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z"},
		{"until a day", weekly(t, "2026-11-02", "FREQ=DAILY;UNTIL=20261104", Keep), shanghai, "", 0,
			"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-11-02T01:00:00Z 2026-11-03T01:00:00Z 2026-11-04T01:00:00Z"},
		{"until a start", weekly(t, "2026-11-02", "FREQ=DAILY;UNTIL=20261104T010000Z", Keep), shanghai, "", 0,
			"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-11-02T01:00:00Z 2026-11-03T01:00:00Z 2026-11-04T01:00:00Z"},
		{"until just before a start", weekly(t, "2026-11-02", "FREQ=DAILY;UNTIL=20261104T005959Z", Keep), shanghai, "", 0,
			"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-11-02T01:00:00Z 2026-11-03T01:00:00Z"},
		{"a window's ends", weekly(t, "2026-11-02", "FREQ=DAILY", Keep), shanghai, "", 0,
			"2026-11-03T01:00:00Z", "2026-11-05T01:00:00Z", "2026-11-03T01:00:00Z 2026-11-04T01:00:00Z"},
		{"a window turned round", weekly(t, "2026-11-02", "FREQ=DAILY", Keep), shanghai, "", 0,
			"2026-11-05T01:00:00Z", "2026-11-03T01:00:00Z", ""},
		{"a day that Samoa left out", weekly(t, "2011-12-29", "FREQ=DAILY;COUNT=3", Keep), calendar(t, "Pacific/Apia"), "", 0,
			"2011-01-01T00:00:00Z", "2012-12-01T00:00:00Z", "2011-12-29T19:00:00Z 2011-12-30T19:00:00Z+12-30"},
	} {
		if c.at != 0 {
			c.plan.At = c.at
		}
		if c.except != "" {
			var err error
			if c.plan.Except, err = ParseExceptions(c.except); err != nil {
				t.Fatal(err)
			}
		}
		got, err := c.plan.Instances(c.cal, instant(t, c.from), instant(t, c.to))
		if err != nil || starts(got) != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.name, err, starts(got), c.want)
		}
	}
}

func TestInstancesRefused(t *testing.T) {
	all := []string{}
	for d := date(t, "2026-10-01"); d < date(t, "2026-12-01"); d++ {
		all = append(all, d.String())
	}
	for name, c := range map[string]struct {
		change func(*Plan)
		cal    *clock.Calendar
		says   string
	}{
		"too early":      {func(p *Plan) { p.First = date(t, "1950-01-01") }, nil, "DTSTART: "},
		"no time of day": {func(p *Plan) { p.At = 24 * time.Hour }, nil, "DTSTART: "},
		"no duration":    {func(p *Plan) { p.Duration = 0 }, nil, "DURATION: "},
		"no choice":      {func(p *Plan) { p.Holidays = "" }, nil, "holidays: "},
		"ends first":     {func(p *Plan) { p.Rule.UntilDay = date(t, "2026-01-01") }, nil, "UNTIL: "},
		// A daily visit of 24 hours: all is well until the first day of 23.
		"one of many overlaps": {func(p *Plan) { p.Duration = 24 * time.Hour }, calendar(t, "America/New_York"), "DURATION: the instance of 2027-03-13"},
		"no working day":       {func(p *Plan) { p.Holidays = Next }, calendar(t, "UTC", all...), "holidays: there is no working day within 31 days after 2026-10-01"},
	} {
		p := weekly(t, "2026-10-01", "FREQ=DAILY", Keep)
		c.change(p)
		if c.cal == nil {
			c.cal = calendar(t, "UTC")
		}
		got, err := p.Instances(c.cal, instant(t, "2026-10-01T00:00:00Z"), instant(t, "2027-10-01T00:00:00Z"))
		if err == nil || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("%s: %s, %v", name, starts(got), err)
		}
	}
	p := weekly(t, "2026-10-01", "FREQ=DAILY", Keep)
	if got, err := p.Instances(calendar(t, "UTC"), instant(t, "2026-10-01T00:00:00Z"), instant(t, "2037-10-01T00:00:00Z")); err == nil {
		t.Errorf("eleven years: %d instances", len(got))
	}
	for _, s := range []string{"", "2026-10-01", "20261001T090000Z", "20261301"} {
		if d, err := ParseExceptions(s); err == nil || !strings.HasPrefix(err.Error(), "EXDATE: ") {
			t.Errorf("%q: %v, %v", s, d, err)
		}
	}
}

// TestInstancesWindows: however a span is cut into windows, the same instances
// come, each within its window, none twice, each kept as its policy says.
func TestInstancesWindows(t *testing.T) {
	zones := []string{"Asia/Shanghai", "Europe/Andorra", "America/St_Johns", "Australia/Lord_Howe"}
	for seed := range uint64(250) {
		dice := rand.New(rand.NewPCG(seed, 1))
		r, err := ParseRule(anyRule(dice))
		if err != nil {
			t.Fatal(err)
		}
		cal := calendar(t, zones[dice.IntN(len(zones))])
		first := date(t, "2025-01-01") + clock.Date(dice.IntN(300))
		for d := first; d < first+1000; d++ {
			if dice.IntN(8) == 0 {
				cal.Holidays = append(cal.Holidays, d)
			} else if dice.IntN(20) == 0 {
				cal.Workdays = append(cal.Workdays, d)
			}
		}
		p := Plan{
			ID: "p", First: first, At: time.Duration(dice.IntN(96)) * 15 * time.Minute, Duration: 30 * time.Minute,
			Rule: r, Holidays: []OnHoliday{Keep, Skip, Next}[dice.IntN(3)],
		}
		from, _ := cal.At(first, 0)
		to := from.Add(700 * 24 * time.Hour)
		whole, err := p.Instances(cal, from, to)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var cut []Instance
		for a := from; a < to; {
			b := min(to, a.Add(time.Duration(1+dice.IntN(60*24))*time.Hour))
			part, err := p.Instances(cal, a, b)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			cut = append(cut, part...)
			a = b
		}
		if !reflect.DeepEqual(whole, cut) {
			t.Fatalf("seed %d: %s: in windows\n%s\nat once\n%s", seed, r, starts(cut), starts(whole))
		}
		for k, i := range whole {
			on, ofDay := cal.Local(i.Start)
			_, off := slices.BinarySearch(cal.Holidays, i.On)
			switch {
			case k > 0 && whole[k-1].Start >= i.Start:
				t.Fatalf("seed %d: out of order", seed)
			case !i.Shifted && (on != i.On || ofDay != p.At):
				t.Fatalf("seed %d: %s starts at %s %s", seed, i.On, on, ofDay)
			case off && p.Holidays != Keep || i.On != i.Day && (p.Holidays != Next || !cal.Working(i.On)):
				t.Fatalf("seed %d: %s is kept on %s", seed, i.Day, i.On)
			}
		}
	}
}

func TestPlanJSON(t *testing.T) {
	p := weekly(t, "2026-09-28", "FREQ=WEEKLY;BYDAY=MO,TH", Next)
	p.Except = []clock.Date{date(t, "2026-10-05")}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"p1","first":"2026-09-28","at":32400000000000,"duration":3600000000000,"rule":"FREQ=WEEKLY;BYDAY=MO,TH","except":["2026-10-05"],"holidays":"next"}`
	if string(b) != want {
		t.Errorf("%s", b)
	}
	var back Plan
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(&back, p) {
		t.Errorf("%+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"rule":"FREQ=DAILY;BYHOUR=1"}`), &back); err == nil || !strings.Contains(err.Error(), "BYHOUR") {
		t.Errorf("%v", err)
	}
}
