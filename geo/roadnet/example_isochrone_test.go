package roadnet_test

import (
	"fmt"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// How far does one get from the canteen in two minutes on foot?
func Example_isochrone() {
	city, err := roadnet.Import(strings.NewReader(block), int64(len(block)), roadnet.XML, roadnet.Options{Name: "block"})
	if err != nil {
		fmt.Println(err)
		return
	}
	router := roadnet.NewRouter(city)
	reached, err := router.Within(geo.Foot, city.Places[0].Point, 2*60_000)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reached.Release()
	area := reached.Area() // an orb.MultiPolygon, ready for GeoJSON
	fmt.Printf("%d of the block's vertices, an area of %d polygon(s)\n", reached.Vertices(), len(area))
	cells, err := reached.Cells(geo.CellResolution)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range cells {
		fmt.Printf("cell %s: %.1f minutes\n", c.Cell, float64(c.Millis)/60_000)
	}
	// Output:
	// 2 of the block's vertices, an area of 1 polygon(s)
	// cell 8a396238d09ffff: 1.8 minutes
	// cell 8a396238d46ffff: 0.2 minutes
	// cell 8a396238d737fff: 0.4 minutes
}
