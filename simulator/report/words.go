package report

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// What happens to an order, as the timelines tell it.
var verbs = map[orders.Verb]problem.Text{
	orders.Accept:   {En: "Merchant accepted", Zh: "商家接单"},
	orders.Start:    {En: "Preparation began", Zh: "开始备货"},
	orders.Finish:   {En: "Ready", Zh: "备好"},
	orders.Refusal:  {En: "Merchant refused", Zh: "商家拒单"},
	orders.Lapse:    {En: "Merchant did not answer", Zh: "商家未应答"},
	orders.Assign:   {En: "Assigned", Zh: "已派定"},
	orders.Unassign: {En: "Taken from its worker", Zh: "收回改派"},
	orders.PickUp:   {En: "Picked up", Zh: "已取货"},
	orders.Rescue:   {En: "Goods to be rescued", Zh: "货物待救援"},
	orders.Deposit:  {En: "In the locker", Zh: "已入柜"},
	orders.Deliver:  {En: "Delivered", Zh: "已送达"},
	orders.Collect:  {En: "Collected", Zh: "已取走"},
	orders.Fail:     {En: "Failed", Zh: "未送成"},
	orders.Cancel:   {En: "Cancelled", Zh: "已取消"},
}

// What happens to a visit, where the verb is the same and the deed another.
var visitVerbs = map[orders.Verb]problem.Text{
	orders.Unassign: {En: "Taken from its carer", Zh: "收回改派"},
	orders.SetOff:   {En: "On the way", Zh: "已出发"},
	orders.Arrive:   {En: "At the door", Zh: "已到门口"},
	orders.Start:    {En: "Work began", Zh: "开始服务"},
	orders.Finish:   {En: "Done", Zh: "服务完成"},
	orders.Fail:     {En: "Did not take place", Zh: "未能完成"},
}

var accounts = map[ledger.Kind]problem.Text{
	ledger.Merchant:  {En: "merchants", Zh: "商家"},
	ledger.Worker:    {En: "couriers and carers", Zh: "骑手与护理员"},
	ledger.Provider:  {En: "robots and lockers", Zh: "机器人与智能柜"},
	ledger.Platform:  {En: "platform", Zh: "平台"},
	ledger.Residents: {En: "residents", Zh: "居民"},
	ledger.Cash:      {En: "cash in hand", Zh: "手中现金"},
	ledger.Subsidy:   {En: "subsidies", Zh: "补贴"},
	ledger.Holds:     {En: "on hold", Zh: "预授权"},
}

var outcomes = map[dispatch.Outcome]problem.Text{
	dispatch.OfferAccepted:  {En: "accepted", Zh: "接受派单"},
	dispatch.OfferDeclined:  {En: "declined", Zh: "拒绝派单"},
	dispatch.OfferLapsed:    {En: "did not answer", Zh: "未应答"},
	dispatch.OfferWithdrawn: {En: "offer withdrawn", Zh: "派单撤回"},
}

var modes = map[orders.Mode]problem.Text{
	"door":     {En: "to the door, by courier", Zh: "骑手送到门口"},
	"locker":   {En: "to a locker, by courier", Zh: "骑手送到智能柜"},
	"handover": {En: "to the building, by robot", Zh: "机器人送到楼下"},
	"gate":     {En: "to the gate, for a robot", Zh: "送到门口交给机器人"},
}

var robotStates = map[doing]problem.Text{
	away:      {En: "no link", Zh: "失联"},
	idle:      {En: "free", Zh: "空闲"},
	toPickup:  {En: "driving to the goods", Zh: "前往取货"},
	loading:   {En: "at the counter", Zh: "柜台装货"},
	toHandoff: {En: "driving to the resident", Zh: "前往居民处"},
	unloading: {En: "waiting for the resident", Zh: "等候居民"},
	broken:    {En: "out of order", Zh: "故障"},
}

