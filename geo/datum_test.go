package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// published holds one place in three datums.
type published struct {
	name          string
	wgs, gcj, bd  Point
	hasGCJ, hasBD bool
}

func triple(name string, a, b, c, d, e, f float64) published {
	return published{name, Point{a, b}, Point{c, d}, Point{e, f}, true, true}
}

func pair(name string, wgs, gcj Point) published {
	return published{name: name, wgs: wgs, gcj: gcj, hasGCJ: true}
}

// publishedPlaces are facts from the test suites of other libraries:
// the cities from hujiulong/gcoord (test/fixtures/china-cities.json, taken from
// the map services), then three pairs from googollee/eviltransform
// (go/transform_test.go), one from wandergis/coordtransform (test/app.js).
var publishedPlaces = []published{
	triple("Zhumadian", 114.0164322, 33.0133556, 114.022306, 33.0115324, 114.0287781, 33.0176697),
	triple("Shaoyang", 111.4622119, 27.242124, 111.4677938, 27.2388981, 111.4742271, 27.2451662),
	triple("Xingtai", 114.498916, 37.0700925, 114.5048503, 37.0705911, 114.5113116, 37.0766797),
	triple("Jingmen", 112.1935849, 31.0376011, 112.1994301, 31.0354012, 112.2058231, 31.0417338),
	triple("Nagqu", 92.0499619, 31.4784436, 92.0512438, 31.4762063, 92.0576832, 31.4824421),
	triple("Laiwu", 117.6708588, 36.2138283, 117.6767323, 36.2138184, 117.6832831, 36.2195866),
	triple("Liangshan", 102.2658401, 27.8850446, 102.2673386, 27.8816151, 102.2738428, 27.8876621),
	triple("Zhengzhou", 113.6192856, 34.7478004, 113.6253334, 34.7466173, 113.6317519, 34.7528605),
	triple("Meizhou", 116.1174053, 24.2912377, 116.1222426, 24.2886182, 116.1287823, 24.2944828),
	triple("Wuzhou", 111.2740147, 23.4795593, 111.2791187, 23.4769675, 111.2856358, 23.4828109),
	triple("Chuxiong", 101.5265949, 25.048566, 101.5280737, 25.0455363, 101.5344863, 25.0518094),
	triple("Handan", 114.533216, 36.6255626, 114.5389684, 36.6256603, 114.5455966, 36.6313231),
	triple("Ziyang", 104.6252411, 30.1317508, 104.6276449, 30.1289052, 104.6340814, 30.1351581),
	triple("Liaoyang", 123.2312099, 41.2651725, 123.2369518, 41.2672464, 123.2433178, 41.2736074),
	triple("Yichang", 111.2808211, 30.6944096, 111.2864741, 30.6919691, 111.2930248, 30.6977103),
	triple("Bijie", 105.2884121, 27.2873271, 105.2916458, 27.2839591, 105.2982343, 27.2896767),
	triple("Yongzhou", 111.6081991, 26.4239855, 111.6134459, 26.4203993, 111.6199025, 26.4266586),
	triple("Yuncheng", 111.0017421, 35.0271663, 111.0075355, 35.0264171, 111.0139261, 35.0327206),
	triple("Shantou", 116.6775114, 23.3567569, 116.6819735, 23.3540964, 116.6885014, 23.3598884),
	triple("Hanzhong", 107.0188197, 33.0693761, 107.0233282, 33.0674824, 107.0297571, 33.0736864),
	triple("Shenyang", 123.4253306, 41.8032629, 123.4314787, 41.8057023, 123.438095, 41.8114013),
	triple("Xilinhot", 116.0414035, 43.9312805, 116.0482308, 43.9334573, 116.0546232, 43.9397782),
	triple("Jiuquan", 98.4937175, 39.7319946, 98.4943595, 39.7328234, 98.5008441, 39.7388949),
	triple("Quanzhou", 118.6711365, 24.8770487, 118.6756787, 24.8741363, 118.6821251, 24.8804872),
	triple("Qinzhou", 108.6503952, 21.9828281, 108.6541485, 21.9799392, 108.6607283, 21.9856319),
	pair("Shanghai", Point{121.5272106, 31.1774276}, Point{121.531541859215, 31.17530398364597}),
	pair("Shenzhen", Point{113.912316, 22.543847}, Point{113.9171764808363, 22.540796131694766}),
	pair("Beijing", Point{116.377817, 39.911954}, Point{116.38404722455657, 39.91334545536069}),
	pair("Tiananmen", Point{116.404, 39.915}, Point{116.41024449916938, 39.91640428150164}),
}

