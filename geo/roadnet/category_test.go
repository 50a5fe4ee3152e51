package roadnet

import (
	"strings"
	"testing"
)

func TestCategories(t *testing.T) {
	for _, c := range []struct {
		tags string
		want Category
	}{
		{"amenity=marketplace", Market}, {"shop=greengrocer", Market}, {"shop=butcher", FoodShop},
		{"amenity=nursing_home", ElderCare}, {"amenity=social_facility social_facility:for=senior", ElderCare},
		{"amenity=social_facility social_facility=nursing_home", ElderCare}, {"amenity=social_facility name=和平养老院", ElderCare},
		{"amenity=community_centre", SocialFacility}, {"amenity=social_facility social_facility:for=homeless", SocialFacility},
		{"craft=cleaning", Housekeeping}, {"shop=dry_cleaning", Laundry}, {"craft=shoemaker", Repair},
		{"amenity=vending_machine vending=parcel_pickup", ParcelPoint}, {"shop=vacant", ""}, {"amenity=bench", ""},
		{"shop=chemist", Pharmacy}, {"healthcare=doctor", Clinic}, {"shop=carpet", OtherShop},
	} {
		if got, ok := categoryOf(pairs(c.tags)); got != c.want || ok != (c.want != "") {
			t.Errorf("%s is %q, want %q", c.tags, got, c.want)
		}
	}
	seen := map[Category]bool{}
	for _, c := range Categories() {
		if seen[c] {
			t.Errorf("%s is listed twice", c)
		}
		seen[c] = true
	}
	for _, table := range []map[string]Category{amenityCategory, shopCategory} {
		for tag, c := range table {
			if !seen[c] {
				t.Errorf("%s becomes %q, which is not listed", tag, c)
			}
		}
	}
}

// pairs reads tags from "key=value key=value".
func pairs(s string) tags {
	var t tags
	for _, pair := range strings.Fields(s) {
		k, v, _ := strings.Cut(pair, "=")
		t = append(t, tag{k, v})
	}
	return t
}
