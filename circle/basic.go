package circle

import "github.com/linli/linli/geo/roadnet"

// Basic is a kind of outlet that every home should have within a walk, after
// the list of basic services of the fifteen-minute convenience circle.
type Basic uint8

// The basic services, in the order of reports.
const (
	ConvenienceStore Basic = iota
	SupermarketStore
	FoodMarket
	EatingPlace // breakfast or restaurant
	DrugStore
	ElderHome
	HouseService // housekeeping and cleaning
	RepairShop
	ParcelPlace
	LaundryShop
	Hairdresser
	Doctor
	basicCount
)

// BasicCount is how many basic services there are.
const BasicCount = int(basicCount)

var basicNames = [BasicCount]string{
	"convenience", "supermarket", "market", "meals", "pharmacy", "elder_care",
	"housekeeping", "repair", "parcel", "laundry", "hairdresser", "clinic",
}

// String returns the name that CSV and GeoJSON use.
func (b Basic) String() string {
	if int(b) < BasicCount {
		return basicNames[b]
	}
	return "unknown"
}

// Basics lists every basic service in the order of reports.
func Basics() []Basic {
	out := make([]Basic, BasicCount)
	for i := range out {
		out[i] = Basic(i)
	}
	return out
}

// BasicOf returns the basic service that a place of a category offers; false
// when it offers none.
func BasicOf(c roadnet.Category) (Basic, bool) {
	switch c {
	case roadnet.Convenience:
		return ConvenienceStore, true
	case roadnet.Supermarket:
		return SupermarketStore, true
	case roadnet.Market:
		return FoodMarket, true
	case roadnet.Restaurant, roadnet.FastFood, roadnet.Cafe, roadnet.Bakery, roadnet.Canteen:
		return EatingPlace, true
	case roadnet.Pharmacy:
		return DrugStore, true
	case roadnet.ElderCare:
		return ElderHome, true
	case roadnet.Housekeeping:
		return HouseService, true
	case roadnet.Repair:
		return RepairShop, true
	case roadnet.ParcelPoint:
		return ParcelPlace, true
	case roadnet.Laundry:
		return LaundryShop, true
	case roadnet.Hairdresser:
		return Hairdresser, true
	case roadnet.Clinic:
		return Doctor, true
	}
	return 0, false
}
