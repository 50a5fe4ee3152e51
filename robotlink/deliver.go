package robotlink

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
)

// draw takes over the robots' maps as they are drawn. The caller is the loop's
// goroutine.
func (s *Server) draw(st *dispatch.State) {
	if st.Lanes.Revision == s.drawn {
		return
	}
	chart, err := s.cfg.Chart.With(st.Lanes.Maps)
	if err != nil { // it was checked when it was drawn
		s.log.Error("a map is not used", "err", err)
		return
	}
	s.drawn = st.Lanes.Revision
	s.maps.Store(&chart)
}

// Deliver takes what was decided to the machines whom it concerns. It only
// queues: the loop may call it from its own goroutine.
func (s *Server) Deliver(st *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	// Recalls go first: the state is that after the whole group, so that
	// adopting it may already send the next order, and a cancelOrder that
	// followed would end that one.
	for _, d := range ds {
		if d, ok := d.(dispatch.MissionGone); ok && d.Recall {
			s.robot(d.Robot).drop(d.Mission)
		}
	}
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.MissionPut:
			s.robot(d.Mission.Robot).adopt(st)
		case dispatch.MissionGone:
			s.robot(d.Robot).adopt(st)
		case dispatch.LanesPut:
			s.draw(st)
		case dispatch.RobotPut:
			if d.Why == dispatch.RobotPaused || d.Why == dispatch.RobotResumed {
				s.robot(string(d.Robot.ID)).halt(d.Robot.Halted())
			}
		case dispatch.StopReleased:
			s.robot(d.Robot).release()
		case dispatch.UnlockHold:
			s.robot(d.Robot).open(unlock{mission: d.Mission, order: string(d.Order), compartment: d.Compartment})
		case dispatch.PassagePut:
			if d.Why != "report" && d.Why != "link" { // they came from there
				s.passage(d.Passage.ID).adopt(&d.Passage)
			}
		case dispatch.OpenDoor:
			s.locker(d.Bank).open(d)
		case dispatch.CompartmentMoved:
			if d.To != fleet.OpenForDeposit && d.To != fleet.OpenForPickup {
				s.locker(d.Bank).forget(d.Compartment)
			}
			s.locker(d.Bank).know(s.passes(st, d.Bank))
		}
	}
}
