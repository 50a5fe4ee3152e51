package matching

import (
	"fmt"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// tongue is the catalogue of one language. Patterns name their arguments by
// number, because languages order them differently.
type tongue struct {
	kinds    map[problem.Kind]string // a vehicle by name: 1 ID
	visits   string                  // 1 vehicle, 2 when
	joins    string                  // 1 vehicle, 2 when, 3 the others who make the visit with it
	counts   map[problem.Kind][2]string
	delivers map[problem.Mode]string // 1 vehicle, 2 when, 3 locker
	ways     map[problem.Mode]string // 1 locker
	soon     string
	minutes  string // 1 minutes
	same     string // the same vehicle by another way: 1 kind and ID, 2 way

	// The chosen against the runner-up: 1 minutes, 2 money, 3 the runner-up.
	earlierCheaper, laterCheaper, cheaper, earlier, later, tie, dearer string
	alone, nobody, noVehicle, stopped, uncompared, needed              string
	complete                                                           string // alone, of one of several who make a visit together
	familiar                                                           string // the resident knows the chosen better than the runner-up

	verdicts map[rule][2]string // of one vehicle, of several: 1 how many
	ruledOut string             // 1 way, 2 reason
	reasons  map[rule]string
	barriers map[barrier]string

	open, and, end string // before the clauses, between them, at the end
	comma, last    string // between names, and before the last of them
}

var english = tongue{
	kinds:  map[problem.Kind]string{problem.Courier: "courier %[1]s", problem.Robot: "robot %[1]s"},
	visits: "%[1]s makes the visit %[2]s",
	joins:  "%[1]s makes the visit %[2]s together with %[3]s",
	counts: map[problem.Kind][2]string{problem.Courier: {"1 courier", "%[1]d couriers"}, problem.Robot: {"1 robot", "%[1]d robots"}},
	delivers: map[problem.Mode]string{
		problem.Door:     "%[1]s delivers to the door %[2]s",
		problem.InLocker: "%[1]s delivers to locker %[3]s %[2]s",
		problem.Handover: "%[1]s hands over at the building %[2]s",
		problem.Gate:     "%[1]s brings it to the gate, where a robot takes it over and is at the building %[2]s",
	},
	ways:    map[problem.Mode]string{problem.Door: "the door", problem.InLocker: "locker %[1]s", problem.Handover: "the handover point", problem.Gate: "a robot from the gate"},
	soon:    "at once",
	minutes: "in %[1]d min",
	same:    "%[1]s by way of %[2]s",

	earlierCheaper: ", %[1]d min earlier and %[2]s cheaper than %[3]s",
	laterCheaper:   ", %[1]d min later but %[2]s cheaper than %[3]s",
	cheaper:        ", %[2]s cheaper than %[3]s",
	earlier:        ", %[1]d min earlier than %[3]s at the same cost",
	later:          ", %[1]d min later than %[3]s at the same cost and first by name",
	tie:            ", no dearer or later than %[3]s and first by name",
	dearer:         ", %[2]s dearer than %[3]s but better by what comes before cost",
	alone:          ", the only one who can",
	complete:       ", and nobody else can",
	familiar:       ", and better known to the resident",
	uncompared:     ", without a comparison with others in this round",
	needed:         ", whose route would not hold without it",
	nobody:         "Nobody can take it now",
	noVehicle:      "no vehicle of the right kind is at work",
	stopped:        "There was no time to look at it in this round.",

	verdicts: map[rule][2]string{
		choice:       {"%[1]s was barred by name", "%[1]s were barred by name"},
		skill:        {"%[1]s lacks a skill", "%[1]s lack a skill"},
		tasks:        {"%[1]s was full", "%[1]s were full"},
		reach:        {"%[1]s cannot get there", "%[1]s cannot get there"},
		capacity:     {"%[1]s had no room for it", "%[1]s had no room for it"},
		window:       {"%[1]s would be too late", "%[1]s would be too late"},
		ride:         {"%[1]s would carry goods for too long", "%[1]s would carry goods for too long"},
		shift:        {"%[1]s goes off duty too soon", "%[1]s go off duty too soon"},
		vehicleRange: {"%[1]s has too little charge", "%[1]s have too little charge"},
		together:     {"%[1]s would part what goes together", "%[1]s would part what goes together"},
		apart:        {"%[1]s carries what it must not go with", "%[1]s carry what it must not go with"},
		workers:      {"%[1]s cannot be there together with another", "%[1]s cannot be there together with enough others"},
		change:       {"%[1]s was not promised, and no more promise may be changed", "%[1]s were not promised, and no more promise may be changed"},
		compartment:  {"%[1]s has no compartment for such goods", "%[1]s have no compartment for such goods"},
		lifo:         {"%[1]s would have other goods in front of it", "%[1]s would have other goods in front of it"},
		after:        {"%[1]s has no place for it that keeps its turn", "%[1]s have no place for it that keeps its turn"},
		drive:        {"%[1]s would drive for too long", "%[1]s would drive for too long"},
		breaks:       {"%[1]s would miss a break", "%[1]s would miss a break"},
	},
	ruledOut: "%[1]s was ruled out because %[2]s",
	reasons:  map[rule]string{consent: "the resident has not agreed to it", entry: "couriers do not go in there", locker: "no compartment that fits is free"},
	barriers: map[barrier]string{
		screenBarrier:     "the resident cannot reach its screen",
		comingDownBarrier: "the resident cannot come down",
		stairsBarrier:     "the resident cannot use the stairs",
		wordsBarrier:      "it does not speak the resident's language",
	},
	open: "; ", and: "; ", end: ".", comma: ", ", last: " and ",
}

var chinese = tongue{
	kinds:  map[problem.Kind]string{problem.Courier: "骑手「%[1]s」", problem.Robot: "机器人「%[1]s」"},
	visits: "%[1]s%[2]s上门服务",
	joins:  "%[1]s与%[3]s%[2]s一同上门服务",
	counts: map[problem.Kind][2]string{problem.Courier: {"1 名骑手", "%[1]d 名骑手"}, problem.Robot: {"1 台机器人", "%[1]d 台机器人"}},
	delivers: map[problem.Mode]string{
		problem.Door:     "%[1]s%[2]s送到门口",
		problem.InLocker: "%[1]s%[2]s送到智能柜「%[3]s」",
		problem.Handover: "%[1]s%[2]s在楼下交接点交付",
		problem.Gate:     "%[1]s送到小区门口，由机器人接力%[2]s送到楼下",
	},
	ways:    map[problem.Mode]string{problem.Door: "送货上门", problem.InLocker: "智能柜「%[1]s」", problem.Handover: "楼下交接点", problem.Gate: "门口机器人接力"},
	soon:    "马上",
	minutes: "将在 %[1]d 分钟后",
	same:    "%[1]s（%[2]s）",

	earlierCheaper: "，比%[3]s早 %[1]d 分钟，便宜 %[2]s",
	laterCheaper:   "，比%[3]s晚 %[1]d 分钟，但便宜 %[2]s",
	cheaper:        "，比%[3]s便宜 %[2]s",
	earlier:        "，比%[3]s早 %[1]d 分钟，费用相同",
	later:          "，比%[3]s晚 %[1]d 分钟，费用相同，按编号优先",
	tie:            "，与%[3]s时间和费用相同，按编号优先",
	dearer:         "，比%[3]s贵 %[2]s，但按优先于费用的目标更好",
	alone:          "，是唯一可行的选择",
	complete:       "，没有其他人可选",
	familiar:       "，住户也更熟悉",
	uncompared:     "，本轮没有与其他选择比较",
	needed:         "，没有它其路线将不成立",
	nobody:         "目前无人可以接单",
	noVehicle:      "没有合适类型的运力在岗",
	stopped:        "本轮没有来得及处理。",

	verdicts: map[rule][2]string{
		choice:       {"%[1]s被指定排除", "%[1]s被指定排除"},
		skill:        {"%[1]s缺少所需技能", "%[1]s缺少所需技能"},
		tasks:        {"%[1]s任务已满", "%[1]s任务已满"},
		reach:        {"%[1]s无法到达", "%[1]s无法到达"},
		capacity:     {"%[1]s装不下", "%[1]s装不下"},
		window:       {"%[1]s来不及", "%[1]s来不及"},
		ride:         {"%[1]s载货时间会过长", "%[1]s载货时间会过长"},
		shift:        {"%[1]s即将下班", "%[1]s即将下班"},
		vehicleRange: {"%[1]s电量不足", "%[1]s电量不足"},
		together:     {"%[1]s会拆开必须同行的订单", "%[1]s会拆开必须同行的订单"},
		apart:        {"%[1]s载有不能同行的货物", "%[1]s载有不能同行的货物"},
		workers:      {"%[1]s无法与其他人同时到场", "%[1]s无法凑齐同时到场的人数"},
		change:       {"%[1]s不是原先承诺的，且不能再更改承诺", "%[1]s不是原先承诺的，且不能再更改承诺"},
		compartment:  {"%[1]s没有适合此类货物的隔间", "%[1]s没有适合此类货物的隔间"},
		lifo:         {"%[1]s上会有其他货物挡在前面", "%[1]s上会有其他货物挡在前面"},
		after:        {"%[1]s无法按规定的先后顺序安排", "%[1]s无法按规定的先后顺序安排"},
		drive:        {"%[1]s驾驶时间会过长", "%[1]s驾驶时间会过长"},
		breaks:       {"%[1]s会错过休息", "%[1]s会错过休息"},
	},
	ruledOut: "%[1]s不可用，因为%[2]s",
	reasons:  map[rule]string{consent: "住户没有同意", entry: "骑手不进入该小区", locker: "没有合适的空格口"},
	barriers: map[barrier]string{
		screenBarrier:     "住户够不到它的屏幕",
		comingDownBarrier: "住户无法下楼",
		stairsBarrier:     "住户无法走楼梯",
		wordsBarrier:      "它不会说住户的语言",
	},
	open: "；", and: "；", end: "。", comma: "、", last: "、",
}

// stoppedText is what a shipment is told that the solver did not reach.
func stoppedText() problem.Text { return problem.Text{En: english.stopped, Zh: chinese.stopped} }

// explain returns the sentence about the verdict. Times are minutes from now,
// because the package knows no time zone; money has two decimals and no sign.
func (l *tongue) explain(v *verdict, now clock.Instant) string {
	var b strings.Builder
	clauses := l.clauses(v)
	if len(v.candidates) == 0 {
		b.WriteString(l.nobody)
		if len(clauses) == 0 {
			clauses = []string{l.noVehicle}
		}
	} else {
		b.WriteString(capital(l.chosen(v, now)))
		b.WriteString(l.against(v))
	}
	for i, c := range clauses {
		if i == 0 {
			b.WriteString(l.open)
		} else {
			b.WriteString(l.and)
		}
		b.WriteString(c)
	}
	b.WriteString(l.end)
	return b.String()
}

// chosen says who delivers where and when.
func (l *tongue) chosen(v *verdict, now clock.Instant) string {
	c := &v.candidates[0]
	o := &v.shipment.Options[c.option]
	when := l.soon
	if m := (c.handover - now + minute - 1) / minute; m > 0 {
		when = fmt.Sprintf(l.minutes, int64(m))
	}
	if len(v.fellows) > 0 {
		return fmt.Sprintf(l.joins, l.vehicle(c.tour.vehicle), when, l.names(v.fellows))
	}
	if v.shipment.Visit {
		return fmt.Sprintf(l.visits, l.vehicle(c.tour.vehicle), when)
	}
	return fmt.Sprintf(l.delivers[o.Mode], l.vehicle(c.tour.vehicle), when, o.Locker)
}

// against compares the chosen with the runner-up.
func (l *tongue) against(v *verdict) string {
	switch {
	case v.needed:
		return l.needed
	case v.uncompared:
		return l.uncompared
	}
	c, other := &v.candidates[0], v.runnerUp()
	switch {
	case other == nil && len(v.fellows) > 0:
		return l.complete
	case other == nil:
		return l.alone
	}
	name := l.vehicle(other.tour.vehicle)
	if c.tour == other.tour {
		name = fmt.Sprintf(l.same, name, l.way(&v.shipment.Options[other.option]))
	}
	saved := other.total - c.total
	earlier := int64((other.handover - c.handover + minute/2) / minute)
	if other.handover < c.handover {
		earlier = -int64((c.handover - other.handover + minute/2) / minute)
	}
	pattern := l.tie
	switch {
	case saved < 0:
		pattern, saved = l.dearer, -saved
	case saved > 0 && earlier > 0:
		pattern = l.earlierCheaper
	case saved > 0 && earlier < 0:
		pattern = l.laterCheaper
	case saved > 0:
		pattern = l.cheaper
	case earlier > 0:
		pattern = l.earlier
	case earlier < 0:
		pattern = l.later
	}
	text := fmt.Sprintf(pattern, max(earlier, -earlier), decimal(saved), name)
	if c.continuity < other.continuity {
		text += l.familiar
	}
	return text
}

// clauses says which vehicles were out and which options were ruled out.
func (l *tongue) clauses(v *verdict) []string {
	var list []string
	for r := range v.out {
		if rule(r) == workers && len(v.fellows) > 0 {
			continue // that is who comes along
		}
		verdict := l.verdicts[rule(r)]
		for _, side := range [2]struct {
			kind problem.Kind
			n    int
		}{{problem.Courier, v.out[r].couriers}, {problem.Robot, v.out[r].robots}} {
			switch {
			case side.n == 1:
				list = append(list, fmt.Sprintf(verdict[0], l.counts[side.kind][0]))
			case side.n > 1:
				list = append(list, fmt.Sprintf(verdict[1], fmt.Sprintf(l.counts[side.kind][1], side.n)))
			}
		}
	}
	for i, r := range v.optionRule {
		if r == none {
			continue
		}
		o := &v.shipment.Options[i]
		reason := l.reasons[r]
		if r == access {
			reason = l.barriers[barrierOf(v.shipment, o)]
		}
		list = append(list, fmt.Sprintf(l.ruledOut, l.way(o), reason))
	}
	return list
}

// names lists vehicles.
func (l *tongue) names(tours []*tour) string {
	var b strings.Builder
	for k, t := range tours {
		switch {
		case k == 0:
		case k == len(tours)-1:
			b.WriteString(l.last)
		default:
			b.WriteString(l.comma)
		}
		b.WriteString(l.vehicle(t.vehicle))
	}
	return b.String()
}

func (l *tongue) vehicle(v *problem.Vehicle) string { return fmt.Sprintf(l.kinds[v.Kind], v.ID) }

func (l *tongue) way(o *problem.Option) string {
	if o.Mode == problem.InLocker {
		return fmt.Sprintf(l.ways[o.Mode], o.Locker)
	}
	return l.ways[o.Mode]
}

// decimal formats minor units with two decimals.
func decimal(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }

// capital raises the first letter of a sentence, where there is one to raise.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
