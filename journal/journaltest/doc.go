// Package journaltest is the conformance suite of the Store: what every
// implementation, in a file, in a database or in memory, must do alike.
//
// RunStore asks for shell.Store only, and is what the simulator's store
// passes. Run asks for the whole journal.Store, with several handles on the
// same data. Each case gets data of its own.
package journaltest
