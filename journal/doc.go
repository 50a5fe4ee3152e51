// Package journal is the Store: a zone's history, the projections that the
// doors read, the outbox, and what an administrator sets up, in SQLite for a
// single binary or in PostgreSQL for several nodes.
//
// Both backends pass the same suite, journal/journaltest. What they share
// without SQL is in journal/rows and journal/migrate.
//
// Who writes what. Commit is the only way into records, orders, timeline and
// outbox, and is fenced: a zone has one owner at a time, proven by its epoch
// in the same transaction. Everything else (endpoints, deliveries,
// credentials, erasures, payment calls) is written by whoever has a handle.
package journal
