package httpapi

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
)

// neighbourhood is a garden with a house and three providers.
func neighbourhood(t *testing.T, change ...func(*Config, *Parts)) *fixture {
	f := newFixture(t, change...)
	f.want(201, "POST", "/v1/admin/communities", f.admin, garden)
	f.want(201, "POST", "/v1/admin/lockers", f.admin, `{"id":"L1","point":{"lng":1.5251,"lat":42.5051},"stairs":true,"compartments":[{"id":"1","grams":9000,"ml":9000}],"no_key":true}`)
	f.load("buildings", "", "编号,楼栋,小区,经度,纬度,层数,电梯,单元,每层户数\nb3,3号楼,幸福里,1.525,42.505,6,否,2单元,2\n")
	f.load("providers", "", "编号,name,category,lng,lat,hours,小区,radius_m\nhome,安心家政,家政,1.522,42.502,24/7,幸福里,\nnear,近处,生鲜,1.52,42.50,,,20\nnoon,夜市,餐饮,1.521,42.501,Mo-Su 00:00-00:01,幸福里,\n")
	f.load("offerings", "", "编号,商户,名称,类型,价格,重量克\nrice,shop,大米,商品,39.90,5000\n")
	f.load("offerings", "", "编号,商户,名称,类型,价格,计价单位,时长分钟,技能\nclean,home,保洁,服务,50,小时,120,cleaning\n")
	return f
}

func (f *fixture) circle(key, query string) CircleView {
	f.t.Helper()
	return decode[CircleView](f.t, f.want(200, "GET", "/v1/circle?"+query, key, ""))
}

func providerIn(t *testing.T, v CircleView, id string) CircleProvider {
	t.Helper()
	for _, p := range v.Providers {
		if p.ID == id {
			return p
		}
	}
	t.Fatalf("%s is not in %+v", id, v.Providers)
	return CircleProvider{}
}

