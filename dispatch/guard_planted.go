//go:build planted

package dispatch

// planted is the guard that is broken, in builds with the tag planted alone.
var planted guard

// broken reports whether a guard is broken.
func broken(g guard) bool { return g == planted }

// Plant breaks one guard, by its text, and mends the one before; an empty text
// mends it only. No step may be under way.
func Plant(text string) { planted = guard(text) }

// Guards lists what can be planted.
func Guards() []string {
	return []string{
		string(offerExpiry),
		string(acceptRepeat),
		string(ownOrder),
		string(pickUpRepeat),
		string(carryLimit),
		string(deliverRepeat),
		string(pinTries),
		string(pinProof),
		string(keyRepeat),
		string(externalRepeat),
		string(planEpoch),
		string(planWaits),
		string(planJudged),
		string(planServes),
		string(offerDoor),
		string(offerTimer),
		string(lostDoor),
		string(lostMission),
		string(lostStops),
		string(endWithdraws),
		string(goodsBack),
		string(holdEmptied),
		string(endTimers),
		string(captureDelivered),
		string(holdSettled),
		string(giveUpTimer),
		string(loserBarred),
		string(counterTimer),
		string(timerDue),
		string(courierKept),
		string(robotKept),
		string(bankKept),
		string(goodsInside),
		string(robotArrived),
		string(holdWithdraws),
		string(counterGoods),
		string(billOnce),
		string(billWhole),
		string(billFailed),
		string(settleRepeat),
		string(basePast),
		string(grantTwice),
		string(grantEnds),
		string(visitSkill),
		string(hardWindow),
		string(oneHome),
		string(homeOffer),
		string(workLimit),
		string(dutyTimer),
		string(visitTimers),
		string(lateTimer),
		string(attendRepeat),
		string(illDrops),
		string(billVisit),
		string(wholeTeam),
	}
}
