package courier

// Advice tells an app what to do after the server closed the connection.
type Advice string

// The advices.
const (
	Reconnect Advice = "reconnect" // at once, with a little jitter, and resume
	Retry     Advice = "retry"     // wait, longer each time (1 s doubling to 60 s), then resume
	Stop      Advice = "stop"      // do not come back by yourself
)

// CloseCode is a WebSocket close code. 4000–4099 say reconnect, 4100–4199
// retry, 4200–4299 stop, so that an app obeys codes that it does not know.
type CloseCode int

// The close codes.
const (
	CloseRestart  CloseCode = 4000 // the server goes away; another takes over
	CloseTooSlow  CloseCode = 4001 // the app did not read as fast as it was written to
	CloseSilent   CloseCode = 4002 // nothing was heard, not even a pong
	CloseTryAgain CloseCode = 4100 // the engine could not be asked
	CloseSlowDown CloseCode = 4101 // the app sent too much
	CloseBadFrame CloseCode = 4200 // not a message of this protocol
	CloseReplaced CloseCode = 4201 // the courier opened another session
	CloseSignOut  CloseCode = 4202 // the key was revoked: sign in again
	CloseStranger CloseCode = 4203 // the zone has no such courier
	CloseNoHello  CloseCode = 4204 // the first message was not hello, or it came too late
)

// CloseDoc documents a close code.
type CloseDoc struct {
	Code   CloseCode
	Reason string // sent with the code
	Doc    string
}

// CloseCodes lists every code that the server sends.
var CloseCodes = []CloseDoc{
	{CloseRestart, "reconnect", "The server goes away, for an update or because another takes over."},
	{CloseTooSlow, "too_slow", "The app did not read as fast as it was written to. Resume brings what it missed."},
	{CloseSilent, "silent", "Nothing was heard from the app for 75 seconds, not even a pong."},
	{CloseTryAgain, "try_again", "The engine could not be asked just now."},
	{CloseSlowDown, "slow_down", "The app sent more than 20 messages a second for a while."},
	{CloseBadFrame, "bad_frame", "What came was not a message of this protocol and named no id to answer: an app's mistake."},
	{CloseReplaced, "replaced", "The same courier opened another session; this one must not fight for its place."},
	{CloseSignOut, "signed_out", "The key was revoked. Sign in again."},
	{CloseStranger, "unknown_courier", "The zone knows no such courier. An administrator must register it."},
	{CloseNoHello, "no_hello", "The first message was not hello, or it did not come within 10 seconds."},
}

// Advice returns what an app does after the code, also one of a standard
// WebSocket close: a message too big (1009) or a protocol error would only
// happen again, so it stops; everything else reconnects.
func (c CloseCode) Advice() Advice {
	switch {
	case c >= 4200 && c < 4300, c == 1002, c == 1003, c == 1007, c == 1008, c == 1009:
		return Stop
	case c >= 4100 && c < 4200, c == 1011, c == 1013:
		return Retry
	}
	return Reconnect
}

// Reason returns the word that is sent with the code.
func (c CloseCode) Reason() string {
	for _, d := range CloseCodes {
		if d.Code == c {
			return d.Reason
		}
	}
	return ""
}
