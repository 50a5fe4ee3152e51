//go:build planted

package dispatch

// planted is the guard that is broken, in builds with the tag planted alone.
var planted guard

// broken reports whether a guard is broken.
func broken(g guard) bool { return g == planted }

// Plant breaks one guard, by its text, and mends the one before; an empty text
// mends it only. No step may be under way.
func Plant(text string) { planted = guard(text) }

// guards are what can be planted.
var guards = []guard{
	offerExpiry, acceptRepeat, ownOrder, pickUpRepeat, carryLimit, deliverRepeat, pinTries, pinProof, keyRepeat,
	externalRepeat, planEpoch, planWaits, planJudged, planServes, offerDoor, offerTimer, lostDoor, lostMission,
	lostStops, endWithdraws, goodsBack, holdEmptied, endTimers, captureDelivered, holdSettled, giveUpTimer,
	loserBarred, counterTimer, timerDue, courierKept, robotKept, bankKept, goodsInside, robotArrived,
	holdWithdraws, counterGoods, billOnce, billWhole, billFailed, settleRepeat, basePast, grantTwice, grantEnds,
	grantUnderWay, gateWaits, deadlockStands, closedArea, passageKept, stationFull, drivingRules, compoundClosed, gateMissed, billRelay, visitSkill, hardWindow, oneHome, homeOffer, workLimit, dutyTimer, visitTimers, lateTimer,
	attendRepeat, illDrops, billVisit, batchWhole, wholeTeam, anyCode, anyPhone, markTime, amendKeeps, amendStaff, editAnew,
	editOwner, tipKept, lateOrder, billTip, doorWindow, scriptWay, scriptLive, inTurn, pinHeld, lostHeard,
	depositProof, reserveEnds,
}

// Guards lists what can be planted.
func Guards() []string {
	var texts []string
	for _, g := range guards {
		texts = append(texts, string(g))
	}
	return texts
}
