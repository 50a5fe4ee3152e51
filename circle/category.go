package circle

import (
	"fmt"
	"strings"
)

// Category is the kind of service that a provider offers.
type Category string

// The categories. Shop is whatever sells goods and is none of the others.
const (
	Groceries    Category = "groceries"
	Meals        Category = "meals"
	Pharmacy     Category = "pharmacy"
	Shop         Category = "shop"
	Property     Category = "property" // the compound's own management
	Housekeeping Category = "housekeeping"
	ElderCare    Category = "elder_care"
	Repair       Category = "repair"
	Laundry      Category = "laundry"
)

// Categories lists every category in the order of forms.
func Categories() []Category {
	return []Category{Groceries, Meals, Pharmacy, Shop, Property, Housekeeping, ElderCare, Repair, Laundry}
}

// categoryWords are what operators write for a category besides its name.
var categoryWords = map[string]Category{
	"杂货": Groceries, "超市": Groceries, "便利店": Groceries, "生鲜": Groceries, "grocery": Groceries, "supermarket": Groceries,
	"餐饮": Meals, "餐厅": Meals, "助餐": Meals, "食堂": Meals, "meal": Meals, "restaurant": Meals,
	"药店": Pharmacy, "药房": Pharmacy, "drugstore": Pharmacy,
	"商店": Shop, "店铺": Shop,
	"物业": Property, "property management": Property,
	"家政": Housekeeping, "保洁": Housekeeping, "cleaning": Housekeeping,
	"养老": ElderCare, "养老服务": ElderCare, "助老": ElderCare, "elder care": ElderCare, "eldercare": ElderCare,
	"维修": Repair, "修理": Repair, "洗衣": Laundry, "洗衣店": Laundry, "洗染": Laundry,
}

// ParseCategory reads a category by its name or by a usual word for it in
// Chinese or English, in any case.
func ParseCategory(s string) (Category, error) {
	word := strings.ToLower(strings.TrimSpace(s))
	if c := Category(word); c.Known() {
		return c, nil
	}
	if c, ok := categoryWords[word]; ok {
		return c, nil
	}
	return "", fmt.Errorf("circle: %q is not a category: %s", s, strings.Join(names(Categories()), ", "))
}

// Known reports whether c is one of the categories.
func (c Category) Known() bool {
	for _, k := range Categories() {
		if c == k {
			return true
		}
	}
	return false
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
