package matching

import "github.com/linli/linli/matching/problem"

// whyTongue is the catalogue of one language for what is asked about a plan.
type whyTongue struct {
	*tongue
	could, cannot map[problem.Mode]string       // 1 vehicle, 2 when or why not, 3 locker
	does          string                        // 1 vehicle, 2 when
	lacks, ifs    map[problem.ChangeKind]string // see why_sentence.go
	unsound       string                        // 1 vehicle, 2 rule
	noRoom        string                        // 1 class
	chosenElse    string                        // 1 vehicle
	torn          string
	termNames     [10]string
	inMinutes     string // 1 minutes
	within        string // 1 shipment

	compared                                 string // 1 whom with, 2 how much later, 3 how much dearer
	bracket                                  string // 1 terms
	costs                                    string // 1 money
	sameTime, minEarlier, minLater           string // 1 minutes
	sameCost, isCheaper, isDearer            string // 1 money
	undone, asItIs, already, nothing, noWays string
	provided                                 string // 1 what, 2 if what
	others                                   string // 1 how many
	madeRoom, it, join, comma                string
	mins, seconds                            string // 1 how many
}

var englishWhy = whyTongue{
	tongue: &english,
	could: map[problem.Mode]string{
		problem.Door:     "%[1]s could deliver to the door %[2]s",
		problem.InLocker: "%[1]s could deliver to locker %[3]s %[2]s",
		problem.Handover: "%[1]s could hand over at the building %[2]s",
		problem.Gate:     "%[1]s could bring it to the gate, for a robot that is at the building %[2]s",
		visitMode:        "%[1]s could make the visit %[2]s",
	},
	cannot: map[problem.Mode]string{
		problem.Door:     "%[1]s cannot deliver to the door: %[2]s",
		problem.InLocker: "%[1]s cannot deliver to locker %[3]s: %[2]s",
		problem.Handover: "%[1]s cannot hand over at the building: %[2]s",
		problem.Gate:     "%[1]s cannot bring it to the gate for a robot: %[2]s",
		visitMode:        "%[1]s cannot make the visit: %[2]s",
	},
	does: "%[1]s has it and hands it over %[2]s",
	lacks: map[problem.ChangeKind]string{
		problem.ShiftLater:    "its shift ends %[4]s too soon",
		problem.MoreRange:     "its charge is %[4]s too short",
		problem.MoreDrive:     "it would drive for %[4]s too long",
		problem.MoreCapacity:  "it has %[4]s too little room",
		problem.MoreRoom:      "its compartment for %[3]q is %[4]s too small",
		problem.MoreTasks:     "it would have %[4]s too many in its route",
		problem.MoreNew:       "it would get %[4]s too many at once",
		problem.AnyOrder:      "other goods would lie in front",
		problem.BreakLater:    "its break %[3]s would begin %[4]s too late",
		problem.AddSkill:      "it lacks the skill %[3]s",
		problem.Allow:         "it is barred by name",
		problem.Consent:       "the resident has not agreed to it",
		problem.FreeLocker:    "no compartment that fits is free",
		problem.LaterHandover: "%[2]s would be handed over %[4]s too late",
		problem.LaterPickup:   "%[2]s would be picked up %[4]s too late",
		problem.LongerRide:    "%[2]s would be carried for %[4]s too long",
		problem.GoAlone:       "%[2]s must go with %[3]s, which %[5]s has",
		problem.GoWith:        "it carries %[3]s, which %[2]s must not go with",
		problem.MorePromises:  "%[1]s was promised, and no more promise may be changed",
		problem.Carrier:       "it does not deliver in this way",
		problem.Entry:         "couriers do not go in there",
		problem.NoWay:         "no way leads there",
		problem.NoCrew:        "it would have to start together with others, and not enough can",
		problem.Mates:         "%[2]s must go with %[3]s, which it cannot take",
		problem.Needed:        "the route of %[1]s would not hold without %[2]s",
		problem.NotSound:      "there is no place for it in the route, whatever limit is eased (%[3]s)",
	},
	ifs: map[problem.ChangeKind]string{
		problem.ShiftLater:    "%[1]s worked %[4]s longer",
		problem.StartEarlier:  "%[1]s began %[4]s earlier",
		problem.MoreRange:     "%[1]s could drive %[4]s farther",
		problem.MoreDrive:     "%[1]s might drive for %[4]s longer",
		problem.MoreCapacity:  "%[1]s could carry %[4]s more",
		problem.MoreRoom:      "%[1]s had %[4]s more room for %[3]q",
		problem.MoreTasks:     "%[1]s might have %[4]s more in its route",
		problem.MoreNew:       "%[1]s might get %[4]s more at once",
		problem.BreakLater:    "%[1]s could begin break %[3]s %[4]s later",
		problem.AddSkill:      "%[1]s had the skill %[3]s",
		problem.AddVehicle:    "there were one more like %[1]s, where that one starts",
		problem.Allow:         "%[1]s were allowed to take it",
		problem.Consent:       "the resident agreed to that",
		problem.FreeLocker:    "a compartment of locker %[3]s that fits were free",
		problem.LaterHandover: "%[2]s might be handed over %[4]s later",
		problem.LaterPickup:   "%[2]s might be picked up %[4]s later",
		problem.LongerRide:    "%[2]s might be carried for %[4]s longer",
		problem.ReadyEarlier:  "%[2]s were ready %[4]s earlier",
		problem.MorePromises:  "one more promise might be changed",
		problem.Move:          "%[2]s went by %[5]s instead",
		problem.Drop:          "%[2]s were left undone",
		problem.Wait:          "%[4]s more were allowed",
	},
	unsound:    "its route breaks a rule already (%[2]s)",
	noRoom:     "it has no compartment for %[1]q",
	chosenElse: "staff chose %[1]s",
	torn:       "what must go together goes by several already",
	inMinutes:  "in %d min",
	within:     "%[1]s had another turn in its route",
	termNames:  [10]string{"task", "working time", "distance", "waiting", "lateness", "the residents' time", "putting it to use", "a long day", "a changed promise", "somebody less familiar"},

	compared: ": %[2]s and %[3]s compared with %[1]s",
	bracket:  " (%[1]s)",
	costs:    ", which costs the plan %[1]s",
	sameTime: "at the same time", minEarlier: "%d min earlier", minLater: "%d min later",
	sameCost: "at the same cost", isCheaper: "%s cheaper", isDearer: "%s dearer",
	undone:   "; the plan leaves it undone",
	asItIs:   " without any change",
	already:  "The plan hands it over by then already.",
	nothing:  "Neither one nor two of the changes that can be offered would do.",
	noWays:   "There is no way to hand it over.",
	provided: "%[1]s if %[2]s",
	others:   "; other ways: %d",
	madeRoom: "It was left out to make room for another.",
	it:       "it", join: " and ", comma: ", ",
	mins: "%d min", seconds: "%d s",
}

