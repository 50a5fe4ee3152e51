package shell

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"sync"
	"time"
)

// TicketLife is how long a ticket may wait to be redeemed, in real time.
const TicketLife = 30 * time.Second

const (
	maxTickets  = 10000 // together: a flood of requests cannot fill memory
	maxForOne   = 8     // for one credential: nobody pushes out another's
	ticketBytes = 32
)

// Tickets let a browser open a WebSocket, which cannot carry an
// Authorization header: the key is shown once over HTTP, and the ticket that
// came back goes into the URL. A ticket works once, within TicketLife, so
// that one found in a log is worth nothing. Safe for concurrent use.
type Tickets struct {
	now func() time.Time

	mu     sync.Mutex
	live   map[string]ticket
	oldest []string            // in order of issue; may name tickets that are gone
	held   map[string][]string // by credential, in order of issue
}

type ticket struct {
	credential string
	issued     time.Time
}

// NewTickets returns an empty store. now is real time, time.Now outside
// tests.
func NewTickets(now func() time.Time) *Tickets {
	return &Tickets{now: now, live: map[string]ticket{}, held: map[string][]string{}}
}

// Issue returns a new ticket for the credential of that id. Of one
// credential's tickets only the newest eight work, and of all tickets only
// the newest ten thousand.
func (t *Tickets) Issue(credential string) string {
	b := make([]byte, ticketBytes)
	rand.Read(b) // never fails: it ends the program instead
	name := base64.RawURLEncoding.EncodeToString(b)

	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep()
	if held := t.held[credential]; len(held) >= maxForOne {
		t.drop(held[0])
	}
	for len(t.live) >= maxTickets {
		t.dropOldest()
	}
	if len(t.oldest) >= 2*maxTickets {
		t.oldest = slices.DeleteFunc(t.oldest, func(s string) bool { _, live := t.live[s]; return !live })
	}
	t.live[name] = ticket{credential: credential, issued: t.now()}
	t.oldest = append(t.oldest, name)
	t.held[credential] = append(t.held[credential], name)
	return name
}

// Redeem uses a ticket up and returns the id of its credential, which the
// caller must still look up: it may have been revoked. It is false for a
// ticket that never was, was used, or is too old; which of these is not said.
func (t *Tickets) Redeem(name string) (credential string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.live[name]
	if !ok {
		return "", false
	}
	t.drop(name)
	if t.now().Sub(k.issued) >= TicketLife {
		return "", false
	}
	return k.credential, true
}

// sweep drops what is too old.
func (t *Tickets) sweep() {
	for len(t.oldest) > 0 {
		k, ok := t.live[t.oldest[0]]
		if ok && t.now().Sub(k.issued) < TicketLife {
			return
		}
		t.dropOldest()
	}
}

// dropOldest takes away the name at the front, live or not.
func (t *Tickets) dropOldest() {
	if len(t.oldest) == 0 {
		return
	}
	name := t.oldest[0]
	t.oldest = t.oldest[1:]
	t.drop(name)
}

func (t *Tickets) drop(name string) {
	k, ok := t.live[name]
	if !ok {
		return
	}
	delete(t.live, name)
	held := slices.DeleteFunc(t.held[k.credential], func(s string) bool { return s == name })
	if len(held) == 0 {
		delete(t.held, k.credential)
		return
	}
	t.held[k.credential] = held
}
