package circle

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

func TestParseHours(t *testing.T) {
	for text, want := range map[string]string{
		"24/7":          "Mo-Su 00:00-24:00",
		"全天":            "Mo-Su 00:00-24:00",
		"08:00-20:00":   "Mo-Su 08:00-20:00",
		"每天 8:00～20:00": "Mo-Su 08:00-20:00",
		"周一至周五 08:00-20:00；周六 09:00-18:00；节假日休息":           "Mo-Fr 08:00-20:00; Sa 09:00-18:00; Su off; PH off",
		"Mo-Fr 08:00-12:00,14:00-20:00; Sa,Su 09:00-18:00": "Mo-Fr 08:00-12:00,14:00-20:00; Sa-Su 09:00-18:00",
		"工作日 9：00-17：00，18：00-19：00；周末休息":                  "Mo-Fr 09:00-17:00,18:00-19:00; Sa-Su off",
		"Sa-Mo 22:00-02:00; PH 10:00-12:00":                "Mo 22:00-02:00; Tu-Fr off; Sa-Su 22:00-02:00; PH 10:00-12:00",
		"daily 08:00-20:00; Su off":                        "Mo-Sa 08:00-20:00; Su off",
		"星期三、星期五 10:00-11:00":                              "Mo-Tu off; We 10:00-11:00; Th off; Fr 10:00-11:00; Sa-Su off",
	} {
		h, err := ParseHours(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := h.String(); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
		again, err := ParseHours(h.String())
		if err != nil || again.String() != want {
			t.Errorf("%q does not read itself: %v", want, err)
		}
	}
	for _, text := range []string{"", ";", "x", "08:00", "25:00-26:00", "08:61-09:00", "08:00-12:00,11:00-13:00", "周末-周一 08:00-09:00", "mo", "8-20"} {
		if h, err := ParseHours(text); err == nil {
			t.Errorf("%q is read as %s", text, h)
		}
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"24/7", "Mo-Fr 08:00-12:00,14:00-20:00; PH off", "周一至周五 22:00-02:00；节假日休息", "00:00-00:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHours(s)
		if err != nil {
			return
		}
		again, err := ParseHours(h.String())
		if err != nil || again.String() != h.String() {
			t.Errorf("%q becomes %q, then %v, %v", s, h, again, err)
		}
	})
}

// OpenAt against a walk over every quarter of an hour of two weeks, said
// another way: by the text of each day.
func TestHoursThroughHolidays(t *testing.T) {
	h, err := ParseHours("Mo-Fr 08:00-20:00; Sa 22:00-02:00; PH off")
	if err != nil {
		t.Fatal(err)
	}
	c := &clock.Calendar{
		Offsets:  []clock.Offset{{Seconds: 8 * 3600}},
		Holidays: days("2026-02-17"), Workdays: days("2026-02-15"),
	}
	at := func(text string) clock.Instant {
		v, err := time.Parse("2006-01-02 15:04 -0700", text+" +0800")
		if err != nil {
			t.Fatal(err)
		}
		return clock.FromTime(v)
	}
	for text, want := range map[string]bool{
		"2026-02-13 07:59": false, "2026-02-13 08:00": true, "2026-02-13 19:59": true, "2026-02-13 20:00": false,
		"2026-02-14 21:59": false, "2026-02-14 23:00": true, "2026-02-15 01:59": true, "2026-02-15 02:00": false,
		"2026-02-15 10:00": true,  // a Sunday that is worked
		"2026-02-17 10:00": false, // a Tuesday, but a holiday
		"2026-02-18 10:00": true,
	} {
		if got := h.OpenAt(c, at(text)); got != want {
			t.Errorf("open on %s: %v", text, got)
		}
	}
	for from, want := range map[string]string{
		"2026-02-16 20:00": "2026-02-18 08:00", "2026-02-13 09:00": "2026-02-13 09:00", "2026-02-13 20:00": "2026-02-14 22:00",
	} {
		if got, ok := h.NextOpening(c, at(from)); !ok || got != at(want) {
			t.Errorf("after %s it opens %s, not %s", from, got, want)
		}
	}
	if _, ok := (&Hours{}).NextOpening(c, at("2026-02-13 09:00")); ok {
		t.Error("what is never open opens")
	}
}

