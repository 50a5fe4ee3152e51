package httpapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	queueDoc  = `Orders and visits in trouble, the longest first: late, stuck, refused, unreachable, unassignable; since when and why, and what staff can do next. The engine keeps it: an order leaves it by itself when it moves on. One that has failed stays until staff opens it again or puts it aside, two days at most. The oldest 50 also come with every LiveFrame of /v1/live.`
	reopenDoc = `As a new order, linked by reopen_of, with the same goods, resident and price. Its hold on a card is not made again. A visit needs its new window.`
	tellDoc   = `By SMS or the other channels that the resident agreed to. The text is the catalogue's, in the resident's language: late (it comes later), call (call the desk), missed (nobody opened; agree on another time), again (it was arranged anew).`
)

// QueueRow is an order in trouble.
type QueueRow struct {
	Order    string    `json:"order"`
	Merchant string    `json:"merchant"`
	Kind     string    `json:"kind" enum:"late,stuck,refused,unreachable,unassignable,complaint"`
	Code     string    `json:"code" doc:"Of the alert or the failure."`
	Detail   string    `json:"detail,omitempty"`
	Since    time.Time `json:"since"`
	Status   string    `json:"status" doc:"The order's carriage; ended for one that the engine has let go."`
	Worker   string    `json:"worker,omitempty"`
	After    string    `json:"after,omitempty" doc:"The order that it comes after, while it waits for that."`
	Late     bool      `json:"late,omitempty"`
	Held     bool      `json:"held,omitempty"`
	Carers   int       `json:"carers,omitempty" doc:"Of a visit for several: how many come together."`
	Accepted int       `json:"accepted,omitempty" doc:"Of those, how many have accepted."`
	Next     []string  `json:"next" doc:"Operations that staff can do about it: operation ids of this API."`
}

// QueuePage is one page of the queue.
type QueuePage struct {
	Rows []QueueRow `json:"rows"`
	Next string     `json:"next,omitempty"`
}

func (s *Server) registerQueue() {
	r := func(id, method, path, summary, doc string) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeStaff, tag: "staff", summary: summary, doc: doc}
	}
	handle(s, r("readQueue", get, "/v1/staff/queue", "Orders and visits in trouble", queueDoc), s.readQueue)
	handle(s, r("clearTrouble", post, "/v1/staff/orders/{id}/clear", "Put an order in trouble aside: nothing is left to do", ""), s.clearTrouble)
	reopen := r("reopenOrder", post, "/v1/staff/orders/{id}/reopen", "Try an order again that failed or was called off", reopenDoc)
	reopen.status = 201
	handle(s, reopen, s.reopenOrder)
	handle(s, r("tellResident", post, "/v1/staff/orders/{id}/message", "Have the resident told", tellDoc), s.tellResident)
	out := r("callOut", post, "/v1/staff/couriers/{id}/out", "Say that a courier or carer cannot go on: what is in hand goes to others", "")
	out.status = 204
	handle(s, out, s.callOut)
}

// queueRows reads the whole queue.
func queueRows(st *dispatch.State, now clock.Instant) []QueueRow {
	out := []QueueRow{}
	for _, t := range st.InTrouble(now) {
		row := QueueRow{
			Order: string(t.Order), Merchant: string(t.Merchant), Kind: string(t.Kind), Code: t.Code, Detail: t.Detail,
			Since: t.Since.Time(), Status: "ended", Next: []string{"tellResident", "clearTrouble"},
		}
		if o := st.Orders.Get(t.Order); o != nil {
			row.Status, row.Worker, row.Held, row.Late = string(o.Carriage), o.Worker, o.Held, late(o, now)
			if o.Follows() {
				row.After = string(o.After.Order)
			}
			if o.Team() {
				row.Carers, row.Accepted = o.Call.Carers, len(o.Crew)
			}
			row.Next = remedies(o, t.Code != "late")
		} else if t.Of != orders.Return {
			row.Next = append(row.Next, "reopenOrder")
		}
		out = append(out, row)
	}
	return out
}

