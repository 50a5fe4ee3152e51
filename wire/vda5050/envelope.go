package vda5050

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Name is the last part of a topic: which message it carries.
type Name string

// The topics.
const (
	TopicOrder          Name = "order"          // to the robot
	TopicInstantActions Name = "instantActions" // to the robot
	TopicState          Name = "state"          // from the robot
	TopicConnection     Name = "connection"     // from the robot
	TopicVisualization  Name = "visualization"  // from the robot
	TopicFactsheet      Name = "factsheet"      // from the robot
)

// DefaultInterface is the usual first part of a topic.
const DefaultInterface = "uagv"

// The second part of a topic.
const (
	major2 = "v2"
	major3 = "v3"
)

// Topic is the address of a message: interface/v2/manufacturer/serial/name, or
// v3 for a robot that speaks 3.0.
type Topic struct {
	Interface    string
	V3           bool
	Manufacturer string
	Serial       string
	Name         Name
}

// String returns the topic as it is written.
func (t Topic) String() string {
	major := major2
	if t.V3 {
		major = major3
	}
	return strings.Join([]string{t.Interface, major, t.Manufacturer, t.Serial, string(t.Name)}, "/")
}

// ParseTopic reads a topic. Wildcards, empty parts and another major version
// are errors.
func ParseTopic(s string) (Topic, error) {
	if len(s) > 5*maxID {
		return Topic{}, fmt.Errorf("vda5050: topic is longer than %d bytes", 5*maxID)
	}
	if strings.ContainsAny(s, "+#$\x00") {
		return Topic{}, fmt.Errorf("vda5050: topic %q has a character that topics may not hold (+ # $)", s)
	}
	p := strings.Split(s, "/")
	if len(p) != 5 {
		return Topic{}, fmt.Errorf("vda5050: topic %q is not interface/%s/manufacturer/serial/name", s, major2)
	}
	for _, part := range p {
		if part == "" || len(part) > maxID {
			return Topic{}, fmt.Errorf("vda5050: topic %q has a part that is empty or longer than %d bytes", s, maxID)
		}
	}
	if p[1] != major2 && p[1] != major3 {
		return Topic{}, fmt.Errorf("vda5050: topic %q is of version %q; this server speaks %s and %s", s, p[1], major2, major3)
	}
	return Topic{Interface: p[0], V3: p[1] == major3, Manufacturer: p[2], Serial: p[3], Name: Name(p[4])}, nil
}

// MarshalText writes the topic as String does.
func (t Topic) MarshalText() ([]byte, error) {
	if _, err := ParseTopic(t.String()); err != nil {
		return nil, err
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads what ParseTopic reads.
func (t *Topic) UnmarshalText(b []byte) error {
	p, err := ParseTopic(string(b))
	if err != nil {
		return err
	}
	*t = p
	return nil
}

// Envelope is one WebSocket message: a topic and its payload.
type Envelope struct {
	Topic   Topic           `json:"topic"`
	Payload json.RawMessage `json:"payload"`
}
