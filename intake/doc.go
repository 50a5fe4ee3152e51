// Package intake turns an operator's table into records of the circle:
// buildings, providers, offerings and residents. It writes nothing. A Plan
// says what would be created, changed and merged, and which rows are wrong, in
// which column, and why, in Chinese and in English; whoever asked for it
// decides.
//
// One record, entered once: rows, and rows and what is there already, are the
// same when they have the same external id, else the same phone, else the same
// name at the same place. Two different external ids are never merged.
package intake
