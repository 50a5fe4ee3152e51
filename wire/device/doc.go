// Package device speaks Linli's small protocol for the things that do not
// drive: parcel lockers now, gates and lifts later. Each WebSocket message is
// one JSON object whose "type" says which.
//
//	device → server   hello  report  done  failed  ping
//	server → device   welcome  open  pong
//
// A device starts with hello, which also tells every compartment's state, so
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
