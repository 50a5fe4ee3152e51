package httpapi

import (
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
)

// Staff takes a robot over and gives it back; two of them release a safety
// stop, each with a key of their own.
func TestRobotInHand(t *testing.T) {
	f := newFixture(t)
	f.want(201, "POST", "/v1/admin/robots", f.admin, strings.Replace(examples["putRobot"], "{", `{"camera": "https://cam.example/R7", `, 1))
	f.problem(422, "validation_failed", "POST", "/v1/admin/robots", f.admin, strings.Replace(examples["putRobot"], "{", `{"camera": "file:///etc/passwd", `, 1))
	hand := func(what string) StaffRobot {
		return decode[StaffRobot](t, f.want(200, "POST", "/v1/staff/robots/R7/"+what, f.staff, `{"reason":"a fallen tree"}`))
	}
	if got := hand("take"); got.Driver == "" || got.Camera != "https://cam.example/R7" {
		t.Errorf("%+v", got)
	}
	f.problem(403, "forbidden", "POST", "/v1/staff/robots/R7/take", f.orders, `{"reason":"x"}`)
	f.problem(404, "unknown_worker", "POST", "/v1/staff/robots/R9/take", f.staff, `{"reason":"x"}`)
	if got := hand("give-back"); got.Driver != "" {
		t.Errorf("%+v", got)
	}
	f.submit(dispatch.RobotReport{Robot: "R7", Linked: true, Charge: 90, Plight: fleet.Stopped})
	if got := hand("release-stop"); got.Release == nil || got.Release.By == "" || got.Plight == nil || got.Plight.Kind != fleet.Stopped {
		t.Errorf("%+v", got)
	}
	f.problem(403, "not_yours", "POST", "/v1/staff/robots/R7/release-stop", f.staff, `{"reason":"x"}`)
}
