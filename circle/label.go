package circle

import "fmt"

// Language is a language of reports.
type Language uint8

// The languages of reports; Chinese is the default.
const (
	Chinese Language = iota
	English
	languageCount int = iota
)

// ParseLanguage reads "zh" or "en".
func ParseLanguage(name string) (Language, error) {
	switch name {
	case "zh", "":
		return Chinese, nil
	case "en":
		return English, nil
	}
	return 0, fmt.Errorf("circle: language %q is not one of zh, en", name)
}

// labels is the catalogue: every text of a report in both languages.
var labels = map[string][languageCount]string{
	"convenience":  {"便利店", "Convenience store"},
	"supermarket":  {"超市", "Supermarket"},
	"market":       {"菜市场", "Food market"},
	"meals":        {"早餐与餐饮", "Breakfast, restaurant"},
	"pharmacy":     {"药店", "Pharmacy"},
	"elder_care":   {"养老服务", "Elder care"},
	"housekeeping": {"家政服务", "Housekeeping"},
	"repair":       {"维修点", "Repair"},
	"parcel":       {"快递与邮政", "Parcel point"},
	"laundry":      {"洗衣店", "Laundry"},
	"hairdresser":  {"理发店", "Hairdresser"},
	"clinic":       {"诊所", "Clinic"},

	"category_groceries":    {"生鲜杂货", "Groceries"},
	"category_meals":        {"餐饮助餐", "Meals"},
	"category_pharmacy":     {"药店", "Pharmacy"},
	"category_shop":         {"商店", "Shop"},
	"category_property":     {"物业", "Property management"},
	"category_housekeeping": {"家政", "Housekeeping"},
	"category_elder_care":   {"养老", "Elder care"},
	"category_repair":       {"维修", "Repair"},
	"category_laundry":      {"洗衣", "Laundry"},

	"category_none": {"不详", "Not known"},

	"unserved":        {"未能满足的需求（次）", "Demand that was not served (times)"},
	"why_no_provider": {"没有这家服务商", "nobody of that name"},
	"why_paused":      {"暂停接单", "paused"},
	"why_closed":      {"不在营业时间", "closed then"},
	"why_out_of_area": {"不到这里", "does not go there"},
	"why_full":        {"订单已满", "full"},
	"why_too_large":   {"谁也装不下", "too large for everybody"},
	"why_access":      {"居民的出行需要排除了所有方式", "the resident's needs rule every way out"},
	"why_no_way":      {"没有路通往", "no road leads there"},
	"why_no_mode":     {"没有可用的方式", "no way to hand over"},
	"why_no_worker":   {"没有人手", "nobody to carry it"},

	"mode_door":     {"送到门口", "To the door"},
	"mode_locker":   {"放入快递柜", "To a locker"},
	"mode_handover": {"机器人送到楼下", "By robot, met at the building"},
	"mode_gate":     {"骑手送到门口，机器人接力送到楼下", "By courier to the gate, and by robot to the building"},

	"closed_no_way":    {"没有通往这里的路", "No road leads there"},
	"closed_consent":   {"您还没有同意这种方式", "You have not agreed to it"},
	"closed_entry":     {"骑手不进入该小区", "Couriers do not go into the compound"},
	"closed_access":    {"与您登记的出行需要不符", "Your access needs rule it out"},
	"closed_locker":    {"快递柜没有合适的空格", "The locker has no free compartment that fits"},
	"closed_capacity":  {"机器人装不下", "It does not fit into a robot"},
	"closed_no_worker": {"现在没有人可以送或上门", "Nobody is there to do it now"},
	"closed_paused":    {"暂停提供", "Not offered at the moment"},

	"stands_open":   {"营业中", "Open"},
	"stands_closed": {"休息中", "Closed"},
	"stands_paused": {"暂停接单", "Takes no orders at the moment"},
	"stands_full":   {"订单已满，请稍后", "Busy: takes no more just now"},

	"unit_piece": {"每件", "each"},
	"unit_kg":    {"每公斤", "per kg"},
	"unit_visit": {"每次", "per visit"},
	"unit_hour":  {"每小时", "per hour"},

	"title":        {"%s · 十五分钟便民生活圈", "%s: the fifteen-minute circle"},
	"subtitle":     {"缺少哪些基本服务（从小区门口沿步行路网）", "Which basic services are missing, walking from the gate"},
	"legend":       {"%d 分钟步行内缺少的服务种类", "Services missing within %d minutes' walk"},
	"class":        {"%s 种", "%s"},
	"opening":      {"建议新增网点", "Proposed outlet"},
	"table":        {"缺少该服务的住户比例", "Dwellings without"},
	"minutes":      {"%d 分", "%d min"},
	"no_data":      {"无数据", "no data"},
	"openings":     {"新增网点能补上的缺口（户）", "New outlets and the gaps they close (dwellings)"},
	"closed":       {"%[1]d 个网点补上 %[3]d 个缺口中的 %[2]d 个", "%d outlets close %d of %d gaps"},
	"guarantee":    {"贪心最大覆盖：不低于同样数量最优选址的 1−1/e（63%%）；本例不低于 %d%%", "Greedy maximal covering: at least 1−1/e (63 %%) of the best choice; here at least %d %%"},
	"homes":        {"%d 栋住宅，%d 户；其中 %d%% 从已标注的小区大门出发", "%d residential buildings, %d dwellings; %d %% start at a mapped gate"},
	"estimated":    {"户数按占地面积×层数（未知按 6 层）÷90 平方米估算", "Dwellings estimated: footprint × levels (6 if unknown) / 90 m²"},
	"listed":       {"户数来自运营方名单", "Dwellings from the operator's list"},
	"no_data_note": {"“无数据”：地图中没有任何此类网点，不代表当地没有", "No data: the map holds no such outlet; the town may"},
	"attribution":  {"© OpenStreetMap contributors", "© OpenStreetMap contributors"},
	"north":        {"北", "N"},
}

// Label returns the text of a key in a language; the key itself when the
// catalogue does not hold it.
func (l Language) Label(key string, args ...any) string {
	text, ok := labels[key]
	if !ok || int(l) >= languageCount {
		return key
	}
	if len(args) == 0 {
		return text[l]
	}
	return fmt.Sprintf(text[l], args...)
}
