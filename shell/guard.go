package shell

// guard is a check of the loop that the fault sweep can break, to prove that it
// would notice (make sim-planted); its text says what happens then. In an
// ordinary build broken is a constant and nothing of this is left.
type guard string

const (
	ownRecords      guard = "a replaced owner hands out the new one's decisions"
	unknownOutcome  guard = "what an unanswered commit stored is not handed out"
	monotone        guard = "the engine clock follows a clock that is set back"
	afterCommit     guard = "decisions leave before their commit"
	failedState     guard = "the state survives the commit that failed"
	recoveredTimers guard = "timers are forgotten when the state is recovered"
	newTimers       guard = "timers are not set"
	lostPlan        guard = "a plan that was lost is waited for"
)
