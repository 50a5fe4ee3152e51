package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// geodesic returns the length and the first bearing of the geodesic from p to
// q on WGS-84, by Vincenty's inverse formula (1975): the oracle.
func geodesic(p, q Point) (meters, bearing float64) {
	const a, f = 6378137.0, 1 / 298.257223563
	b := a * (1 - f)
	u1, u2 := math.Atan((1-f)*math.Tan(p.Lat*degree)), math.Atan((1-f)*math.Tan(q.Lat*degree))
	s1, c1 := math.Sincos(u1)
	s2, c2 := math.Sincos(u2)
	l := math.Remainder(q.Lng-p.Lng, 360) * degree
	lambda := l
	for range 50 {
		sl, cl := math.Sincos(lambda)
		ss := math.Hypot(c2*sl, c1*s2-s1*c2*cl)
		if ss == 0 {
			return 0, 0
		}
		cs := s1*s2 + c1*c2*cl
		sigma := math.Atan2(ss, cs)
		sa := c1 * c2 * sl / ss
		ca2 := 1 - sa*sa
		cm := cs - 2*s1*s2/ca2
		c := f / 16 * ca2 * (4 + f*(4-3*ca2))
		next := l + (1-c)*f*sa*(sigma+c*ss*(cm+c*cs*(2*cm*cm-1)))
		if math.Abs(next-lambda) > 1e-14 {
			lambda = next
			continue
		}
		k := ca2 * (a*a - b*b) / (b * b)
		big := 1 + k/16384*(4096+k*(-768+k*(320-175*k)))
		small := k / 1024 * (256 + k*(-128+k*(74-47*k)))
		d := small * ss * (cm + small/4*(cs*(2*cm*cm-1)-small/6*cm*(4*ss*ss-3)*(4*cm*cm-3)))
		return b * big * (sigma - d), math.Mod(math.Atan2(c2*sl, c1*s2-s1*c2*cl)/degree+360, 360)
	}
	panic("the oracle does not converge")
}

// around returns n frames of a community somewhere on Earth, turned at random,
// each with two places of its map at most 7 km from one another.
func around(t *testing.T, n int, scale float64, f func(f MapFrame, a, b Position)) {
	t.Helper()
	r := rand.New(rand.NewPCG(8, 3))
	place := func(f MapFrame) Position {
		return Position{X: f.scale * (r.Float64() - 0.5) * 5000, Y: f.scale * (r.Float64() - 0.5) * 5000}
	}
	for range n {
		frame, err := NewMapFrame(Georeference{
			Map: "m", Origin: Point{Lng: r.Float64()*360 - 180, Lat: r.Float64()*150 - 75},
			Rotation: r.Float64()*360 - 180, Scale: scale,
		})
		if err != nil {
			t.Fatal(err)
		}
		f(frame, place(frame), place(frame))
	}
}

func TestMapFrameAgreesWithGeodesic(t *testing.T) {
	for _, scale := range []float64{0, 1.0004} {
		far, worst, skew := 0.0, 0.0, 0.0
		around(t, 1000, scale, func(f MapFrame, a, b Position) {
			p, q := f.Point(a), f.Point(b)
			meters, bearing := geodesic(p, q)
			dx, dy := (b.X-a.X)/f.scale, (b.Y-a.Y)/f.scale
			far, worst = max(far, meters), max(worst, math.Abs(math.Hypot(dx, dy)-meters))
			skew = max(skew, math.Abs(math.Remainder(f.Bearing(p, math.Atan2(dy, dx))-bearing, 360)))
			if back := f.Position(p); math.Hypot(back.X-a.X, back.Y-a.Y) > 0.002 {
				t.Fatalf("%v came back as %v", a, back)
			}
			// And from the ground to the map, on the grid that events hold.
			p, q = p.Round(), q.Round()
			a, b = f.Position(p), f.Position(q)
			meters, _ = geodesic(p, q)
			worst = max(worst, math.Abs(math.Hypot(b.X-a.X, b.Y-a.Y)/f.scale-meters))
		})
		t.Logf("scale %v: 1,000 pairs up to %.0f m apart: lengths within %.4f m, bearings within %.6f°", scale, far, worst, skew)
		if far < 5000 || worst > 0.01 || skew > 0.01 {
			t.Errorf("scale %v: up to %.0f m: off by %v m and %v°", scale, far, worst, skew)
		}
	}
}

