package notify

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// atOnce is how many notices are under way at a time.
const atOnce = 8

// Schedule is how long after each failed attempt the next one comes. A notice
// that is no news any more is dropped before.
var Schedule = []time.Duration{
	5 * time.Second, 20 * time.Second, time.Minute, 3 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

// handle sends a notice, or says why not, and stores what became of it.
func (w *Worker) handle(ctx context.Context, n shell.Notice) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	after, err := w.attempt(ctx, n)
	if err == nil {
		// What was sent is recorded even if the server is being stopped.
		save, stop := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
		defer stop()
		err = w.store.SaveNotice(save, after)
	}
	if err != nil && ctx.Err() == nil {
		w.cfg.Log.ErrorContext(ctx, "notice", "order", n.Order, "subject", n.Subject, "channel", n.Channel, "err", err)
	}
}

// attempt returns the notice as it stands afterwards. An error means that the
// store failed: the notice comes back when its lease ends.
func (w *Worker) attempt(ctx context.Context, n shell.Notice) (shell.Notice, error) {
	topic, known := topics[n.Subject]
	outlet, open := w.cfg.Outlets[Channel(n.Channel)]
	if !known || !open {
		return drop(n, "no_outlet"), nil
	}
	if topic.help {
		return w.helpAttempt(ctx, n, topic, outlet)
	}
	doc, err := w.store.Order(ctx, n.Order)
	if errors.Is(err, shell.ErrNotFound) {
		return drop(n, "no_order"), nil
	}
	if err != nil {
		return n, err
	}
	switch o := &doc.Order; {
	case o.Kind == orders.Return:
		return drop(n, "return"), nil
	case outlet.LiveOnly && !o.LiveMode:
		return drop(n, "test_order"), nil
	case topic.holds != "" && o.Carriage != topic.holds:
		return drop(n, "overtaken"), nil
	case w.cfg.Engine().Sub(n.At) > topic.life:
		return drop(n, "too_late"), nil
	}
	person, err := w.store.Person(ctx, n.Order)
	if errors.Is(err, shell.ErrNotFound) {
		return drop(n, "erased"), nil
	}
	if err != nil {
		return n, err
	}
	to, agrees, err := w.reach(ctx, person, &doc.Order, n.Order, Channel(n.Channel))
	if err != nil {
		return n, err
	}
	if !agrees {
		return drop(n, "no_consent"), nil
	}
	if _, reachable := address(person, Channel(n.Channel)); !reachable {
		return drop(n, "no_address"), nil
	}
	now := w.cfg.Now()
	if until := w.cfg.Quiet.Until(now); until > now && !topic.urgent {
		n.Next, n.Reason, n.Attempts = until, "quiet_hours", n.Attempts-1
		return n, nil
	}
	m := Message{ID: n.ID, Channel: Channel(n.Channel), To: to, Language: w.language(person), Urgent: topic.urgent}
	if m.Channel == Web {
		m.Link = w.facts.Link(n.Order)
	}
	var fits bool
	if m.Text, fits = w.text(ctx, n, doc.Order, m); !fits {
		return dead(n, "too_long"), nil
	}
	ref, err := outlet.Driver.Send(ctx, m)
	return w.judge(n, ref, err), nil
}

// judge notes how a send went.
func (w *Worker) judge(n shell.Notice, ref string, err error) shell.Notice {
	var refused *Refused
	var t *trouble
	switch {
	case err == nil:
		n.State, n.Reason, n.Ref = shell.NoticeSent, "", ref
		return n
	case errors.As(err, &refused):
		return dead(n, refused.Code)
	case errors.As(err, &t):
		n.Reason = t.code
	default:
		n.Reason = "failed" // the driver's words may name the number
	}
	if n.Attempts > len(Schedule) {
		return dead(n, n.Reason)
	}
	n.Next = w.cfg.Now().Add(Schedule[n.Attempts-1])
	return n
}

func drop(n shell.Notice, why string) shell.Notice {
	n.State, n.Reason = shell.NoticeDropped, why
	return n
}

func dead(n shell.Notice, why string) shell.Notice {
	n.State, n.Reason = shell.NoticeDead, why
	return n
}

func (w *Worker) language(p shell.Person) string {
	if p.Language == "zh" || p.Language == "en" {
		return p.Language
	}
	return w.cfg.Language
}

// text returns what the notice says.
func (w *Worker) text(ctx context.Context, n shell.Notice, o orders.Order, m Message) (string, bool) {
	key := n.Subject
	if key == OnTheWay && o.ETA.IsZero() {
		key = onTheWayNoETA
	}
	return w.cfg.Texts.compose(m.Language, key, m.Channel, map[string]string{
		"shop": w.facts.Shop(ctx, o.Merchant), "eta": w.wall(max(o.ETA, opens(&o))), "code": w.facts.PIN(o.ID), "link": w.facts.Link(o.ID),
		"locker": o.Locker, "compartment": o.Compartment,
	})
}

// opens is from when an order may begin for the one that it comes after.
func opens(o *orders.Order) clock.Instant {
	if !o.Follows() {
		return 0
	}
	return o.After.Ends
}

func (w *Worker) wall(i clock.Instant) string {
	zone := w.cfg.Zone
	if zone == nil {
		zone = time.UTC
	}
	return i.Time().In(zone).Format("15:04")
}

// address returns where a channel reaches the person.
func address(p shell.Person, c Channel) (to string, ok bool) {
	switch c {
	case SMS, Voice:
		return dial(p.Phone)
	case Push:
		return string(p.Order), true
	case Web, Printer:
		return "", true
	}
	return "", false
}

// dial reduces a phone number to what can be dialled: digits, with a plus
// before them if it had one. 3 to 15 digits are a number (ITU-T E.164).
func dial(phone string) (string, bool) {
	var b strings.Builder
	for i, c := range strings.TrimSpace(phone) {
		switch {
		case c >= '0' && c <= '9', c == '+' && i == 0:
			b.WriteRune(c)
		case strings.ContainsRune(" -.()/\u00a0\u2011\u2013", c):
		default:
			return "", false // an extension, or no number at all
		}
	}
	digits := strings.TrimPrefix(b.String(), "+")
	return b.String(), len(digits) >= 3 && len(digits) <= 15
}
