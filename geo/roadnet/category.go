package roadnet

// Category is what a place sells or does, in the few words that a dispatcher
// needs.
type Category string

// The categories of places that a city keeps.
const (
	Supermarket    Category = "supermarket"
	Convenience    Category = "convenience"
	Bakery         Category = "bakery"
	FoodShop       Category = "food_shop" // butcher, greengrocer, deli, drinks …
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
	OtherShop      Category = "other_shop"
)

// Categories lists every category, in a fixed order.
func Categories() []Category {
	return []Category{
		Supermarket, Convenience, Bakery, FoodShop, Restaurant, Cafe, FastFood, Pharmacy,
		Clinic, SocialFacility, Canteen, Laundry, Hairdresser, Repair, ParcelPoint, OtherShop,
	}
}

var amenityCategory = map[string]Category{
	"restaurant": Restaurant, "food_court": Restaurant, "cafe": Cafe, "ice_cream": Cafe, "fast_food": FastFood,
	"pharmacy": Pharmacy, "clinic": Clinic, "doctors": Clinic, "dentist": Clinic, "hospital": Clinic,
	"social_facility": SocialFacility, "nursing_home": SocialFacility, "community_centre": SocialFacility,
	"social_centre": SocialFacility, "canteen": Canteen,
	"parcel_locker": ParcelPoint, "post_office": ParcelPoint, "marketplace": FoodShop,
}

var shopCategory = map[string]Category{
	"supermarket": Supermarket, "convenience": Convenience, "kiosk": Convenience, "general": Convenience,
	"bakery": Bakery, "pastry": Bakery, "confectionery": Bakery,
	"butcher": FoodShop, "greengrocer": FoodShop, "deli": FoodShop, "seafood": FoodShop, "cheese": FoodShop,
	"dairy": FoodShop, "farm": FoodShop, "beverages": FoodShop, "alcohol": FoodShop, "wine": FoodShop,
	"tea": FoodShop, "coffee": FoodShop, "food": FoodShop, "frozen_food": FoodShop, "health_food": FoodShop,
	"chemist": Pharmacy, "laundry": Laundry, "dry_cleaning": Laundry, "hairdresser": Hairdresser,
	"shoe_repair": Repair, "locksmith": Repair, "repair": Repair, "bicycle": Repair, "tailor": Repair,
	"outpost": ParcelPoint, "parcel": ParcelPoint,
}

// categoryOf returns the category of an element's tags; false when it is not
// a place that anybody would order from.
func categoryOf(t tags) (Category, bool) {
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
	if t.is("craft", "shoemaker", "key_cutter", "tailor", "locksmith") {
		return Repair, true
	}
	return "", false
}
