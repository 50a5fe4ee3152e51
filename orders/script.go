package orders

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Outcome is an ending that a test order asks for, or the trouble on the way to
// it.
type Outcome string

// The outcomes.
const (
	OutDelivered       Outcome = "delivered"
	OutMerchantRefuses Outcome = "merchant_refuses"
	OutMerchantSilent  Outcome = "merchant_silent"
	OutNobodyToSend    Outcome = "nobody_to_send"
	OutCourierLate     Outcome = "courier_late"
	OutHandsBack       Outcome = "courier_hands_back"
	OutNobodyHome      Outcome = "nobody_home"
	OutResidentRefuses Outcome = "resident_refuses"
	OutLockerCollected Outcome = "locker_collected"
	OutLockerFull      Outcome = "locker_full"
	OutLockerJammed    Outcome = "locker_jammed"
	OutNotCollected    Outcome = "not_collected"
	OutRobotDelivered  Outcome = "robot_delivered"
	OutRobotStuck      Outcome = "robot_stuck_at_gate"
	OutRobotBreaks     Outcome = "robot_breaks_down"
	OutNobodyComesDown Outcome = "nobody_comes_down"
	OutDone            Outcome = "done"
	OutCarerLate       Outcome = "carer_late"
	OutCarerIll        Outcome = "carer_ill"
	OutCarerNoShow     Outcome = "carer_no_show"
)

// Play is one outcome: of what it is, and how the goods travel.
type Play struct {
	Outcome Outcome
	Goods   bool // of goods and meals
	Visit   bool
	Mode    Mode // of goods; empty: none, for nobody carries them
	Ends    State
}

// Plays lists the outcomes that there are.
var Plays = []Play{
	{OutDelivered, true, false, "door", Delivered},
	{OutMerchantRefuses, true, false, "", Cancelled},
	{OutMerchantSilent, true, false, "", Cancelled},
	{OutNobodyToSend, true, true, "", Failed},
	{OutCourierLate, true, false, "door", Delivered},
	{OutHandsBack, true, false, "door", Delivered},
	{OutNobodyHome, true, true, "door", Failed},
	{OutResidentRefuses, true, true, "door", Failed},
	{OutLockerCollected, true, false, "locker", Delivered},
	{OutLockerFull, true, false, "locker", Delivered},
	{OutLockerJammed, true, false, "locker", Delivered},
	{OutNotCollected, true, false, "locker", Failed},
	{OutRobotDelivered, true, false, "handover", Delivered},
	{OutRobotStuck, true, false, "handover", Delivered},
	{OutRobotBreaks, true, false, "handover", Delivered},
	{OutNobodyComesDown, true, false, "handover", Failed},
	{OutDone, false, true, "", Done},
	{OutCarerLate, false, true, "", Done},
	{OutCarerIll, false, true, "", Done},
	{OutCarerNoShow, false, true, "", Done},
}

// MaxSpeed is the fastest that a test order may be played, in engine seconds a
// real one.
const MaxSpeed = 1000

// Script is what a test order asks for: how it ends, and how fast. Who plays it
// is outside the engine, which only keeps it.
type Script struct {
	Outcome Outcome `json:"outcome,omitempty"` // empty: it goes well
	Speed   int     `json:"speed,omitempty"`   // engine seconds in a real one, from 1; 0: 1
}

// Play returns the row of the script's outcome; nil where there is none.
func (s *Script) Play() *Play {
	if s == nil {
		return nil
	}
	i := slices.IndexFunc(Plays, func(p Play) bool { return p.Outcome == s.Outcome })
	if i < 0 {
		return nil
	}
	return &Plays[i]
}

// Rest is the script of what comes after: as fast, and it goes well.
func (s *Script) Rest() *Script {
	if s == nil {
		return nil
	}
	return &Script{Speed: s.Speed}
}

// Way is how the goods of the script's outcome travel at first.
func (s *Script) Way() Way {
	if p := s.Play(); p != nil && p.Goods {
		return Way{Mode: cmp.Or(p.Mode, "door")}
	}
	return Way{}
}

// Pace is how fast the script is played.
func (s *Script) Pace() int {
	if s == nil {
		return 1
	}
	return max(s.Speed, 1)
}

// Check says what is wrong with the script of an order of a kind, or nil.
func (s *Script) Check(k Kind) error {
	if s == nil {
		return nil
	}
	if s.Speed < 0 || s.Speed > MaxSpeed {
		return fmt.Errorf("a speed of %d is not from 1 to %d", s.Speed, MaxSpeed)
	}
	p := s.Play()
	if s.Outcome == "" || p != nil && (p.Visit && k == Visit || p.Goods && k != Visit) {
		return nil
	}
	var names []string
	for _, q := range Plays {
		if q.Visit && k == Visit || q.Goods && k != Visit {
			names = append(names, string(q.Outcome))
		}
	}
	return fmt.Errorf("%q is no outcome of this: %s", s.Outcome, strings.Join(names, ", "))
}
