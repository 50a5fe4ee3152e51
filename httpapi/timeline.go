package httpapi

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

func (s *Server) readTimeline(ctx context.Context, in *orderInput) (*answer[Timeline], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Timeline(ctx, orders.ID(in.ID))
	if err != nil {
		return nil, err
	}
	t := Timeline{Order: in.ID, LiveMode: doc.Order.LiveMode, Entries: []TimelineEntry{}}
	for _, e := range entries(rows) {
		if e.public() {
			t.Entries = append(t.Entries, e)
		}
	}
	return reply(t), nil
}

// public reports whether a merchant may see the entry: the order's own moves,
// not who was considered for it.
func (e *TimelineEntry) public() bool {
	return e.Kind == "OrderPut" || e.Kind == "OrderMoved" || e.Kind == "OrderGone" || e.Kind == "AfterPut" || e.Kind == "PinPut" || e.Kind == "EvidenceNoted" || e.Kind == "VisitAmended" || e.Kind == "Rated"
}

// entries says a history in plain words. A row that this code does not know
// keeps its kind as its text.
func entries(rows []dispatch.TimelineRow) []TimelineEntry {
	out := make([]TimelineEntry, 0, len(rows))
	for _, r := range rows {
		e := TimelineEntry{Seq: r.Seq, N: r.N, At: r.At.Time(), Kind: r.Kind, Text: r.Kind}
		if tell := tellers[r.Kind]; tell != nil {
			tell(&e, r.Data)
		}
		out = append(out, e)
	}
	return out
}

