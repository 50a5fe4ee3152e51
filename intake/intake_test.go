package intake

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/sheet"
	"github.com/linli/linli/shell"
)

func town() Circle {
	return Circle{
		Communities: []circle.Community{{ID: "garden", Name: "幸福里"}},
		Buildings:   []circle.Building{{ID: "b3", Community: "garden", Name: "3号楼"}, {ID: "b4", Community: "garden", Name: "4号楼"}},
		Providers:   []circle.Provider{{ID: "rice", Name: "李记粮油", Category: circle.Groceries}},
		Contacts:    []shell.Party{{Role: shell.ProviderParty, ID: "rice", Phone: "13900000000"}},
		Residents:   []shell.Party{{Role: shell.ResidentParty, ID: "r9", External: "E9", Name: "赵一", Phone: "13700000000", Building: "b4", Entrance: "1单元"}},
	}
}

func read(t *testing.T, k Kind, text string) *Plan {
	t.Helper()
	p, err := Read(k, []byte(text), town())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func counts(p *Plan) string {
	return fmt.Sprintf("%d rows: %d created, %d changed, %d unchanged, %d merged, %d bad, %d doubts",
		p.Rows, p.Created, p.Changed, p.Unchanged, p.Merged, len(p.Bad), len(p.Doubts))
}

// One resident, entered once: by phone in any writing, by external id, by name
// and place; and never two external ids into one.
func TestResidentsAreMerged(t *testing.T) {
	p := read(t, Residents, `编号,姓名,电话,楼栋,单元,房号,不能爬楼,同意快递柜,备注
,王秀英,138 0013 8000,3号楼,2单元,502,是,,
,王秀英,+86-13800138000,3,2,,,是,敲门重一点
E1,李国强,13800138001,3号楼,1单元,101,,,
E1,李国强,,3号楼,1单元,101,,,door
,王 秀英,,3栋,2,,,,
E2,李国强,13800138001,3号楼,1单元,101,,,
E9,赵一,13700000000,4号楼,1单元,301,,,
,赵一,,4号楼,1单元,,,,
`)
	if got := counts(p); got != "8 rows: 3 created, 1 changed, 0 unchanged, 4 merged, 0 bad, 1 doubts" {
		t.Errorf("%s\n%+v", got, p.Doubts)
	}
	want := shell.Party{Role: shell.ResidentParty, Name: "王秀英", Phone: "13800138000", Building: "b3", Entrance: "2单元", Room: "502",
		Note: "敲门重一点", Needs: residents.Needs{NoStairs: true}, Consent: residents.Consent{Locker: true}}
	if len(p.Parties) != 4 || !reflect.DeepEqual(p.Parties[0], want) {
		t.Fatalf("%+v", p.Parties)
	}
	if z := p.Parties[3]; z.ID != "r9" || z.Room != "301" {
		t.Errorf("%+v", z)
	}
	if p.Parties[1].External != "E1" || p.Parties[1].Note != "door" || p.Parties[2].External != "E2" {
		t.Errorf("%+v", p.Parties[1:3])
	}
	p = read(t, Residents, "编号,姓名,电话,楼栋,房号\nE9,赵一,,4号楼,301\n,赵先生,13700000000,4号楼,\n")
	if got := counts(p); got != "2 rows: 0 created, 1 changed, 0 unchanged, 1 merged, 0 bad, 1 doubts" || len(p.Parties) != 1 || p.Parties[0].ID != "r9" {
		t.Errorf("%s %+v", got, p.Parties)
	}
	again := town()
	again.Residents = []shell.Party{want}
	q, err := Read(Residents, []byte("姓名,电话,楼栋\n王秀英,13800138000,3号楼\n"), again)
	if err != nil || q.Unchanged != 1 || len(q.Parties) != 0 {
		t.Errorf("%s, %v", counts(q), err)
	}
}

func TestProviders(t *testing.T) {
	p := read(t, Providers, `name,category,lng,lat,phone,opening_hours,radius_m,capacity,preparation,auto_accept,Colour
Rice Shop,groceries,1.52,42.5,13811111111,Mo-Fr 08:00-20:00; PH off,800,5,10,yes,red
饺子馆,助餐,1.521,42.501,,每天 10:00-21:00,,,,,
新名字,生鲜,1.52,42.5,13900000000,,,,,,
`)
	if got := counts(p); got != "3 rows: 2 created, 1 changed, 0 unchanged, 0 merged, 0 bad, 1 doubts" {
		t.Errorf("%s %+v", got, p.Bad)
	}
	a, b, c := p.Providers[0], p.Providers[1], p.Providers[2]
	if a.Category != circle.Groceries || a.Area.Meters != 800 || a.Capacity != 5 || a.Preparation != 10*time.Minute || !a.AutoAccept ||
		a.Hours.String() != "Mo-Fr 08:00-20:00; Sa-Su off; PH off" || !strings.HasPrefix(string(a.ID), "p-") {
		t.Errorf("%+v", a)
	}
	if b.Category != circle.Meals || c.ID != "rice" || c.Name != "新名字" {
		t.Errorf("%+v %+v", b, c)
	}
	if len(p.Parties) != 1 || p.Parties[0].ID != string(a.ID) || p.Parties[0].Phone != "13811111111" {
		t.Errorf("%+v", p.Parties)
	}
}

func TestBuildingsAndOfferings(t *testing.T) {
	p := read(t, Buildings, "楼栋,小区,经度,纬度,层数,电梯,单元,每层户数\n5号楼,幸福里,1.52,42.5,6,否,1单元、2单元,2\n3号楼,,1.52,42.5,,,,\n")
	if got := counts(p); got != "2 rows: 1 created, 1 changed, 0 unchanged, 0 merged, 0 bad, 0 doubts" {
		t.Errorf("%s %+v", got, p.Bad)
	}
	if b := p.Buildings[1]; b.ID != "b3" || b.Name != "3号楼" || b.Point.Lng != 1.52 {
		t.Errorf("%+v", b)
	}
	if b := p.Buildings[0]; b.Community != "garden" || b.Floors != 6 || b.Lift || len(b.Entrances) != 2 || b.Entrances[1].Name != "2单元" || b.Entrances[1].PerFloor != 2 {
		t.Errorf("%+v", b)
	}
	p = read(t, Offerings, `商户,名称,类型,价格,计价单位,附加费,重量克,温层,时长分钟,技能,人数
rice,大米5公斤,商品,39.9,,,5000,常温,,,
李记粮油,助浴,服务,60,小时,5.00,,,90,助浴、护理,2
`)
	if got := counts(p); got != "2 rows: 2 created, 0 changed, 0 unchanged, 0 merged, 0 bad, 0 doubts" {
		t.Fatalf("%s %+v", got, p.Bad)
	}
	a, b := p.Offerings[0], p.Offerings[1]
	if a.Price != (circle.Price{Amount: 3990, Unit: circle.PerPiece}) || a.Temperature != circle.Ambient || a.Grams != 5000 {
		t.Errorf("%+v", a)
	}
	if b.Price != (circle.Price{Amount: 6000, Unit: circle.PerHour, Fee: 500}) || b.Duration != 90*time.Minute || len(b.Skills) != 2 || b.Workers != 2 {
		t.Errorf("%+v", b)
	}
}

// Every wrong cell is named by line and column, in both languages, and a bad
// row leaves no record.
func TestBadRows(t *testing.T) {
	for _, c := range []struct {
		k      Kind
		text   string
		line   int
		column string
	}{
		{Residents, "姓名,楼栋\n,3号楼\n", 2, "姓名"},
		{Residents, "姓名,楼栋\n\n王,9号楼\n", 3, "楼栋"},
		{Residents, "姓名,楼栋,电话\n王,3号楼,12\n", 2, "电话"},
		{Residents, "姓名,楼栋,不能爬楼\n王,3号楼,也许\n", 2, "不能爬楼"},
		{Residents, "姓名,楼栋,电话\n王,3号楼,13800138000\n王,3号楼,\n李,8号楼,1\n", 4, "楼栋"},
		{Providers, "name,category,lng,lat\nA,bank,1,42\n", 2, "category"},
		{Providers, "name,category,lng,lat\nA,meals,1,142\n", 2, "lng"},
		{Providers, "name,category,lng,lat\nA,meals,,\n", 2, "lng"},
		{Providers, "name,category,lng,lat,hours\nA,meals,1,42,always\n", 2, "hours"},
		{Providers, "name,category,lng,lat,capacity\nA,meals,1,42,-1\n", 2, "capacity"},
		{Providers, "id,name,category,lng,lat\na b,A,meals,1,42\n", 2, "id"},
		{Providers, "name,category,lng,lat,community\nA,meals,1,42,x\n", 2, "community"},
		{Providers, "name,category,lng,lat,datum\nA,meals,1,42,mars\n", 2, "datum"},
		{Offerings, "provider,name,kind,price\nnobody,A,goods,1\n", 2, "provider"},
		{Offerings, "provider,name,kind,price\nrice,A,goods,1.234\n", 2, "price"},
		{Offerings, "provider,name,kind,price\nrice,A,thing,1\n", 2, "kind"},
		{Buildings, "community,name,lng,lat\nnowhere,A,1,42\n", 2, "community"},
	} {
		p := read(t, c.k, c.text)
		if len(p.Bad) == 0 || p.Bad[0].Line != c.line || p.Bad[0].Column != c.column || p.Bad[0].Why.Zh == "" || p.Bad[0].Why.En == "" {
			t.Errorf("%q: %+v", c.text, p.Bad)
		}
		if len(p.Entries) != p.Created || len(p.Providers)+len(p.Offerings)+len(p.Buildings)+len(p.Parties) > p.Created {
			t.Errorf("%q left %+v", c.text, p)
		}
	}
	for k, text := range map[Kind]string{Residents: "姓名,电话\nA,1\n", Providers: "name,name\nA,B\n", "people": "a\nb\n"} {
		var r *sheet.Refusal
		if _, err := Read(k, []byte(text), town()); !errors.As(err, &r) || r.Text.Zh == "" {
			t.Errorf("%s: %v", k, err)
		}
	}
}

// The report names no one: it is shown and kept.
func TestReportHoldsNoPersonalData(t *testing.T) {
	p := read(t, Residents, "姓名,电话,楼栋,备注\n王秀英,13800138000,3号楼,秘密\n王秀英,13800138000,3号楼,别的\n张三,x,9号楼,\n")
	text := fmt.Sprintf("%+v", p.TableReport)
	for _, secret := range []string{"王秀英", "13800138000", "秘密", "别的", "张三"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is in %s", secret, text)
		}
	}
}

func TestManyRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("姓名,电话,楼栋\n")
	for i := range sheet.MaxRows {
		fmt.Fprintf(&b, "住户%d,1380%07d,3号楼\n", i, i)
	}
	p := read(t, Residents, b.String())
	if p.Created != sheet.MaxRows || p.Merged != 0 || len(p.Bad) != 0 {
		t.Error(counts(p))
	}
}
