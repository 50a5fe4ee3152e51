package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// LiveDesk is the platform as merchants and residents meet it over HTTP. It
// follows what happens on the platform's feed.
type LiveDesk struct {
	ctx    context.Context
	live   *Live
	world  *World
	keys   map[circle.ProviderID]string
	tokens map[orders.ID]string // of tracking links
	busy   chan struct{}        // bounds the calls under way
	cursor string
}

// atOnce is how many calls a live desk makes at the same time.
const atOnce = 32

func newLiveDesk(ctx context.Context, l *Live, w *World) *LiveDesk {
	return &LiveDesk{
		ctx: ctx, live: l, world: w, keys: map[circle.ProviderID]string{}, tokens: map[orders.ID]string{},
		busy: make(chan struct{}, atOnce),
	}
}

// call makes a call in the background until it is answered, and brings the
// answer to the stage.
func (d *LiveDesk) call(path, key, idem string, body, into any, then func(error)) {
	go func() {
		select {
		case d.busy <- struct{}{}:
		case <-d.ctx.Done():
			return
		}
		err := d.live.client.insist(d.ctx, func() error {
			return d.live.client.post(d.ctx, path, key, idem, body, into)
		})
		<-d.busy
		if d.ctx.Err() == nil {
			d.live.post(d.ctx, func() { then(err) })
		}
	}()
}

// Place implements Desk.
func (d *LiveDesk) Place(p Placement, answer func(Placed, error)) {
	var o struct {
		ID          orders.ID `json:"id"`
		PIN         string    `json:"pin"`
		Due         time.Time `json:"due"`
		TrackingURL string    `json:"tracking_url"`
	}
	to, body := "/v1/orders", map[string]any{
		"external_id": p.External, "kind": p.Kind, "items": p.Items, "needs": p.Needs, "consent": p.Consent,
		"contact": map[string]any{"name": p.Name, "address": p.Address},
		"dropoff": map[string]any{
			"point": p.Dropoff.Point, "handover": p.Dropoff.Handover, "building": p.Dropoff.Building,
			"floor": p.Dropoff.Floor, "lift": p.Dropoff.Lift,
		},
	}
	if p.Call != nil {
		to, body = "/v1/visits", visitBody(p)
	}
	d.call(to, d.keys[p.Merchant], p.External, body, &o, func(err error) {
		if err != nil {
			d.live.log.Warn("order refused", "external", p.External, "err", err)
			answer(Placed{}, err)
			return
		}
		if u, err := url.Parse(o.TrackingURL); err == nil {
			d.tokens[o.ID] = path.Base(u.Path)
		}
		answer(Placed{ID: o.ID, PIN: o.PIN, Due: clock.FromTime(o.Due)}, nil)
	})
}

// visitBody is what books a visit.
func visitBody(p Placement) map[string]any {
	return map[string]any{
		"external_id": p.External, "resident": p.Call.Resident, "service": p.Call.Service, "minutes": int(p.Call.Duration / time.Minute),
		"from": p.Call.From.Time(), "to": p.Call.To.Time(), "hard": p.Call.Hard, "skills": p.Call.Skills, "needs": p.Needs,
		"contact": map[string]any{"name": p.Name, "address": p.Address},
		"place": map[string]any{
			"point": p.Dropoff.Point, "building": p.Dropoff.Building, "floor": p.Dropoff.Floor, "lift": p.Dropoff.Lift,
		},
	}
}

// act moves an order for its merchant. A move that was already made, because
// an answer was lost, is refused the second time and that is fine.
func (d *LiveDesk) act(m circle.ProviderID, id orders.ID, verb string, body any) {
	d.call("/v1/orders/"+string(id)+"/"+verb, d.keys[m], "", body, nil, func(err error) {
		if err != nil {
			d.live.log.Debug("refused", "order", id, "verb", verb, "err", err)
		}
	})
}

// Prepare implements Desk.
func (d *LiveDesk) Prepare(m circle.ProviderID, id orders.ID, v orders.Verb, readyAt clock.Instant) {
	switch v {
	case orders.Accept:
		d.act(m, id, "accept", map[string]any{"ready_at": readyAt.Time()})
	case orders.Start:
		d.act(m, id, "start", map[string]any{})
	case orders.Finish:
		d.act(m, id, "ready", map[string]any{})
	case orders.Refusal:
		d.act(m, id, "refuse", map[string]any{"reason": "closed"})
	}
}

