// Package mqtt is the little of an MQTT 3.1.1 client that a simulated robot
// needs: it signs in with a last will, subscribes, publishes at QoS 0 and 1,
// and reads. It does not reconnect and does not repeat.
package mqtt

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"
)

// keepalive is how often a client must be heard.
const keepalive = 20 * time.Second

// maxPacket is the longest packet in bytes that is read.
const maxPacket = 2 << 20

// Message is what is published on a topic.
type Message struct {
	Topic   string
	Payload []byte
	QoS     byte // 0 or 1
	Retain  bool
}

// Options say who signs in where.
type Options struct {
	Server    string // mqtt://host:port, mqtts://host:port, ws://… or wss://…
	Client    string // client id
	User, Key string
	Will      Message // none without a topic
	Subscribe []string
}

// Conn is a session. Publish is safe for concurrent use, and beside Read.
type Conn struct {
	net  net.Conn
	in   *bufio.Reader
	stop context.CancelFunc

	mu sync.Mutex // of writes
	id uint16
}

// Dial signs in and subscribes; it returns once both are acknowledged.
func Dial(ctx context.Context, o Options) (*Conn, error) {
	nc, err := reach(ctx, o.Server)
	if err != nil {
		return nil, err
	}
	c := &Conn{net: nc, in: bufio.NewReader(nc)}
	unwatch := context.AfterFunc(ctx, func() { nc.Close() })
	defer unwatch()
	if err := c.signIn(o); err != nil {
		nc.Close()
		return nil, err
	}
	alive, stop := context.WithCancel(context.Background())
	c.stop = stop
	go c.beat(alive)
	return c, nil
}

func reach(ctx context.Context, server string) (net.Conn, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("mqtt: %w", err)
	}
	switch u.Scheme {
	case "mqtt":
		return new(net.Dialer).DialContext(ctx, "tcp", u.Host)
	case "mqtts":
		return new(tls.Dialer).DialContext(ctx, "tcp", u.Host)
	case "ws", "wss":
		return reachSocket(ctx, server)
	}
	return nil, fmt.Errorf("mqtt: server %q: want mqtt://, mqtts://, ws:// or wss://", server)
}

func (c *Conn) signIn(o Options) error {
	connect := packets.Packet{
		FixedHeader: packets.FixedHeader{Type: packets.Connect}, ProtocolVersion: 4,
		Connect: packets.ConnectParams{
			ProtocolName: []byte("MQTT"), Clean: true, Keepalive: uint16(keepalive / time.Second),
			ClientIdentifier: o.Client, UsernameFlag: true, Username: []byte(o.User),
			PasswordFlag: true, Password: []byte(o.Key),
		},
	}
	if o.Will.Topic != "" {
		connect.Connect.WillFlag, connect.Connect.WillTopic = true, o.Will.Topic
		connect.Connect.WillPayload, connect.Connect.WillQos, connect.Connect.WillRetain = o.Will.Payload, o.Will.QoS, o.Will.Retain
	}
	if err := c.write(connect); err != nil {
		return err
	}
	ack, err := c.await(packets.Connack)
	if err != nil {
		return err
	}
	if ack.ReasonCode != 0 {
		return fmt.Errorf("mqtt: refused with code %d", ack.ReasonCode)
	}
	if len(o.Subscribe) == 0 {
		return nil
	}
	sub := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Subscribe, Qos: 1}, ProtocolVersion: 4, PacketID: c.nextID()}
	for _, f := range o.Subscribe {
		sub.Filters = append(sub.Filters, packets.Subscription{Filter: f})
	}
	if err := c.write(sub); err != nil {
		return err
	}
	ack, err = c.await(packets.Suback)
	if err == nil && bytes.IndexByte(ack.ReasonCodes, 0x80) >= 0 {
		return fmt.Errorf("mqtt: subscription refused: %q", o.Subscribe)
	}
	return err
}

// await reads the next packet, which must be of a type.
func (c *Conn) await(kind byte) (packets.Packet, error) {
	p, err := c.read()
	if err == nil && p.FixedHeader.Type != kind {
		err = fmt.Errorf("mqtt: packet of type %d, want %d", p.FixedHeader.Type, kind)
	}
	return p, err
}

// Read returns the next message that the server publishes to this client.
func (c *Conn) Read() (Message, error) {
	for {
		p, err := c.read()
		if err != nil {
			return Message{}, err
		}
		if p.FixedHeader.Type == packets.Publish {
			return Message{Topic: p.TopicName, Payload: p.Payload, QoS: p.FixedHeader.Qos, Retain: p.FixedHeader.Retain}, nil
		}
	}
}

// Publish sends a message. One at QoS 1 is acknowledged later, to nobody.
func (c *Conn) Publish(m Message) error {
	p := packets.Packet{
		FixedHeader:     packets.FixedHeader{Type: packets.Publish, Qos: m.QoS, Retain: m.Retain},
		ProtocolVersion: 4, TopicName: m.Topic, Payload: m.Payload,
	}
	if m.QoS > 0 {
		p.PacketID = c.nextID()
	}
	return c.write(p)
}

// Close takes leave: the server forgets the will.
func (c *Conn) Close() error {
	_ = c.write(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Disconnect}, ProtocolVersion: 4})
	return c.Cut()
}

// Cut drops the connection without taking leave.
func (c *Conn) Cut() error {
	c.stop()
	return c.net.Close()
}

func (c *Conn) beat(ctx context.Context) {
	tick := time.NewTicker(keepalive / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = c.write(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Pingreq}, ProtocolVersion: 4})
		}
	}
}

func (c *Conn) nextID() uint16 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.id = max(1, c.id+1) // 0 is no id
	return c.id
}

func (c *Conn) write(p packets.Packet) error {
	var b bytes.Buffer
	var err error
	switch p.FixedHeader.Type {
	case packets.Connect:
		err = p.ConnectEncode(&b)
	case packets.Subscribe:
		err = p.SubscribeEncode(&b)
	case packets.Publish:
		err = p.PublishEncode(&b)
	case packets.Pingreq:
		err = p.PingreqEncode(&b)
	case packets.Disconnect:
		err = p.DisconnectEncode(&b)
	}
	if err != nil {
		return fmt.Errorf("mqtt: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.net.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_, err = c.net.Write(b.Bytes())
	return err
}

func (c *Conn) read() (packets.Packet, error) {
	p := packets.Packet{ProtocolVersion: 4}
	first, err := c.in.ReadByte()
	if err != nil {
		return p, err
	}
	if err := p.FixedHeader.Decode(first); err != nil {
		return p, fmt.Errorf("mqtt: %w", err)
	}
	if p.FixedHeader.Remaining, _, err = packets.DecodeLength(c.in); err != nil {
		return p, fmt.Errorf("mqtt: %w", err)
	}
	if p.FixedHeader.Remaining > maxPacket {
		return p, errors.New("mqtt: packet too long")
	}
	b := make([]byte, p.FixedHeader.Remaining)
	if _, err := io.ReadFull(c.in, b); err != nil {
		return p, err
	}
	switch p.FixedHeader.Type {
	case packets.Connack:
		err = p.ConnackDecode(b)
	case packets.Suback:
		err = p.SubackDecode(b)
	case packets.Publish:
		err = p.PublishDecode(b)
	}
	if err != nil {
		return p, fmt.Errorf("mqtt: %w", err)
	}
	return p, nil
}
