package rows

import (
	"fmt"
	"strconv"
	"strings"
)

// MessageID names a message of the outbox, in all stores and for ever: the
// zone, the event's number and the message's place within it.
func MessageID(zone string, seq uint64, n int) string {
	return zone + "-" + strconv.FormatUint(seq, 10) + "-" + strconv.Itoa(n)
}

// SplitMessageID reads what MessageID wrote. Zones may hold hyphens.
func SplitMessageID(id string) (zone string, seq uint64, n int, err error) {
	bad := fmt.Errorf("journal: %q is not the id of a message: it looks like zone-12-0", id)
	rest, last, ok := cutLast(id)
	if !ok {
		return "", 0, 0, bad
	}
	zone, middle, ok := cutLast(rest)
	if !ok || CheckZone(zone) != nil {
		return "", 0, 0, bad
	}
	if seq, err = strconv.ParseUint(middle, 10, 63); err != nil {
		return "", 0, 0, bad
	}
	if n, err = strconv.Atoi(last); err != nil || n < 0 || MessageID(zone, seq, n) != id {
		return "", 0, 0, bad
	}
	return zone, seq, n, nil
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}
