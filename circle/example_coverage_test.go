package circle_test

import (
	"fmt"
	"strings"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// A street of 2 km with a block of flats at either end and a pharmacy at one.
const street = `<osm version="0.6">
 <node id="1" lat="40.000" lon="116.300"/> <node id="2" lat="40.000" lon="116.3235"/>
 <node id="3" lat="40.0001" lon="116.3002"/> <node id="4" lat="40.0001" lon="116.3006"/> <node id="5" lat="40.0003" lon="116.3006"/> <node id="6" lat="40.0003" lon="116.3002"/>
 <node id="7" lat="40.0001" lon="116.3230"/> <node id="8" lat="40.0001" lon="116.3234"/> <node id="9" lat="40.0003" lon="116.3234"/> <node id="10" lat="40.0003" lon="116.3230"/>
 <node id="11" lat="40.0001" lon="116.3020"><tag k="amenity" v="pharmacy"/></node>
 <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
 <way id="2"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="3"/><tag k="building" v="apartments"/></way>
 <way id="3"><nd ref="7"/><nd ref="8"/><nd ref="9"/><nd ref="10"/><nd ref="7"/><tag k="building" v="apartments"/><tag k="building:levels" v="12"/></way>
</osm>`

// What does a street lack, and where would a shop help most?
func Example_coverage() {
	city, err := roadnet.Import(strings.NewReader(street), int64(len(street)), roadnet.XML, roadnet.Options{Name: "street"})
	if err != nil {
		fmt.Println(err)
		return
	}
	survey := circle.Survey{Name: "street", Homes: circle.Homes(city, city.Bounds), Outlets: circle.Outlets(city), Openings: 1}
	var doors []geo.Point
	for _, h := range survey.Homes {
		doors = append(doors, h.Door)
	}
	survey.Walk = roadnet.NewRouter(city).NewDoors(geo.Foot, doors).To
	report, err := survey.Report()
	if err != nil {
		fmt.Println(err)
		return
	}
	pharmacy := report.Without[circle.DrugStore]
	fmt.Printf("%d dwellings; without a pharmacy within 5, 10, 15 minutes: %v\n", report.Dwellings, pharmacy)
	fmt.Println("supermarkets on the map:", report.Outlets[circle.SupermarketStore])
	for _, o := range report.Openings {
		fmt.Printf("open a %s in cell %s: %d dwellings gain\n", o.Basic, o.Cell, o.Dwellings)
	}
	// Output:
	// 150 dwellings; without a pharmacy within 5, 10, 15 minutes: [100 100 100]
	// supermarkets on the map: 0
	// open a pharmacy in cell 8a31aa501a6ffff: 100 dwellings gain
}
