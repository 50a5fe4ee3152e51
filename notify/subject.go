package notify

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// The subjects: what a resident is told.
const (
	OnTheWay     = "on_the_way"
	InLocker     = "in_locker"
	RobotWaiting = "robot_waiting"
	Delivered    = "delivered"
	Failed       = "failed"

	Later = "later" // it begins later, because what it comes after does

	// What staff has a resident told, by name.
	StaffLate   = "staff_late"   // it comes later than promised
	StaffCall   = "staff_call"   // call the desk
	StaffMissed = "staff_missed" // nobody opened: when shall we come again?
	StaffAgain  = "staff_again"  // it was opened again and is on its way

	onTheWayNoETA = "on_the_way_open" // the text when nobody knows how long
)

// topic is how a subject is treated.
type topic struct {
	urgent bool          // leaves in quiet hours: the resident must act now
	life   time.Duration // of engine time, after which it is no news
	help   bool          // of a call for help: about no order
	holds  orders.State  // the carriage that the order must still have; empty: any
}

var topics = map[string]topic{
	OnTheWay:     {urgent: true, life: time.Hour, holds: orders.PickedUp},
	RobotWaiting: {urgent: true, life: 30 * time.Minute, holds: orders.PickedUp},
	InLocker:     {life: 24 * time.Hour, holds: orders.InLocker},
	Delivered:    {life: 24 * time.Hour, holds: orders.Delivered},
	Failed:       {life: 24 * time.Hour, holds: orders.Failed},
	HelpFamily:   {urgent: true, help: true, life: 30 * time.Minute},
	HelpDrill:    {urgent: true, help: true, life: 30 * time.Minute},
	HelpComing:   {urgent: true, help: true, life: 30 * time.Minute},
	HelpOver:     {urgent: true, help: true, life: 12 * time.Hour},
	Later:        {life: 2 * time.Hour},
	StaffLate:    {life: 4 * time.Hour},
	StaffCall:    {life: 24 * time.Hour},
	StaffMissed:  {life: 24 * time.Hour},
	StaffAgain:   {life: 4 * time.Hour},

	dispatch.RobotRescue:    {life: time.Hour},
	dispatch.LockerReminder: {life: 4 * time.Hour, holds: orders.InLocker},
}

// longestLife is how old a message of the feed may be to be looked at.
const longestLife = 24 * time.Hour

// subjectOf returns what a status change tells a resident, "" for nothing.
func subjectOf(d dispatch.Published) string {
	if d.Track != orders.Carriage {
		return ""
	}
	switch d.State {
	case orders.PickedUp:
		return OnTheWay
	case orders.InLocker:
		return InLocker
	case orders.Delivered:
		return Delivered
	case orders.Failed:
		return Failed
	}
	return ""
}

// waits reports whether a mission's robot stands at the handover point of an
// order.
func waits(d dispatch.MissionPut) bool {
	l := d.Mission.Load(string(d.Order))
	return l != nil && l.Phase == missions.Unloading && !l.Unlocked
}
