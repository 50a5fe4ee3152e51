package circle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"

	"github.com/linli/linli/geo"
)

func readings(r rune) []string {
	return pinyin.SinglePinyin(r, pinyin.Args{Style: pinyin.Normal, Heteronym: true})
}

// town holds communities of so many buildings, each with 4 units of 6 floors
// and 2 homes a floor.
func town(communities []string, buildings int) *Addresses {
	a := NewAddresses(readings)
	for c, name := range communities {
		id := CommunityID(fmt.Sprintf("c%d", c))
		a.PutCommunity(id, name)
		for n := 1; n <= buildings; n++ {
			b := Building{ID: BuildingID(fmt.Sprintf("%s-%d", id, n)), Community: id, Name: fmt.Sprintf("%d号楼", n), Floors: 6}
			for u := 1; u <= 4; u++ {
				b.Entrances = append(b.Entrances, Entrance{Name: fmt.Sprintf("%d单元", u), PerFloor: 2})
			}
			a.PutBuilding(&b)
		}
	}
	return a
}

func first(a *Addresses, q string) string {
	found, _ := a.Search(q, "", 0, 1)
	if len(found) == 0 {
		return ""
	}
	return found[0].Label
}

// Whatever is said or typed, the place that was meant comes first.
func TestAddressesBySound(t *testing.T) {
	a := town([]string{"幸福里小区"}, 40)
	gate := geo.Point{Lng: 1.5, Lat: 42.5}
	a.PutCommunity("m", "名都花园")
	a.PutBuilding(&Building{ID: "tower", Community: "m", Name: "名都花园A座", Floors: 20, Entrances: []Entrance{{PerFloor: 4, Rooms: []string{"Concierge"}, Point: &gate}}})
	a.PutBuilding(&Building{ID: "old", Community: "m", Name: "十二栋", Floors: 3, Entrances: []Entrance{{Name: "一单元", PerFloor: 1}, {Name: "东门", PerFloor: 1}}})
	a.PutBuilding(&Building{ID: "block", Community: "m", Name: "Block 7", Floors: 3})
	const b3, u2, h501 = "幸福里小区 3号楼", "幸福里小区 3号楼 2单元", "幸福里小区 3号楼 2单元 501"
	for q, want := range map[string]string{
		"3": b3, "三": b3, "san": b3, "3号": b3, "3号楼": b3, "３号楼": b3, "3號樓": b3, "三号楼": b3, "sanhaolou": b3, "san hao lou": b3,
		"3hl": b3, "shl": b3, "3栋": b3, "三幢": b3, "3座": b3, "3#楼": b3, "3#": b3, "building 3": b3, "3haol": b3,
		"幸福里3": b3, "xingfuli 3": b3, "xfl3hl": b3, "xfl3": b3, "幸福里小区三号楼": b3, "xinfuli3": b3, "辛福里3号楼": b3, "三好楼": b3, "3洞": b3,
		"3号楼2单元": u2, "三号楼二单元": u2, "3-2": u2, "3 2": u2, "sanhaolouerdanyuan": u2, "3hl2dy": u2, "3号楼2门": u2, "3栋二门": u2,
		"三号楼两单元": u2, "3#2": u2, "三号楼二旦元": u2,
		"3号楼2单元501": h501, "三号楼二单元五零一": h501, "三号楼二单元五〇一": h501, "三号楼二单元五百零一": h501, "三号楼二单元五零幺室": h501,
		"3-2-501": h501, "3hl2dy501": h501, "sanhaolouerdanyuanwulingyi": h501, "shledywly": h501, "幸福里 3/2/501": h501, "三栋二门五零一": h501,
		"3号楼501": "幸福里小区 3号楼 1单元 501", "12号楼": "幸福里小区 12号楼", "幸福十二": "幸福里小区 12号楼", "xf shier": "幸福里小区 12号楼", "一二号楼": "幸福里小区 12号楼",
		"三十二号楼": "幸福里小区 32号楼", "32": "幸福里小区 32号楼", "sanshier": "幸福里小区 32号楼",
		"十二栋": "名都花园 十二栋", "md12": "名都花园 十二栋", "名都12栋1门": "名都花园 十二栋 一单元", "名都花园12栋1门": "名都花园 十二栋 一单元", "mdhy12d dm": "名都花园 十二栋 东门",
		"a": "名都花园 A座", "A座": "名都花园 A座", "azuo": "名都花园 A座", "a座1203": "名都花园 A座 1203", "a座十二零三": "名都花园 A座 1203",
		"A座一千二百零三": "名都花园 A座 1203", "a concierge": "名都花园 A座 concierge", "block 7": "名都花园 Block 7", "xf7栋": "幸福里小区 7号楼", "mdhy7栋": "名都花园 Block 7",
		"": "", "  ": "", "99号楼": "", "不知道": "", "3号楼9单元": "",
	} {
		if got := first(a, q); !strings.EqualFold(got, want) {
			t.Errorf("%q finds %q, not %q", q, got, want)
		}
	}
	found, _ := a.Search("a座1203", "", 0, 1)
	if len(found) != 1 || found[0].Floor != 12 || found[0].Point != gate || found[0].Building != "tower" || found[0].Level != HouseLevel {
		t.Errorf("%+v", found)
	}
}

