package roadnet

import "strings"

// Category is what a place sells or does, in the few words that a dispatcher
// needs.
type Category string

// The categories of places that a city keeps.
const (
	Supermarket    Category = "supermarket"
	Convenience    Category = "convenience"
	Bakery         Category = "bakery"
	FoodShop       Category = "food_shop" // butcher, deli, drinks …
	Restaurant     Category = "restaurant"
	Cafe           Category = "cafe"
	FastFood       Category = "fast_food"
	Pharmacy       Category = "pharmacy"
	Clinic         Category = "clinic" // doctors, dentists, hospitals
	SocialFacility Category = "social_facility"
	Canteen        Category = "canteen" // community dining
	Laundry        Category = "laundry"
	Hairdresser    Category = "hairdresser"
	Repair         Category = "repair" // shoes, keys, bicycles, phones
	ParcelPoint    Category = "parcel_point"
	Market         Category = "market"     // marketplaces and greengrocers
	ElderCare      Category = "elder_care" // nursing homes, day care and services for the old
	Housekeeping   Category = "housekeeping"
	OtherShop      Category = "other_shop"
)

// Categories lists every category, in a fixed order.
func Categories() []Category {
	return []Category{
		Supermarket, Convenience, Bakery, FoodShop, Restaurant, Cafe, FastFood, Pharmacy,
		Clinic, SocialFacility, Canteen, Laundry, Hairdresser, Repair, ParcelPoint, Market, ElderCare,
		Housekeeping, OtherShop,
	}
}

var amenityCategory = map[string]Category{
	"restaurant": Restaurant, "food_court": Restaurant, "cafe": Cafe, "ice_cream": Cafe, "fast_food": FastFood,
	"pharmacy": Pharmacy, "clinic": Clinic, "doctors": Clinic, "dentist": Clinic, "hospital": Clinic,
	"social_facility": SocialFacility, "nursing_home": ElderCare, "community_centre": SocialFacility,
	"social_centre": SocialFacility, "canteen": Canteen,
	"parcel_locker": ParcelPoint, "post_office": ParcelPoint, "marketplace": Market,
}

var shopCategory = map[string]Category{
	"supermarket": Supermarket, "convenience": Convenience, "kiosk": Convenience, "general": Convenience,
	"bakery": Bakery, "pastry": Bakery, "confectionery": Bakery,
	"butcher": FoodShop, "greengrocer": Market, "deli": FoodShop, "seafood": FoodShop, "cheese": FoodShop,
	"dairy": FoodShop, "farm": FoodShop, "beverages": FoodShop, "alcohol": FoodShop, "wine": FoodShop,
	"tea": FoodShop, "coffee": FoodShop, "food": FoodShop, "frozen_food": FoodShop, "health_food": FoodShop,
	"chemist": Pharmacy, "laundry": Laundry, "dry_cleaning": Laundry, "hairdresser": Hairdresser,
	"shoe_repair": Repair, "locksmith": Repair, "repair": Repair, "bicycle": Repair, "tailor": Repair,
	"outpost": ParcelPoint, "parcel": ParcelPoint,
}

// categoryOf returns the category of an element's tags; false when it is not
// a place that anybody would order from.
func categoryOf(t tags) (Category, bool) {
	if t.is("amenity", "social_facility", "community_centre", "social_centre") && isForTheOld(t) {
		return ElderCare, true
	}
	if c, ok := amenityCategory[t.get("amenity")]; ok {
		return c, true
	}
	if t.is("amenity", "vending_machine") && t.is("vending", "parcel_pickup", "parcel_mail_in", "parcel_pickup;parcel_mail_in") {
		return ParcelPoint, true
	}
	switch shop := t.get("shop"); shop {
	case "", "no", "vacant":
	default:
		if c, ok := shopCategory[shop]; ok {
			return c, true
		}
		return OtherShop, true
	}
	if t.is("healthcare", "clinic", "doctor", "dentist", "hospital", "centre", "nurse") {
		return Clinic, true
	}
	if t.is("craft", "cleaning") || t.is("office", "cleaning", "housekeeping") {
		return Housekeeping, true
	}
	if t.is("craft", "shoemaker", "key_cutter", "tailor", "locksmith") {
		return Repair, true
	}
	return "", false
}

// isForTheOld reports whether a social facility says that it serves old
// people; some say so in their name only
// (https://wiki.openstreetmap.org/wiki/Key:social_facility).
func isForTheOld(t tags) bool {
	if t.is("social_facility", "nursing_home", "assisted_living") {
		return true
	}
	for _, key := range []string{"social_facility:for", "community_centre:for"} {
		if v := t.get(key); strings.Contains(v, "senior") || strings.Contains(v, "elder") {
			return true
		}
	}
	return strings.Contains(t.get("name"), "养老") || strings.Contains(t.get("name"), "敬老院")
}
