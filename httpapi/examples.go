package httpapi

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// examples are the JSON bodies that the description shows, by operation. A
// test sends each to a live server, with the date moved to tomorrow; an
// operation that takes a body and shows none fails it.
var examples = map[string]string{
	"createQuote": `{"items": [{"name": "rice", "quantity": 2, "grams": 1000, "ml": 1000, "price": 300}],
		"dropoff": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true}, "consent": {"locker": true}}`,
	"createOrder": `{"external_id": "2041", "kind": "goods",
		"items": [{"name": "rice", "quantity": 2, "grams": 1000, "ml": 1000, "price": 300}],
		"dropoff": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true},
		"contact": {"name": "Wang Xiuying", "phone": "+376 800 000", "address": "Block 3, unit 2", "note": "knock loudly"},
		"needs": {"no_stairs": true}, "consent": {"locker": true},
		"refs": {"pickup": "bag 17"}, "tip": 200,
		"pickup_window": {"from": "2030-01-02T10:00:00Z"},
		"dropoff_window": {"from": "2030-01-02T10:20:00Z", "to": "2030-01-02T11:00:00Z"},
		"proofs": {"pickup": [{"proof": "barcode", "value": "6901234567892"}], "dropoff": [{"proof": "signature"}], "return": [{"proof": "pin"}]}}`,
	"quoteBatch": `{"drop_offs": [
		{"items": [{"name": "rice", "quantity": 1, "grams": 1000, "ml": 1000, "price": 300}], "dropoff": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true}},
		{"items": [{"name": "milk", "quantity": 2, "grams": 1000, "ml": 1000, "price": 150}], "dropoff": {"point": {"lng": 1.5261, "lat": 42.5055}, "floor": 1}}]}`,
	"createBatch": `{"kind": "goods", "pickup_ref": "trolley 4", "drop_offs": [
		{"external_id": "2051", "ref": "bag 1", "items": [{"name": "rice", "quantity": 1, "grams": 1000, "ml": 1000, "price": 300}],
			"dropoff": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true},
			"contact": {"name": "Wang Xiuying", "phone": "+376 800 000", "address": "Block 3, unit 2"}, "needs": {"no_stairs": true}},
		{"external_id": "2052", "ref": "bag 2", "items": [{"name": "milk", "quantity": 2, "grams": 1000, "ml": 1000, "price": 150}],
			"dropoff": {"point": {"lng": 1.5261, "lat": 42.5055}, "floor": 1},
			"contact": {"name": "Li Hua", "phone": "+376 800 002"}, "tip": 100}]}`,
	"acceptBatch": `{"ready_at": "2030-01-02T10:00:00Z"}`,
	"cancelBatch": `{"reason": "customer_request"}`,
	"rate":        `{"stars": 5, "reasons": ["on_time", "friendly"], "words": "thank you"}`,
	"staffRate":   `{"stars": 2, "reasons": ["late"]}`,
	"editOrder": `{"reason": "customer_request", "contact": {"note": "the bell is broken"}, "tip": 300,
		"dropoff": {"point": {"lng": 1.5261, "lat": 42.5055}, "floor": 1}}`,
	"acceptOrder":        `{"ready_at": "2030-01-02T10:00:00Z"}`,
	"cancelOrder":        `{"reason": "customer_request"}`,
	"keepCompartment":    `{"locker": "L1"}`,
	"releaseCompartment": `{"reason": "no_time"}`,
	"refuseOrder":        `{"reason": "closing"}`,
	"refuseItem":         `{"quantity": 1}`,
	"returnOrder":        `{"reason": "wrong_goods"}`,
	"bookVisit": `{"external_id": "visit-12", "resident": "r17", "service": "care", "minutes": 45, "skills": ["care"],
		"from": "2030-01-02T08:00:00Z", "to": "2030-01-02T09:00:00Z",
		"place": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true}, "contact": {"name": "Wang Xiuying"}}`,
	"suggestSlots": `{"resident": "r17", "service": "care", "minutes": 45, "skills": ["care"], "preferred_carer": "c9",
		"from": "2030-01-02T08:00:00Z", "to": "2030-01-02T12:00:00Z", "step_minutes": 30, "most": 3,
		"place": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true}}`,
	"suggestBookingSlots": `{"provider": "liji", "offering": "bath", "home": {"building": "xfl-3", "unit": "2单元", "room": "501"}, "on_behalf_of": "r17",
		"from": "2030-01-02T08:00:00Z", "to": "2030-01-02T12:00:00Z"}`,
	"approveVisit":       `{"exceptions": ["start_unverified"], "reason": "called_the_home"}`,
	"pinVisit":           `{"carer": "c1", "at": "2030-01-02T08:30:00Z", "reason": "family_asked"}`,
	"unpinVisit":         `{"reason": "settled"}`,
	"correctVisit":       `{"started_at": "2030-01-02T08:00:00Z", "ended_at": "2030-01-02T09:00:00Z", "reason": "forgot_to_finish"}`,
	"issueCard":          `{"provider": "shop", "resident": "r17", "reason": "new_client"}`,
	"revokeCard":         `{"reason": "lost"}`,
	"callIn":             `{"from": "+376 800 017", "number": "123456", "act": "start"}`,
	"cancelVisit":        `{"reason": "customer_request"}`,
	"createWebhook":      `{"url": "https://shop.example/linli"}`,
	"createMerchantKey":  `{"role": "kitchen", "label": "tablet at the oven"}`,
	"collect":            `{"pin": "0042"}`,
	"changeConsent":      `{"mode": "locker", "given": false}`,
	"staffChangeConsent": `{"mode": "robot", "given": true, "channel": "phone"}`,
	"assignOrder":        `{"worker": "c1", "reason": "knows_the_building"}`,
	"holdOrder":          `{"reason": "address_unclear"}`,
	"releaseOrder":       `{"reason": "address_found"}`,
	"changeAfter":        `{"reason": "meal_can_wait"}`,
	"staffCancelOrder":   `{"reason": "shop_closed"}`,
	"setOutcome":         `{"outcome": "failed", "reason": "nobody_home"}`,
	"answerChase":        `{"answer": "delayed", "expected_at": "2030-01-02T11:00:00Z"}`,
	"freeGrant":          `{"robot": "R1", "resource": "handover/1.525100,42.505100", "reason": "towed"}`,
	"drawLanes": `{"type": "FeatureCollection", "features": [
		{"type": "Feature", "properties": {"id": "alley", "kind": "lane", "single_file": true},
			"geometry": {"type": "LineString", "coordinates": [[1.5200, 42.5000], [1.5212, 42.5003]]}},
		{"type": "Feature", "properties": {"id": "south-gate", "kind": "gate", "device": "G1"},
			"geometry": {"type": "Point", "coordinates": [1.5212, 42.5003]}}],
		"maps": [{"map_id": "yard", "origin": {"lng": 1.52, "lat": 42.5}, "rotation": 12}]}`,
	"closeArea": `{"id": "market", "area": [{"lng": 1.52, "lat": 42.5}, {"lng": 1.521, "lat": 42.5}, {"lng": 1.521, "lat": 42.501}],
		"until": "2030-01-02T20:00:00Z", "reason": "market day"}`,
	"setDriving": `{"name": "pilot permit 2026", "hours": "Mo-Fr 07:00-21:00; Sa,Su 09:00-20:00", "community": "xingfuli",
		"percent": {"rain": 80, "snow": 40, "storm": 0}}`,
	"setWeather":          `{"weather": "rain", "reason": "drizzle since noon"}`,
	"takeRobot":           `{"reason": "it stands before a fallen tree"}`,
	"giveBackRobot":       `{"reason": "it is past the tree"}`,
	"releaseStop":         `{"reason": "looked at on the camera: nobody is near"}`,
	"openArea":            `{"reason": "it rained"}`,
	"pauseRobots":         `{"all": true, "reason": "a parade in the square"}`,
	"homeRobots":          `{"robots": ["R7"], "reason": "snow"}`,
	"resumeRobots":        `{"robots": ["R7"], "reason": "the parade is over"}`,
	"letThrough":          `{"reason": "the porter holds it"}`,
	"putPassage":          `{"id": "G1", "kind": "gate"}`,
	"openCompartment":     `{"reason": "the resident forgot her glasses inside"}`,
	"retireCompartment":   `{"reason": "hinge broken"}`,
	"restoreCompartment":  `{"reason": "hinge repaired"}`,
	"changeStanding":      `{"mode": "locker", "given": true}`,
	"staffChangeStanding": `{"mode": "locker", "given": true, "channel": "counter"}`,
	"putMerchant": `{"id": "liji", "name": "Forn de pa", "category": "groceries", "point": {"lng": 1.52, "lat": 42.5},
		"auto_accept": true, "preparation_seconds": 600, "cancellation": {"accepted": 100, "assigned": 300}}`,
	"putCourier": `{"id": "c7", "profile": "ebike", "grams": 15000, "ml": 60000}`,
	"putRobot":   `{"id": "R7", "maker": "acme", "profile": "theta", "range_m": 8000, "compartments": [{"id": "A", "grams": 8000, "ml": 20000}, {"id": "B", "grams": 8000, "ml": 20000}, {"id": "C", "grams": 4000, "ml": 12000, "temperature": "chilled"}]}`,
	"putLocker": `{"id": "L7", "point": {"lng": 1.5252, "lat": 42.5052},
		"compartments": [{"id": "1", "grams": 5000, "ml": 20000}, {"id": "2", "grams": 9000, "ml": 60000}]}`,
	"createKey":    `{"subject": "liji", "scopes": ["orders"], "label": "till"}`,
	"putCommunity": `{"id": "xingfuli", "name": "South gardens", "time_zone": "Europe/Andorra"}`,
	"putBuilding": `{"id": "xfl-3", "community": "xingfuli", "name": "3号楼", "point": {"lng": 1.5251, "lat": 42.5051}, "floors": 6,
		"entrances": [{"name": "2单元", "per_floor": 2}]}`,
	"putOffering": `{"id": "rice-5kg", "provider": "liji", "name": "大米 5 kg", "kind": "goods", "price": {"amount": 3990, "unit": "piece"}, "grams": 5000}`,
	"setHours":    `{"community": "xingfuli", "hours": "24/7", "capacity": 50, "radius_m": 3000}`,
	"createBooking": `{"provider": "liji", "items": [{"offering": "rice-5kg", "quantity": 2}],
		"home": {"building": "xfl-3", "unit": "2单元", "room": "501"},
		"contact": {"name": "Wang Xiuying", "phone": "+376 800 000", "language": "zh", "channels": ["sms"]},
		"needs": {"call_first": true}, "consent": {"locker": true}}`,
	"readBackBooking": `{"channel": "phone", "booked_by": "relative", "provider": "liji", "items": [{"offering": "rice-5kg", "quantity": 2}],
		"home": {"building": "xfl-3", "unit": "2单元", "room": "501"},
		"contact": {"name": "Wang Xiuying", "phone": "+376 800 000", "language": "zh", "channels": ["sms"]}}`,
	"checkPlan":    plan,
	"makePlan":     plan,
	"skipInstance": `{"day": "2030-01-02", "reason": "away"}`,
	"moveInstance": `{"day": "2030-01-02", "from": "2030-01-02T13:00:00Z", "reason": "doctor"}`,
	"endPlan":      `{"reason": "moved_house", "keep_visits": true}`,
	"putResident": `{"id": "r17", "contact": {"name": "Wang Xiuying", "phone": "+376 800 000", "address": "Block 3, unit 2"},
		"point": {"lng": 1.5251, "lat": 42.5051}, "button": "button-17", "check_in_minutes": 720,
		"family": [{"name": "Wang Jun", "phone": "+376 800 001", "channels": ["sms", "voice"]}]}`,
	"staffRaiseHelp":   `{"drill": true}`,
	"staffAnswerHelp":  `{"verb": "closed", "note": "well"}`,
	"answerHelp":       `{"verb": "acknowledged"}`,
	"clearTrouble":     `{"reason": "settled"}`,
	"staffToLocker":    `{"reason": "she cannot come down today"}`,
	"staffCollect":     `{"reason": "stands_before_it"}`,
	"staffComplain":    `{"about": "damaged"}`,
	"complain":         `{"about": "not_received", "words": "The bag stood at the neighbour's door, open."}`,
	"cancelByResident": `{"reason": "changed_mind"}`,
	"changePush": `{"given": true, "endpoint": "https://push.example/send/7f3a",
		"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}`,
	"tellResident": `{"message": "late", "reason": "rain"}`,
	"reopenOrder":  `{"reason": "resident_is_home", "due": "2030-01-02T12:00:00Z"}`,
	"callOut":      `{"reason": "ill"}`,
}

// plan is checked, then made.
const plan = `{"resident": "r17", "service": "care", "minutes": 45, "first": "2030-01-02", "at": "09:00", "window_minutes": 30,
	"rule": "FREQ=DAILY;COUNT=20", "holidays": "skip", "community": "xingfuli", "skills": ["care"],
	"place": {"point": {"lng": 1.5251, "lat": 42.5051}, "floor": 3, "lift": true}, "contact": {"name": "Wang Xiuying"}}`

// exemplify shows the operation's example.
func exemplify(op *huma.Operation) {
	raw, ok := examples[op.OperationID]
	if !ok || op.RequestBody == nil {
		return
	}
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		panic("httpapi: the example of " + op.OperationID + ": " + err.Error())
	}
	op.RequestBody.Content["application/json"].Example = v
}