// remedies lists what staff can do about an open order.
func remedies(o *orders.Order, noted bool) []string {
	out := []string{"setOutcome", "tellResident"}
	if noted {
		out = append(out, "clearTrouble")
	}
	if o.Carriage != orders.InLocker && o.Carriage != orders.Started && !o.Held {
		out = append(out, "assignOrder")
	}
	if o.Held {
		out = append(out, "releaseOrder")
	} else {
		out = append(out, "holdOrder")
	}
	if _, ok := orders.Find(orders.TrackOf(o.Kind, orders.Cancel), o.Carriage, orders.Cancel); ok {
		out = append(out, "staffCancelOrder")
	}
	if len(o.Workers()) > 0 {
		out = append(out, "callOut")
	}
	if o.Follows() {
		out = append(out, "changeAfter")
	}
	if o.Pinned != nil {
		out = append(out, "unpinVisit")
	}
	return out
}

func (s *Server) readQueue(ctx context.Context, in *pageInput) (*answer[QueuePage], error) {
	var rows []QueueRow
	err := s.Engine.View(ctx, func(st *dispatch.State) { rows = queueRows(st, s.Clock.Now()) })
	if err != nil {
		return nil, err
	}
	p := QueuePage{Rows: []QueueRow{}}
	for _, row := range rows {
		at := fmt.Sprintf("%020d %s", row.Since.UnixMicro(), row.Order)
		if at <= in.Cursor {
			continue
		}
		if len(p.Rows) == in.Limit {
			last := p.Rows[len(p.Rows)-1]
			p.Next = fmt.Sprintf("%020d %s", last.Since.UnixMicro(), last.Order)
			break
		}
		p.Rows = append(p.Rows, row)
	}
	return reply(p), nil
}

func (s *Server) clearTrouble(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.ClearTrouble{Order: id, By: staffOf(ctx), Reason: in.Body.Reason})
}

type reopenInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string     `json:"reason" minLength:"1" maxLength:"200"`
		From   *time.Time `json:"from,omitempty" doc:"Of a visit: the window opens then."`
		Due    *time.Time `json:"due,omitempty" doc:"Promised by then; of a visit, the window's end. Left out: the usual promise."`
	}
}

func (s *Server) reopenOrder(ctx context.Context, in *reopenInput) (*answer[Order], error) {
	doc, err := s.Store.Order(ctx, orders.ID(in.ID))
	if err != nil {
		return nil, err
	}
	ev := dispatch.ReopenOrder{ID: doc.Order.ID + "-b", Original: doc.Order, By: staffOf(ctx), Reason: in.Body.Reason}
	if in.Body.From != nil {
		ev.From = clock.FromTime(*in.Body.From)
	}
	if in.Body.Due != nil {
		ev.Due = clock.FromTime(*in.Body.Due)
	}
	if doc.Order.Kind != orders.Visit {
		ev.Proof = s.Pepper.Proof(ev.ID, s.Pepper.PIN(ev.ID))
	}
	r := shell.Request{Event: ev}
	person, err := s.Store.Person(ctx, doc.Order.ID)
	if err != nil && !errors.Is(err, shell.ErrNotFound) {
		return nil, err
	}
	if err == nil {
		person.Order, person.At = ev.ID, s.Clock.Now()
		r.Persons = []shell.Person{person}
	}
	if _, err := s.submit(ctx, r); err != nil {
		return nil, err
	}
	if doc, err = s.Store.Order(ctx, ev.ID); err != nil {
		return nil, err
	}
	return reply(s.show(doc)), nil
}

type tellInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Message string `json:"message" enum:"late,call,missed,again"`
		Reason  string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) tellResident(ctx context.Context, in *tellInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.TellResident{Order: id, Subject: "staff_" + in.Body.Message, By: staffOf(ctx), Reason: in.Body.Reason})
}

func (s *Server) callOut(ctx context.Context, in *reasonInput) (*none, error) {
	_, err := s.submit(ctx, shell.Request{Event: dispatch.CourierOut{Courier: fleet.WorkerID(in.ID), By: staffOf(ctx), Reason: in.Body.Reason}})
	return nil, err
}