// RefuseItem implements Desk.
func (d *LiveDesk) RefuseItem(m circle.ProviderID, id orders.ID, item, quantity int) {
	d.act(m, id, fmt.Sprintf("items/%d/refuse", item), map[string]any{"quantity": quantity})
}

// Cancel implements Desk.
func (d *LiveDesk) Cancel(m circle.ProviderID, id orders.ID) {
	body := map[string]any{"reason": "changed_mind"}
	if p := d.world.parcels[id]; p != nil && p.Call != nil {
		d.call("/v1/visits/"+string(id)+"/cancel", d.keys[m], "", body, nil, func(error) {}) // refused where the carer was quicker
		return
	}
	d.act(m, id, "cancel", body)
}

// Collect implements Desk.
func (d *LiveDesk) Collect(id orders.ID, pin string, answer func(bool)) {
	token := d.tokens[id]
	go func() {
		err := d.live.client.post(d.ctx, "/v1/track/"+token+"/collect", "", "", map[string]any{"pin": pin}, nil)
		d.live.post(d.ctx, func() { answer(err == nil) })
	}()
}

// Deposit implements Counter.
func (d *LiveDesk) Deposit(m circle.ProviderID, id orders.ID, kept func(bank, code string)) {
	var o struct {
		Locker  string `json:"locker"`
		Deposit *struct {
			Code string `json:"code"`
		} `json:"deposit"`
	}
	d.call("/v1/orders/"+string(id)+"/deposit", d.keys[m], "", nil, &o, func(err error) {
		if err == nil && o.Deposit != nil {
			kept(o.Locker, o.Deposit.Code)
		}
	})
}

// Follow reads the platform's feed and brings every status change to the
// world, until ctx ends.
func (d *LiveDesk) Follow(ctx context.Context) {
	tick := time.NewTicker(150 * time.Millisecond)
	defer tick.Stop()
	for {
		more, err := d.page(ctx)
		if err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
			d.live.log.Debug("the feed cannot be read", "err", err)
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// feedLimit is how many entries a page of the feed brings.
const feedLimit = 200

func (d *LiveDesk) page(ctx context.Context) (more bool, err error) {
	var page struct {
		Events []struct {
			Data json.RawMessage `json:"data"`
		} `json:"events"`
		Next string `json:"next"`
	}
	q := url.Values{"limit": {fmt.Sprint(feedLimit)}}
	if d.cursor != "" {
		q.Set("cursor", d.cursor)
	}
	if err := d.live.client.get(ctx, "/v1/staff/feed?"+q.Encode(), &page); err != nil {
		return false, err
	}
	for _, e := range page.Events {
		s, err := statusOf(e.Data)
		if err != nil {
			return false, err
		}
		d.live.post(ctx, func() { d.world.Status(s) })
	}
	if page.Next != "" {
		d.cursor = page.Next
	}
	return len(page.Events) == feedLimit, nil
}

// statusOf reads the data of a feed entry.
func statusOf(b json.RawMessage) (dispatch.Published, error) {
	var d struct {
		Order    orders.ID         `json:"order_id"`
		External string            `json:"external_id"`
		Merchant circle.ProviderID `json:"merchant"`
		Track    orders.Track      `json:"track"`
		State    orders.State      `json:"state"`
		Status   orders.State      `json:"status"`
		Attempt  int               `json:"attempt"`
		Seq      int               `json:"seq"`
		Worker   string            `json:"worker"`
		Mode     orders.Mode       `json:"mode"`
		Reason   string            `json:"reason"`
		At       time.Time         `json:"at"`
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return dispatch.Published{}, fmt.Errorf("simulator: feed: %w", err)
	}
	return dispatch.Published{
		Order: d.Order, External: d.External, Merchant: d.Merchant, Track: d.Track, State: d.State, Status: d.Status,
		Attempt: d.Attempt, Seq: d.Seq, Worker: d.Worker, Mode: d.Mode, Reason: d.Reason, At: clock.FromTime(d.At),
	}, nil
}
