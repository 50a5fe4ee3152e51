package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// keys are the names under which a row is the same as another, the strongest
// first.
func (r *reader) keys(c map[string]string) []string {
	var out []string
	if c["id"] != "" {
		out = append(out, "id:"+c["id"])
	}
	if phone := plainPhone(c["phone"]); phone != "" {
		out = append(out, "phone:"+phone)
	}
	if c["name"] == "" {
		return out
	}
	switch r.plan.Kind {
	case Buildings:
		out = append(out, "at:"+plainName(c["community"])+"/"+plainName(c["name"]))
		if id, ok := r.community(c["community"]); ok {
			out[len(out)-1] = "at:" + string(id) + "/" + plainName(c["name"])
		}
	case Providers:
		out = append(out, "at:"+plainName(c["name"])+"/"+plainName(c["category"]))
		if k, err := circle.ParseCategory(c["category"]); err == nil {
			out[len(out)-1] = "at:" + plainName(c["name"]) + "/" + string(k)
		}
	case Offerings:
		out = append(out, "at:"+plainName(c["provider"])+"/"+plainName(c["name"]))
		if p := r.providerOf(c["provider"]); p != nil {
			out[len(out)-1] = "at:" + string(p.ID) + "/" + plainName(c["name"])
		}
	case Residents:
		at := plainName(c["building"])
		if b := r.buildingOf(c["community"], c["building"]); b != nil {
			at = string(b.ID)
		}
		out = append(out, "at:"+plainName(c["name"])+"/"+at+"/"+plainUnit(c["unit"]))
	}
	return out
}

// index names what is there.
func (r *reader) index() {
	r.byKey, r.known = map[string]*record{}, map[string]int{}
	r.houses, r.contacts = map[string]*circle.Building{}, map[string]*shell.Party{}
	for i := range r.there.Contacts {
		r.contacts[r.there.Contacts[i].ID] = &r.there.Contacts[i]
	}
	put := func(i int, keys ...string) {
		for _, k := range keys {
			if _, ok := r.known[k]; !ok && !strings.HasSuffix(k, ":") {
				r.known[k] = i
			}
		}
	}
	switch r.plan.Kind {
	case Buildings:
		for i, b := range r.there.Buildings {
			put(i, "id:"+string(b.ID), "at:"+string(b.Community)+"/"+plainName(b.Name))
		}
	case Providers:
		for i, p := range r.there.Providers {
			put(i, "id:"+string(p.ID), "at:"+plainName(p.Name)+"/"+string(p.Category))
			if c := r.contact(string(p.ID)); c != nil {
				put(i, "phone:"+plainPhone(c.Phone))
			}
		}
	case Offerings:
		for i, o := range r.there.Offerings {
			put(i, "id:"+string(o.ID), "at:"+string(o.Provider)+"/"+plainName(o.Name))
		}
	case Residents:
		for i, p := range r.there.Residents {
			put(i, "id:"+p.External, "phone:"+plainPhone(p.Phone), "at:"+plainName(p.Name)+"/"+string(p.Building)+"/"+plainUnit(p.Entrance))
		}
	}
}

// idOf is the external id of what is there; rows with another are about
// somebody else.
func (r *reader) idOf(i int) string {
	switch r.plan.Kind {
	case Residents:
		return r.there.Residents[i].External
	case Providers:
		return string(r.there.Providers[i].ID)
	case Offerings:
		return string(r.there.Offerings[i].ID)
	}
	return string(r.there.Buildings[i].ID)
}

func (r *reader) contact(provider string) *shell.Party {
	return r.contacts[provider]
}

func (r *reader) providerOf(text string) *circle.Provider {
	there := r.there.Providers
	if i := slices.IndexFunc(there, func(p circle.Provider) bool { return string(p.ID) == text }); i >= 0 {
		return &there[i]
	}
	named := func(p circle.Provider) bool { return plainName(p.Name) == plainName(text) }
	i := slices.IndexFunc(there, named)
	if i < 0 || slices.ContainsFunc(there[i+1:], named) {
		return nil
	}
	return &there[i]
}

func (r *reader) buildingOf(community, text string) *circle.Building {
	key := community + "\x1f" + text
	b, known := r.houses[key]
	if !known {
		b = r.findBuilding(community, text)
		r.houses[key] = b
	}
	return b
}

func (r *reader) findBuilding(community, text string) *circle.Building {
	in, _ := r.community(community)
	i := slices.IndexFunc(r.there.Buildings, func(b circle.Building) bool {
		return string(b.ID) == text || (in == "" && community == "" || b.Community == in) && plainUnit(b.Name) == plainUnit(text)
	})
	if i < 0 {
		return nil
	}
	return &r.there.Buildings[i]
}

// plainUnit is how names of buildings and entrances are compared: 3, 3号楼 and
// 3栋 are the same, 2 and 2单元 too.
func plainUnit(s string) string {
	s = plainName(s)
	for _, end := range []string{"号楼", "单元", "栋", "幢", "座", "楼", "号", "门"} {
		if cut := strings.TrimSuffix(s, end); cut != s && cut != "" {
			return cut
		}
	}
	return s
}

// madeID makes an id out of public names.
func madeID(prefix string, names ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x1f")))
	return prefix + hex.EncodeToString(sum[:6])
}

// checkID notes an id that cannot be one.
func (r *reader) checkID(rec *record, id string) {
	if !circle.ValidID(id) {
		r.bad(rec, "id", "编号只能用字母、数字、点、横线和下划线，最多 64 个", "an id is 1 to 64 letters, digits, dots, dashes and underscores")
	}
}

