// Package postgres keeps the journal in PostgreSQL: the store of several
// nodes.
//
// A zone's owner holds a lease: a row with its name, an epoch, and an expiry
// by the database's clock. It is renewed while the node lives and may be
// taken once it has expired. Safety does not rest on it: every commit proves
// its epoch in its own transaction and fails with shell.ErrFenced when the
// zone was claimed since. The lease only says when a claim may be tried.
//
// A frozen node cannot hold the row: whoever takes an expired lease first
// ends the sessions of the owner before, and statement, lock and
// idle-in-transaction timeouts are short.
//
// Connect to the server itself, not through a pooler that shares sessions
// between transactions: owners are told apart by the names of their sessions.
package postgres
