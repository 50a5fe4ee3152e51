// Package sqlite keeps the journal in one SQLite file: the store of a single
// binary. The database runs in WAL mode with synchronous=FULL, so a commit
// that returned survives a power cut.
//
// There is one writer connection, guarded by a lock, and a small pool of
// readers that never wait for it. The fence between processes is an
// operating-system lock on PATH.lock, held from the first Claim until Close;
// within the process each zone has an epoch that every commit proves.
//
// No code here opens the database file itself while it is in use: closing
// such a descriptor would drop the locks that SQLite holds on it.
package sqlite
