package httpapi

import (
	"strings"
	"testing"
)

// The rules by which robots drive are given back with the weather; a rule that
// is wrong is named, and nobody but an administrator sets them.
func TestDrivingAndWeather(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/communities", f.admin, examples["putCommunity"])
	rules := strings.Replace(examples["setDriving"], "Mo-Fr 07:00-21:00; Sa,Su 09:00-20:00", "24/7", 1)
	got := decode[DrivingNow](t, f.want(200, "PUT", "/v1/admin/driving", f.admin, rules))
	if got.Pace != 100 || got.Percent["snow"] != 40 || got.Hours != "Mo-Su 00:00-24:00" {
		t.Errorf("%+v", got)
	}
	f.problem(403, "forbidden", "PUT", "/v1/admin/driving", f.staff, rules)
	for bad, names := range map[string]string{
		strings.Replace(rules, `"rain": 80`, `"rain": 5`, 1):   "rain",
		strings.Replace(rules, `"rain": 80`, `"frogs": 80`, 1): "frogs",
		strings.Replace(rules, "24/7", "sometimes", 1):         "hours",
		strings.Replace(rules, `"xingfuli"`, `"nowhere"`, 1):   "nowhere",
	} {
		if p := f.problem(422, "bad_registration", "PUT", "/v1/admin/driving", f.admin, bad); !strings.Contains(p.Detail, names) {
			t.Errorf("%s: %s", bad, p.Detail)
		}
	}
	got = decode[DrivingNow](t, f.want(200, "POST", "/v1/staff/weather", f.staff, examples["setWeather"]))
	if got.Pace != 80 || got.Weather != "rain" {
		t.Errorf("%+v", got)
	}
	got = decode[DrivingNow](t, f.want(200, "POST", "/v1/staff/weather", f.staff, `{"weather":"storm","reason":"gale warning"}`))
	if got.Pace != 0 {
		t.Errorf("%+v", got)
	}
	f.problem(403, "forbidden", "POST", "/v1/staff/weather", f.orders, examples["setWeather"])
	got = decode[DrivingNow](t, f.want(200, "POST", "/v1/staff/weather", f.staff, `{"reason":"over"}`))
	if got.Pace != 100 || got.Weather != "" {
		t.Errorf("%+v", got)
	}
}