func days(text ...string) []clock.Date {
	var out []clock.Date
	for _, s := range text {
		d, err := clock.ParseDate(s)
		if err != nil {
			panic(err)
		}
		out = append(out, d)
	}
	return out
}

func TestRing(t *testing.T) {
	square := Ring{{Lng: 1, Lat: 1}, {Lng: 2, Lat: 1}, {Lng: 2, Lat: 2}, {Lng: 1, Lat: 2}}
	if err := square.Check(); err != nil {
		t.Fatal(err)
	}
	closed := append(append(Ring{}, square...), square[0])
	for i := range 400 {
		p := geo.Point{Lng: 0.905 + float64(i%20)*0.06, Lat: 0.905 + float64(i/20)*0.06}
		want := p.Lng > 1 && p.Lng < 2 && p.Lat > 1 && p.Lat < 2
		if square.Holds(p) != want || closed.Holds(p) != want {
			t.Fatalf("%v: %v %v, want %v", p, square.Holds(p), closed.Holds(p), want)
		}
		if float := inRing(closed, p); float != want {
			t.Fatalf("%v: the other rule says %v", p, float)
		}
	}
	for _, bad := range []Ring{square[:2], {{Lng: 1}, {Lng: 1}, {Lng: 1}}, {{Lng: 1, Lat: 1}, {Lng: 100, Lat: 1}, {Lng: 1, Lat: 2}}, {{Lng: 200}, {Lng: 1}, {Lng: 2}}} {
		if bad.Check() == nil {
			t.Errorf("%v is an outline", bad)
		}
	}
	shop := geo.Point{Lng: 1.5, Lat: 1.5}
	for a, want := range map[geo.Meters]bool{0: true, 400: false, 600: true} {
		if got := (Area{Meters: a}).Holds(shop, geo.Point{Lng: 1.5, Lat: 1.5045}); got != want {
			t.Errorf("500 m away within %d m: %v", a, got)
		}
	}
	if (Area{Ring: square, Meters: 600}).Holds(shop, geo.Point{Lng: 1.6, Lat: 1.5}) {
		t.Error("inside the outline, outside the radius")
	}
}

