package roadnet

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// scribble writes a network that no town has: junctions a few metres apart,
// roads across each other without meeting, one-way streets, steps, private
// ways, barriers and forbidden turns, so that reached and unreached vertices
// stand in the same cells of the lattice.
func scribble(dice *rand.Rand) string {
	var b strings.Builder
	b.WriteString(`<osm version="0.6">`)
	n := 20 + dice.IntN(150)
	size := []float64{0.0004, 0.002, 0.01}[dice.IntN(3)]
	for i := range n {
		middle := ""
		switch dice.IntN(12) {
		case 0:
			middle = "barrier=gate access=private"
		case 1:
			middle = "barrier=bollard"
		}
		fmt.Fprintf(&b, `<node id="%d" lon="%.7f" lat="%.7f">%s</node>`, i+1, 1.5+size*dice.Float64(), 42.5+size*dice.Float64(), tagXML(middle))
	}
	kinds := []string{
		"highway=residential", "highway=residential oneway=yes", "highway=steps", "highway=service access=private",
		"highway=footway", "highway=primary", "highway=path sac_scale=hiking", "highway=footway access=destination",
	}
	ways := n + dice.IntN(n)
	for w := range ways {
		fmt.Fprintf(&b, `<way id="%d">`, w+1)
		at := 1 + dice.IntN(n)
		for range 2 + dice.IntN(4) {
			fmt.Fprintf(&b, `<nd ref="%d"/>`, at)
			at = 1 + (at+dice.IntN(7))%n
		}
		b.WriteString(tagXML(kinds[dice.IntN(len(kinds))]) + `</way>`)
	}
	b.WriteString(`</osm>`)
	return b.String()
}

func TestAreasOnScribbles(t *testing.T) {
	computes(t)
	dice := rand.New(rand.NewPCG(41, 42))
	checked := 0
	for range 60 {
		xml := scribble(dice)
		r := tiny(t, xml, Jurisdiction{})
		if len(r.city.net.edges) == 0 {
			continue
		}
		for range 4 {
			profile := geo.Profile(dice.IntN(geo.ProfileCount))
			toward := dice.IntN(2) == 0
			i, err := r.isochrone(profile, somePoints(r.city, dice, 1)[0], uint32(dice.IntN(dice.IntN(900_000)+1)), toward)
			if err != nil {
				continue
			}
			exact := i.mesh.from(i.Origin)
			if toward {
				exact = i.mesh.to(i.Origin)
			}
			checkArea(t, i, exact)
			i.Release()
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d areas", checked)
	}
}
