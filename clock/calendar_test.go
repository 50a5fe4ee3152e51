package clock

import (
	"encoding/json"
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("this machine knows no time zones: %v", err)
	}
	return z
}

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDate(t *testing.T) {
	for d := Date(-400_000); d < 100_000; d += 37 {
		want := time.Unix(int64(d)*86400, 0).UTC()
		y, m, dd := d.Civil()
		back, ok := DateOf(y, m, dd)
		if !ok || back != d || d.Weekday() != want.Weekday() || d.String() != want.Format(time.DateOnly) {
			t.Fatalf("%d: %s %s, back as %d", d, d, d.Weekday(), back)
		}
	}
	if _, ok := DateOf(2026, 2, 29); ok {
		t.Error("29 February 2026 exists")
	}
	for _, bad := range []string{"", "2026-2-3", "2026-02-30", "20260203"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q is read as %s", bad, d)
		}
	}
	b, err := json.Marshal(map[string]Date{"d": day(t, "2026-11-24")})
	if err != nil || string(b) != `{"d":"2026-11-24"}` {
		t.Errorf("%s, %v", b, err)
	}
	var m map[string]Date
	if err := json.Unmarshal(b, &m); err != nil || m["d"] != day(t, "2026-11-24") {
		t.Errorf("%v, %v", m, err)
	}
}

func TestCalendarAt(t *testing.T) {
	for _, c := range []struct {
		zone, day string
		ofDay     time.Duration
		want      string
		exists    bool
	}{
		{"Asia/Shanghai", "2026-11-24", 9 * time.Hour, "2026-11-24T01:00:00Z", true},
		{"Europe/Andorra", "2026-03-28", 150 * time.Minute, "2026-03-28T01:30:00Z", true},
		{"Europe/Andorra", "2026-03-29", 150 * time.Minute, "2026-03-29T01:30:00Z", false}, // shown as 03:30
		{"Europe/Andorra", "2026-10-25", 150 * time.Minute, "2026-10-25T00:30:00Z", true},  // the first of two
		{"Europe/Andorra", "2026-10-25", 3 * time.Hour, "2026-10-25T02:00:00Z", true},      // comes once
		{"America/New_York", "2026-03-08", 150 * time.Minute, "2026-03-08T07:30:00Z", false},
		{"America/New_York", "2026-11-01", 90 * time.Minute, "2026-11-01T05:30:00Z", true},
		{"Australia/Lord_Howe", "2026-10-04", 135 * time.Minute, "2026-10-03T15:45:00Z", false}, // half an hour
		{"Pacific/Apia", "2011-12-30", 9 * time.Hour, "2011-12-30T19:00:00Z", false},            // no such day
	} {
		cal := Calendar{Zone: zone(t, c.zone)}
		got, exists := cal.At(day(t, c.day), c.ofDay)
		if got.String() != c.want || exists != c.exists {
			t.Errorf("%s %s %s: %s %v, want %s", c.zone, c.day, c.ofDay, got, exists, c.want)
		}
	}
}

// TestCalendarRound takes every half hour of two years in zones with and
// without summer time: what exists must come back as it went in.
func TestCalendarRound(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "Europe/Andorra", "America/St_Johns", "Australia/Lord_Howe", "UTC"} {
		cal := Calendar{Zone: zone(t, name)}
		missing := 0
		for d := day(t, "2025-12-31"); d < day(t, "2028-01-01"); d++ {
			for at := time.Duration(0); at < 24*time.Hour; at += 30 * time.Minute {
				i, exists := cal.At(d, at)
				back, ofDay := cal.Local(i)
				if exists && (back != d || ofDay != at) {
					t.Fatalf("%s: %s %s came back as %s %s", name, d, at, back, ofDay)
				}
				if !exists {
					missing++
				}
			}
		}
		if utc := name == "UTC" || name == "Asia/Shanghai"; utc != (missing == 0) || missing > 4 {
			t.Errorf("%s: %d half hours do not exist", name, missing)
		}
	}
}

func TestWorking(t *testing.T) {
	cal := Calendar{ // National Day of 2026 in China
		Holidays: []Date{day(t, "2026-10-01"), day(t, "2026-10-02"), day(t, "2026-10-05")},
		Workdays: []Date{day(t, "2026-10-10")},
	}
	for s, want := range map[string]bool{
		"2026-09-30": true, "2026-10-01": false, "2026-10-03": false, "2026-10-05": false,
		"2026-10-06": true, "2026-10-10": true, "2026-10-11": false,
	} {
		if cal.Working(day(t, s)) != want {
			t.Errorf("%s: working is not %v", s, want)
		}
	}
}
