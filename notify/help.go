package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// The subjects of a call for help. They pass quiet hours.
const (
	HelpFamily = "help_family" // to the family: can you go?
	HelpDrill  = "help_drill"  // the same of a drill
	HelpComing = "help_coming" // to the resident: somebody is on the way
	HelpOver   = "help_over"   // to the family that was called: it is over
)

// planHelp makes notices of the steps of calls for help that are new.
func (w *Worker) planHelp(ctx context.Context) error {
	for {
		items, err := w.store.Outbox(ctx, dispatch.TopicHelp, batch)
		if err != nil || len(items) == 0 {
			return err
		}
		var p shell.NoticePlan
		for _, it := range items {
			var d dispatch.HelpPut
			if err := json.Unmarshal(it.Payload, &d); err != nil {
				return fmt.Errorf("notify: message %s: %w", it.ID, err)
			}
			p.Done = append(p.Done, it.ID)
			list, err := w.helpNotices(ctx, it, d)
			if err != nil {
				return err
			}
			p.Notices = append(p.Notices, list...)
		}
		if err := w.store.PlanNotices(ctx, p); err != nil {
			return err
		}
	}
}

// helpNotices says what each new step tells whom.
func (w *Worker) helpNotices(ctx context.Context, it shell.OutboxItem, d dispatch.HelpPut) ([]shell.Notice, error) {
	c := &d.Call
	if w.cfg.Engine().Sub(it.At) > longestLife {
		return nil, nil
	}
	var out []shell.Notice
	for n := len(c.Steps) - d.New; n < len(c.Steps); n++ {
		subject, to := HelpFamily, []string{c.Steps[n].By}
		if c.Drill {
			subject = HelpDrill
		}
		switch {
		case c.Steps[n].What == residents.CallFamily:
		case c.Steps[n].What == residents.Acknowledged && !c.Steps[n].Late:
			subject, to = HelpComing, []string{residents.PersonOf(c.Home)}
		case c.Steps[n].What == residents.Closed:
			subject, to = HelpOver, called(c)
		default:
			continue
		}
		for _, who := range to {
			list, err := w.helpNotice(ctx, it, fmt.Sprintf("%s/%s/%d", c.ID, subject, n), subject, who)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
	}
	return out, nil
}

// called lists the family that was called.
func called(c *residents.HelpCall) []string {
	var out []string
	for _, s := range c.Steps {
		if s.What == residents.CallFamily {
			out = append(out, s.By)
		}
	}
	return out
}

// helpNotice returns one notice for each channel that the person agreed to.
// Its Order is the person's id.
func (w *Worker) helpNotice(ctx context.Context, it shell.OutboxItem, name, subject, who string) ([]shell.Notice, error) {
	person, err := w.store.Person(ctx, orders.ID(who))
	if errors.Is(err, shell.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []shell.Notice
	for _, c := range Channels {
		if _, open := w.cfg.Outlets[c]; !open || !agreed(person, residents.Needs{}, c) {
			continue
		}
		out = append(out, shell.Notice{
			ID: strings.Join([]string{name, who, string(c)}, "/"), Order: orders.ID(who), Subject: subject, Channel: string(c),
			State: shell.NoticePending, Next: w.cfg.Now(), At: it.At,
		})
	}
	return out, nil
}

// helpAttempt sends a notice of a call for help, or says why not.
func (w *Worker) helpAttempt(ctx context.Context, n shell.Notice, topic topic, outlet Outlet) (shell.Notice, error) {
	if w.cfg.Engine().Sub(n.At) > topic.life {
		return drop(n, "too_late"), nil
	}
	person, err := w.store.Person(ctx, n.Order)
	if errors.Is(err, shell.ErrNotFound) {
		return drop(n, "erased"), nil
	}
	if err != nil {
		return n, err
	}
	if !agreed(person, residents.Needs{}, Channel(n.Channel)) {
		return drop(n, "no_consent"), nil
	}
	to, reachable := address(person, Channel(n.Channel))
	if !reachable {
		return drop(n, "no_address"), nil
	}
	call, _, _ := strings.Cut(n.ID, "/")
	m := Message{ID: n.ID, Channel: Channel(n.Channel), To: to, Language: w.language(person), Urgent: topic.urgent}
	var fits bool
	m.Text, fits = w.cfg.Texts.compose(m.Language, n.Subject, m.Channel, map[string]string{"link": w.facts.HelpLink(call, string(n.Order))})
	if !fits {
		return dead(n, "too_long"), nil
	}
	ref, err := outlet.Driver.Send(ctx, m)
	return w.judge(n, ref, err), nil
}
