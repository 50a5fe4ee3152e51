package roadnet

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/linli/linli/geo"
)

func BenchmarkTree(b *testing.B) {
	r := andorra(b)
	s, err := r.Snap(geo.Foot, andorraLaVella.Center())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r.meshes[geo.Foot].to(s)
	}
}

func BenchmarkTimesWarm(b *testing.B) {
	r := andorra(b)
	dice := rand.New(rand.NewPCG(1, 1))
	from, to := somePoints(r.City(), dice, 100), somePoints(r.City(), dice, 200)
	r.Times(geo.Ebike, from, to)
	for b.Loop() {
		r.Times(geo.Ebike, from, to)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/20000, "ns/cell")
}

func BenchmarkSnap(b *testing.B) {
	r := andorra(b)
	points := somePoints(r.City(), rand.New(rand.NewPCG(2, 2)), 1024)
	i := 0
	for b.Loop() {
		_, _ = r.Snap(geo.Ebike, points[i&1023])
		i++
	}
}

func BenchmarkRoute(b *testing.B) {
	r := andorra(b)
	points := somePoints(r.City(), rand.New(rand.NewPCG(3, 3)), 1024)
	i := 0
	for b.Loop() {
		_, _ = r.Route(geo.Ebike, points[i&1023], points[(i+511)&1023])
		i++
	}
}

func BenchmarkTile(b *testing.B) {
	c := andorra(b).City()
	for _, z := range []uint32{8, 11, 14, 16} {
		x, y := tileAt(z, andorraLaVella.Center())
		b.Run(map[uint32]string{8: "z8", 11: "z11", 14: "z14", 16: "z16"}[z], func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Tile(z, x, y); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkImportAndorra(b *testing.B) {
	path, err := DefaultExtract(modcache())
	if err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		importFile(b, path, DefaultJurisdiction())
	}
}

func delawarePath() string {
	return filepath.Join(modcache(), filepath.FromSlash(osmModule), "testdata", "delaware-latest.osm.pbf")
}

func BenchmarkDelaware(b *testing.B) {
	c := importFile(b, delawarePath(), DefaultJurisdiction())
	path := filepath.Join(b.TempDir(), "delaware.linli")
	if err := WriteFile(path, c); err != nil {
		b.Fatal(err)
	}
	info, _ := os.Stat(path)
	b.Logf("%.1f MB", float64(info.Size())/1e6)
	r := NewRouter(c)
	b.Logf("%s", r.Report())
	points := somePoints(c, rand.New(rand.NewPCG(3, 3)), 1024)
	i := 0
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			importFile(b, delawarePath(), DefaultJurisdiction())
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("router", func(b *testing.B) {
		for b.Loop() {
			NewRouter(c)
		}
	})
	b.Run("tree", func(b *testing.B) {
		s, err := r.Snap(geo.Car, points[0])
		if err != nil {
			b.Skip(err)
		}
		for b.Loop() {
			r.meshes[geo.Car].to(s)
		}
	})
	b.Run("route", func(b *testing.B) {
		for b.Loop() {
			_, _ = r.Route(geo.Car, points[i&1023], points[(i+511)&1023])
			i++
		}
	})
	b.Run("tile", func(b *testing.B) {
		for b.Loop() {
			z := uint32(13)
			x, y := tileAt(z, geo.Point{Lng: -75.55, Lat: 39.74})
			if _, err := c.Tile(z, x, y); err != nil {
				b.Fatal(err)
			}
		}
	})
}
