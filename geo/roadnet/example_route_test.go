package roadnet_test

import (
	"fmt"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// A canteen and a home, with a one-way street between them: the e-bike rides
// round the block, the walker does not.
const block = `<osm version="0.6">
 <node id="1" lat="42.5000" lon="1.5000"/> <node id="2" lat="42.5000" lon="1.5020"/>
 <node id="3" lat="42.5010" lon="1.5020"/> <node id="4" lat="42.5010" lon="1.5000"/>
 <node id="5" lat="42.5001" lon="1.5016">
  <tag k="amenity" v="restaurant"/><tag k="name" v="Can Teen"/></node>
 <way id="1"><nd ref="1"/><nd ref="2"/>
  <tag k="highway" v="residential"/><tag k="oneway" v="yes"/><tag k="name" v="Carrer Major"/></way>
 <way id="2"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
  <tag k="highway" v="residential"/><tag k="name" v="Carrer Nou"/></way>
</osm>`

func Example_route() {
	city, err := roadnet.Import(strings.NewReader(block), int64(len(block)), roadnet.XML, roadnet.Options{Name: "block"})
	if err != nil {
		fmt.Println(err)
		return
	}
	router := roadnet.NewRouter(city)
	canteen := city.Places[0]
	home := geo.Point{Lng: 1.5004, Lat: 42.4999}
	for _, profile := range []geo.Profile{geo.Foot, geo.Ebike} {
		route, err := router.Route(profile, canteen.Point, home)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s from %s: %d m, %d s, %d points\n", profile, canteen.Name, route.Meters, route.Millis/1000, len(route.Path))
	}
	// Output:
	// foot from Can Teen: 98 m, 73 s, 2 points
	// ebike from Can Teen: 452 m, 90 s, 6 points
}
