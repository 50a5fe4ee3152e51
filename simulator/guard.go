package simulator

// guard is a check of the store in memory that the fault sweep can break, to prove that it
// would notice (make sim-planted); its text says what happens then. In an
// ordinary build broken is a constant and nothing of this is left.
type guard string

const (
	fence guard = "a replaced owner commits"
)
