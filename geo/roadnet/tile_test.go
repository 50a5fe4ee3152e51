package roadnet

import (
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"

	"github.com/linli/linli/geo"
)

func tileAt(z uint32, p geo.Point) (x, y uint32) {
	t := maptile.At(p.Orb(), maptile.Zoom(z))
	return t.X, t.Y
}

func TestTileDecodesBack(t *testing.T) {
	c := andorra(t).City()
	for z := uint32(0); z <= 18; z++ {
		x, y := tileAt(z, andorraLaVella.Center())
		b, err := c.Tile(z, x, y)
		if err != nil {
			t.Fatal(err)
		}
		layers, err := mvt.Unmarshal(b)
		if err != nil {
			t.Fatalf("zoom %d: %v", z, err)
		}
		seen := map[string]int{}
		for _, l := range layers {
			if l.Version != 2 || l.Extent != 4096 {
				t.Errorf("layer %s: version %d, extent %d", l.Name, l.Version, l.Extent)
			}
			seen[l.Name] = len(l.Features)
			for _, f := range l.Features {
				if p, ok := f.Geometry.(orb.Polygon); ok && p[0].Orientation() != orb.CCW {
					t.Errorf("zoom %d %s: an outer ring is the wrong way round", z, l.Name)
				}
				if l.Name == "roads" && f.Properties["class"] == nil {
					t.Error("a road without class")
				}
			}
		}
		if z == 14 && (seen["roads"] < 100 || seen["buildings"] < 100 || seen["places"] < 20) {
			t.Errorf("zoom 14 holds %v", seen)
		}
		if z == 9 && (seen["roads"] == 0 || seen["buildings"] > 0) {
			t.Errorf("zoom 9 holds %v", seen)
		}
		again, err := c.Tile(z, x, y)
		if err != nil || string(again) != string(b) {
			t.Errorf("zoom %d: the tile changes from call to call", z)
		}
	}
}

// TestTileFindsWhatAScanFinds compares the index with a scan of every box.
func TestTileFindsWhatAScanFinds(t *testing.T) {
	c := andorra(t).City()
	x := c.tileIndex()
	for z := uint32(12); z <= 17; z++ {
		col, row := tileAt(z, andorraLaVella.Center())
		box := newTileBuilder(maptile.New(col, row, maptile.Zoom(z))).box
		for _, rows := range []*tileRows{&x.edges, &x.buildings, &x.areas, &x.places} {
			got := rows.find(box)
			var want []uint32
			for i, b := range rows.boxes {
				if b.touches(box) {
					want = append(want, uint32(i))
				}
			}
			if len(got) != len(want) {
				t.Fatalf("zoom %d: %d features, a scan finds %d", z, len(got), len(want))
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("zoom %d: feature %d is %d, not %d", z, i, got[i], want[i])
				}
			}
		}
	}
}

func TestTileRefusesWhatDoesNotExist(t *testing.T) {
	c := &City{}
	for _, z := range [][3]uint32{{0, 1, 0}, {3, 8, 0}, {3, 0, 8}, {23, 0, 0}, {99, 0, 0}} {
		if _, err := c.Tile(z[0], z[1], z[2]); err == nil {
			t.Errorf("tile %v was given", z)
		}
	}
	if b, err := c.Tile(5, 0, 0); err != nil || len(b) != 0 {
		t.Errorf("an empty city: %d bytes, %v", len(b), err)
	}
}
