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

	onTheWayNoETA = "on_the_way_open" // the text when nobody knows how long
)

// topic is how a subject is treated.
type topic struct {
	urgent bool          // leaves in quiet hours: the resident must act now
	life   time.Duration // of engine time, after which it is no news
	holds  orders.State  // the carriage that the order must still have
}

var topics = map[string]topic{
	OnTheWay:     {urgent: true, life: time.Hour, holds: orders.PickedUp},
	RobotWaiting: {urgent: true, life: 30 * time.Minute, holds: orders.PickedUp},
	InLocker:     {life: 24 * time.Hour, holds: orders.InLocker},
	Delivered:    {life: 24 * time.Hour, holds: orders.Delivered},
	Failed:       {life: 24 * time.Hour, holds: orders.Failed},
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

// waits reports whether a mission's robot stands at the handover point.
func waits(m missions.Mission) bool { return m.Phase == missions.Unloading && !m.Unlocked }
