package matching

// breaksConsent allows only the modes that the resident agreed to, the door
// included.
func breaksConsent(pr *pair) bool { return !pr.option.Consent }
