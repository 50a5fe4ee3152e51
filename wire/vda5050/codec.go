package vda5050

import (
	"encoding/json"
	"fmt"
)

// MaxMessage is the length in bytes of the longest message that is read.
const MaxMessage = 1 << 20

const maxID = 256 // bytes of an id, a serial number or a manufacturer

// Name returns TopicOrder.
func (*Order) Name() Name { return TopicOrder }

// Name returns TopicInstantActions.
func (*InstantActions) Name() Name { return TopicInstantActions }

// Name returns TopicState.
func (*State) Name() Name { return TopicState }

// Name returns TopicConnection.
func (*Connection) Name() Name { return TopicConnection }

// Name returns TopicVisualization.
func (*Visualization) Name() Name { return TopicVisualization }

// New returns an empty message of the topic, or nil when the topic is not
// spoken.
func New(n Name) Message {
	switch n {
	case TopicOrder:
		return new(Order)
	case TopicInstantActions:
		return new(InstantActions)
	case TopicState:
		return new(State)
	case TopicConnection:
		return new(Connection)
	case TopicVisualization:
		return new(Visualization)
	case TopicFactsheet:
		return new(Factsheet)
	}
	return nil
}

// Decode reads a payload of the topic. It refuses one that is too long, that
// lacks a required field, or whose values cannot be; the error names the
// field. Fields that it does not know are passed over.
func Decode(n Name, payload []byte) (Message, error) {
	m := New(n)
	if m == nil {
		return nil, fmt.Errorf("vda5050: topic %q is not spoken here", n)
	}
	if err := read(n, payload, m); err != nil {
		return nil, err
	}
	if m.Head().is30() {
		return nil, fmt.Errorf("vda5050: %s: version %.20q is not 2.x, as the topic is", n, m.Head().Version)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("vda5050: %s: %w", n, err)
	}
	return m, nil
}

// read reads a payload into what it should be.
func read(n Name, payload []byte, into any) error {
	if len(payload) > MaxMessage {
		return fmt.Errorf("vda5050: %s: %d bytes are more than the %d allowed", n, len(payload), MaxMessage)
	}
	if err := require(payload, into); err != nil {
		return fmt.Errorf("vda5050: %s: %w", n, err)
	}
	if err := json.Unmarshal(payload, into); err != nil {
		return fmt.Errorf("vda5050: %s: %w", n, err)
	}
	return nil
}

// Encode returns the payload of a message, as the version of its header has it.
// One that Decode would refuse is an error, as is one of 3.0 that only robots
// send.
func Encode(m Message) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("vda5050: %s: %w", m.Name(), err)
	}
	payload, err := spoken(m)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("vda5050: %s: %w", m.Name(), err)
	}
	return b, nil
}

// Wrap returns the WebSocket message that carries m over the interface, to or
// from the robot that m's header names.
func Wrap(iface string, m Message) ([]byte, error) {
	payload, err := Encode(m)
	if err != nil {
		return nil, err
	}
	h := m.Head()
	t := Topic{Interface: iface, V3: h.is30(), Manufacturer: h.Manufacturer, Serial: h.SerialNumber, Name: m.Name()}
	b, err := json.Marshal(Envelope{Topic: t, Payload: payload})
	if err != nil {
		return nil, fmt.Errorf("vda5050: %s: %w", m.Name(), err)
	}
	return b, nil
}

// Unwrap reads a WebSocket message as far as its topic; Decode reads the
// payload.
func Unwrap(b []byte) (Envelope, error) {
	if len(b) > MaxMessage {
		return Envelope{}, fmt.Errorf("vda5050: %d bytes are more than the %d allowed", len(b), MaxMessage)
	}
	var e Envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return Envelope{}, fmt.Errorf("vda5050: envelope: %w", err)
	}
	if e.Topic.Name == "" {
		return Envelope{}, fmt.Errorf("vda5050: envelope: topic is missing")
	}
	if len(e.Payload) == 0 {
		return Envelope{}, fmt.Errorf("vda5050: envelope: payload is missing")
	}
	return e, nil
}
