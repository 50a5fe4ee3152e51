// Package courierws holds the sessions of couriers: one WebSocket each,
// speaking wire/courier.
//
// A courier has a line, which outlives its connections: it numbers what the
// engine decided for the courier, keeps the last of it for a while after the
// app went silent, and remembers the answers to the app's last messages. A
// session is one connection of a line. An app that comes back from a tunnel
// gets exactly what it missed, and may send again what it is not sure of.
//
// Each connection has one goroutine that reads and one that writes. Deliver,
// called by the engine's loop, only appends to queues. A queue that is full
// closes its connection: the app reconnects and resumes. Addresses and phone
// numbers are looked up by the writer, so that a slow lookup delays one
// courier and nobody else, and no queue or replay buffer holds personal data.
package courierws
