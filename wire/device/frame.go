package device

import "github.com/linli/linli/clock"

// Protocol is the version of the protocol that this package speaks.
const Protocol = 1

// Frame is one message of the protocol.
type Frame interface {
	// Type returns the value of the frame's "type".
	Type() string
	check() error
}

// FromDevice is a frame that a device sends.
type FromDevice interface {
	Frame
	fromDevice()
}

// FromServer is a frame that the server sends.
type FromServer interface {
	Frame
	fromServer()
}

// Kind says what a device is.
type Kind string

// KindLocker is a bank of compartments. Gates and lifts come with their own
// kinds and frames.
const KindLocker Kind = "locker"

// Hello is a device's first frame on every connection.
type Hello struct {
	Device       string        `json:"device"` // its id: for a locker, the bank's
	Kind         Kind          `json:"kind"`
	Protocol     int           `json:"protocol"`
	Compartments []Compartment `json:"compartments,omitempty"`
}

// Compartment is one door as its controller sees it. Closed and occupied are
// two signals.
type Compartment struct {
	ID       string   `json:"id"`
	Capacity Capacity `json:"capacity"`
	Closed   bool     `json:"closed"`
	Occupied bool     `json:"occupied"`
	Jammed   bool     `json:"jammed,omitempty"` // the door does not obey
}

// Capacity is what fits into a compartment.
type Capacity struct {
	Grams  int64 `json:"grams"`
	Millis int64 `json:"ml"`
}

// Report tells of a change of one compartment.
type Report struct {
	Compartment string `json:"compartment"`
	Closed      bool   `json:"closed"`
	Occupied    bool   `json:"occupied"`
	Jammed      bool   `json:"jammed,omitempty"`
}

// Done answers a command that was carried out.
type Done struct {
	ID string `json:"id"` // the command's
}

// Codes of Failed that the server understands; others are logged.
const (
	CodeJam     = "jam"     // the door does not obey
	CodeUnknown = "unknown" // no such compartment
	CodeBusy    = "busy"    // another door is open and the bank allows one
)

// Failed answers a command that could not be carried out.
type Failed struct {
	ID     string `json:"id"` // the command's
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Ping asks for a Pong, to measure the link or keep it open.
type Ping struct {
	ID string `json:"id,omitempty"`
}

// Welcome answers Hello: the engine's time and how many times faster than
// real time it runs. 1 but in demos and sandboxes.
type Welcome struct {
	Now   clock.Instant `json:"now"` // microseconds since 1970
	Scale float64       `json:"scale"`
}

// Purpose says why a door opens.
type Purpose string

// The purposes.
const (
	Deposit Purpose = "deposit" // a courier puts goods in
	Collect Purpose = "collect" // somebody takes goods out
)

// Open is the command to open a compartment's door.
type Open struct {
	ID          string  `json:"id"` // repeated when resent
	Compartment string  `json:"compartment"`
	Purpose     Purpose `json:"purpose"`
}

// Pong answers Ping with its id.
type Pong struct {
	ID string `json:"id,omitempty"`
}

// Type returns "hello".
func (Hello) Type() string { return "hello" }

// Type returns "report".
func (Report) Type() string { return "report" }

// Type returns "done".
func (Done) Type() string { return "done" }

// Type returns "failed".
func (Failed) Type() string { return "failed" }

// Type returns "ping".
func (Ping) Type() string { return "ping" }

// Type returns "welcome".
func (Welcome) Type() string { return "welcome" }

// Type returns "open".
func (Open) Type() string { return "open" }

// Type returns "pong".
func (Pong) Type() string { return "pong" }

func (Hello) fromDevice()   {}
func (Report) fromDevice()  {}
func (Done) fromDevice()    {}
func (Failed) fromDevice()  {}
func (Ping) fromDevice()    {}
func (Welcome) fromServer() {}
func (Open) fromServer()    {}
func (Pong) fromServer()    {}
