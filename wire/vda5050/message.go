package vda5050

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
)

// Version is what Linli speaks by itself. A robot may declare any version 2, and
// gets that in every header.
const Version = "2.1.0"

// Header starts every message.
type Header struct {
	HeaderID     uint32    `json:"headerId"` // counts per topic and session, from 1
	Timestamp    Timestamp `json:"timestamp"`
	Version      string    `json:"version"`
	Manufacturer string    `json:"manufacturer"`
	SerialNumber string    `json:"serialNumber"`
	Literal      bool      `json:"-"` // the robot's profile says so: see Profile
}

// Head returns the header for the session to fill or check.
func (h *Header) Head() *Header { return h }

// Message is a payload of one of the topics.
type Message interface {
	// Head returns the message's header.
	Head() *Header
	// Name returns the last part of the message's topic.
	Name() Name
	check() error
}

// Timestamp is an instant written as ISO 8601 in UTC with milliseconds.
type Timestamp clock.Instant

// timeLayout is fixed at three digits: some parsers on robots expect them.
const timeLayout = "2006-01-02T15:04:05.000Z"

// At returns the instant rounded down to the millisecond.
func At(i clock.Instant) Timestamp {
	return Timestamp(clock.FromTime(i.Time().Truncate(time.Millisecond)))
}

// Instant returns t as the engine counts time.
func (t Timestamp) Instant() clock.Instant { return clock.Instant(t) }

// MarshalJSON writes t with milliseconds. A year beyond 9999 is an error.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	at := t.Instant().Time()
	if y := at.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("vda5050: no timestamp in the year %d", y)
	}
	return []byte(`"` + at.Format(timeLayout) + `"`), nil
}

// UnmarshalJSON reads RFC 3339, any offset and precision, down to the
// millisecond.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("timestamp: want a string like %q", timeLayout)
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("timestamp %.40q: want the form %q", s, timeLayout)
	}
	*t = At(clock.FromTime(at))
	return nil
}

// List is an array that is written as [] when empty, never as null.
type List[T any] []T

// MarshalJSON writes l as an array.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(l))
}
