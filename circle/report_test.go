package circle

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// flat is a town without streets: everybody walks as the crow flies at 80 m a
// minute.
func flat(homes []Home) Walk {
	return func(place geo.Point, limit uint32) (out []roadnet.DoorTime) {
		for i := range homes {
			if t := uint32(geo.Distance(homes[i].Door, place) / 80 * minute); t <= limit {
				out = append(out, roadnet.DoorTime{Door: i, Millis: t})
			}
		}
		return out
	}
}

// east returns the point so many minutes' walk east of a corner of the town.
func east(minutes float64) geo.Point { return geo.Point{Lng: 116.32 + minutes*80/85_263, Lat: 40} }

func homeAt(minutes float64, dwellings int) Home {
	return Home{Point: east(minutes), Door: east(minutes), Dwellings: dwellings}
}

func TestReportCountsWhatIsMissing(t *testing.T) {
	homes := []Home{homeAt(0, 10), homeAt(40, 4)}
	s := Survey{Name: "town", Homes: homes, Walk: flat(homes), Openings: 5, Outlets: []Outlet{
		{ID: 1, Basic: DrugStore, Point: east(4)}, {ID: 2, Basic: SupermarketStore, Point: east(8)},
		{ID: 3, Basic: SupermarketStore, Point: east(12)}, {ID: 4, Basic: RepairShop, Point: east(20)},
	}}
	r, err := s.Report()
	if err != nil {
		t.Fatal(err)
	}
	if r.Dwellings != 14 || len(r.Cells) != 2 || r.Gaps != 10+3*4 {
		t.Fatalf("%d dwellings, %d cells, %d gaps", r.Dwellings, len(r.Cells), r.Gaps)
	}
	for b, want := range map[Basic][3]int{DrugStore: {4, 4, 4}, SupermarketStore: {14, 4, 4}, RepairShop: {14, 14, 14}, FoodMarket: {14, 14, 14}} {
		if r.Without[b] != want {
			t.Errorf("%s: %v are without, want %v", b, r.Without[b], want)
		}
	}
	if !r.NoData(FoodMarket) || r.NoData(DrugStore) {
		t.Error("no data where there is, or the other way round")
	}
	first := &r.Cells[0]
	if first.Dwellings != 10 {
		first = &r.Cells[1]
	}
	if first.Missing(SupermarketStore, 1) || !first.Missing(SupermarketStore, 0) || r.CountMissing(first, 2) != 1 {
		t.Errorf("the first cell: %+v", first)
	}
	if r.Closed != r.Gaps || len(r.Openings) != 4 || r.Openings[0].Dwellings != 10 || r.Quality() != 100 {
		t.Errorf("openings %+v close %d of %d", r.Openings, r.Closed, r.Gaps)
	}
}

func TestReportNeedsHomes(t *testing.T) {
	if _, err := (&Survey{Name: "nowhere"}).Report(); err == nil || !strings.Contains(err.Error(), "residents") {
		t.Errorf("%v", err)
	}
	far := []Home{{Point: geo.Point{Lat: 91}, Dwellings: 1}}
	if _, err := (&Survey{Homes: far, Walk: flat(nil)}).Report(); err == nil {
		t.Error("a home beyond the pole")
	}
}

// TestOpeningsAgainstBruteForce holds the greedy choice and its bounds against
// the best choice of all.
func TestOpeningsAgainstBruteForce(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		var homes []Home
		for range 6 {
			homes = append(homes, homeAt(dice.Float64()*90, 1+dice.IntN(30)))
		}
		s := Survey{Homes: homes, Walk: flat(homes), Openings: 1 + dice.IntN(3), Outlets: []Outlet{
			{Basic: DrugStore, Point: east(dice.Float64() * 90)}, {Basic: RepairShop, Point: east(dice.Float64() * 90)},
		}}
		r, err := s.Report()
		if err != nil {
			t.Fatal(err)
		}
		sites, err := candidates(r.Cells)
		if err != nil {
			t.Fatal(err)
		}
		near := s.nearest()
		var sets []uint32 // of (home, service) as bits
		for _, site := range sites {
			var closes [2]uint32
			for _, d := range s.Walk(site.point, circleMillis) {
				for k, b := range []Basic{DrugStore, RepairShop} {
					if near[d.Door][b] == roadnet.Unreachable {
						closes[k] |= 1 << (2*d.Door + k)
					}
				}
			}
			sets = append(sets, closes[0], closes[1])
		}
		weigh := func(set uint32) (n int) {
			for i := range homes {
				for k := range 2 {
					if set>>(2*i+k)&1 != 0 {
						n += homes[i].Dwellings
					}
				}
			}
			return n
		}
		best := 0
		var try func(from, left int, set uint32)
		try = func(from, left int, set uint32) {
			best = max(best, weigh(set))
			if left == 0 {
				return
			}
			for k := from; k < len(sets); k++ {
				if set|sets[k] != set {
					try(k+1, left-1, set|sets[k])
				}
			}
		}
		try(0, s.Openings, 0)
		if r.Closed > best || r.Possible < best || 1000*r.Closed < 632*best {
			t.Fatalf("greedy closes %d, the best choice %d, the bound %d", r.Closed, best, r.Possible)
		}
	}
}

