package shell

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// Notice is something that a resident is to be told, on one channel. It holds
// neither the number nor the text: both are looked up when it leaves, so that
// an erasure holds back what has not left yet.
type Notice struct {
	ID       string // order, subject, attempt and channel: a repeated event makes no second one
	Order    orders.ID
	Subject  string // what it tells; see package notify
	Channel  string
	State    NoticeState
	Attempts int           // begun, the present one included
	Next     clock.Instant // real time: not before
	Reason   string        // code of why it was held back, dropped or not sent
	Ref      string        // the gateway's own id
	At       clock.Instant // engine time of what it tells
}

// NoticeState is how a notice stands.
type NoticeState string

// The states of a notice.
const (
	NoticePending NoticeState = "pending"
	NoticeSent    NoticeState = "sent"    // the gateway has taken it
	NoticeDropped NoticeState = "dropped" // nobody agreed, or it was overtaken
	NoticeDead    NoticeState = "dead"    // the gateway refused it, or stayed silent too long
)

// NoticePlan is what a reader of the feed concluded from a page of it.
type NoticePlan struct {
	Reader  string   // who reads; it has a cursor of its own
	Cursor  string   // how far it has read; "" leaves it as it is
	Done    []string // messages of the outbox that are handled
	Notices []Notice
}
