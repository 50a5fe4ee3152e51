// Package residents holds what the engine may know of the people it serves:
// their access needs and what they agreed to. Names, phones and door texts are
// not here; they live in the store's erasable tables, keyed by order.
package residents
