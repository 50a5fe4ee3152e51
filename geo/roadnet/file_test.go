package roadnet

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

const sharedExtracts = "../../../shared/osm"

// checkRoundTrip writes c, reads it and compares everything, then uses it.
func checkRoundTrip(t *testing.T, c *City) {
	t.Helper()
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	back, err := decodeCity(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash != c.Hash {
		t.Fatalf("hash %s, was %s", back.Hash, c.Hash)
	}
	again, err := back.encode()
	if err != nil || !bytes.Equal(again, b.Bytes()) {
		t.Fatalf("a city read back is written otherwise (%v)", err)
	}
	use(back)
}

// use asks a city for one of everything.
func use(c *City) {
	r := NewRouter(c)
	center := c.Bounds.Center()
	for p := range geo.ProfileCount {
		_ = r.Leg(geo.Profile(p), c.Bounds.Min, center)
		_, _ = r.Route(geo.Profile(p), center, c.Bounds.Max)
		if i, err := r.Within(geo.Profile(p), center, 60000); err == nil {
			i.Lines()
		}
	}
	_ = r.Report().String()
	_, _ = c.Tile(0, 0, 0)
	if center.Check() == nil && center.Lat > -85 && center.Lat < 85 {
		x, y := tileAt(14, center)
		_, _ = c.Tile(14, x, y)
	}
}

func TestWriteAndReadFile(t *testing.T) {
	c := andorra(t).City()
	path := filepath.Join(t.TempDir(), "andorra.linli")
	if err := WriteFile(path, c); err != nil {
		t.Fatal(err)
	}
	back, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash != c.Hash || back.Name != c.Name || !reflect.DeepEqual(back.Jurisdiction, c.Jurisdiction) ||
		!reflect.DeepEqual(back.Places, c.Places) || !reflect.DeepEqual(back.Buildings, c.Buildings) ||
		!reflect.DeepEqual(back.Areas, c.Areas) || !reflect.DeepEqual(back.Gates, c.Gates) ||
		!reflect.DeepEqual(back.net, c.net) || back.Bounds != c.Bounds {
		t.Error("the city read back is another")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := WriteFile(filepath.Join(t.TempDir(), "no", "folder", "x"), c); err == nil {
		t.Error("written into a folder that is not there")
	}
}

func TestForeignAndBrokenCityFiles(t *testing.T) {
	c, err := importBytes(pbfFile(true, pbfBlock(true, 1, 2)), PBF)
	if err != nil {
		t.Fatal(err)
	}
	good, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if _, err := decodeCity(good[:n]); err == nil {
			t.Fatalf("cut after %d bytes it was read", n)
		}
		bad := bytes.Clone(good)
		bad[n] ^= 0x10
		if _, err := decodeCity(bad); err == nil {
			t.Fatalf("with byte %d changed it was read", n)
		}
	}
	for want, file := range map[string][]byte{
		"not a city file": []byte(strings.Repeat("hello ", 20)),
		"truncated":       good[:len(good)-1],
		"version 9":       append(append(bytes.Clone(good[:8]), 9, 0, 0, 0), good[12:]...),
	} {
		if _, err := decodeCity(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// FuzzCityFile changes the body under a checksum that is right: an error or a
// city that can be used, never a panic.
func FuzzCityFile(f *testing.F) {
	for _, xml := range []string{square("highway=residential", "barrier=bollard"), square("highway=footway", ""), exampleStreets,
		crossing(rule(1, 2, "restriction=no_left_turn") + rule(2, 3, "restriction=only_straight_on")),
		carriageways(byWay(4, "5", "restriction=no_u_turn"))} {
		c, err := Import(strings.NewReader(xml), int64(len(xml)), XML, Options{Name: "fuzz"})
		if err != nil {
			f.Fatal(err)
		}
		b, err := c.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[cityHead : len(b)-cityTail])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		b := append([]byte(cityMagic), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		binary.LittleEndian.PutUint32(b[len(cityMagic):], cityVersion)
		binary.LittleEndian.PutUint64(b[len(cityMagic)+4:], uint64(len(body)))
		b = append(b, body...)
		b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
		c, err := decodeCity(b)
		if err != nil {
			return
		}
		use(c)
	})
}

func TestHeavyImportTwiceGivesTheSameHash(t *testing.T) {
	heavy(t)
	c := andorra(t).City()
	path, err := DefaultExtract(modcache())
	if err != nil {
		t.Skip(err)
	}
	if again := importFile(t, path, c.Jurisdiction); again.Hash != c.Hash {
		t.Errorf("%s, then %s", c.Hash, again.Hash)
	}
	xml := crossing("") // small: an import takes half a minute under the race detector
	if one, other := tiny(t, xml, DefaultJurisdiction()), tiny(t, xml, c.Jurisdiction); one.City().Hash == other.City().Hash {
		t.Error("another jurisdiction has the same hash")
	}
}

func TestBrokenExtractsAreRefused(t *testing.T) {
	path, err := DefaultExtract(modcache())
	if err != nil {
		t.Skip(err)
	}
	bz, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	xml := square("highway=residential", "")
	for name, c := range map[string]struct {
		file   []byte
		format Format
	}{
		"bz2 cut":            {bz[:200000], XMLBz2},
		"bz2 garbage":        {[]byte("BZh9 and then nothing of the kind"), XMLBz2},
		"bz2 named as xml":   {bz[:200000], XML},
		"gz garbage":         {[]byte("nothing of the kind"), XMLGz},
		"xml cut":            {[]byte(xml[:len(xml)/2]), XML},
		"xml cut at the end": {[]byte(xml[:len(xml)-6]), XML},
		"text":               {[]byte("just a text"), XML},
		"html":               {[]byte("<html><body>404</body></html>"), XML},
		"empty":              {nil, XML},
		"empty map":          {[]byte("<osm></osm>"), XML},
		"node off Earth":     {[]byte(`<osm><node id="1" lat="91" lon="0"/></osm>`), XML},
		"node not a number":  {[]byte(`<osm><node id="1" lat="NaN" lon="0"/></osm>`), XML},
		"no such format":     {[]byte(xml), Format(77)},
	} {
		if _, err := importBytes(c.file, c.format); err == nil {
			t.Errorf("%s was read", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

func TestImportGzAndStop(t *testing.T) {
	xml := square("highway=residential", "")
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write([]byte(xml))
	_ = w.Close()
	a, err := importBytes(z.Bytes(), XMLGz)
	if err != nil {
		t.Fatal(err)
	}
	b, err := importBytes([]byte(xml), XML)
	if err != nil || a.Hash != b.Hash {
		t.Errorf("gz %s, plain %s, %v", a.Hash, b.Hash, err)
	}
	stages := map[string]bool{}
	_, err = Import(strings.NewReader(xml), int64(len(xml)), XML, Options{
		Progress: func(stage string, done, total int64) { stages[stage] = done == total },
	})
	if err != nil || !stages["read"] || !stages["roads"] || !stages["places"] {
		t.Errorf("progress %v, %v", stages, err)
	}
	for stop := range 4 {
		asked := 0
		_, err := Import(strings.NewReader(xml), int64(len(xml)), XML, Options{Stop: func() bool { asked++; return asked > stop }})
		if !errors.Is(err, ErrStopped) {
			t.Errorf("stopped at question %d: %v", stop+1, err)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{"a.osm.pbf": PBF, "/x/A.OSM.BZ2": XMLBz2, "b.osm": XML, "c.osm.gz": XMLGz} {
		if got, err := FormatOf(name); err != nil || got != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "osm", "a.zip", "a.geojson"} {
		if _, err := FormatOf(name); err == nil {
			t.Errorf("%q has a format", name)
		}
	}
	if _, err := DefaultExtract(t.TempDir()); err == nil || !strings.Contains(err.Error(), "go mod download") {
		t.Errorf("an empty cache: %v", err)
	}
}

func TestHeavySharedExtracts(t *testing.T) {
	heavy(t)
	for name, least := range map[string]int{
		"beijing_haidian.osm": 800, "shanghai_center.osm": 3000, "heidelberg.osm.pbf": 15000,
		"helsinki.osm.pbf": 500, "liechtenstein.osm.pbf": 5000,
	} {
		t.Run(name, func(t *testing.T) {
			c := importFile(t, filepath.Join(sharedExtracts, name), Jurisdiction{})
			if v, _ := c.Sizes(); v < least {
				t.Errorf("%d vertices", v)
			}
			t.Logf("%s", NewRouter(c).Report())
			checkRoundTrip(t, c)
		})
	}
}