// As an address is said, character by character, the place stays among the
// results, and comes to the front.
func TestAddressesWhileTyping(t *testing.T) {
	a := town([]string{"幸福里", "阳光花园", "翠湖"}, 30)
	for q, want := range map[string]string{
		"阳光花园21号楼3单元602": "阳光花园 21号楼 3单元 602", "yangguanghuayuan21haolou": "阳光花园 21号楼", "翠湖二十一栋": "翠湖 21号楼",
	} {
		runes := []rune(q)
		for n := range runes {
			found, _ := a.Search(string(runes[:n+1]), "", 0, 200)
			if !slices.ContainsFunc(found, func(x Address) bool {
				return strings.HasPrefix(want, x.Label) || strings.HasPrefix(x.Label, want[:min(len(want), len(x.Label))])
			}) {
				t.Errorf("%q: nothing of %s among %d", string(runes[:n+1]), want, len(found))
			}
		}
		if got := first(a, q); got != want {
			t.Errorf("%q: %s", q, got)
		}
	}
}

func TestAddressesPagesAndChanges(t *testing.T) {
	a := town([]string{"幸福里", "翠湖"}, 25)
	all, more := a.Search("1", "", 0, 1000)
	if more || len(all) < 30 {
		t.Fatalf("%d, more %v", len(all), more)
	}
	var paged []Address
	for offset := 0; ; offset += 7 {
		page, more := a.Search("1", "", offset, 7)
		if paged = append(paged, page...); !more {
			break
		}
	}
	if !slices.Equal(paged, all) {
		t.Error("the pages are not the whole")
	}
	in, _ := a.Search("1", "c1", 0, 1000)
	if slices.ContainsFunc(in, func(x Address) bool { return x.Community != "c1" }) || len(in) == 0 {
		t.Error("others than asked for")
	}
	a.PutBuilding(&Building{ID: "c0-1", Community: "c1", Name: "荷花楼"})
	if got := first(a, "hehua"); got != "翠湖 荷花楼" {
		t.Errorf("moved and renamed: %q", got)
	}
	if found, _ := a.Search("1号楼", "c0", 0, 9); slices.ContainsFunc(found, func(x Address) bool { return x.Building == "c0-1" }) {
		t.Error("still found where it was")
	}
	a.PutCommunity("c1", "碧水湾")
	if got := first(a, "bsw hehua"); got != "碧水湾 荷花楼" {
		t.Errorf("community renamed: %q", got)
	}
	if page, more := a.Search("1", "", 1<<30, 5); len(page) != 0 || more {
		t.Error("past the end")
	}
}

// scan fits what was typed to every house one after the other: slow and plain.
func scan(a *Addresses, q string) map[string]int {
	t := newTyped(a.read, q)
	out := map[string]int{}
	step := func(label int32, starts []spot) (ends []spot, whole int) {
		whole = -1
		for _, at := range starts {
			o := t.match(&a.labels[label], at.pos)
			for _, e := range o.ends {
				ends = reach(ends, spot{e.pos, e.cost + at.cost})
			}
			if c := o.whole(len(t.text)); c >= 0 {
				whole = least(whole, c+at.cost)
			}
		}
		return ends, whole
	}
	for i, c := range a.communities {
		for k, b := range c.blocks {
			for u := range b.doors {
				for r, room := range b.doors[u].rooms {
					starts := []spot{{0, 0}}
					ends, _ := step(c.label, starts)
					for _, e := range ends {
						starts = reach(starts, e)
					}
					starts, _ = step(b.label, starts)
					last := starts
					if l := b.doors[u].label; l != none {
						last, _ = step(l, starts)
					}
					cost := -1
					for _, e := range last {
						if e.pos == len(t.text) {
							cost = e.cost + costNext
						}
					}
					if b.doors[u].label != none {
						for _, e := range starts {
							last = reach(last, spot{e.pos, e.cost + costSkipped})
						}
					}
					if _, whole := step(room, last); whole >= 0 {
						cost = least(cost, whole)
					}
					if cost >= 0 {
						h := hit{quarter: int32(i), block: int32(k), unit: int32(u), room: int32(r)}
						out[h.address(a).Label] = cost
					}
				}
			}
		}
	}
	return out
}

