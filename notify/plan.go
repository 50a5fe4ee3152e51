package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// planStatus makes notices of the status changes that are new.
func (w *Worker) planStatus(ctx context.Context) error {
	cursor, err := w.store.Reader(ctx, reader)
	if err != nil {
		return err
	}
	for {
		items, next, err := w.store.Feed(ctx, dispatch.TopicStatus, "", cursor, batch)
		if err != nil || len(items) == 0 {
			return err
		}
		p := shell.NoticePlan{Reader: reader, Cursor: next}
		for _, it := range items {
			var d dispatch.Published
			if err := json.Unmarshal(it.Payload, &d); err != nil {
				return fmt.Errorf("notify: message %s: %w", it.ID, err)
			}
			if subject := subjectOf(d); subject != "" {
				list, err := w.notices(ctx, it, subject, fmt.Sprint(d.Attempt))
				if err != nil {
					return err
				}
				p.Notices = append(p.Notices, list...)
			}
		}
		if err := w.store.PlanNotices(ctx, p); err != nil {
			return err
		}
		cursor = next
	}
}

// planWaiting makes notices of robots that stand and wait.
func (w *Worker) planWaiting(ctx context.Context) error {
	for {
		items, err := w.store.Outbox(ctx, dispatch.TopicNotice, batch)
		if err != nil || len(items) == 0 {
			return err
		}
		var p shell.NoticePlan
		for _, it := range items {
			var d dispatch.MissionPut
			if err := json.Unmarshal(it.Payload, &d); err != nil {
				return fmt.Errorf("notify: message %s: %w", it.ID, err)
			}
			p.Done = append(p.Done, it.ID)
			if !waits(d) {
				continue
			}
			list, err := w.notices(ctx, it, RobotWaiting, string(d.Mission.ID))
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

// planTold makes notices of what staff, or the engine, has residents told.
func (w *Worker) planTold(ctx context.Context) error {
	for {
		items, err := w.store.Outbox(ctx, dispatch.TopicTold, batch)
		if err != nil || len(items) == 0 {
			return err
		}
		var p shell.NoticePlan
		for _, it := range items {
			var d dispatch.Told
			if err := json.Unmarshal(it.Payload, &d); err != nil {
				return fmt.Errorf("notify: message %s: %w", it.ID, err)
			}
			p.Done = append(p.Done, it.ID)
			list, err := w.notices(ctx, it, d.Subject, fmt.Sprint(it.Seq))
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

// notices returns one for each channel that the resident agreed to and that
// there is an outlet for. The attempt is part of the id: another worker with
// the goods is another piece of news, the same one twice is not.
func (w *Worker) notices(ctx context.Context, it shell.OutboxItem, subject, attempt string) ([]shell.Notice, error) {
	if w.cfg.Engine().Sub(it.At) > longestLife {
		return nil, nil // history: the worker is new here
	}
	person, err := w.store.Person(ctx, it.Order)
	if errors.Is(err, shell.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	doc, err := w.store.Order(ctx, it.Order)
	if err != nil && !errors.Is(err, shell.ErrNotFound) {
		return nil, err
	}
	var out []shell.Notice
	for _, c := range Channels {
		if _, open := w.cfg.Outlets[c]; !open {
			continue
		}
		if _, ok, err := w.reach(ctx, person, &doc.Order, it.Order, c); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		out = append(out, shell.Notice{
			ID:    strings.Join([]string{string(it.Order), subject, attempt, string(c)}, "/"),
			Order: orders.ID(it.Order), Subject: subject, Channel: string(c),
			State: shell.NoticePending, Next: w.cfg.Now(), At: it.At,
		})
	}
	return out, nil
}

// reach returns where a channel reaches the person of an order; false when they
// did not agree to it. A browser agreed by subscribing.
func (w *Worker) reach(ctx context.Context, p shell.Person, o *orders.Order, id orders.ID, c Channel) (to string, agrees bool, err error) {
	if c != Web {
		to, _ = address(p, c)
		return to, agreed(p, o.Needs, c), nil
	}
	sub, err := w.store.Party(ctx, shell.PushParty, string(id))
	if errors.Is(err, shell.ErrNotFound) {
		return "", false, nil
	}
	return sub.Note, err == nil, err
}

// agreed reports whether somebody may be told by a channel. Who is hard of
// hearing is not called, but written to on the same number.
func agreed(p shell.Person, n residents.Needs, c Channel) bool {
	said := strings.Fields(p.Channels)
	switch {
	case n.HardOfHearing && c == Voice:
		return false
	case n.HardOfHearing && c == SMS && slices.Contains(said, string(Voice)):
		return true
	}
	return slices.Contains(said, string(c))
}
