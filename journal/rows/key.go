package rows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// longestKey is how many bytes of a name go into an index as they are. An
// index of PostgreSQL refuses entries above 2.7 kB, and a commit must not fail
// because a merchant's name for an order is long.
const longestKey = 200

// Key returns the form in which a name from outside is indexed and looked up:
// the name itself, unless it is too long (then its start and its hash) or
// holds what a text column refuses. It is the same for equal names.
func Key(name string) string {
	if len(name) <= longestKey && clean(name) {
		return name
	}
	h := sha256.Sum256([]byte(name))
	head := strings.ReplaceAll(strings.ToValidUTF8(name[:min(len(name), longestKey/2)], "?"), "\x00", "?")
	return head + "#" + hex.EncodeToString(h[:])
}

func clean(name string) bool {
	return !strings.ContainsRune(name, 0) && strings.ToValidUTF8(name, "") == name
}

// CheckZone returns an error unless the name can be a zone's: 1 to 100
// printable ASCII characters without a space, because it becomes part of
// message ids that travel in HTTP headers.
func CheckZone(zone string) error {
	ok := zone != "" && len(zone) <= 100
	for i := 0; ok && i < len(zone); i++ {
		ok = zone[i] > ' ' && zone[i] < 0x7f
	}
	if !ok {
		return fmt.Errorf("journal: %q cannot name a zone: use 1 to 100 letters, digits, '-' or '_'", zone)
	}
	return nil
}