var spokenPieces = []string{"3", "三", "san", "号楼", "hl", "h", "栋", "2", "二", "er", "单元", "dy", "门", "5", "01", "五", "零", "wu", "l", "y", "幸福", "xf", "翠", "cui", "-", " ", "十", "室", "1", "0"}

func TestAddressesFindWhatAScanFinds(t *testing.T) {
	a := town([]string{"幸福里", "翠湖"}, 12)
	dice := rand.New(rand.NewPCG(1, 2))
	hits := 0
	for range 300 {
		var q string
		for range 1 + dice.IntN(6) {
			q += spokenPieces[dice.IntN(len(spokenPieces))]
		}
		want := scan(a, q)
		s := &search{a: a, typed: newTyped(a.read, q), most: 1 << 20}
		if s.typed.text != "" {
			for i, c := range a.communities {
				s.quarter(i, c)
			}
		}
		got := map[string]int{}
		for _, h := range s.hits {
			if h.room >= 0 {
				got[h.address(a).Label] = h.cost
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d houses, a scan finds %d", q, len(got), len(want))
		}
		for label, cost := range want {
			if got[label] != cost {
				t.Fatalf("%q: %s costs %d, by a scan %d", q, label, got[label], cost)
			}
		}
		hits += len(want)
	}
	if hits < 500 {
		t.Errorf("the queries find only %d houses: they say nothing", hits)
	}
}

func FuzzAddresses(f *testing.F) {
	a := town([]string{"幸福里小区", "A-1"}, 4)
	for _, q := range []string{"3号楼2单元", "xfl", "\xff\x00", "〇○０ａ", "百千十", "-#-", "zh", "ｎｇ"} {
		f.Add(q, "三十号楼B座")
	}
	f.Fuzz(func(t *testing.T, q, name string) {
		a.Search(q, "", 0, 5)
		b := NewAddresses(readings)
		b.PutBuilding(&Building{ID: "b", Community: "c", Name: name, Entrances: []Entrance{{Name: name, Rooms: []string{name}}}})
		found, _ := b.Search(q, "", 0, 5)
		for _, x := range found {
			if x.Building != "b" {
				t.Errorf("%q finds %+v", q, x)
			}
		}
		if text := newTyped(readings, name).text; text != "" && len([]rune(name)) < typedRunes/2 && len(newLabel(readings, ofBuilding, name).parts) > 0 {
			if found, _ := b.Search(name, "", 0, 5); len(found) == 0 {
				t.Errorf("%q does not find itself", name)
			}
		}
	})
}

// bigTown has 200,320 homes in 40 communities.
func bigTown() *Addresses {
	var names []string
	for _, x := range "东西南北春夏秋冬山水" {
		for _, y := range []string{"湖花园", "苑小区", "城", "华里"} {
			names = append(names, fmt.Sprintf("%c%s", x, y))
		}
	}
	return town(names, 105)
}

var keystrokes = func() []string {
	var out []string
	for _, q := range []string{"三号楼二单元五零一", "sanhaolouerdanyuan501", "3hl2dy501", "东湖花园88栋3门602", "xyxq12-4-301", "501"} {
		r := []rune(q)
		for n := range r {
			out = append(out, string(r[:n+1]))
		}
	}
	return out
}()

func BenchmarkAddresses(b *testing.B) {
	a := bigTown()
	b.ResetTimer()
	for i := range b.N {
		a.Search(keystrokes[i%len(keystrokes)], "", 0, 10)
	}
}

func BenchmarkAddressesByScan(b *testing.B) {
	a := bigTown()
	b.ResetTimer()
	for i := range b.N {
		scan(a, keystrokes[i%len(keystrokes)])
	}
}
