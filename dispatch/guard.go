package dispatch

// guard is a check of the engine that the fault sweep can break, to prove that it
// would notice (make sim-planted); its text says what happens then. In an
// ordinary build broken is a constant and nothing of this is left.
type guard string

const (
	offerExpiry      guard = "an offer is accepted after it has expired"
	acceptRepeat     guard = "an acceptance said twice is refused"
	ownOrder         guard = "a courier acts on another one's order"
	pickUpRepeat     guard = "a pickup said twice is refused"
	carryLimit       guard = "a courier picks up more than fits"
	deliverRepeat    guard = "a delivery said twice is refused"
	pinTries         guard = "wrong PINs are counted and let through"
	pinProof         guard = "any PIN opens"
	keyRepeat        guard = "an idempotency key is not remembered"
	externalRepeat   guard = "an external id makes a second order"
	planEpoch        guard = "a stale plan is adopted"
	planWaits        guard = "a plan gives away an order that does not wait"
	planJudged       guard = "a plan is adopted unjudged"
	planServes       guard = "a plan assigns an order that its route does not serve"
	offerDoor        guard = "an offer that ends keeps its compartment"
	offerTimer       guard = "the timer of an offer outlives it"
	lostDoor         guard = "an order that loses its worker keeps its compartment"
	lostMission      guard = "an order that loses its robot leaves the mission"
	lostStops        guard = "an order that loses its courier stays on the route"
	endWithdraws     guard = "an order that ends leaves its offer open"
	goodsBack        guard = "goods of a failed delivery are forgotten"
	holdEmptied      guard = "a robot's hold is never empty again"
	endTimers        guard = "the timers of an order outlive it"
	captureDelivered guard = "a failed order is charged"
	holdSettled      guard = "a hold is never captured or cancelled"
	giveUpTimer      guard = "an order waits for a worker for ever"
	loserBarred      guard = "an order returns to the worker who lost it"
	counterTimer     guard = "a robot waits at the counter for ever"
	timerDue         guard = "a timer fires before its time"
	courierKept      guard = "a courier registered again forgets the route"
	robotKept        guard = "a robot registered again forgets the mission"
	bankKept         guard = "a locker registered again forgets its goods"
	goodsInside      guard = "a door that closes empty counts as a deposit"
	robotArrived     guard = "a robot opens on its way"
	holdWithdraws    guard = "an order on hold keeps its offer"
	counterGoods     guard = "a robot is sent for goods in another's hold"
	billOnce         guard = "a delivery said twice is billed twice"
	billWhole        guard = "the fee of a cancelled order leaves one account and reaches none"
	billFailed       guard = "an order that failed before anybody fetched it is paid"
	settleRepeat     guard = "a payment said twice is posted twice"
)
