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
		p.robot.Do(*m)
	}
}

// lockerLine carries a locker's frames.
type lockerLine struct {
	live    *Live
	locker  *Locker
	socket  *socket
	powered bool
}

func (l *Live) lockerLine(k *Locker, key string) *lockerLine {
	p := &lockerLine{live: l, locker: k}
	p.socket = l.socket("/v1/device/ws", key, p.up, p.hear)
	return p
}

func (p *lockerLine) up() {
	if !p.powered {
		p.powered = true
		p.locker.PowerUp(p.live, p)
		return
	}
	p.locker.Greet()
}

// Send implements LockerLink.
func (p *lockerLine) Send(f device.FromDevice) {
	b, err := device.Encode(f)
	if err != nil {
		p.live.log.Error("bad frame of a simulated locker", "err", err)
		return
	}
	p.socket.send(b)
}

func (p *lockerLine) hear(b []byte) {
	f, err := device.DecodeFromServer(b)
	if err != nil {
		p.live.log.Error("bad frame to a locker", "err", err)
		return
	}
	p.locker.Hear(f)
}
