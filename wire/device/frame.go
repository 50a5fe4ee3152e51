package device

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/linli/linli/clock"
)

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

// The kinds.
const (
	KindLocker Kind = "locker" // a bank of compartments
	KindGate   Kind = "gate"
	KindLift   Kind = "lift"
)

// Hello is a device's first frame on every connection.
type Hello struct {
	Device       string        `json:"device"` // its id: for a locker, the bank's
	Kind         Kind          `json:"kind"`
	Protocol     int           `json:"protocol"`
	Compartments []Compartment `json:"compartments,omitempty"`
	Opened       []Opened      `json:"opened,omitempty"` // of a locker: by a code, while the link was away, oldest first
	Stands       *Stands       `json:"stands,omitempty"` // of a gate or a lift
}

// Stands is how a gate or a lift stands: in its hello, and on each change.
type Stands struct {
	Open    bool   `json:"open"`              // the door, wide enough to drive through
	Floor   string `json:"floor,omitempty"`   // of a lift: where its cabin stands; empty while it moves
	Session string `json:"session,omitempty"` // of the hold that it is under
	Jammed  bool   `json:"jammed,omitempty"`  // it does not obey
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
	CodeBusy    = "busy"    // another door is open and the bank allows one, or a person uses the lift
	CodeOwned   = "owned"   // it is under another hold
)

// Failed answers a command that could not be carried out.
type Failed struct {
	ID     string `json:"id"` // the command's
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Code is what somebody typed or scanned at the bank: the digits of an order, or
// the address that its tracking page's QR code has.
type Code struct {
	ID          string `json:"id"`
	Code        string `json:"code"`
	Compartment string `json:"compartment,omitempty"` // where it was asked for
}

// Refusals of a code.
const (
	CodeWrong = "wrong" // nothing here opens to it
	CodeWhich = "which" // to more than one door: ask for the compartment
	CodeLater = "later" // after too many wrong ones, or the server cannot now
)

// Verdict answers Code. The command to open the door comes by itself.
type Verdict struct {
	ID          string `json:"id"` // of the code
	Compartment string `json:"compartment,omitempty"`
	Refused     string `json:"refused,omitempty"`
	Wait        int    `json:"wait_seconds,omitempty"` // before another code is taken
}

// Codes is what opens which door while the link is away. The newest list takes
// the place of the one before.
type Codes struct {
	Codes []Pass `json:"codes"`
}

// Pass opens one door to whoever has its code.
type Pass struct {
	Compartment string        `json:"compartment"`
	Salt        string        `json:"salt"`
	Digest      string        `json:"digest"` // DigestOf the salt and the code
	Until       clock.Instant `json:"until"`  // microseconds since 1970
}

// Opened is a door that a code opened while the link was away.
type Opened struct {
	Compartment string        `json:"compartment"`
	At          clock.Instant `json:"at"` // microseconds since 1970
}

// DigestOf returns the SHA-256, in lower-case hexadecimal, of salt, a full stop
// and code.
func DigestOf(salt, code string) string {
	sum := sha256.Sum256([]byte(salt + "." + code))
	return hex.EncodeToString(sum[:])
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

// Hold is the command to open and to stay open, for a lift on a floor, until it
// is let go. A hold of the same session on another floor moves the cabin.
type Hold struct {
	ID      string `json:"id"` // repeated when resent
	Session string `json:"session"`
	Floor   string `json:"floor,omitempty"`
}

// LetGo ends a hold: the door may close.
type LetGo struct {
	ID      string `json:"id"` // repeated when resent
	Session string `json:"session"`
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

// Type returns "code".
func (Code) Type() string { return "code" }

// Type returns "verdict".
func (Verdict) Type() string { return "verdict" }

// Type returns "codes".
func (Codes) Type() string { return "codes" }

// Type returns "ping".
func (Ping) Type() string { return "ping" }

// Type returns "welcome".
func (Welcome) Type() string { return "welcome" }

// Type returns "open".
func (Open) Type() string { return "open" }

// Type returns "stands".
func (Stands) Type() string { return "stands" }

// Type returns "hold".
func (Hold) Type() string { return "hold" }

// Type returns "let_go".
func (LetGo) Type() string { return "let_go" }

// Type returns "pong".
func (Pong) Type() string { return "pong" }

func (Hello) fromDevice()   {}
func (Report) fromDevice()  {}
func (Done) fromDevice()    {}
func (Failed) fromDevice()  {}
func (Ping) fromDevice()    {}
func (Code) fromDevice()    {}
func (Stands) fromDevice()  {}
func (Hold) fromServer()    {}
func (LetGo) fromServer()   {}
func (Verdict) fromServer() {}
func (Codes) fromServer()   {}
func (Welcome) fromServer() {}
func (Open) fromServer()    {}
func (Pong) fromServer()    {}