func (r *reader) checked(rec *record, name string, err error) {
	if err != nil {
		r.bad(rec, name, "内容不合规则："+err.Error(), err.Error())
	}
}

// need notes columns that a new record leaves blank.
func (r *reader) need(rec *record, names ...string) {
	for _, name := range names {
		if rec.cells[name] == "" && rec.there < 0 {
			r.bad(rec, name, "不能为空", "may not be blank")
		}
	}
}

func (r *reader) building(rec *record) (id string, was, same bool) {
	var b, old circle.Building
	if was = rec.there >= 0; was {
		old = r.there.Buildings[rec.there]
		b = old
	}
	start := len(r.plan.Bad)
	r.need(rec, "community", "name")
	if c, ok := r.community(rec.cells["community"]); ok {
		b.Community = c
	} else if rec.cells["community"] != "" {
		r.bad(rec, "community", "没有这个小区", "there is no such community")
	}
	if name := rec.cells["name"]; name != "" {
		b.Name = name
	}
	if b.ID == "" {
		if b.ID = circle.BuildingID(rec.cells["id"]); b.ID == "" {
			b.ID = circle.BuildingID(madeID("b-", string(b.Community), plainName(b.Name)))
		}
	}
	r.checkID(rec, string(b.ID))
	r.point(rec, &b.Point)
	r.number(rec, "floors", 1, 200, func(n int) { b.Floors = n })
	r.flag(rec, "lift", &b.Lift)
	r.flag(rec, "steps", &b.Steps)
	homes := 0
	r.number(rec, "per_floor", 1, 99, func(n int) { homes = n })
	if units := rec.cells["units"]; units != "" {
		b.Entrances = nil
		for name := range strings.FieldsFuncSeq(units, func(c rune) bool { return strings.ContainsRune(",;、/ ", c) }) {
			b.Entrances = append(b.Entrances, circle.Entrance{Name: name, PerFloor: homes})
		}
	} else if homes > 0 && len(b.Entrances) == 0 {
		b.Entrances = []circle.Entrance{{PerFloor: homes}}
	}
	if len(r.plan.Bad) == start {
		r.checked(rec, "name", b.Check())
	}
	if same = reflect.DeepEqual(b, old); len(r.plan.Bad) == start && !same {
		r.plan.Buildings = append(r.plan.Buildings, b)
	}
	return string(b.ID), was, same
}

func (r *reader) provider(rec *record) (id string, was, same bool) {
	var p, old circle.Provider
	if was = rec.there >= 0; was {
		old = r.there.Providers[rec.there]
		p = old
	}
	start := len(r.plan.Bad)
	r.need(rec, "name", "category", "lng", "lat")
	if name := rec.cells["name"]; name != "" {
		p.Name = name
	}
	if text := rec.cells["category"]; text != "" {
		var err error
		if p.Category, err = circle.ParseCategory(text); err != nil {
			r.bad(rec, "category", "没有这个类别：生鲜、助餐、药店、商店、物业、家政、养老、维修、洗衣", err.Error())
		}
	}
	if p.ID == "" {
		if p.ID = circle.ProviderID(rec.cells["id"]); p.ID == "" {
			p.ID = circle.ProviderID(madeID("p-", plainName(p.Name), string(p.Category)))
		}
	}
	r.checkID(rec, string(p.ID))
	r.point(rec, &p.Point)
	if text := rec.cells["community"]; text != "" {
		c, ok := r.community(text)
		if p.Community = c; !ok {
			r.bad(rec, "community", "没有这个小区", "there is no such community")
		}
	}
	if text := rec.cells["hours"]; text != "" {
		h, err := circle.ParseHours(text)
		if err != nil {
			r.bad(rec, "hours", "营业时间应写成：周一至周五 08:00-20:00；节假日休息", err.Error())
		}
		p.Hours = h
	}
	r.number(rec, "capacity", 0, 10_000, func(n int) { p.Capacity = n })
	r.number(rec, "radius", 0, 100_000, func(n int) { p.Area.Meters = geo.Meters(n) })
	r.number(rec, "minutes", 0, 24*60, func(n int) { p.Preparation = time.Duration(n) * time.Minute })
	r.flag(rec, "auto", &p.AutoAccept)
	contact, changed := r.contactOf(rec, string(p.ID))
	same = reflect.DeepEqual(p, old)
	if len(r.plan.Bad) == start && !same {
		r.plan.Providers = append(r.plan.Providers, p)
	}
	if len(r.plan.Bad) == start && changed {
		r.plan.Parties = append(r.plan.Parties, contact)
	}
	return string(p.ID), was, same && !changed
}

// contactOf is whom to call at a provider, and whether that is news.
func (r *reader) contactOf(rec *record, id string) (p shell.Party, changed bool) {
	p = shell.Party{Role: shell.ProviderParty, ID: id}
	if old := r.contact(id); old != nil {
		p = *old
	}
	was := p
	if text := rec.cells["contact"]; text != "" {
		p.Name = text
	}
	r.phone(rec, &p.Phone)
	return p, !reflect.DeepEqual(p, was)
}

func (r *reader) phone(rec *record, set *string) {
	text := rec.cells["phone"]
	if text == "" {
		return
	}
	phone := plainPhone(text)
	if n := len(phone); n < 5 || n > 16 {
		r.bad(rec, "phone", "不是电话号码", "not a phone number")
		return
	}
	*set = phone
}
