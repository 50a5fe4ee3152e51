package matching

// The window rule: service starts in one of the stop's windows (stop.start).
// A vehicle that is early waits.
