package intake

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/shell"
)

// offeringWords are what operators write in the columns of choices.
var offeringWords = map[string]string{
	"商品": "goods", "货品": "goods", "餐": "meal", "餐食": "meal", "服务": "visit", "上门": "visit", "上门服务": "visit",
	"件": "piece", "份": "piece", "个": "piece", "公斤": "kg", "千克": "kg", "次": "visit", "小时": "hour",
	"常温": "ambient", "冷藏": "chilled", "冷冻": "frozen", "热": "hot", "热食": "hot",
}

func choice(text string) string {
	text = strings.ToLower(text)
	if word, ok := offeringWords[text]; ok {
		return word
	}
	return text
}

func (r *reader) offering(rec *record) (id string, was, same bool) {
	var o, old circle.Offering
	if was = rec.there >= 0; was {
		old = r.there.Offerings[rec.there]
		o = old
	}
	start := len(r.plan.Bad)
	r.need(rec, "provider", "name", "kind", "price")
	if text := rec.cells["provider"]; text != "" {
		if p := r.providerOf(text); p != nil {
			o.Provider = p.ID
		} else {
			r.bad(rec, "provider", "没有这个商户，或有几家同名：请先导入商户，或填写编号", "there is no such provider, or several of that name: import it first, or give its id")
		}
	}
	for name, set := range map[string]func(string){
		"name": func(s string) { o.Name = s }, "kind": func(s string) { o.Kind = circle.Kind(choice(s)) },
		"temperature": func(s string) { o.Temperature = circle.Temperature(choice(s)) },
		"unit":        func(s string) { o.Price.Unit = circle.Unit(choice(s)) },
		"skills": func(s string) {
			o.Skills = slices.Collect(strings.FieldsFuncSeq(s, func(c rune) bool { return strings.ContainsRune(",;、/", c) }))
			slices.Sort(o.Skills)
			o.Skills = slices.Compact(o.Skills)
		},
	} {
		if text := rec.cells[name]; text != "" {
			set(text)
		}
	}
	if o.Price.Unit == "" {
		o.Price.Unit = circle.PerPiece
		if o.Kind == circle.Visit {
			o.Price.Unit = circle.PerVisit
		}
	}
	r.money(rec, "price", &o.Price.Amount)
	r.money(rec, "fee", &o.Price.Fee)
	r.money(rec, "minimum", &o.Price.Minimum)
	r.number(rec, "grams", 0, 1_000_000, func(n int) { o.Grams = int64(n) })
	r.number(rec, "ml", 0, 10_000_000, func(n int) { o.Millis = int64(n) })
	r.number(rec, "minutes", 1, 24*60, func(n int) { o.Duration = time.Duration(n) * time.Minute })
	r.number(rec, "workers", 1, 4, func(n int) { o.Workers = n })
	r.flag(rec, "paused", &o.Paused)
	if o.ID == "" {
		if o.ID = circle.OfferingID(rec.cells["id"]); o.ID == "" {
			o.ID = circle.OfferingID(madeID("o-", string(o.Provider), plainName(o.Name)))
		}
	}
	r.checkID(rec, string(o.ID))
	if len(r.plan.Bad) == start {
		r.checked(rec, "kind", o.Check())
	}
	if same = reflect.DeepEqual(o, old); len(r.plan.Bad) == start && !same {
		r.plan.Offerings = append(r.plan.Offerings, o)
	}
	return string(o.ID), was, same
}

func (r *reader) resident(rec *record) (id string, was, same bool) {
	p := shell.Party{Role: shell.ResidentParty}
	if was = rec.there >= 0; was {
		p = r.there.Residents[rec.there]
	}
	old := p
	start := len(r.plan.Bad)
	r.need(rec, "name", "building")
	if text := rec.cells["building"]; text != "" {
		if b := r.buildingOf(rec.cells["community"], text); b != nil {
			p.Building = b.ID
		} else {
			r.bad(rec, "building", "没有这栋楼：请先导入楼栋", "there is no such building: import it first")
		}
	}
	for name, set := range map[string]*string{"id": &p.External, "name": &p.Name, "unit": &p.Entrance, "room": &p.Room, "note": &p.Note} {
		if text := rec.cells[name]; text != "" {
			*set = text
		}
	}
	r.phone(rec, &p.Phone)
	r.flag(rec, "no_stairs", &p.Needs.NoStairs)
	r.flag(rec, "no_screen", &p.Needs.NoScreen)
	r.flag(rec, "no_coming_down", &p.Needs.NoComingDown)
	r.flag(rec, "call_first", &p.Needs.CallFirst)
	r.flag(rec, "hard_of_hearing", &p.Needs.HardOfHearing)
	r.flag(rec, "pet", &p.Needs.Pet)
	r.flag(rec, "locker", &p.Consent.Locker)
	r.flag(rec, "robot", &p.Consent.Robot)
	same = reflect.DeepEqual(p, old)
	if len(r.plan.Bad) == start && !(was && same) {
		r.plan.Parties = append(r.plan.Parties, p)
	}
	return p.ID, was, same
}
