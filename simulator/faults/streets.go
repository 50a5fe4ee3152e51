package faults

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
)

// Half of the towns lie on a river: their robots drive along a grid of streets,
// of which two cross it. One bridge is for one robot at a time and has a gate at
// its end, the other is a lift.
const (
	block  = 200.0 // metres between two streets
	across = 6     // blocks from west to east
	along  = 3     // from south to north
	river  = 3     // the block under which it flows
	lower  = 1     // the street of the bridge
	upper  = 2     // that of the lift
)

// ashore is the town's roads. They are read once.
var ashore = sync.OnceValues(func() (*roadnet.City, error) {
	var b strings.Builder
	b.WriteString(`<osm version="0.6">`)
	corner := func(x, y int) int { return y*(across+1) + x + 1 }
	for y := range along + 1 {
		for x := range across + 1 {
			p := place(block*float64(x), block*float64(y))
			fmt.Fprintf(&b, `<node id="%d" lat="%.7f" lon="%.7f"/>`, corner(x, y), p.Lat, p.Lng)
		}
	}
	ways := 0
	street := func(from, to int) {
		ways++
		fmt.Fprintf(&b, `<way id="%d"><nd ref="%d"/><nd ref="%d"/><tag k="highway" v="footway"/></way>`, ways, from, to)
	}
	for y := range along + 1 {
		for x := range across + 1 {
			if x < across && (x != river || y == lower || y == upper) {
				street(corner(x, y), corner(x+1, y))
			}
			if y < along {
				street(corner(x, y), corner(x, y+1))
			}
		}
	}
	b.WriteString(`</osm>`)
	return roadnet.Import(strings.NewReader(b.String()), int64(b.Len()), roadnet.XML, roadnet.Options{Name: "town"})
})

// crossings are what is drawn on the streets.
func crossings() []lanes.Feature {
	west, north := block*river, func(street int) float64 { return block * float64(street) }
	box := func(east, north, half float64) []geo.Point {
		return []geo.Point{place(east-half, north-half), place(east+half, north-half), place(east+half, north+half), place(east-half, north+half)}
	}
	return []lanes.Feature{
		{ID: "bridge", Kind: lanes.Zone, Points: box(west+80, north(lower), 20)},
		{ID: "gate", Kind: lanes.Gate, Device: "g1", Points: []geo.Point{place(west+104, north(lower))}},
		{ID: "lift", Kind: lanes.Lift, Device: "e1", Floors: []string{"0", "1"}, Points: []geo.Point{
			place(west+90, north(upper)), place(west+100, north(upper)), place(west+110, north(upper)),
		}},
		{ID: "yard", Kind: lanes.Station, Capacity: 2, Points: []geo.Point{place(block/2, north(lower)+30)}},
		charger,
	}
}

// charger is the station at which robots charge, one after the other.
var charger = lanes.Feature{ID: "charger", Kind: lanes.Station, Charge: true, Points: []geo.Point{place(block*(across-0.5), block*upper-30)}}

// flood closes the way over the bridge.
func flood() lanes.Closure {
	return lanes.Closure{ID: "flood", Area: []geo.Point{
		place(block*river+60, block*lower-15), place(block*river+90, block*lower-15),
		place(block*river+90, block*lower+15), place(block*river+60, block*lower+15),
	}, Reason: "high water"}
}

// drawStreets has the town's robots drive along its streets.
func (z *zone) drawStreets() {
	city, err := ashore()
	if err != nil {
		z.referee.wrong("the streets cannot be read: %v", err)
		return
	}
	n := lanes.Network{Features: crossings()}
	if z.overlay, err = n.NewOverlay(place(0, 0)); err != nil {
		z.referee.wrong("the streets cannot be drawn: %v", err)
		return
	}
	z.planner.Ground = lanes.NewGround(city)
	z.passages = []*passage{newPassage(z, "g1", fleet.GatePassage), newPassage(z, "e1", fleet.LiftPassage)}
}

// draw is the administrator who draws the streets, once their gates are known.
func (d *desk) draw() {
	d.again(20*time.Second, dispatch.SetLanes{Features: append(crossings(), compounds()...), By: staff}, func() bool {
		s := d.z.state()
		return s != nil && len(s.Lanes.Features) > 0
	})
}

// shared lists what is drawn where somebody stands.
func (z *zone) shared(p geo.Point) []string {
	if z.overlay == nil {
		return nil
	}
	return z.overlay.At(p)
}
