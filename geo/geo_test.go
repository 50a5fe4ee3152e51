package geo

import (
	"math"
	"testing"
)

func TestCellOfChecksBeforeH3(t *testing.T) {
	for _, p := range []Point{{Lat: 91}, {Lng: 181}, {Lat: math.NaN()}, {Lng: 1e300}, {Lat: math.Inf(-1)}} {
		if c, err := CellOf(p); err == nil {
			t.Errorf("CellOf(%v) = %s, want an error", p, c)
		}
	}
}

func TestCellRoundTrip(t *testing.T) {
	p := Point{Lng: 1.5218, Lat: 42.5063}
	c, err := CellOf(p)
	if err != nil {
		t.Fatal(err)
	}
	center, err := c.Center()
	if err != nil {
		t.Fatal(err)
	}
	if d := Distance(p, center); d > 100 {
		t.Errorf("centre is %v m away", d)
	}
	back, err := ParseCell(c.String())
	if err != nil || back != c {
		t.Errorf("ParseCell(%s) = %s, %v", c, back, err)
	}
	disk, err := c.Disk(2)
	if err != nil || len(disk) != 19 || disk[0] != c {
		t.Errorf("Disk(2) = %d cells, first %v, %v", len(disk), disk[0], err)
	}
	var u Cell
	if err := u.UnmarshalText([]byte("8928308280fffff")); err == nil {
		t.Error("a cell of resolution 9 was accepted")
	}
	if err := u.UnmarshalText(nil); err != nil || u != 0 {
		t.Errorf("empty text: %v, %v", u, err)
	}
	if _, err := Cell(0).Disk(1); err == nil {
		t.Error("the zero cell has a disk")
	}
}

func TestFrameAgreesWithDistance(t *testing.T) {
	f, err := NewFrame(Point{Lng: 116.32, Lat: 40.0})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []Point{{116.33, 40.01}, {116.30, 39.99}, {116.32, 40}} {
		l := f.Local(p)
		if d, h := Distance(f.Origin(), p), math.Hypot(l.East, l.North); math.Abs(d-h) > 0.002*d+0.001 {
			t.Errorf("%v: frame says %v m, Distance %v m", p, h, d)
		}
		if back := f.Point(l); Distance(back, p) > 0.02 {
			t.Errorf("%v came back as %v", p, back)
		}
	}
}

func TestFrameAcrossTheAntimeridian(t *testing.T) {
	f, err := NewFrame(Point{Lng: 179.999, Lat: -17})
	if err != nil {
		t.Fatal(err)
	}
	p := Point{Lng: -179.999, Lat: -17}
	l := f.Local(p)
	if l.East < 200 || l.East > 220 {
		t.Errorf("east = %v, want about 213", l.East)
	}
	if back := f.Point(l); Distance(back, p) > 0.02 {
		t.Errorf("came back as %v", back)
	}
	if _, err := NewFrame(Point{Lat: 90}); err == nil {
		t.Error("a frame at the pole")
	}
}

func TestBounds(t *testing.T) {
	b := EmptyBounds()
	if !b.IsEmpty() {
		t.Error("EmptyBounds is not empty")
	}
	b = b.Extend(Point{1, 2}).Extend(Point{3, -1})
	if b.IsEmpty() || !b.Contains(Point{2, 0}) || b.Contains(Point{4, 0}) || b.Center() != (Point{2, 0.5}) {
		t.Errorf("bounds %v", b)
	}
}
