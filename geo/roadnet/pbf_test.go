package roadnet

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// The writers below make protocol buffers for tests.

func field(b []byte, number int, data []byte) []byte {
	b = binary.AppendUvarint(b, uint64(number)<<3|wireBytes)
	b = binary.AppendUvarint(b, uint64(len(data)))
	return append(b, data...)
}

func numberField(b []byte, number int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(number)<<3|wireVarint), v)
}

func zig(v int64) uint64 { return uint64(v)<<1 ^ uint64(v>>63) }

func packed(values ...uint64) (b []byte) {
	for _, v := range values {
		b = binary.AppendUvarint(b, v)
	}
	return b
}

func blob(kind string, data []byte, deflate bool) []byte {
	var content []byte
	if deflate {
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		_, _ = w.Write(data)
		_ = w.Close()
		content = field(numberField(nil, 2, uint64(len(data))), 3, z.Bytes())
	} else {
		content = field(nil, 1, data)
	}
	header := numberField(field(nil, 1, []byte(kind)), 3, uint64(len(content)))
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(header))), header...), content...)
}

func pbfFile(deflate bool, block []byte) []byte {
	header := field(field(nil, 4, []byte("OsmSchema-V0.6")), 4, []byte("DenseNodes"))
	return append(blob("OSMHeader", header, deflate), blob("OSMData", block, deflate)...)
}

// pbfBlock is a residential street of two nodes; its nodes are plain or dense.
func pbfBlock(dense bool, key, value uint64) []byte {
	table := []byte(nil)
	for _, s := range []string{"", "highway", "residential", "name", "Carrer Major"} {
		table = field(table, 1, []byte(s))
	}
	const lng, lat = 15020000, 425000000 // 1e-7 degrees are the unit
	var nodes []byte
	if dense {
		d := field(nil, 1, packed(zig(1), zig(1)))
		d = field(d, 8, packed(zig(lat), zig(10000)))
		d = field(d, 9, packed(zig(lng), zig(0)))
		nodes = field(nil, 2, d)
	} else {
		for i := range int64(2) {
			n := numberField(nil, 1, zig(i+1))
			n = numberField(n, 8, zig(lat+10000*i))
			n = numberField(n, 9, zig(lng))
			nodes = field(nodes, 1, n)
		}
	}
	way := numberField(nil, 1, 7)
	way = field(way, 2, packed(key, 3))
	way = field(way, 3, packed(value, 4))
	way = field(way, 8, packed(zig(1), zig(1)))
	b := field(nil, 1, table)
	b = field(b, 2, nodes)
	return field(b, 2, field(nil, 3, way))
}

func importBytes(b []byte, f Format) (*City, error) {
	return Import(bytes.NewReader(b), int64(len(b)), f, Options{Name: "test"})
}

func TestPlainAndDenseNodesGiveTheSameCity(t *testing.T) {
	var hashes []string
	for _, deflate := range []bool{true, false} {
		for _, dense := range []bool{true, false} {
			c, err := importBytes(pbfFile(deflate, pbfBlock(dense, 1, 2)), PBF)
			if err != nil {
				t.Fatalf("dense %v, zlib %v: %v", dense, deflate, err)
			}
			if v, e := c.Sizes(); v != 2 || e != 1 {
				t.Errorf("%d vertices, %d edges", v, e)
			}
			s, err := NewRouter(c).Snap(geo.Foot, geo.Point{Lng: 1.502, Lat: 42.5005})
			if err != nil || s.Road != "Carrer Major" {
				t.Errorf("snap: %+v, %v", s, err)
			}
			hashes = append(hashes, c.Hash)
		}
	}
	for _, h := range hashes {
		if h != hashes[0] {
			t.Errorf("hashes differ: %v", hashes)
		}
	}
}

func TestBrokenPBFIsRefused(t *testing.T) {
	good := pbfFile(true, pbfBlock(true, 1, 2))
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"string out of range":  {pbfFile(true, pbfBlock(true, 1, 99)), "string table"},
		"empty":                {nil, "no OpenStreetMap nodes"},
		"garbage":              {[]byte("this is not a map at all, believe me"), "blob"},
		"no header":            {blob("OSMData", pbfBlock(true, 1, 2), true), "OSMHeader"},
		"unknown feature":      {blob("OSMHeader", field(nil, 4, []byte("HistoricalInformation")), true), "HistoricalInformation"},
		"header only":          {good[:len(good)-len(blob("OSMData", pbfBlock(true, 1, 2), true))], "no OpenStreetMap nodes"},
		"columns differ":       {pbfFile(true, field(nil, 2, field(nil, 2, field(nil, 1, packed(2, 2))))), "parallel"},
		"node beyond the pole": {pbfFile(true, field(nil, 2, field(nil, 1, numberField(nil, 8, zig(9e8+1))))), "not on Earth"},
	} {
		if _, err := importBytes(c.file, PBF); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error about %q", name, err, c.want)
		}
	}
	for n := 1; n < len(good); n++ {
		if _, err := importBytes(good[:n], PBF); err == nil {
			t.Fatalf("cut after %d of %d bytes it was read", n, len(good))
		}
	}
}

func TestBombIsRefused(t *testing.T) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(make([]byte, 8<<20))
	_ = w.Close()
	content := field(numberField(nil, 2, 100), 3, z.Bytes())
	if _, err := unpackBlob(content); err == nil {
		t.Error("8 MiB came out of a blob that promised 100 bytes")
	}
}

// FuzzPBF feeds blocks and whole files to the reader: an error or a city, never
// a panic, and a city that can be written and read again.
func FuzzPBF(f *testing.F) {
	f.Add(pbfFile(false, pbfBlock(true, 1, 2)), false)
	f.Add(pbfFile(true, pbfBlock(false, 1, 2)), false)
	f.Add(pbfBlock(true, 1, 2), true)
	f.Add(pbfBlock(false, 4, 0), true)
	f.Fuzz(func(t *testing.T, b []byte, block bool) {
		if block {
			b = pbfFile(false, b)
		}
		c, err := importBytes(b, PBF)
		if err != nil {
			return
		}
		checkRoundTrip(t, c)
	})
}
