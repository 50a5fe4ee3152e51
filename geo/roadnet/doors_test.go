package roadnet

import (
	"math/rand/v2"
	"testing"

	"github.com/linli/linli/geo"
)

func TestDoorsAgreeWithLegs(t *testing.T) {
	r := andorra(t)
	dice := rand.New(rand.NewPCG(21, 22))
	var points []geo.Point
	for range 300 {
		points = append(points, geo.Point{Lng: 1.51 + dice.Float64()*0.03, Lat: 42.50 + dice.Float64()*0.015})
	}
	points[7] = geo.Point{Lng: 5, Lat: 42.5}
	const limit = 12 * 60_000
	for _, profile := range []geo.Profile{geo.Foot, geo.Ebike} {
		doors := r.NewDoors(profile, points)
		if m := doors.Missing(); len(m) != 1 || m[0] != 7 {
			t.Fatalf("missing %v", m)
		}
		for _, place := range points[:12] {
			for _, c := range []struct {
				got []DoorTime
				leg func(p geo.Point) Leg
			}{
				{doors.To(place, limit), func(p geo.Point) Leg { return r.Leg(profile, p, place) }},
				{doors.From(place, limit), func(p geo.Point) Leg { return r.Leg(profile, place, p) }},
			} {
				at := 0
				for k, p := range points {
					want := c.leg(p)
					if want.Millis > limit {
						continue
					}
					if at >= len(c.got) || c.got[at] != (DoorTime{Door: k, Millis: want.Millis}) {
						t.Fatalf("%s: door %d takes %v; listed %v", profile, k, want, c.got)
					}
					at++
				}
				if at != len(c.got) {
					t.Fatalf("%s: %d doors too many", profile, len(c.got)-at)
				}
			}
		}
	}
}

func TestFootprint(t *testing.T) {
	b := Building{Outline: []geo.Point{{Lng: 1.5, Lat: 42.5}, {Lng: 1.5002, Lat: 42.5}, {Lng: 1.5002, Lat: 42.5001}, {Lng: 1.5, Lat: 42.5001}, {Lng: 1.5, Lat: 42.5}}}
	if got := b.Footprint(); got < 181 || got > 184 { // 16.4 m by 11.1 m
		t.Errorf("%d m²", got)
	}
	if got := (&Building{}).Footprint(); got != 0 {
		t.Errorf("nothing covers %d m²", got)
	}
}
