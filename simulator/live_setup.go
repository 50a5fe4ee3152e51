package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
)

// registered is the server's answer to a set-up.
type registered struct {
	Key string `json:"key"`
}

// Register sets up everybody on the server, reporting progress as it goes,
// and connects couriers, robots and lockers.
func (l *Live) Register(ctx context.Context, w *World, progress func(done, total int)) (*LiveDesk, error) {
	providers := w.Providers
	if w.visits.all > 0 {
		providers = append(slices.Clone(providers), w.agency())
	}
	total := len(providers) + len(w.couriers) + len(w.robots) + len(w.lockers)
	done := 0
	set := func(path string, body any) (string, error) {
		var r registered
		err := l.client.insist(ctx, func() error { return l.client.post(ctx, path, l.client.key, "", body, &r) })
		if err != nil {
			return "", fmt.Errorf("simulator: %s: %w", path, err)
		}
		if done++; progress != nil {
			progress(done, total)
		}
		return r.Key, nil
	}
	w.stage = l
	desk := newLiveDesk(ctx, l, w)
	for _, p := range providers {
		key, err := set("/v1/admin/merchants", map[string]any{
			"id": p.ID, "name": p.Name, "category": p.Category, "point": p.Point,
			"preparation_seconds": int(p.Preparation / time.Second), "live": true,
		})
		if err != nil {
			return nil, err
		}
		desk.keys[p.ID] = key
	}
	for i, k := range w.lockers {
		key, err := set("/v1/admin/lockers", lockerBody(w.Banks[i]))
		if err != nil {
			return nil, err
		}
		go l.deviceLine(k, key).socket.run(ctx)
	}
	if err := l.draw(ctx, w, set); err != nil {
		return nil, err
	}
	for _, c := range w.couriers {
		key, err := set("/v1/admin/couriers", courierBody(c))
		if err != nil {
			return nil, err
		}
		go l.phone(c, key).socket.run(ctx)
	}
	for _, r := range w.robots {
		var bays []map[string]any
		for _, b := range w.sc.bays() {
			bays = append(bays, map[string]any{"id": b.ID, "grams": b.Capacity.Grams, "ml": b.Capacity.Millis})
		}
		key, err := set("/v1/admin/robots", map[string]any{
			"id": r.Serial, "maker": RobotMaker, "grams": RobotCapacity.Grams, "ml": RobotCapacity.Millis, "range_m": RobotRange, "deposits": r.Deposits, "compartments": bays,
		})
		if err != nil {
			return nil, err
		}
		go l.robotLine(r, key).carrier.run(ctx)
	}
	return desk, nil
}

// draw registers and connects gates and lifts, and draws what is shared.
func (l *Live) draw(ctx context.Context, w *World, set func(path string, body any) (string, error)) error {
	drawn := lanes.Network{Features: w.Drawn}
	if len(drawn.Features) == 0 {
		return nil
	}
	for _, p := range passagesOf(w.sc.Seed, drawn.Features) {
		key, err := set("/v1/admin/passages", map[string]any{"id": p.ID, "kind": p.Kind})
		if err != nil {
			return err
		}
		go l.deviceLine(p, key).socket.run(ctx)
	}
	b, err := drawn.GeoJSON()
	if err != nil {
		return fmt.Errorf("simulator: draw: %w", err)
	}
	return l.client.insist(ctx, func() error { return l.client.put(ctx, "/v1/admin/lanes", json.RawMessage(b)) })
}

func courierBody(c *Courier) map[string]any {
	body := map[string]any{
		"id": c.ID, "profile": geo.Ebike, "grams": c.Capacity().Grams, "ml": c.Capacity().Millis,
		"work_limit_minutes": int(c.Limit() / time.Minute),
	}
	if c.care != nil {
		body["skills"] = c.Skills()
	}
	return body
}

func lockerBody(b fleet.Bank) map[string]any {
	var cs []map[string]any
	for _, c := range b.Compartments {
		cs = append(cs, map[string]any{"id": c.ID, "grams": c.Capacity.Grams, "ml": c.Capacity.Millis})
	}
	body := map[string]any{"id": b.ID, "point": b.Point, "compartments": cs}
	if b.Dock != nil {
		body["dock"] = *b.Dock
	}
	return body
}

// Machines registers and connects robots and lockers alone, and the gates and
// lifts that are drawn, placed over the whole city. Their surroundings are played for them: goods are loaded a
// moment after a robot has arrived, and doors are used for what they were
// opened for. Residents are for others to play.
func (l *Live) Machines(ctx context.Context, r *roadnet.Router, robots, lockers int, drawn Drawn) error {
	w, err := NewWorld(Scenario{Seed: l.seed, Orders: 0, Robots: robots, Lockers: lockers, Drawn: drawn}, r)
	if err != nil {
		return err
	}
	for _, m := range w.robots {
		m.street = &lonely{l}
	}
	w.Providers = nil
	_, err = l.Register(ctx, w, nil)
	return err
}

// lonely is a street in which goods appear by themselves.
type lonely struct{ stage Stage }

func (s *lonely) atCounter(id orders.ID, loaded func()) {
	d := roll(0, "load", string(id))
	s.stage.After(d.between(20*time.Second, 90*time.Second), loaded)
}

func (s *lonely) atDoor(orders.ID) {}

func (s *lonely) mishap(orders.ID, bool) mishap { return unharmed }
