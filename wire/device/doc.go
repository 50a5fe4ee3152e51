// Package device speaks Linli's small protocol for the things that do not
// drive: parcel lockers, gates and lifts. Each WebSocket message is one JSON
// object whose "type" says which.
//
//	locker → server       hello  report  code  done  failed  ping
//	server → locker       welcome  open  verdict  codes  pong
//	gate, lift → server   hello  stands  done  failed  ping
//	server → gate, lift   welcome  hold  let_go  pong
//
// A device starts with hello, which also tells how it stands, so
// that nothing is missed while the link is down. Commands carry an id; the
// device answers each with done or failed, and answers a repeated id again
// without acting again.
//
// The package is pure: no clock, no network. The session is robotlink.
//
//	frame.go    the frames
//	codec.go    decoding with limits and errors that name the field
//	mapping.go  frames → dispatch events, dispatch.OpenDoor → open
package device