func mustConvert(t testing.TB, f func(Point) (Point, error), p Point) Point {
	t.Helper()
	q, err := f(p)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestPublishedPairs(t *testing.T) {
	worst, pairs := 0.0, 0
	near := func(name, what string, got, want Point) {
		d := Distance(got, want)
		worst = max(worst, d)
		pairs++
		if d > 1 {
			t.Errorf("%s, %s: %.2f m from the published point", name, what, d)
		}
	}
	for _, p := range publishedPlaces {
		near(p.name, "to gcj02", mustConvert(t, GCJ02.FromWGS84, p.wgs), p.gcj)
		near(p.name, "from gcj02", mustConvert(t, GCJ02.ToWGS84, p.gcj), p.wgs)
		if p.hasBD {
			near(p.name, "to bd09", mustConvert(t, BD09.FromWGS84, p.wgs), p.bd)
			near(p.name, "from bd09", mustConvert(t, BD09.ToWGS84, p.bd), p.wgs)
		}
	}
	// From wandergis/coordtransform, test/app.js: between GCJ-02 and BD-09.
	near("Tiananmen", "gcj02 to bd09", baidu(Point{116.404, 39.915}), Point{116.41036949371029, 39.92133699351021})
	near("Tiananmen", "bd09 to gcj02", invert(baidu, Point{116.404, 39.915}), Point{116.39762729119315, 39.90865673957631})
	t.Logf("%d published pairs, the worst %.3f m off", pairs, worst)
}

func TestDatumsComeBack(t *testing.T) {
	worst := 0.0
	check := func(p Point) {
		for _, d := range Datums() {
			there := mustConvert(t, d.FromWGS84, p)
			back := mustConvert(t, d.ToWGS84, there)
			off := Distance(p, back)
			worst = max(worst, off)
			if off > 0.001 {
				t.Fatalf("%s: %v came back as %v, %.4f m off", d, p, back, off)
			}
			if moved := Distance(p, there); d != WGS84 && (moved < 20 || moved > 2500) {
				t.Fatalf("%s: %v moved by %.0f m", d, p, moved)
			}
		}
	}
	for lng := 73.5; lng <= 135; lng += 0.25 {
		for lat := 18.0; lat <= 53.5; lat += 0.25 {
			check(Point{lng, lat})
		}
	}
	dice := rand.New(rand.NewPCG(6, 6))
	for range 50_000 {
		check(Point{73.5 + dice.Float64()*61.5, 18 + dice.Float64()*35.5})
	}
	t.Logf("round trip: at most %.2g m", worst)
}

func TestDatumsOutsideChina(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		p := Point{-180 + dice.Float64()*360, -90 + dice.Float64()*180}
		if ChinaBox.Contains(p) {
			continue
		}
		for _, d := range Datums() {
			if q := mustConvert(t, d.FromWGS84, p); q != p {
				t.Fatalf("%s moves %v to %v", d, p, q)
			}
			if q := mustConvert(t, d.ToWGS84, p); q != p {
				t.Fatalf("%s moves %v to %v", d, p, q)
			}
		}
	}
}

func TestDatumErrors(t *testing.T) {
	for _, s := range []string{"WGS84", "cgcs2000", "gcj-02", " "} {
		if d, err := ParseDatum(s); err == nil {
			t.Errorf("ParseDatum(%q) = %s", s, d)
		}
		if _, err := Datum(s).ToWGS84(Point{116, 40}); err == nil {
			t.Errorf("Datum(%q) converts", s)
		}
	}
	if d, err := ParseDatum(""); d != WGS84 || err != nil {
		t.Errorf("ParseDatum of nothing: %s, %v", d, err)
	}
	if p, err := Datum("").ToWGS84(Point{116, 40}); p != (Point{116, 40}) || err != nil {
		t.Errorf("the zero datum: %v, %v", p, err)
	}
	for _, p := range []Point{{math.NaN(), 1}, {181, 0}, {0, -91}, {math.Inf(1), 0}} {
		for _, d := range Datums() {
			if _, err := d.ToWGS84(p); err == nil {
				t.Errorf("%s takes %v", d, p)
			}
			if _, err := d.FromWGS84(p); err == nil {
				t.Errorf("%s gives %v", d, p)
			}
		}
	}
}

func FuzzDatum(f *testing.F) {
	f.Add(116.4, 39.9)
	f.Add(72.004, 0.8293)
	f.Add(137.8347, 55.8271)
	f.Fuzz(func(t *testing.T, lng, lat float64) {
		for _, d := range Datums() {
			p, err := d.ToWGS84(Point{lng, lat})
			if err == nil && p.Check() != nil {
				t.Fatalf("%s of %v, %v is %v", d, lng, lat, p)
			}
		}
	})
}