func TestServices(t *testing.T) {
	homes := []Home{homeAt(0, 1), homeAt(20, 1)}
	s := Survey{Homes: homes, Walk: flat(homes), Outlets: []Outlet{
		{Basic: EatingPlace, Point: east(10)}, {Basic: EatingPlace, Point: east(3)}, {Basic: DrugStore, Point: east(30)}, {Basic: ConvenienceStore, Point: east(1)},
	}}
	riding := func(place geo.Point, limit uint32) []roadnet.DoorTime {
		out := flat(homes)(place, 4*limit)
		for i := range out {
			out[i].Millis /= 4
		}
		return out
	}
	list := s.Services(riding, 5*minute)
	want := [][]int{{3, 1, 0}, {3, 0, 1, 2}}
	for h := range want {
		var got []int
		for _, v := range list[h] {
			got = append(got, v.Outlet)
		}
		if len(got) != len(want[h]) {
			t.Fatalf("home %d: %v, want %v", h, got, want[h])
		}
		for k := range got {
			if got[k] != want[h][k] {
				t.Fatalf("home %d: %v, want %v", h, got, want[h])
			}
		}
	}
	if v := list[1][2]; v.WalkMillis != roadnet.Unreachable || v.DeliveryMillis > 5*minute {
		t.Errorf("a ride of 17 minutes' walk: %+v", v)
	}
}

// written makes a report whose name needs escaping.
func written(t *testing.T) *Report {
	t.Helper()
	homes := []Home{homeAt(0, 10), homeAt(3, 20), homeAt(40, 4)}
	homes[1].ByGate = true
	s := Survey{Name: `A&B <"社区">`, Homes: homes, Source: Listed, Walk: flat(homes), Openings: 3, Outlets: []Outlet{
		{Basic: DrugStore, Point: east(4)}, {Basic: RepairShop, Point: east(16)},
	}}
	r, err := s.Report()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCSV(t *testing.T) {
	r := written(t)
	var b bytes.Buffer
	if err := r.WriteCSV(&b, Chinese); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != 1+len(r.Cells)*BasicCount {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	states := map[string]int{}
	for _, l := range lines[1:] {
		states[l[len(l)-1]]++
		if l[6] != "listed" || l[8] == l[7] {
			t.Fatalf("%q", l)
		}
	}
	if states["no_data"] != 10*len(r.Cells) || states["ok"]+states["missing"] != 2*len(r.Cells) {
		t.Errorf("states %v", states)
	}
}

func TestGeoJSON(t *testing.T) {
	r := written(t)
	var b bytes.Buffer
	if err := r.WriteGeoJSON(&b, English); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Type  string
		Linli struct {
			DwellingsFrom string `json:"dwellings_from"`
			Attribution   string
		}
		Features []struct {
			Geometry   struct{ Type string }
			Properties struct {
				Kind    string
				Missing []string `json:"missing_15"`
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Type != "FeatureCollection" || doc.Linli.DwellingsFrom != "listed" || !strings.Contains(doc.Linli.Attribution, "OpenStreetMap") || len(doc.Features) != len(r.Cells)+len(r.Openings) {
		t.Errorf("%+v", doc)
	}
	for i, f := range doc.Features {
		if cell := i < len(r.Cells); (f.Properties.Kind == "cell") != cell || (f.Geometry.Type == "Polygon") != cell || (f.Properties.Missing != nil) != cell {
			t.Errorf("feature %d: %+v", i, f)
		}
	}
}

func TestSVG(t *testing.T) {
	r := written(t)
	for l := range Language(languageCount) {
		var b bytes.Buffer
		back := Backdrop{Roads: [][]geo.Point{{east(0), east(1)}, {east(900), east(901)}}, Water: [][]geo.Point{{east(1), east(2), {Lng: 116.32, Lat: 40.001}, east(1)}}}
		if err := r.WriteSVG(&b, l, back); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for _, want := range []string{"© OpenStreetMap contributors", "A&amp;B", "url(#hatch)", "url(#cross)", l.Label("no_data"), escape(l.Label("listed"))} {
			if !strings.Contains(text, want) {
				t.Errorf("language %d: no %q", l, want)
			}
		}
		d := xml.NewDecoder(&b)
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("not XML: %v", err)
			}
		}
		if strings.Contains(text, "NaN") || strings.Contains(text, "%!") {
			t.Error("a number or a format went wrong")
		}
	}
	// Every class is darker than the one before it.
	last := 256
	for _, s := range shades {
		var red, green, blue int
		for k, v := range []*int{&red, &green, &blue} {
			for _, c := range s.fill[1+2*k : 3+2*k] {
				*v = *v*16 + strings.IndexRune("0123456789abcdef", c)
			}
		}
		grey := (299*red + 587*green + 114*blue) / 1000
		if last-grey < 1 || last < 256 && last-grey < 20 {
			t.Errorf("class %s has grey %d after %d", s.text, grey, last)
		}
		last = grey
	}
}

func TestLabelsAreComplete(t *testing.T) {
	for key, texts := range labels {
		for l, text := range texts {
			if text == "" {
				t.Errorf("%s has no text in language %d", key, l)
			}
		}
		if strings.Count(texts[0], "%") != strings.Count(texts[1], "%") {
			t.Errorf("%s: %q and %q take different values", key, texts[0], texts[1])
		}
	}
	for _, b := range Basics() {
		if _, ok := labels[b.String()]; !ok {
			t.Errorf("%s has no label", b)
		}
	}
	for _, name := range []string{"", "zh", "en"} {
		if _, err := ParseLanguage(name); err != nil {
			t.Error(err)
		}
	}
	if _, err := ParseLanguage("fr"); err == nil {
		t.Error("French was accepted")
	}
}

func TestRuns(t *testing.T) {
	for want, numbers := range map[string][]int{"1": {1}, "1,2": {1, 2}, "1–3,5": {1, 2, 3, 5}, "2,4,5,9–12": {2, 4, 5, 9, 10, 11, 12}, "": nil} {
		if got := runs(numbers); got != want {
			t.Errorf("%v is %q, want %q", numbers, got, want)
		}
	}
}
