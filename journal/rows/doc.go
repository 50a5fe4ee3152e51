// Package rows is what both backends of the journal have in common and no SQL
// is needed for: how an order becomes a row, how a message is named, how long
// a key may be, and what a cursor holds.
package rows