func TestBearingAndTheta(t *testing.T) {
	f, err := NewMapFrame(Georeference{Map: "m", Origin: Point{Lng: 1.52, Lat: 42.5}, Rotation: 30})
	if err != nil {
		t.Fatal(err)
	}
	// The y axis points 30° east of north, the x axis 120°.
	for theta, want := range map[float64]float64{math.Pi / 2: 30, 0: 120, math.Pi: 300, -math.Pi / 2: 210} {
		if got := f.Bearing(f.ref.Origin, theta); math.Abs(got-want) > 1e-9 {
			t.Errorf("theta %v looks to %v°, want %v°", theta, got, want)
		}
	}
	around(t, 100, 0, func(f MapFrame, a, _ Position) {
		for _, bearing := range []float64{0, 1, 90, 179, 359} {
			if back := f.Bearing(f.Point(a), f.Theta(f.Point(a), bearing)); math.Abs(math.Remainder(back-bearing, 360)) > 1e-9 {
				t.Fatalf("bearing %v came back as %v", bearing, back)
			}
		}
	})
}

func TestMapFrameAcrossTheAntimeridian(t *testing.T) {
	f, err := NewMapFrame(Georeference{Map: "m", Origin: Point{Lng: 179.999, Lat: -17}})
	if err != nil {
		t.Fatal(err)
	}
	p := Point{Lng: -179.999, Lat: -17}
	at := f.Position(p)
	if at.X < 200 || at.X > 220 || f.Point(at).Round() != p {
		t.Errorf("%v is at %v, and back %v", p, at, f.Point(at))
	}
}

func TestGeoreferenceRefused(t *testing.T) {
	good := Georeference{Map: "m", Origin: Point{Lng: 1, Lat: 42}}
	for field, spoil := range map[string]func(g *Georeference){
		"map": func(g *Georeference) { g.Map = "" }, "lat": func(g *Georeference) { g.Origin.Lat = math.NaN() },
		"pole": func(g *Georeference) { g.Origin.Lat = 89.5 }, "rotation": func(g *Georeference) { g.Rotation = math.Inf(1) },
		"scale": func(g *Georeference) { g.Scale = 3 },
	} {
		g := good
		spoil(&g)
		if _, err := NewMapFrame(g); err == nil {
			t.Errorf("a bad %s was accepted", field)
		}
	}
}

func TestFit(t *testing.T) {
	around(t, 50, 1.0007, func(f MapFrame, a, b Position) {
		third := Position{X: a.Y + 700, Y: b.X - 300}
		var cs []Control
		for _, at := range []Position{a, b, third} {
			// The robot's own map need not begin in the middle of town.
			cs = append(cs, Control{Position: Position{X: at.X + 812, Y: at.Y - 95}, Point: f.Point(at)})
		}
		g, worst, err := Fit("m", cs)
		if err != nil || worst > 0.02 {
			t.Fatalf("off by %v m, %v", worst, err)
		}
		cs[2].X += 30
		if _, worst, err = Fit("m", cs); err != nil || worst < 1 {
			t.Fatalf("a control point that is 30 m wrong: off by %v m, %v", worst, err)
		}
		if g.Scale < 1.00069 || g.Scale > 1.00071 {
			t.Fatalf("scale %v", g.Scale)
		}
	})
	at := Point{Lng: 1, Lat: 42}
	for what, cs := range map[string][]Control{
		"one": {{Point: at}}, "one place": {{Point: at}, {Point: at, Position: Position{X: 100}}},
		"not on Earth": {{Point: at}, {Point: Point{Lat: 91}}}, "no number": {{Point: at}, {Position: Position{X: math.NaN()}, Point: Point{Lng: 1.01, Lat: 42}}},
	} {
		if _, _, err := Fit("m", cs); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}
