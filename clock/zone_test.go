package clock

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// A calendar that was written down says what the time zone database says, and
// survives the journal.
func TestWrittenCalendar(t *testing.T) {
	from := FromTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	for name, offsets := range map[string]int{"Asia/Shanghai": 1, "Europe/Andorra": 31, "America/St_Johns": 31, "Australia/Lord_Howe": 31, "UTC": 1} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Skipf("no time zone database here: %v", err)
		}
		live := Calendar{Zone: loc, Holidays: []Date{20000}}
		c := live.Written(from, from.Add(15*365*24*time.Hour))
		if c.Name != name || len(c.Offsets) != offsets || c.Zone != nil || !c.Holiday(20000) {
			t.Fatalf("%s: %+v", name, c)
		}
		raw, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back Calendar
		if err := json.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(back, c) {
			t.Fatalf("%s becomes %+v, %v", raw, back, err)
		}
		for at := from; at.Time().Year() < 2034; at = at.Add(203 * time.Minute) {
			d, clock := live.Local(at)
			if d2, clock2 := c.Local(at); d2 != d || clock2 != clock {
				t.Fatalf("%s: %s is %s %s, not %s %s", name, at, d2, clock2, d, clock)
			}
			i, exists := live.At(d, clock)
			if i2, exists2 := c.At(d, clock); i2 != i || exists2 != exists {
				t.Fatalf("%s: %s %s is %s, not %s", name, d, clock, i2, i)
			}
		}
	}
	if c := (Calendar{Name: "x"}).Written(0, 1); c.Name != "x" {
		t.Error("what is written already was changed")
	}
}
