package robotlink

import (
	"math"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/wire/vda5050"
)

// A map that is drawn while robots are there is understood, and ways are sent on
// it: but to a robot that lists its maps only on one that it has enabled.
func TestDrawnMap(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	origin := w.chart[0].Point(geo.Position{X: 300, Y: 100})
	at := func(maps ...vda5050.Map) *vda5050.State {
		st := &vda5050.State{OperatingMode: vda5050.ModeAutomatic, Maps: maps}
		st.AGVPosition = &vda5050.AGVPosition{MapID: "yard", X: -300, Y: -100, PositionInitialized: true}
		st.SafetyState.EStop = vda5050.EStopNone
		return st
	}
	p.say(at())
	w.quiet("a position on no map", 50*time.Millisecond, func() bool { return len(w.told()) > 0 })
	w.decide(func(s *dispatch.State) {
		s.Lanes.Revision, s.Lanes.Maps = 1, []geo.Georeference{{Map: "yard", Origin: origin}}
	}, dispatch.LanesPut{})
	p.say(at(vda5050.Map{MapID: "yard", MapVersion: "1", MapStatus: "DISABLED"}))
	w.untilTold("up")
	w.send(w.mission("m1"))
	w.untilTold("up", "m1:abort")
	w.end("m1", false)
	p.say(at(vda5050.Map{MapID: "yard", MapVersion: "1", MapStatus: vda5050.MapEnabled}))
	w.until("the map is enabled", func() bool {
		r := w.server.robot("R1")
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.master.last.Drives("yard")
	})
	w.send(w.mission("m2"))
	n := p.nextOrder("m2").Nodes[0].NodePosition
	if n.MapID != "yard" || math.Hypot(n.X+300, n.Y+100) > 0.1 {
		t.Errorf("%+v", n)
	}
}
