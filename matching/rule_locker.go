package matching

// breaksLocker asks for a free compartment that fits, beside what else the
// plan puts into the locker.
func breaksLocker(pr *pair) bool { return !pr.room }
