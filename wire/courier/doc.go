// Package courier is the language of courier apps: JSON text frames over a
// WebSocket. The server, the simulator's couriers and the tests use the same
// types; nothing here reads or writes a socket.
//
// A ClientMessage goes to the server, a ServerMessage to the app. The first
// message of a session is Hello, and its answer is Welcome. Messages that
// change what a courier sees (Offer, OfferClosed, Tasks) carry a sequence
// number, so that an app that was in a tunnel gets exactly what it missed.
//
// Event turns what an app says into what the engine understands; Batch and
// Snapshot turn what the engine decided into what an app shows.
//
// Personal data never passes the mapping: a Task only names the order whose
// person belongs to it, and the server's edge fills the rest in as it writes.
package courier
