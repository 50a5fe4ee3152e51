package notify

import "context"

// Channel is a way to reach a resident.
type Channel string

// The channels.
const (
	SMS     Channel = "sms"     // to the person's phone
	Voice   Channel = "voice"   // read out on the person's phone
	Push    Channel = "push"    // to an app, through its own server, which knows whose an order is
	Web     Channel = "web"     // to the browser that asked for it on the tracking page
	Printer Channel = "printer" // a slip at the community's desk, for who has no phone
)

// Channels lists every channel.
var Channels = []Channel{SMS, Voice, Push, Web, Printer}

// Message is a text on its way to one resident.
type Message struct {
	ID       string  `json:"id"` // the same for every attempt
	Channel  Channel `json:"channel"`
	To       string  `json:"to"` // phone in international or local digits; of push, the id of the order, or of the relative; of web, a sealed subscription; empty for a printer
	Language string  `json:"language"`
	Text     string  `json:"text"`
	Urgent   bool    `json:"urgent,omitempty"`
	Link     string  `json:"link,omitempty"` // of web: the page that a press opens
}

// Driver hands messages to what sends them. Send returns when the other side
// has taken the message, with its own id for it if it gave one. A *Refused
// error ends the matter; every other error means: try again later. Errors name
// neither number nor text.
type Driver interface {
	Send(ctx context.Context, m Message) (ref string, err error)
}

// Refused means that the other side will never take the message.
type Refused struct {
	Code string // for people: "http_400"
}

// Error returns the code.
func (r *Refused) Error() string { return "refused: " + r.Code }

// Outlet is a driver and what it may be used for.
type Outlet struct {
	Driver   Driver
	LiveOnly bool // it costs money or rings: test orders stay away from it
}