// What a home sees is what a quote would say of the same door.
func TestCircleSaysWhatAQuoteSays(t *testing.T) {
	f := neighbourhood(t)
	gate := f.key("garden", shell.ScopeCircle)
	const door = "building=b3&unit=" + "2%E5%8D%95%E5%85%83" + "&room=501"
	v := f.circle(gate, door)
	if v.Community.ID != "garden" || v.Place.Floor != 5 || v.Place.Lift || v.Language != "zh" || v.Currency != "cny" {
		t.Errorf("%+v", v)
	}
	for _, p := range v.Providers {
		if p.ID == "near" {
			t.Error("a provider who does not come here is shown")
		}
	}
	if p := providerIn(t, v, "noon"); p.State != "closed" || p.OpensAt == nil || p.OpensAt.Before(v.Now) || p.StateLabel != "休息中" {
		t.Errorf("%+v", p)
	}
	shop := providerIn(t, v, "shop")
	if m := shop.Delivery.Modes[0]; m.Open || m.Reason != "no_worker" || shop.Delivery.Earliest != nil {
		t.Errorf("with nobody on duty: %+v", m)
	}

	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"c1","profile":"ebike","no_key":true}`)
	f.submit(dispatch.CourierOnline{Courier: "c1", Point: shopPoint})
	f.s.pace.made = time.Time{}
	for _, c := range []struct{ needs, query string }{
		{`"consent":{"locker":true}`, "&consent_locker=true"}, {`"needs":{"no_stairs":true},"consent":{"locker":true}`, "&consent_locker=true&no_stairs=true"},
		{`"needs":{"no_coming_down":true}`, "&no_coming_down=true"},
	} {
		quote := decode[Quote](t, f.want(201, "POST", "/v1/quotes", f.orders, `{"dropoff":{"point":{"lng":1.525,"lat":42.505},"floor":5},`+c.needs+`}`))
		d := providerIn(t, f.circle(gate, door+c.query), "shop").Delivery
		if d.Fee != quote.Fee || len(d.Modes) != len(quote.Modes) {
			t.Fatalf("%s: %+v, quoted %+v", c.query, d, quote)
		}
		for i, m := range d.Modes {
			q := quote.Modes[i]
			if m.Mode != q.Mode || m.Open != q.Open || m.Reason != q.Reason || m.Open && m.By.Sub(*q.By).Abs() > 10*time.Second {
				t.Errorf("%s: %+v, quoted %+v", c.query, m, q)
			}
			if !m.Open && m.ReasonLabel == "" {
				t.Errorf("%+v says not why", m)
			}
		}
	}
}

func TestCircleOfferingsAndBounds(t *testing.T) {
	f := neighbourhood(t)
	gate := f.key("garden", shell.ScopeCircle)
	v := decode[CircleView](t, f.want(200, "GET", "/v1/circle?building=b3&category=housekeeping", gate, "", "Accept-Language", "fr, en;q=0.8, zh;q=0.2"))
	if v.Language != "en" || len(v.Providers) != 1 || len(v.Categories) != 3 {
		t.Fatalf("%+v", v)
	}
	home := v.Providers[0]
	o := home.Offerings[0]
	if home.Delivery != nil || o.Minutes != 120 || o.Skills[0] != "cleaning" || o.Price.Unit != "hour" || o.Price.UnitLabel != "per hour" || o.Open || o.Reason != "no_worker" {
		t.Errorf("%+v", home)
	}
	f.want(201, "POST", "/v1/admin/couriers", f.admin, `{"id":"ann","profile":"foot","skills":["cleaning"],"no_key":true}`)
	f.submit(dispatch.CourierOnline{Courier: "ann", Point: shopPoint})
	f.s.pace.made = time.Time{}
	v = f.circle(f.staff, "building=b3&provider=home&lang=en")
	if o := v.Providers[0].Offerings[0]; !o.Open || o.Earliest == nil || !o.Earliest.After(v.Now) {
		t.Errorf("a carer is on duty: %+v", o)
	}
	if later := f.circle(f.staff, "building=b3&provider=shop&at="+time.Now().Add(48*time.Hour).UTC().Format(time.RFC3339)); later.Providers[0].Delivery.Earliest.Sub(later.At) < 10*time.Minute {
		t.Errorf("%+v", later.Providers[0].Delivery)
	}
	f.problem(404, "not_found", "GET", "/v1/circle?building=b9", gate, "")
	f.problem(404, "not_found", "GET", "/v1/circle?building=b3&unit=9", gate, "")
	f.problem(404, "not_found", "GET", "/v1/circle?point=1.6,42.6", gate, "")
	f.want(200, "GET", "/v1/circle?point=1.528,42.503", gate, "")
	f.want(200, "GET", "/v1/circle?point=1.6,42.6", f.staff, "")
	f.problem(404, "not_found", "GET", "/v1/circle?building=b3", f.key("lake", shell.ScopeCircle), "")
	f.problem(422, "validation_failed", "GET", "/v1/circle", gate, "")
	f.problem(422, "validation_failed", "GET", "/v1/circle?point=1.5", gate, "")
	f.problem(422, "outside_city", "GET", "/v1/circle?point=42.5,1.5", gate, "")
	b, err := json.Marshal(v)
	if err != nil || strings.Contains(string(b), "13811111111") || strings.Contains(string(b), "ann") {
		t.Errorf("the circle names a person: %s", b)
	}
}

// Every code that a mode, a provider or a unit can show has its words.
func TestCircleWords(t *testing.T) {
	for _, key := range []string{
		"mode_door", "mode_locker", "mode_handover", "mode_gate", "closed_entry", "closed_no_way", "closed_consent", "closed_access", "closed_locker", "closed_capacity",
		"closed_no_worker", "closed_paused", "stands_open", "stands_closed", "stands_paused", "stands_full", "unit_piece", "unit_kg", "unit_visit", "unit_hour",
	} {
		for _, l := range []circle.Language{circle.Chinese, circle.English} {
			if l.Label(key) == key {
				t.Errorf("%s has no words", key)
			}
		}
	}
}

// Buildings, offerings and hours are set up one by one, and read back.
func TestCircleOneByOne(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/communities", f.admin, garden)
	building := `{"id":"b1","community":"garden","name":"1号楼","point":{"lng":1.525,"lat":42.505},"floors":6,"entrances":[{"name":"1单元","per_floor":2,"point":{"lng":1.5252,"lat":42.505}}]}`
	for range 2 {
		f.want(201, "POST", "/v1/admin/buildings", f.admin, building)
	}
	f.want(201, "POST", "/v1/admin/buildings", f.admin, strings.Replace(building, `"b1"`, `"b2"`, 1))
	first := decode[BuildingPage](t, f.want(200, "GET", "/v1/admin/buildings?limit=1&community=garden", f.staff, ""))
	rest := decode[BuildingPage](t, f.want(200, "GET", "/v1/admin/buildings?community=garden&cursor="+first.Next, f.staff, ""))
	if len(first.Buildings) != 1 || len(rest.Buildings) != 1 || rest.Next != "" || rest.Buildings[0].ID != "b2" || first.Buildings[0].Entrances[0].PerFloor != 2 {
		t.Errorf("%+v %+v", first, rest)
	}
	f.problem(422, "unknown_community", "POST", "/v1/admin/buildings", f.admin, strings.Replace(building, "garden", "moon", 1))
	f.problem(422, "outside_city", "POST", "/v1/admin/buildings", f.admin, strings.Replace(building, `"lng":1.525,"lat":42.505}`, `"lng":42.5,"lat":1.5}`, 1))

	offering := `{"id":"clean","provider":"shop","name":"保洁","kind":"visit","price":{"amount":5000,"unit":"hour","minimum":8000},"minutes":90,"skills":["windows","cleaning"]}`
	for range 2 {
		f.want(201, "POST", "/v1/admin/offerings", f.admin, offering)
	}
	list := decode[OfferingPage](t, f.want(200, "GET", "/v1/admin/offerings?provider=shop", f.staff, ""))
	if len(list.Offerings) != 1 || list.Offerings[0].Minutes != 90 || strings.Join(list.Offerings[0].Skills, " ") != "cleaning windows" || list.Offerings[0].Price.Minimum != 8000 {
		t.Errorf("%+v", list)
	}
	f.problem(422, "bad_registration", "POST", "/v1/admin/offerings", f.admin, strings.Replace(offering, `"hour"`, `"kg"`, 1))
	f.problem(404, "unknown_provider", "POST", "/v1/admin/offerings", f.admin, strings.Replace(offering, `"shop"`, `"moon"`, 1))

	m := decode[Merchant](t, f.want(200, "POST", "/v1/admin/merchants/shop/hours", f.admin, `{"community":"garden","hours":"周一至周五 08:00-20:00；节假日休息","capacity":3,"radius_m":900}`))
	if m.Hours != "Mo-Fr 08:00-20:00; Sa-Su off; PH off" || m.Capacity != 3 || m.RadiusM != 900 || m.PreparationSeconds != 600 {
		t.Errorf("%+v", m)
	}
	if b := f.want(200, "GET", "/v1/admin/merchants", f.admin, ""); !strings.Contains(string(b), `"hours":"Mo-Fr 08:00-20:00; Sa-Su off; PH off"`) {
		t.Errorf("%s", b)
	}
	f.problem(422, "validation_failed", "POST", "/v1/admin/merchants/shop/hours", f.admin, `{"hours":"now and then"}`)
	f.problem(404, "unknown_provider", "POST", "/v1/admin/merchants/moon/hours", f.admin, `{}`)
}
