package simulator

import (
	"time"

	"github.com/linli/linli/geo"
)

// Habits are how people and machines of a world behave and what goes wrong.
// Shares are probabilities from 0 to 1; a time of 0 means that it does not
// happen.
type Habits struct {
	// Couriers.
	Decline      float64       // of offers, whatever they are
	DeclinePerKm float64       // more for each kilometre of the offered way beyond two
	DeclinePoor  float64       // more for an offer that pays less than FairPay
	FairPay      int64         // minor units an hour of the way with the order
	Ignore       float64       // of offers: never answered
	HandBack     float64       // of offers: accepted, and given back before pickup
	NightPace    float64       // between 21:00 and 5:00 ways take that many times as long; 0: no longer than by day
	BreakAfter   time.Duration // of a shift, give or take a quarter
	BreakFor     time.Duration
	SignalLost   float64       // times an hour of a shift
	SignalFor    time.Duration // median of the time without a signal
	Stride       time.Duration // between two positions of a courier or a robot on the way

	// Residents and their homes.
	Away                       float64    // nobody opens the door, or comes down
	Lift, Locker, Robot        float64    // lift in the building; consent to a locker, to a robot
	NoStairs, NoScreen, Inside float64    // access needs
	Reach                      geo.Meters // the farthest merchant that a resident orders from

	// Merchants. Preparation is lognormal around its median.
	MerchantSilent, MerchantRefuses, ItemGone, Cancels float64
	Deposits                                           float64       // of orders that may wait in a locker: the merchant puts them there
	CookMeal, CookGoods                                time.Duration // medians
	CookSpread                                         float64       // sigma; 0.22 keeps nine in ten within a factor of 1.4

	// Machines.
	RobotFailsPerKm, RobotFailsPerHour float64 // the hours are those of driving
	LockerJams                         float64 // of doors opened
	RobotDeposits                      float64 // of robots that put goods into lockers; every bank has a dock then
}

// DefaultHabits are those of a scenario that does not say how people behave.
func DefaultHabits() Habits {
	return Habits{
		Decline: 0.06, Ignore: 0.02, HandBack: 0.005, Stride: 12 * time.Second,
		Away: 0.004, Lift: 0.6, Locker: 0.65, Robot: 0.65,
		NoStairs: 0.05, NoScreen: 0.05, Inside: 0.04, Reach: 1600,
		MerchantSilent: 0.0015, MerchantRefuses: 0.002, ItemGone: 0.02, Cancels: 0.004,
		CookMeal: 13 * time.Minute, CookGoods: 6 * time.Minute, CookSpread: 0.22,
		RobotFailsPerKm: 0.01, LockerJams: 0.002,
	}
}
