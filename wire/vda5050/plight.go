package vda5050

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

// plight returns what the robot says keeps it from going on, the worst first.
func (s *State) plight() fleet.PlightKind {
	for _, p := range []struct {
		errorType string
		kind      fleet.PlightKind
	}{{ErrorLidForced, fleet.LidForced}, {ErrorTipped, fleet.Tipped}, {ErrorStuck, fleet.Stuck}} {
		for _, e := range s.Errors {
			if e.ErrorType == p.errorType {
				return p.kind
			}
		}
	}
	if e := s.SafetyState.EStop; e != "" && e != EStopNone {
		return fleet.Stopped
	}
	return ""
}

// stand is where a robot stands: until it drives, or comes to another node.
type stand struct {
	point geo.Point
	order string
	node  uint32
	known bool
}

// takenMeters is how far a robot that stands is from where it stood when it
// counts as moved by others.
const takenMeters = 30.0

// next returns the stand after a state, and whether somebody else than the robot
// has moved it since the last.
func (w stand) next(s *State, at geo.Point) (stand, bool) {
	now := stand{at, s.OrderID, s.LastNodeSequenceID, !s.Driving && s.Automatic()}
	same := w.known && now.known && w.order == now.order && w.node == now.node
	if !same {
		return now, false
	}
	if geo.Distance(w.point, at) < takenMeters {
		return w, false
	}
	return now, true
}
