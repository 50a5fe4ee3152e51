package courier

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// BadMessage says why bytes are not a message. ID is the message's id where
// it could be read, so that it can be answered; otherwise it is empty.
type BadMessage struct {
	ID     string
	Detail string
}

// Error says what is wrong and with which field.
func (e *BadMessage) Error() string { return "courier message: " + e.Detail }

var (
	clientTypes = index[ClientMessage](
		Hello{}, Ping{}, Online{}, Offline{}, Position{}, Accept{}, Decline{},
		PickUp{}, Deliver{}, Fail{}, HandBack{}, OpenLocker{},
		SetOff{}, Arrived{}, Started{}, Finished{}, CannotGoOn{}, HelpAnswer{},
	)
	serverTypes = index[ServerMessage](
		Welcome{}, Offer{}, OfferClosed{}, Tasks{}, HelpAsked{}, HelpOver{}, Ack{}, Nak{}, Clock{}, Pong{},
	)
)

func index[M interface{ Type() string }](ms ...M) map[string]*shape {
	m := make(map[string]*shape, len(ms))
	for _, v := range ms {
		m[v.Type()] = shapeOf(reflect.TypeOf(v))
	}
	return m
}

// ClientTypes returns the wire names of all client messages, sorted.
func ClientTypes() []string { return names(clientTypes) }

// ServerTypes returns the wire names of all server messages, sorted.
func ServerTypes() []string { return names(serverTypes) }

func names(m map[string]*shape) []string {
	out := make([]string, 0, len(m))
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// EncodeClient returns the frame of a message. It fails when DecodeClient
// would refuse it.
func EncodeClient(m ClientMessage) ([]byte, error) { return encode(m) }

// EncodeServer returns the frame of a message.
func EncodeServer(m ServerMessage) ([]byte, error) { return encode(m) }

// DecodeClient reads a frame from an app. Everything is checked: the type, a
// field that is missing, unknown or written with other letters, points, codes
// and lengths. Errors are *BadMessage.
func DecodeClient(frame []byte) (ClientMessage, error) {
	return decode[ClientMessage](clientTypes, frame, true)
}

// DecodeServer reads a frame from the server. Fields that it does not know
// are passed over: servers learn new ones before apps do. Errors are
// *BadMessage.
func DecodeServer(frame []byte) (ServerMessage, error) {
	return decode[ServerMessage](serverTypes, frame, false)
}

type message interface {
	Type() string
	check() error
}

func encode(m message) ([]byte, error) {
	m = settle(m)
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("courier message %s: %w", m.Type(), err)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("courier message %s: %w", m.Type(), err)
	}
	frame := make([]byte, 0, len(body)+len(m.Type())+12)
	frame = append(frame, `{"type":"`...)
	frame = append(frame, m.Type()...)
	frame = append(frame, '"')
	if len(body) > 2 {
		frame = append(frame, ',')
	}
	return append(frame, body[1:]...), nil
}

func decode[M message](types map[string]*shape, frame []byte, strict bool) (M, error) {
	var none M
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(frame, &fields); err != nil || fields == nil {
		return none, &BadMessage{Detail: "a frame must be one JSON object"}
	}
	id := text(fields["id"])
	if token("id", id) != nil {
		id = ""
	}
	name := text(fields["type"])
	if name == "" {
		return none, &BadMessage{ID: id, Detail: `"type" is missing`}
	}
	sh := types[name]
	if sh == nil {
		return none, &BadMessage{ID: id, Detail: fmt.Sprintf("%.40q is not a message type: one of %v", name, names(types))}
	}
	if err := sh.check(fields, strict); err != nil {
		return none, &BadMessage{ID: id, Detail: name + ": " + err.Error()}
	}
	v := reflect.New(sh.typ)
	if err := json.Unmarshal(frame, v.Interface()); err != nil {
		return none, &BadMessage{ID: id, Detail: name + ": " + jsonDetail(err)}
	}
	m := settle(v.Elem().Interface().(M))
	if err := m.check(); err != nil {
		return none, &BadMessage{ID: id, Detail: name + ": " + err.Error()}
	}
	return m.(M), nil
}

// settle gives lists their one form: empty where the field is always written,
// nil where it is left out when empty.
func settle(m message) message {
	switch m := m.(type) {
	case Welcome:
		m.Tasks = settleTasks(m.Tasks)
		if m.Offer != nil && len(m.Offer.Stops) == 0 {
			o := *m.Offer
			o.Stops = nil
			m.Offer = &o
		}
		return m
	case Tasks:
		m.Tasks = settleTasks(m.Tasks)
		return m
	case Offer:
		if len(m.Stops) == 0 {
			m.Stops = nil
		}
		return m
	}
	return m
}

func settleTasks(ts []Task) []Task {
	out := make([]Task, len(ts))
	copy(out, ts)
	for i := range out {
		if len(out[i].Items) == 0 {
			out[i].Items = nil
		}
	}
	return out
}

func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func jsonDetail(err error) string {
	if e, ok := err.(*json.UnmarshalTypeError); ok {
		return fmt.Sprintf("%q cannot be a %s", e.Field, e.Value)
	}
	return err.Error()
}