var tellers = map[string]func(*TimelineEntry, json.RawMessage){
	"OrderPut": teller(func(e *TimelineEntry, d dispatch.OrderPut) {
		e.Text, e.Reason = "order changed: "+d.Why, d.Order.Reason
		if d.Why == "placed" {
			e.Text = "order placed"
		}
	}),
	"OrderMoved": teller(func(e *TimelineEntry, d dispatch.OrderMoved) {
		m := d.Move
		e.Track, e.From, e.To, e.By = string(m.Track), string(m.From), string(m.To), string(m.By.Role)
		e.Reason, e.Worker, e.Mode, e.Attempt = m.Reason, m.Worker, string(m.Mode), m.Attempt
		e.Text = fmt.Sprintf("%s: %s → %s, by %s", m.Track, m.From, m.To, m.By.Role)
		if m.Worker != "" {
			e.Text += map[bool]string{true: ", from ", false: ", to "}[m.Verb == orders.Unassign] + m.Worker
		}
		if e.HappenedAt = when(m.Happened); e.HappenedAt != nil {
			e.Text += ", at " + m.Happened.String() + " by the device"
		}
		if m.Reason != "" {
			e.Text += " (" + m.Reason + ")"
		}
	}),
	"OfferPut": teller(func(e *TimelineEntry, d dispatch.OfferPut) {
		e.Worker, e.Mode = string(d.Offer.Courier), string(d.Offer.Mode)
		e.Text = fmt.Sprintf("offered to %s until %s", d.Offer.Courier, d.Offer.Expires)
	}),
	"OfferGone": teller(func(e *TimelineEntry, d dispatch.OfferGone) {
		e.Worker, e.Reason = string(d.Courier), string(d.Outcome)
		e.Text = fmt.Sprintf("offer to %s %s", d.Courier, d.Outcome)
	}),
	"MissionPut": teller(func(e *TimelineEntry, d dispatch.MissionPut) {
		phase := d.Mission.Phase()
		if l := d.Mission.Load(string(d.Order)); l != nil {
			phase = l.Phase
		}
		e.Worker = d.Mission.Robot
		e.Text = fmt.Sprintf("robot %s: mission %s, %s", d.Mission.Robot, d.Mission.ID, phase)
	}),
	"CompartmentMoved": teller(func(e *TimelineEntry, d dispatch.CompartmentMoved) {
		e.Text = fmt.Sprintf("locker %s, compartment %s: %s, now %s", d.Bank, d.Compartment, d.Verb, d.To)
	}),
	"Explained": teller(func(e *TimelineEntry, d dispatch.Explained) {
		e.Worker, e.Mode, e.Text = d.Worker, string(d.Mode), d.Explanation.Text.En
	}),
	"OpenDoor": teller(func(e *TimelineEntry, d dispatch.OpenDoor) {
		e.Text = fmt.Sprintf("locker %s asked to open compartment %s", d.Bank, d.Compartment)
	}),
	"UnlockHold": teller(func(e *TimelineEntry, d dispatch.UnlockHold) {
		e.Worker, e.Text = d.Robot, fmt.Sprintf("robot %s asked to open its hold", d.Robot)
	}),
	"EvidenceNoted": teller(func(e *TimelineEntry, d dispatch.EvidenceNoted) {
		e.By, e.Text = string(d.By.Role), fmt.Sprintf("%s kept as proof of %s, by %s: SHA-256 %s", d.Kind, d.Stage, d.By.Role, d.Hash)
	}),
	"VisitAmended": teller(func(e *TimelineEntry, d dispatch.VisitAmended) {
		e.By, e.Reason, e.Text = string(d.By.Role), d.Reason, "the record of the visit was amended: "+d.Reason
	}),
	"Rated": teller(func(e *TimelineEntry, d dispatch.Rated) {
		if d.Order.Rating == nil {
			e.Text = "rated"
			return
		}
		e.By, e.Text = string(d.Order.Rating.By.Role), fmt.Sprintf("rated with %d of %d", d.Order.Rating.Stars, orders.MostStars)
	}),
	"AfterPut": teller(func(e *TimelineEntry, d dispatch.AfterPut) {
		e.By, e.Reason, e.Text = string(d.By.Role), d.Reason, "it waits for no other order: "+d.Why
		if a := d.After; a != nil {
			e.Text = fmt.Sprintf("it comes after %s: %s", a.Order, d.Why)
			if a.Ends != 0 {
				e.Text += fmt.Sprintf(", which ends at %s", a.Ends)
			}
		}
		if d.By.Role == orders.Staff {
			e.Text += ", by staff (" + d.Reason + ")"
		}
	}),
	"PinPut": teller(func(e *TimelineEntry, d dispatch.PinPut) {
		e.By, e.Reason, e.Text = string(d.By.Role), d.Reason, "pinned no more"
		if p := d.Pinned; p != nil {
			e.Worker, e.Text = p.Carer, "pinned"
			if p.Carer != "" {
				e.Text += " to " + p.Carer
			}
			if p.At != 0 {
				e.Text += fmt.Sprintf(" to begin at %s", p.At)
			}
		}
		e.Text += fmt.Sprintf(", by %s (%s)", d.By.Role, d.Reason)
	}),
	"HelpPut": teller(func(e *TimelineEntry, d dispatch.HelpPut) {
		e.Worker, e.Text = d.Call.Taker, fmt.Sprintf("call for help: %s", d.Call.State)
	}),
	"TroubleGone": teller(func(e *TimelineEntry, d dispatch.TroubleGone) {
		e.By, e.Reason, e.Text = string(d.By.Role), d.Reason, "staff has dealt with it: "+d.Reason
	}),
	"Told": teller(func(e *TimelineEntry, d dispatch.Told) {
		e.By, e.Reason, e.Text = string(d.By.Role), d.Reason, "the resident is told: "+d.Subject
	}),
	"Alerted": teller(func(e *TimelineEntry, d dispatch.Alerted) {
		e.Reason, e.Text = d.Code, "staff called: "+d.Detail
	}),
}

func teller[D any](tell func(*TimelineEntry, D)) func(*TimelineEntry, json.RawMessage) {
	return func(e *TimelineEntry, b json.RawMessage) {
		var d D
		if json.Unmarshal(b, &d) == nil {
			tell(e, d)
		}
	}
}
