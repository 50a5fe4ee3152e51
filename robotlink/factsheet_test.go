package robotlink

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/wire/vda5050"
)

// What a factsheet says of the robot goes to the engine once, and anew when it
// changes.
func TestFactsheetIsToldOnce(t *testing.T) {
	w := newWorld(t, nil)
	told := func() (list []dispatch.RobotMeasured) {
		w.engine.mu.Lock()
		defer w.engine.mu.Unlock()
		for _, e := range w.engine.events {
			if e, ok := e.(dispatch.RobotMeasured); ok {
				list = append(list, e)
			}
		}
		return list
	}
	p := w.robotPeer() // it says nothing of its body
	sheet := &vda5050.Factsheet{}
	for i, width := range []float64{0.6, 0.6, 0.7} {
		sheet.PhysicalParameters.Width = width
		p.say(sheet)
		w.until("a sheet was taken", func() bool { return len(told()) >= []int{1, 1, 2}[i] })
	}
	p.state("")
	w.untilTold("up")
	if got := told(); len(got) != 2 || got[0] != (dispatch.RobotMeasured{Robot: "R1", Body: fleet.Body{Width: 600}}) || got[1].Body.Width != 700 {
		t.Errorf("%+v", got)
	}
}
