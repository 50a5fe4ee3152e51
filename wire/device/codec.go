package device

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// MaxFrame is the length in bytes of the longest frame that is read.
const MaxFrame = 1 << 20

const (
	maxID           = 128
	maxDetail       = 1024
	maxCode         = 512
	maxCompartments = 1000
)

// Frames returns an empty value of every frame, for documents and tests.
func Frames() []Frame {
	return []Frame{Hello{}, Report{}, Done{}, Failed{}, Ping{}, Code{}, Verdict{}, Codes{}, Stands{}, Hold{}, LetGo{}, Welcome{}, Open{}, Pong{}}
}

var types = func() map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for _, f := range Frames() {
		m[f.Type()] = reflect.TypeOf(f)
	}
	return m
}()

// Encode returns the JSON of a frame. One that the decoders would refuse is
// an error.
func Encode(f Frame) ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("device: %s: %w", f.Type(), err)
	}
	body, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("device: %s: %w", f.Type(), err)
	}
	head := []byte(`{"type":"` + f.Type() + `"`)
	if len(body) > 2 { // not "{}"
		head = append(head, ',')
	}
	return append(head, body[1:]...), nil
}

// DecodeFromDevice reads a frame that a device sent. Errors name the field
// that is wrong; unknown fields are passed over.
func DecodeFromDevice(b []byte) (FromDevice, error) { return decode[FromDevice](b) }

// DecodeFromServer reads a frame that the server sent.
func DecodeFromServer(b []byte) (FromServer, error) { return decode[FromServer](b) }

func decode[T Frame](b []byte) (T, error) {
	var zero T
	if len(b) > MaxFrame {
		return zero, fmt.Errorf("device: %d bytes are more than the %d allowed", len(b), MaxFrame)
	}
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return zero, fmt.Errorf("device: want an object with a type: %w", err)
	}
	t, ok := types[head.Type]
	if !ok {
		return zero, fmt.Errorf("device: type %.40q is not known", head.Type)
	}
	p := reflect.New(t)
	if _, ok := p.Elem().Interface().(T); !ok {
		return zero, fmt.Errorf("device: %s does not travel in this direction", head.Type)
	}
	if err := json.Unmarshal(b, p.Interface()); err != nil {
		return zero, fmt.Errorf("device: %s: %w", head.Type, err)
	}
	f := p.Elem().Interface().(T)
	if err := f.check(); err != nil {
		return zero, fmt.Errorf("device: %s: %w", head.Type, err)
	}
	if err := signals(head.Type, b); err != nil {
		return zero, fmt.Errorf("device: %s: %w", head.Type, err)
	}
	return f, nil
}

// signals returns an error when a door's state lacks one of its signals: read as
// false, a door that was left out would be taken for an open or a shut one.
func signals(frame string, b []byte) error {
	type pair struct {
		Closed   *bool `json:"closed"`
		Occupied *bool `json:"occupied"`
	}
	var v struct {
		pair
		Compartments []pair `json:"compartments"`
		Open         *bool  `json:"open"`
		Stands       *struct {
			Open *bool `json:"open"`
		} `json:"stands"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	missing := func(at string, p pair) error {
		if p.Closed == nil {
			return fmt.Errorf("%sclosed is missing", at)
		}
		if p.Occupied == nil {
			return fmt.Errorf("%soccupied is missing", at)
		}
		return nil
	}
	switch frame {
	case Report{}.Type():
		return missing("", v.pair)
	case Stands{}.Type():
		if v.Open == nil {
			return fmt.Errorf("open is missing")
		}
	case Hello{}.Type():
		if v.Stands != nil && v.Stands.Open == nil {
			return fmt.Errorf("stands.open is missing")
		}
		for i, p := range v.Compartments {
			if err := missing(fmt.Sprintf("compartments[%d].", i), p); err != nil {
				return err
			}
		}
	}
	return nil
}
