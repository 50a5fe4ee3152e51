package simulator

import (
	"github.com/linli/linli/wire/device"
	"github.com/linli/linli/wire/vda5050"
)

// robotLine gives a robot's messages their header.
type robotLine struct {
	live    *Live
	robot   *Robot
	carrier carrier
	counts  map[vda5050.Name]uint32
	powered bool
}

func (l *Live) robotLine(r *Robot, key string) *robotLine {
	p := &robotLine{live: l, robot: r, counts: map[vda5050.Name]uint32{}}
	if l.mqtt != "" {
		p.carrier = &topics{live: l, serial: r.Serial, key: key, up: p.up, hear: p.hear}
	} else {
		p.carrier = envelopes{l.socket("/v1/robot/ws", key, p.up, p.unwrap), l}
	}
	return p
}

func (p *robotLine) up() {
	p.counts = map[vda5050.Name]uint32{}
	p.send(&vda5050.Connection{ConnectionState: vda5050.Online})
	p.send(robotSheet())
	if !p.powered {
		p.powered = true
		p.robot.PowerUp(p.live, p.live.chart, p)
		return
	}
	p.robot.tell()
}

// State implements RobotLink.
func (p *robotLine) State(st vda5050.State) { p.send(&st) }

func (p *robotLine) send(m vda5050.Message) {
	p.counts[m.Name()]++
	*m.Head() = vda5050.Header{
		HeaderID: p.counts[m.Name()], Timestamp: vda5050.At(p.live.Now()), Version: vda5050.Version,
		Manufacturer: RobotMaker, SerialNumber: p.robot.Serial,
	}
	p.carrier.publish(m)
}

func (p *robotLine) unwrap(b []byte) {
	e, err := vda5050.Unwrap(b)
	if err != nil {
		p.live.log.Error("bad envelope to a robot", "err", err)
		return
	}
	p.hear(e.Topic.String(), e.Payload)
}

func (p *robotLine) hear(topic string, payload []byte) {
	t, err := vda5050.ParseTopic(topic)
	if err != nil {
		p.live.log.Error("bad topic to a robot", "err", err)
		return
	}
	m, err := vda5050.Decode(t.Name, payload)
	if err != nil {
		p.live.log.Error("bad message to a robot", "err", err)
		return
	}
	switch m := m.(type) {
	case *vda5050.Order:
		p.robot.Take(*m)
	case *vda5050.InstantActions:
		for _, a := range m.Actions {
			if a.ActionType == vda5050.ActionAskFactsheet {
				p.send(robotSheet())
			}
		}
		p.robot.Do(*m)
	}
}

// robotSheet is the factsheet of simulated robots.
func robotSheet() *vda5050.Factsheet {
	return &vda5050.Factsheet{
		TypeSpecification: vda5050.TypeSpecification{
			SeriesName: RobotMaker, AGVKinematic: "DIFF", AGVClass: "CARRIER", MaxLoadMass: float64(RobotCapacity.Grams) / 1000,
			LocalizationTypes: vda5050.List[string]{"NATURAL"}, NavigationTypes: vda5050.List[string]{"VIRTUAL_LINE_GUIDED"},
		},
		PhysicalParameters: vda5050.PhysicalParameters{
			SpeedMax: walkingSpeed, AccelerationMax: 1, DecelerationMax: 1, HeightMax: 1, Width: 0.7, Length: 0.9,
		},
		ProtocolFeatures: vda5050.ProtocolFeatures{OptionalParameters: vda5050.List[vda5050.OptionalParameter]{
			{Parameter: vda5050.MaxSpeedField, Support: "SUPPORTED"},
		}, AGVActions: vda5050.List[vda5050.AGVAction]{
			{ActionType: vda5050.ActionPick, ActionScopes: vda5050.List[string]{vda5050.ScopeNode}},
			{ActionType: vda5050.ActionDrop, ActionScopes: vda5050.List[string]{vda5050.ScopeNode}},
			{ActionType: vda5050.ActionCharge, ActionScopes: vda5050.List[string]{vda5050.ScopeNode}},
			{ActionType: vda5050.ActionLeaveCharge, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionUnlock, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionSkip, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionCancel, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionPause, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionResume, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionAskState, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
			{ActionType: vda5050.ActionAskFactsheet, ActionScopes: vda5050.List[string]{vda5050.ScopeInstant}},
		}},
	}
}

// controller is what speaks the device protocol: a locker, a gate or a lift.
type controller interface {
	PowerUp(Stage, DeviceLink)
	Greet()
	Hear(device.FromServer)
}

// deviceLine carries a controller's frames.
type deviceLine struct {
	live    *Live
	machine controller
	socket  *socket
	powered bool
}

func (l *Live) deviceLine(m controller, key string) *deviceLine {
	p := &deviceLine{live: l, machine: m}
	p.socket = l.socket("/v1/device/ws", key, p.up, p.hear)
	return p
}

func (p *deviceLine) up() {
	if !p.powered {
		p.powered = true
		p.machine.PowerUp(p.live, p)
		return
	}
	p.machine.Greet()
}

// Send implements DeviceLink.
func (p *deviceLine) Send(f device.FromDevice) {
	b, err := device.Encode(f)
	if err != nil {
		p.live.log.Error("bad frame of a simulated device", "err", err)
		return
	}
	p.socket.send(b)
}

func (p *deviceLine) hear(b []byte) {
	f, err := device.DecodeFromServer(b)
	if err != nil {
		p.live.log.Error("bad frame to a device", "err", err)
		return
	}
	p.machine.Hear(f)
}