var chineseWhy = whyTongue{
	tongue: &chinese,
	could: map[problem.Mode]string{
		problem.Door:     "%[1]s可以%[2]s送到门口",
		problem.InLocker: "%[1]s可以%[2]s送到智能柜「%[3]s」",
		problem.Handover: "%[1]s可以%[2]s在楼下交接点交付",
		problem.Gate:     "%[1]s可以送到小区门口，由机器人接力%[2]s送到楼下",
		visitMode:        "%[1]s可以%[2]s上门服务",
	},
	cannot: map[problem.Mode]string{
		problem.Door:     "%[1]s不能送到门口：%[2]s",
		problem.InLocker: "%[1]s不能送到智能柜「%[3]s」：%[2]s",
		problem.Handover: "%[1]s不能在楼下交接点交付：%[2]s",
		problem.Gate:     "%[1]s不能送到门口交给机器人：%[2]s",
		visitMode:        "%[1]s不能上门服务：%[2]s",
	},
	does: "它已由%[1]s承接，%[2]s交付",
	lacks: map[problem.ChangeKind]string{
		problem.ShiftLater:    "下班早了 %[4]s",
		problem.MoreRange:     "电量还差 %[4]s",
		problem.MoreDrive:     "驾驶时间会超出 %[4]s",
		problem.MoreCapacity:  "容量还差 %[4]s",
		problem.MoreRoom:      "「%[3]s」隔间还差 %[4]s",
		problem.MoreTasks:     "路线任务会多出 %[4]s 个",
		problem.MoreNew:       "一次新增任务会多出 %[4]s 个",
		problem.AnyOrder:      "其他货物会挡在前面",
		problem.BreakLater:    "休息「%[3]s」会晚开始 %[4]s",
		problem.AddSkill:      "缺少技能「%[3]s」",
		problem.Allow:         "被指定排除",
		problem.Consent:       "住户没有同意",
		problem.FreeLocker:    "没有合适的空格口",
		problem.LaterHandover: "「%[2]s」交付会晚 %[4]s",
		problem.LaterPickup:   "「%[2]s」取货会晚 %[4]s",
		problem.LongerRide:    "「%[2]s」在途会超出 %[4]s",
		problem.GoAlone:       "「%[2]s」必须与「%[3]s」同行，后者由%[5]s承接",
		problem.GoWith:        "载有「%[3]s」，不能与「%[2]s」同行",
		problem.MorePromises:  "原先承诺的是%[1]s，且不能再更改承诺",
		problem.Carrier:       "不以此方式交付",
		problem.Entry:         "骑手不进入该小区",
		problem.NoWay:         "无路可达",
		problem.NoCrew:        "须与他人同时开始，而人数不够",
		problem.Mates:         "「%[2]s」必须与「%[3]s」同行，而后者无法承接",
		problem.Needed:        "没有「%[2]s」，%[1]s的路线将不成立",
		problem.NotSound:      "无论放宽哪项限制，路线中都没有位置（%[3]s）",
	},
	ifs: map[problem.ChangeKind]string{
		problem.ShiftLater:    "%[1]s晚下班 %[4]s",
		problem.StartEarlier:  "%[1]s早上班 %[4]s",
		problem.MoreRange:     "%[1]s能多行驶 %[4]s",
		problem.MoreDrive:     "%[1]s可多驾驶 %[4]s",
		problem.MoreCapacity:  "%[1]s能多装 %[4]s",
		problem.MoreRoom:      "%[1]s的「%[3]s」隔间能多装 %[4]s",
		problem.MoreTasks:     "%[1]s的路线可多 %[4]s 个任务",
		problem.MoreNew:       "%[1]s可一次多接 %[4]s 个任务",
		problem.BreakLater:    "%[1]s的休息「%[3]s」可晚 %[4]s开始",
		problem.AddSkill:      "%[1]s具备技能「%[3]s」",
		problem.AddVehicle:    "在%[1]s的出发地再增加一个同样的运力",
		problem.Allow:         "允许%[1]s接单",
		problem.Consent:       "住户同意这样交付",
		problem.FreeLocker:    "智能柜「%[3]s」有合适的空格口",
		problem.LaterHandover: "「%[2]s」可晚 %[4]s交付",
		problem.LaterPickup:   "「%[2]s」可晚 %[4]s取货",
		problem.LongerRide:    "「%[2]s」可多在途 %[4]s",
		problem.ReadyEarlier:  "「%[2]s」早 %[4]s备好",
		problem.MorePromises:  "可再更改一项承诺",
		problem.Move:          "「%[2]s」改由%[5]s承接",
		problem.Drop:          "「%[2]s」不做",
		problem.Wait:          "再宽限 %[4]s",
	},
	unsound:    "其现有路线已违反规则（%[2]s）",
	noRoom:     "没有「%[1]s」类货物的隔间",
	chosenElse: "工作人员指定了「%[1]s」",
	torn:       "必须同行的订单已分开",
	inMinutes:  "在 %d 分钟后",
	within:     "「%[1]s」在路线中换个次序",
	termNames:  [10]string{"任务费", "工时", "里程", "等待", "迟到", "住户时间", "启用", "工时不均", "更改承诺", "换了不熟悉的人"},

	compared: "：与%[1]s相比，%[2]s，%[3]s",
	bracket:  "（%[1]s）",
	costs:    "，计划为此增加 %[1]s",
	sameTime: "时间相同", minEarlier: "早 %d 分钟", minLater: "晚 %d 分钟",
	sameCost: "费用相同", isCheaper: "便宜 %s", isDearer: "贵 %s",
	undone:   "；计划没有安排它",
	asItIs:   "，无需任何改变",
	already:  "计划已能在此之前交付。",
	nothing:  "可提供的改变中，一项或两项都不够。",
	noWays:   "没有可用的交付方式。",
	provided: "%[1]s，条件是%[2]s",
	others:   "；另有 %d 种办法",
	madeRoom: "为给其他订单让位而未安排。",
	it:       "它", join: "，且", comma: "，",
	mins: "%d 分钟", seconds: "%d 秒",
}
