package faults

import "fmt"

// Kind is a kind of fault.
type Kind uint8

// The kinds, by the seam at which they happen.
const (
	EventDropped Kind = iota // edges, inwards
	EventDelayed
	EventDoubled
	EventReordered
	EventEchoed // again in the same commit
	AnswerLost
	OrderDropped // edges, outwards: an instruction
	OrderDelayed
	OrderDoubled
	OrderReordered
	Silence
	DiskError // journal
	DiskMute  // written, and not answered
	CrashBefore
	CrashAfter
	ReadError
	SnapshotError
	Takeover // by another owner, while this one lives
	ZombieCommit
	ClockBack
	ClockForward
	TimerLate
	TimerDoubled
	TimerSpurious
	PlanLate
	PlanNever
	PlanStale
	PlanGarbage
	PlanError
	PaymentLost
	PaymentDoubled
	PaymentLate
	PaymentRefused
	RobotFault // the world
	DoorJam
	GateJam
	GateReset
	WrongPIN
	CarerIll
	WordLate
	Meddling
	Registration
	kinds
)

var kindNames = [kinds]string{
	"event dropped", "event delayed", "event doubled", "event reordered", "event echoed", "answer lost",
	"instruction dropped", "instruction delayed", "instruction doubled", "instruction reordered", "link silent",
	"disk error", "disk wrote, did not answer", "crash before commit", "crash after commit", "journal unreadable",
	"snapshot refused", "taken over", "zombie commit", "clock set back", "clock set forward",
	"timer late", "timer doubled", "timer out of nowhere",
	"plan late", "plan never", "plan stale", "plan garbage", "solver failed",
	"payment answer lost", "payment answer doubled", "payment answer late", "payment refused",
	"robot broken", "door jammed", "gate jammed", "gate lost its power", "PIN wrong", "carer falls ill", "word said late", "courier meddles", "registered again",
}

// String returns the kind's name.
func (k Kind) String() string {
	if k >= kinds {
		return fmt.Sprintf("kind %d", uint8(k))
	}
	return kindNames[k]
}

// Kinds returns every kind of fault.
func Kinds() []Kind {
	ks := make([]Kind, kinds)
	for i := range ks {
		ks[i] = Kind(i)
	}
	return ks
}

// Counts says how many faults of each kind were injected.
type Counts [kinds]int

// Total is the number of all faults.
func (c *Counts) Total() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

// Add adds the counts of another run.
func (c *Counts) Add(d Counts) {
	for k, n := range d {
		c[k] += n
	}
}
