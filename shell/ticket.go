package shell

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"slices"
	"sync"
	"time"
)

// TicketLife is how long a ticket may wait to be redeemed, in real time.
const TicketLife = 30 * time.Second

// ErrTooManyTickets means that ten thousand tickets wait to be redeemed: ask
// again in a moment.
var ErrTooManyTickets = errors.New("too many tickets wait to be used: try again in a moment")

const (
	maxTickets = 10000 // a flood of requests cannot fill memory
	maxForOne  = 8     // for one credential, so that nobody takes another's room
)

// Tickets let a browser open a WebSocket, which cannot carry an
// Authorization header: the key is shown once over HTTP, and the ticket that
// came back goes into the URL. A ticket works once, within TicketLife, so
// that one found in a log is worth nothing. Safe for concurrent use.
type Tickets struct {
	now func() time.Time

	mu     sync.Mutex
	live   map[string]ticket
	issued []string            // in order of issue; may name tickets that are gone
	held   map[string][]string // by credential id, in order of issue
}

type ticket struct {
	credential Credential
	issued     time.Time
}

// NewTickets returns an empty store. now is real time, time.Now outside
// tests.
func NewTickets(now func() time.Time) *Tickets {
	return &Tickets{now: now, live: map[string]ticket{}, held: map[string][]string{}}
}

// Issue returns a new ticket for the credential. Of one credential's tickets
// only the newest eight work. It fails with ErrTooManyTickets only.
func (t *Tickets) Issue(c Credential) (string, error) {
	var b [32]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	name := base64.RawURLEncoding.EncodeToString(b[:])

	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep()
	if held := t.held[c.ID]; len(held) >= maxForOne {
		t.drop(held[0])
	}
	if len(t.live) >= maxTickets {
		return "", ErrTooManyTickets
	}
	t.live[name] = ticket{credential: c, issued: t.now()}
	t.issued = append(t.issued, name)
	t.held[c.ID] = append(t.held[c.ID], name)
	return name, nil
}

// Redeem uses a ticket up and returns its credential as it was at the issue;
// a caller that must know of a revocation since then looks it up again. It is
// false for a ticket that never was, was used, or is too old; which of these
// is not said.
func (t *Tickets) Redeem(name string) (Credential, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.live[name]
	if !ok {
		return Credential{}, false
	}
	t.drop(name)
	if t.now().Sub(k.issued) >= TicketLife {
		return Credential{}, false
	}
	return k.credential, true
}

// sweep drops what is too old, and the names of what was used.
func (t *Tickets) sweep() {
	for len(t.issued) > 0 {
		k, ok := t.live[t.issued[0]]
		if ok && t.now().Sub(k.issued) < TicketLife {
			break
		}
		t.drop(t.issued[0])
		t.issued = t.issued[1:]
	}
	if len(t.issued) >= 2*maxTickets {
		t.issued = slices.DeleteFunc(t.issued, func(s string) bool { _, live := t.live[s]; return !live })
	}
}

func (t *Tickets) drop(name string) {
	k, ok := t.live[name]
	if !ok {
		return
	}
	delete(t.live, name)
	id := k.credential.ID
	held := slices.DeleteFunc(t.held[id], func(s string) bool { return s == name })
	if len(held) == 0 {
		delete(t.held, id)
		return
	}
	t.held[id] = held
}
