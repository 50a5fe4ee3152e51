package roadnet

import (
	"fmt"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"github.com/paulmach/orb/maptile"
)

// tileCities are where a map view is measured, beside Andorra.
func tileCities() map[string]string {
	out := map[string]string{"delaware": delawarePath()}
	for _, name := range []string{"beijing_haidian.osm", "shanghai_center.osm", "heidelberg.osm.pbf", "helsinki.osm.pbf", "liechtenstein.osm.pbf"} {
		out[name] = filepath.Join("..", "..", "..", "shared", "osm", name)
	}
	return out
}

// drawView draws the 12 tiles of a map view, four wide and three high, where
// the city is densest, and returns their bytes.
func drawView(t testing.TB, c *City, mid maptile.Tile) (bytes int) {
	z := uint32(mid.Z)
	for dy := -1; dy <= 1; dy++ {
		for dx := -2; dx <= 1; dx++ {
			x, y := int(mid.X)+dx, int(mid.Y)+dy
			if x < 0 || y < 0 || x >= 1<<z || y >= 1<<z {
				continue
			}
			b, err := c.Tile(z, uint32(x), uint32(y))
			if err != nil {
				t.Fatal(err)
			}
			bytes += len(b)
		}
	}
	return bytes
}

// BenchmarkTileView measures a view of 12 tiles at each zoom of each city, the
// index already built; index=… is what the first tile of a process pays.
func BenchmarkTileView(b *testing.B) {
	cities := tileCities()
	var names []string
	for name := range cities {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			c := importFile(b, cities[name], DefaultJurisdiction())
			began := time.Now()
			c.tileIndex()
			index := time.Since(began)
			for z := uint32(8); z <= 18; z++ {
				b.Run(fmt.Sprintf("z%d", z), func(b *testing.B) {
					mid, bytes := viewCenter(c, z), 0
					for b.Loop() {
						bytes = drawView(b, c, mid)
					}
					b.ReportMetric(float64(bytes), "bytes")
					b.ReportMetric(float64(index.Milliseconds()), "index-ms")
				})
			}
		})
	}
}

// viewCenter is the middle of the tile that holds most of the road graph: the
// view that costs most.
func viewCenter(c *City, z uint32) maptile.Tile {
	count := map[maptile.Tile]int{}
	var best maptile.Tile
	for _, v := range c.net.vertices {
		t := maptile.At(v.point().Orb(), maptile.Zoom(z))
		if count[t]++; count[t] > count[best] {
			best = t
		}
	}
	return best
}
