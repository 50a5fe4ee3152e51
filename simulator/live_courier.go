package simulator

import (
	"slices"
	"time"

	"github.com/linli/linli/wire/courier"
)

// phone is a courier's app on the real protocol: what was not acknowledged is
// sent again, under the same id, after every cut.
type phone struct {
	live    *Live
	courier *Courier
	socket  *socket
	epoch   string
	seq     uint64
	welcome bool // since the last connection
	online  bool // signed on once
	pending []courier.ClientMessage
}

func (l *Live) phone(c *Courier, key string) *phone {
	p := &phone{live: l, courier: c}
	p.socket = l.socket("/v1/courier/ws", key, p.up, p.hear)
	return p
}

// Send implements Radio.
func (p *phone) Send(m courier.ClientMessage) {
	if m.Ref() != "" {
		p.pending = append(p.pending, m)
	}
	if p.welcome {
		p.write(m)
	}
}

func (p *phone) write(m courier.ClientMessage) {
	b, err := courier.EncodeClient(m)
	if err != nil {
		p.live.log.Error("bad message of a simulated courier", "err", err)
		return
	}
	p.socket.send(b)
}

func (p *phone) up() {
	p.welcome = false
	hello := courier.Hello{ID: p.courier.ref()}
	if p.epoch != "" {
		hello.Resume = &courier.Resume{Epoch: p.epoch, Seq: p.seq}
	}
	p.write(hello)
}

func (p *phone) hear(b []byte) {
	m, err := courier.DecodeServer(b)
	if err != nil {
		p.live.log.Error("bad message to a courier", "err", err)
		return
	}
	if n := courier.SeqOf(m); n > p.seq {
		p.seq = n
	}
	switch m := m.(type) {
	case courier.Welcome:
		p.epoch, p.welcome = m.Epoch, true
		if !m.Resumed {
			p.seq = m.Seq
		}
		for _, again := range p.pending {
			p.write(again)
		}
		if !p.online {
			p.online = true
			p.courier.SignOn(p)
			p.tunnels()
			return
		}
	case courier.Ack:
		p.answered(m.ID)
	case courier.Nak:
		if m.Retryable {
			p.live.After(20*time.Second, func() { p.again(m.ID) })
			return
		}
		p.answered(m.ID)
	}
	p.courier.Hear(m)
}

func (p *phone) answered(id string) {
	p.pending = slices.DeleteFunc(p.pending, func(m courier.ClientMessage) bool { return m.Ref() == id })
}

func (p *phone) again(id string) {
	for _, m := range p.pending {
		if m.Ref() == id && p.welcome {
			p.write(m)
		}
	}
}

// tunnels cuts the line now and then.
func (p *phone) tunnels() {
	d := roll(p.live.seed, "tunnel", string(p.courier.ID), p.live.Now().String())
	p.live.After(d.between(20*time.Minute, 90*time.Minute), func() {
		p.socket.cut()
		p.tunnels()
	})
}
