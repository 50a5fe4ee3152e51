package circle

// Why says why demand was not served.
type Why string

// The reasons.
const (
	NoProvider Why = "no_provider" // nobody of that name
	Paused     Why = "paused"      // takes no orders at the moment
	ClosedThen Why = "closed"
	OutOfArea  Why = "out_of_area"
	Full       Why = "full"      // no capacity left
	TooLarge   Why = "too_large" // for every worker
	Access     Why = "access"    // the resident's needs rule every way out
	NoWay      Why = "no_way"    // no road leads there
	NoMode     Why = "no_mode"   // consent, lockers and robots leave none
	NoWorker   Why = "no_worker" // nobody took it in time
)

// Whys lists the reasons in the order of reports.
func Whys() []Why {
	return []Why{NoProvider, Paused, ClosedThen, OutOfArea, Full, TooLarge, Access, NoWay, NoMode, NoWorker}
}
