package robotlink

import (
	"testing"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/wire/vda5050"
)

// trip is a way without goods that ends at a charger.
func (d *desk) trip(id string) *missions.Mission {
	m := d.mission(id, 3)
	m.Loads, m.Purpose = nil, fleet.TripCharge
	for i := range m.Nodes {
		m.Nodes[i].ID, m.Nodes[i].Action, m.Nodes[i].Order = "w"+m.Nodes[i].ID[1:], "", ""
	}
	m.Nodes[2].Action = missions.ChargeNode
	return m
}

func sheet(actions ...vda5050.AGVAction) *vda5050.Factsheet {
	f := &vda5050.Factsheet{Header: vda5050.Header{Version: "2.1.0"}}
	f.ProtocolFeatures.AGVActions = actions
	return f
}

// A trip is called off before the order that comes instead is sent; one that the
// robot lost on the way is begun anew.
func TestMasterCallsATripOffBeforeAnOrder(t *testing.T) {
	d := newDesk(t)
	d.m.want(d.trip("R1-t1"), "", d.now)
	d.see(d.state("", 0))
	d.says("R1-t1/0:3")
	d.see(d.state("R1-t1/0", 2))
	d.m.drop("R1-t1", d.now)
	d.m.want(d.mission("o-m1", 4), "", d.now)
	d.says("R1-t1.cancel")
	d.see(d.state("R1-t1/0", 2, "R1-t1.cancel=RUNNING"))
	d.says()
	d.see(d.state("R1-t1/0", 0, "R1-t1.cancel=FINISHED"))
	d.says("o-m1/0:4")
}

// The end of a trip is told once, and that it is at the charger.
func TestMasterTellsTheEndOfATrip(t *testing.T) {
	d := newDesk(t)
	d.m.want(d.trip("R1-t1"), "", d.now)
	d.see(d.state("", 0))
	d.says("R1-t1/0:3")
	d.see(d.state("R1-t1/0", 2, "R1-t1.startCharging=WAITING"))
	d.says()
	done := d.state("R1-t1/0", 0, "R1-t1.startCharging=FINISHED")
	done.LastNodeID, done.LastNodeSequenceID = "w2", 4
	d.see(done)
	if last := d.m.told[len(d.m.told)-1]; last.Passed != 2 {
		t.Errorf("%+v", last)
	}
	d.says("R1-t1:ended")
	d.see(done)
	d.says()
}

// A robot that charges is told to stop before it gets an order, if its factsheet
// has the action; one without startCharging is not sent that.
func TestMasterUnplugsARobot(t *testing.T) {
	d := newDesk(t)
	node, instant := vda5050.List[string]{vda5050.ScopeNode}, vda5050.List[string]{vda5050.ScopeInstant}
	d.m.learn(sheet(
		vda5050.AGVAction{ActionType: "pick", ActionScopes: node}, vda5050.AGVAction{ActionType: "drop", ActionScopes: node},
		vda5050.AGVAction{ActionType: "unlock", ActionScopes: instant}, vda5050.AGVAction{ActionType: "stopCharging", ActionScopes: instant},
	), d.now)
	charging := d.state("", 0)
	charging.BatteryState.Charging = true
	d.m.want(d.mission("o-m1", 4), "", d.now)
	d.see(charging)
	d.says("o-m1.stopCharging")
	d.after(6 * time.Second)
	d.says("o-m1.stopCharging")
	d.see(d.state("", 0, "o-m1.stopCharging=FINISHED"))
	d.says("o-m1/0:4")

	d.m.want(d.trip("R1-t1"), "", d.now)
	d.see(d.state("o-m1/0", 0, "o-m1.n1.pick=FINISHED", "o-m1.n3.drop=FINISHED"))
	o := d.m.out[len(d.m.out)-1].(*vda5050.Order)
	if o.OrderID != "R1-t1" || len(o.Nodes[2].Actions) > 0 {
		t.Errorf("%+v", o)
	}

	d = newDesk(t) // a sheet that lists nothing: it stops by itself
	charging = d.state("", 0)
	charging.BatteryState.Charging = true
	d.m.want(d.mission("o-m1", 4), "", d.now)
	d.see(charging)
	d.says("o-m1/0:4")
}
