// Package residents holds what the engine may know of the people it serves:
// their access needs, what they agreed to, and what recurs at their homes.
// Names, phones and door texts are not here; they live in the store's erasable
// tables, keyed by order.
//
// A Plan is what recurs: a Rule of RFC 5545 in the community's calendar, with
// its days off. Instances hands each time it takes place to whoever books.
//
// A HelpCall is the state machine of a call for help: family, the nearest
// helpers on duty, the desk, each with a timer, until somebody goes.
package residents
