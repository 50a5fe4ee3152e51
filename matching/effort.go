package matching

import (
	"time"

	"github.com/linli/linli/matching/problem"
)

// The rule of thumb for what a change asks of people, in minutes of somebody's
// trouble: what it takes to arrange at all, and what each minute of it costs
// more. Asking the resident to wait is the least, a person more the most; what
// is left undone comes after everything else.
var (
	arranging = map[problem.ChangeKind]int64{
		problem.Wait: 0, problem.Move: 10, problem.Consent: 10, problem.Allow: 10, problem.MorePromises: 10,
		problem.ShiftLater: 5, problem.StartEarlier: 5, problem.ReadyEarlier: 5, problem.MoreDrive: 10, problem.BreakLater: 5,
		problem.LaterHandover: 5, problem.LaterPickup: 5, problem.LongerRide: 5,
		problem.MoreTasks: 10, problem.MoreNew: 10, problem.MoreRange: 10, problem.FreeLocker: 15,
		problem.MoreCapacity: 20, problem.MoreRoom: 20, problem.AnyOrder: 20, problem.AddSkill: 45, problem.AddVehicle: 60,
		problem.GoAlone: 30, problem.GoWith: 30, problem.Drop: 120,
	}
	perMinute = map[problem.ChangeKind]int64{
		problem.Wait: 1, problem.ShiftLater: 1, problem.StartEarlier: 1, problem.BreakLater: 1, problem.LaterPickup: 1,
		problem.ReadyEarlier: 2, problem.MoreDrive: 2, problem.LaterHandover: 2, problem.LongerRide: 3,
	}
)

// effort weighs a change; beside others of its kind what is about another
// shipment counts double.
func effort(c *problem.Change, own bool) int64 {
	e := arranging[c.Kind]
	switch c.Unit {
	case problem.Micros, problem.Minutes:
		e += perMinute[c.Kind] * int64((c.Time()+time.Minute-1)/time.Minute)
	case problem.Metres:
		e += c.Amount / 200
	case problem.Grams, problem.Millis:
		e += c.Amount / 500
	default:
		e += 5 * max(0, c.Amount-1)
	}
	if !own {
		e *= 2
	}
	return e
}
