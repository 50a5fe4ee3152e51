package intake

import (
	"strings"

	"github.com/linli/linli/sheet"
)

// column is a column of a kind of table, by the names that a head may give it.
type column struct {
	name   string
	must   bool
	titles string // words, separated by |
}

var heads = map[Kind][]column{
	Buildings: {
		{"id", false, "编号|id|楼栋编号|building_id"}, {"community", true, "小区|社区|community"}, {"name", true, "楼栋|楼号|名称|building|name"},
		{"lng", true, "经度|lng|lon|longitude"}, {"lat", true, "纬度|lat|latitude"}, {"datum", false, "坐标系|datum"},
		{"floors", false, "层数|楼层数|floors|levels"}, {"lift", false, "电梯|有电梯|lift|elevator"}, {"steps", false, "台阶|门口台阶|steps"},
		{"units", false, "单元|单元列表|units|entrances"}, {"per_floor", false, "每层户数|per_floor|homes_per_floor"},
	},
	Providers: {
		{"id", false, "编号|id|external_id|商户编号"}, {"name", true, "名称|店名|商户|name"}, {"category", true, "类别|类型|category"},
		{"lng", true, "经度|lng|lon|longitude"}, {"lat", true, "纬度|lat|latitude"}, {"datum", false, "坐标系|datum"},
		{"community", false, "小区|社区|community"}, {"phone", false, "电话|手机|联系电话|phone|mobile"}, {"contact", false, "联系人|contact"},
		{"hours", false, "营业时间|opening_hours|hours"}, {"capacity", false, "接单上限|容量|capacity"}, {"radius", false, "服务半径|服务半径米|radius_m|radius"},
		{"minutes", false, "备货分钟|备货时间|preparation_minutes|preparation"}, {"auto", false, "自动接单|auto_accept"},
	},
	Offerings: {
		{"id", false, "编号|id|external_id|sku"}, {"provider", true, "商户|商户编号|provider|merchant"}, {"name", true, "名称|商品|服务|name"},
		{"kind", true, "类型|kind"}, {"price", true, "价格|单价|price"}, {"unit", false, "计价单位|unit"}, {"fee", false, "附加费|上门费|fee"}, {"minimum", false, "最低消费|起价|minimum"},
		{"grams", false, "重量克|重量|grams"}, {"ml", false, "体积毫升|体积|ml"}, {"temperature", false, "温层|温度|temperature"},
		{"minutes", false, "时长分钟|时长|minutes|duration_minutes"}, {"skills", false, "技能|skills"}, {"workers", false, "人数|workers"}, {"paused", false, "停售|paused"},
	},
	Residents: {
		{"id", false, "编号|external_id|id"}, {"name", true, "姓名|名字|name"}, {"phone", false, "电话|手机|联系电话|phone|mobile"},
		{"community", false, "小区|社区|community"}, {"building", true, "楼栋|楼号|building"}, {"unit", false, "单元|unit|entrance"}, {"room", false, "房号|门牌|室|room|door"},
		{"note", false, "备注|门口备注|note"}, {"no_stairs", false, "不能爬楼|no_stairs"}, {"no_screen", false, "不能用屏幕|no_screen"},
		{"no_coming_down", false, "不能下楼|no_coming_down"}, {"call_first", false, "先打电话|call_first"},
		{"hard_of_hearing", false, "听力不便|hard_of_hearing"}, {"pet", false, "养宠物|pet"},
		{"locker", false, "同意快递柜|consent_locker"}, {"robot", false, "同意机器人|consent_robot"},
	},
}

// plainTitle is how titles are compared.
func plainTitle(s string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", "*", "", "（", "", "）", "", "(", "", ")", "").Replace(strings.ToLower(s))
}

// head finds the columns. A title that is not known is a doubt; a column that
// must be there and is not ends the reading.
func (r *reader) head(columns []column, row *sheet.Row) error {
	r.at, r.titles = map[string]int{}, map[string]string{}
	for i, title := range row.Cells {
		if title == "" {
			continue
		}
		known := false
		for _, c := range columns {
			for word := range strings.SplitSeq(c.titles, "|") {
				if plainTitle(word) != plainTitle(title) {
					continue
				}
				if _, twice := r.at[c.name]; twice {
					return &sheet.Refusal{Line: row.Line, Text: sheet.Sentence{Zh: "表头“" + title + "”重复", En: "the column " + title + " comes twice"}}
				}
				r.at[c.name], r.titles[c.name], known = i, title, true
			}
		}
		if !known {
			r.plan.Doubts = append(r.plan.Doubts, RowFault{Line: row.Line, Column: title, Why: sheet.Sentence{Zh: "不认识这一列，已忽略", En: "this column is not known and was left out"}})
		}
	}
	for _, c := range columns {
		if _, ok := r.at[c.name]; c.must && !ok {
			zh, _, _ := strings.Cut(c.titles, "|")
			return &sheet.Refusal{Line: row.Line, Text: sheet.Sentence{Zh: "缺少列“" + zh + "”（" + c.name + "）", En: "the column " + c.name + " (" + zh + ") is missing"}}
		}
	}
	return nil
}