// Whatever the page says besides. The page asks for a word by its key.
var phrases = map[string]problem.Text{
	"title":         {En: "How the day went", Zh: "一日运行报告"},
	"orders":        {En: "orders", Zh: "订单"},
	"delivered":     {En: "delivered", Zh: "已送达"},
	"ontime":        {En: "on time", Zh: "准时率"},
	"failed":        {En: "failed", Zh: "未送成"},
	"cancelled":     {En: "cancelled", Zh: "已取消"},
	"median":        {En: "minutes from order to hand, median", Zh: "从下单到送达的分钟数，中位数"},
	"p95":           {En: "95th percentile", Zh: "95 分位"},
	"gini":          {En: "Gini of couriers' earnings per hour", Zh: "骑手时薪的基尼系数"},
	"cost":          {En: "cost per delivered order", Zh: "每送达一单的成本"},
	"late":          {En: "Lateness", Zh: "迟到分布"},
	"late.note":     {En: "Orders by minutes after the promise; left of 0 is early. Dark bars are late.", Zh: "按晚于承诺的分钟数统计订单；0 左侧为提前。深色为迟到。"},
	"flow":          {En: "Orders over the day", Zh: "全天订单"},
	"flow.note":     {En: "In each quarter of an hour: placed (bars), ended (line), and under way at its end (dashed).", Zh: "每一刻钟：下单（柱）、结束（实线）、刻末进行中（虚线）。"},
	"use":           {En: "Utilisation", Zh: "利用率"},
	"use.note":      {En: "Percent of the time on duty with an order in hand: couriers (solid), robots (dashed).", Zh: "在岗时间中手上有单的百分比：骑手（实线）、机器人（虚线）。"},
	"fleet.note":    {En: "Couriers on duty", Zh: "在岗骑手数"},
	"robots":        {En: "Robots' states over the day", Zh: "机器人全天状态"},
	"robot.note":    {En: "Average number of robots in each state, from the bottom up in the order of the list.", Zh: "各状态机器人的平均台数，自下而上依列表次序。"},
	"map":           {En: "Demand by cell", Zh: "各网格的需求"},
	"map.note":      {En: "Orders by the H3 cell of the door; the darker, the more. The number is orders.", Zh: "按送达门口所在的 H3 网格统计订单，越深越多。数字为订单数。"},
	"slow":          {En: "Lateness by cell", Zh: "各网格的迟到"},
	"slow.note":     {En: "Percent of the orders that came after the promise, or never; the darker, the more. The number is the percentage; cells with fewer than 3 orders have none.", Zh: "迟到或未送成订单的百分比，越深越多。数字为百分比；不足 3 单的网格不标数字。"},
	"costs":         {En: "Cost per order by mode", Zh: "各方式的单均成本"},
	"costs.note":    {En: "Couriers: pay of the offers they accepted and the way's price. Robots: price of the task, the mission's time and way. Lockers: with the fee of a compartment. Prices are those of the policy.", Zh: "骑手：所接派单的报酬与里程费。机器人：单价、任务时长与里程费。智能柜：另加格口费。价格取自策略。"},
	"mode":          {En: "mode", Zh: "方式"},
	"each":          {En: "each", Zh: "单均"},
	"minutes":       {En: "minutes, median", Zh: "分钟数，中位数"},
	"metres":        {En: "metres, mean", Zh: "米，平均"},
	"fair":          {En: "Fairness", Zh: "公平"},
	"fair.note":     {En: "The curve shows what share of all earnings per hour the lowest-paid part of the couriers gets; the straight line is equal pay. The Gini coefficient is twice the area between: 0 is equal, 1 is one takes all. Couriers with less than half an hour on duty are left out.", Zh: "曲线表示时薪最低的一部分骑手占全部时薪的份额；直线为完全均等。基尼系数为两者间面积的两倍：0 为均等，1 为一人独得。在岗不足半小时者不计。"},
	"worst":         {En: "The ten worst orders", Zh: "最差的十单"},
	"worst.note":    {En: "Failed ones first, then the latest. Lines with a bar are the matcher's explanations.", Zh: "先列未送成，再按迟到排序。带竖线的是匹配器的解释。"},
	"lateby":        {En: "min after the promise", Zh: "分钟（晚于承诺）"},
	"earlyby":       {En: "min before the promise", Zh: "分钟（早于承诺）"},
	"due":           {En: "promised by", Zh: "承诺"},
	"open":          {En: "still under way", Zh: "仍在进行"},
	"visit":         {En: "a visit to the home", Zh: "上门服务"},
	"visits":        {En: "visits", Zh: "上门服务"},
	"done":          {En: "done", Zh: "已完成"},
	"inwindow":      {En: "began within their window", Zh: "在时间窗内开始"},
	"pastwindow":    {En: "minutes past the window, 95th percentile", Zh: "超出时间窗的分钟数，95 分位"},
	"visitfailed":   {En: "did not take place", Zh: "未能完成"},
	"visitcost":     {En: "cost per visit", Zh: "每次上门的成本"},
	"samecarer":     {En: "of visits by the resident's usual carer", Zh: "由住户常见护理员完成的上门"},
	"carerseach":    {En: "different carers of a resident", Zh: "每位住户的不同护理员"},
	"visitgini":     {En: "Gini of carers' earnings per hour", Zh: "护理员时薪的基尼系数"},
	"punctual":      {En: "Punctuality of visits", Zh: "上门准时情况"},
	"punctual.note": {En: "Visits by how many minutes after their window opened the work began. Dark bars began after it closed.", Zh: "按时间窗开启后多少分钟开始服务统计。深色为时间窗关闭后才开始。"},
	"caring":        {En: "Carers at work", Zh: "护理员利用率"},
	"caring.note":   {En: "Percent of carers' time on duty on the way to a home, or in one.", Zh: "护理员在岗时间中前往或身处居民家中的百分比。"},
	"ledger":        {En: "Accounts", Zh: "账目"},
	"ledger.note":   {En: "What the accounts of each kind have come to: what is owed to them, or, below zero, what they owe. They sum to zero.", Zh: "各类账户的余额：正数为应收，负数为应付，合计为零。"},
	"alerts":        {En: "Staff was called", Zh: "通知客服"},
	"none":          {En: "none", Zh: "无"},
	"from":          {En: "Zone", Zh: "分区"},
	"hours":         {En: "times of day are local", Zh: "时刻为当地时间"},
}

// clockTime is a time of day.
func clockTime(i clock.Instant, away time.Duration) string {
	if i == 0 {
		return "–"
	}
	return i.Add(away).Time().Format("15:04")
}