func TestCategories(t *testing.T) {
	for text, want := range map[string]Category{"groceries": Groceries, " Meals ": Meals, "助餐": Meals, "养老": ElderCare, "elder_care": ElderCare, "家政": Housekeeping, "物业": Property} {
		if got, err := ParseCategory(text); err != nil || got != want {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
	if _, err := ParseCategory("bank"); err == nil || !strings.Contains(err.Error(), "elder_care") {
		t.Errorf("%v", err)
	}
	for _, c := range Categories() {
		for _, l := range []Language{Chinese, English} {
			if l.Label("category_"+string(c)) == "category_"+string(c) {
				t.Errorf("%s has no label", c)
			}
		}
	}
}

func TestPrice(t *testing.T) {
	for _, c := range []struct {
		p               Price
		quantity, grams int64
		d               time.Duration
		want            int64
	}{
		{Price{Amount: 250, Unit: PerPiece}, 3, 0, 0, 750},
		{Price{Amount: 1000, Unit: PerKilogram}, 2, 333, 0, 666},
		{Price{Amount: 999, Unit: PerKilogram}, 1, 333, 0, 333},
		{Price{Amount: 6000, Unit: PerHour, Fee: 500}, 1, 0, 90 * time.Minute, 9500},
		{Price{Amount: 6000, Unit: PerHour, Minimum: 8000}, 1, 0, 45 * time.Minute, 8000},
		{Price{Amount: 3000, Unit: PerVisit}, 2, 0, time.Hour, 6000},
	} {
		if got := c.p.Of(c.quantity, c.grams, c.d); got != c.want {
			t.Errorf("%+v costs %d", c, got)
		}
	}
}

func TestChecks(t *testing.T) {
	good := Offering{ID: "o1", Provider: "p1", Name: "大米", Kind: Goods, Price: Price{Amount: 100, Unit: PerPiece}, Grams: 500, Millis: 500, Temperature: Ambient}
	visit := Offering{ID: "o2", Provider: "p1", Name: "助浴", Kind: Visit, Price: Price{Amount: 100, Unit: PerHour}, Duration: time.Hour, Skills: []string{"bathing"}, Workers: 2}
	for _, o := range []Offering{good, visit} {
		if err := o.Check(); err != nil {
			t.Error(err)
		}
	}
	for name, change := range map[string]func(a, b *Offering){
		"id":        func(a, _ *Offering) { a.ID = "a b" },
		"name":      func(a, _ *Offering) { a.Name = "" },
		"kind":      func(a, _ *Offering) { a.Kind = "thing" },
		"price":     func(a, _ *Offering) { a.Price.Amount = -1 },
		"unit":      func(a, _ *Offering) { a.Price.Unit = PerHour },
		"weight":    func(a, _ *Offering) { a.Grams = -1 },
		"kilograms": func(a, _ *Offering) { a.Price.Unit, a.Grams = PerKilogram, 0 },
		"class":     func(a, _ *Offering) { a.Temperature = "tepid" },
		"skills":    func(a, _ *Offering) { a.Skills = []string{"x"} },
		"visitunit": func(_, b *Offering) { b.Price.Unit = PerPiece },
		"duration":  func(_, b *Offering) { b.Duration = 0 },
		"workers":   func(_, b *Offering) { b.Workers = 9 },
		"grams":     func(_, b *Offering) { b.Grams = 1 },
		"order":     func(_, b *Offering) { b.Skills = []string{"b", "a"} },
	} {
		a, b := good, visit
		change(&a, &b)
		if (a.Check() == nil) == (b.Check() == nil) {
			t.Errorf("%s passes", name)
		}
	}
	b := Building{ID: "b3", Community: "c", Name: "3号楼", Floors: 6, Entrances: []Entrance{{Name: "1单元", PerFloor: 2, Rooms: []string{"车库"}}}}
	if err := b.Check(); err != nil {
		t.Error(err)
	}
	if homes := b.Homes(&b.Entrances[0]); len(homes) != 13 || homes[0] != "101" || homes[11] != "602" || homes[12] != "车库" {
		t.Errorf("%v", homes)
	}
	for room, floor := range map[string]int{"502": 5, "1201": 12, "5": 0, "B2": 0, "": 0, "车库": 0, "0101": 1, "99999": 0} {
		if got := FloorOf(room); got != floor {
			t.Errorf("%s is on floor %d", room, got)
		}
	}
	b.Entrances = append(b.Entrances, b.Entrances[0])
	if b.Check() == nil {
		t.Error("an entrance comes twice")
	}
	c := Community{ID: "c", Name: "幸福里"}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Community){
		"gate":    func(c *Community) { c.Gate = &geo.Point{Lat: 91} },
		"twice":   func(c *Community) { c.Calendar.Holidays = days("2026-02-17", "2026-02-17") },
		"order":   func(c *Community) { c.Calendar.Workdays = days("2026-02-17", "2026-02-16") },
		"offset":  func(c *Community) { c.Calendar.Offsets = []clock.Offset{{Seconds: 20 * 3600}} },
		"outline": func(c *Community) { c.Boundary = Ring{{}} },
		"name":    func(c *Community) { c.Name = "" },
	} {
		bad := c
		if change(&bad); bad.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
