package fleet

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

func TestDuty(t *testing.T) {
	at := func(h float64) clock.Instant { return clock.Instant(1e12).Add(time.Duration(h * float64(time.Hour))) }
	const rest = 8 * time.Hour
	d := Duty{}.On(at(0), rest)
	if again := d.On(at(1), rest); again != d {
		t.Errorf("signing on twice began anew: %+v", again)
	}
	if d.Worked(at(3)) != 3*time.Hour || d.Reaches(12*time.Hour) != at(12) {
		t.Errorf("worked %s, limit at %s", d.Worked(at(3)), d.Reaches(12*time.Hour))
	}
	d = d.Off(at(5))
	if d.Off(at(6)) != d || d.Worked(at(7)) != 5*time.Hour {
		t.Errorf("off duty the count goes on: %+v", d)
	}
	short := d.On(at(6), rest)
	if short.Worked(at(7)) != 6*time.Hour || short.Reaches(12*time.Hour) != at(13) {
		t.Errorf("after an hour's rest: worked %s", short.Worked(at(7)))
	}
	if long := d.On(at(13), rest); long.Worked(at(14)) != time.Hour {
		t.Errorf("after a night's rest: worked %s", long.Worked(at(14)))
	}
}

func TestCan(t *testing.T) {
	c := Courier{Skills: []string{"care", "wash"}, Papers: []Certificate{{Skill: "wash", Until: 50}}}
	for _, x := range []struct {
		asks  []string
		until clock.Instant
		want  bool
	}{
		{nil, 99, true}, {[]string{"wash"}, 50, true}, {[]string{"wash"}, 51, false},
		{[]string{"care"}, 51, true}, {[]string{"care", "wash"}, 0, true}, {[]string{"care", "nurse"}, 0, false},
	} {
		if c.Can(x.asks, x.until) != x.want {
			t.Errorf("%v until %d: %v", x.asks, x.until, !x.want)
		}
	}
}
