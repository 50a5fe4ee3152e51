package simulator

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// visitingDay is a morning with visits, a few meals, and carers who often fall
// ill.
func visitingDay(seed uint64) Scenario {
	care := DefaultCare()
	care.Ill, care.Away, care.CallsOff, care.Pairs, care.Limit = 0.3, 0.1, 0.1, 0.2, 5*time.Hour
	care.Breaks = []BreakRule{{After: 90 * time.Minute, Within: time.Hour, For: 20 * time.Minute}}
	care.Shifts = []Shift{{At: 7 * time.Hour, For: 5 * time.Hour, Weight: 1}, {At: 8 * time.Hour, For: 6 * time.Hour, Weight: 1}}
	return Scenario{
		Seed: seed, Box: AndorraLaVella(), Orders: 15, Couriers: 3, Carers: 9, Visits: 50, Care: &care,
		Start: clock.FromTime(time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)), Span: 4 * time.Hour,
	}
}

// visitWatch is what a day's decisions say of its visits.
type visitWatch struct {
	t       *testing.T
	calls   map[orders.ID]*orders.Call
	states  map[orders.ID]orders.State
	inside  map[string]orders.ID // by carer: the home that they are in
	skills  map[fleet.WorkerID][]string
	ill     map[orders.ID]bool // visits that their carer fell ill with
	rescued int                // of them done
	pairs   int                // visits that two carers have done
	breaks  int
}

func (w *visitWatch) take(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.OrderPut:
			if d.Order.Call != nil && d.Why == "placed" {
				w.calls[d.Order.ID] = d.Order.Call
			}
		case dispatch.CourierPut:
			w.skills[d.Courier.ID] = d.Courier.Skills
			if d.Why == "online" && len(d.Courier.Skills) > 0 && len(d.Courier.Breaks) == 0 {
				w.breaks++ // back from it: none is left
			}
		case dispatch.OrderMoved:
			if c := w.calls[d.Order]; c != nil {
				w.moved(d.Order, c, d.Move)
			}
		}
	}
}

func (w *visitWatch) moved(id orders.ID, c *orders.Call, m orders.Move) {
	if w.states[id].Terminal() {
		w.t.Errorf("visit %s was %s, and is %s", id, w.states[id], m.To)
	}
	w.states[id] = m.To
	switch m.To {
	case orders.Assigned:
		if slices.ContainsFunc(c.Skills, func(s string) bool { return !slices.Contains(w.skills[fleet.WorkerID(m.Worker)], s) }) {
			w.t.Errorf("visit %s asks for %v and went to %s with %v", id, c.Skills, m.Worker, w.skills[fleet.WorkerID(m.Worker)])
		}
	case orders.Started:
		if c.Hard && (m.At < c.From || m.At > c.To) {
			w.t.Errorf("visit %s started at %s, and its hard window is from %s to %s", id, m.At, c.From, c.To)
		}
		if other := w.inside[m.By.ID]; other != "" {
			w.t.Errorf("%s is in the homes of %s and %s", m.By.ID, other, id)
		}
		w.inside[m.By.ID] = id
	case orders.Booked:
		w.ill[id] = w.ill[id] || m.Reason == "unwell"
	case orders.Done:
		if c.Carers > 1 {
			w.pairs++
		}
		if w.ill[id] {
			w.rescued++
		}
	}
	if m.From == orders.Started {
		for carer, home := range w.inside {
			if home == id {
				delete(w.inside, carer)
			}
		}
	}
}

// Every visit of a day ends, hard windows are kept, nobody is in two homes,
// breaks are taken, and what an ill carer had goes to others.
func TestDayVisits(t *testing.T) {
	if testing.Short() {
		t.Skip("computes in one goroutine: the tests at full speed run it")
	}
	rescued, pairs := 0, 0
	for seed := range uint64(2) {
		sc := visitingDay(seed + 1)
		d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := &visitWatch{
			t: t, calls: map[orders.ID]*orders.Call{}, states: map[orders.ID]orders.State{}, inside: map[string]orders.ID{},
			skills: map[fleet.WorkerID][]string{}, ill: map[orders.ID]bool{},
		}
		d.Watch = w.take
		if err := d.Run(sc.Start.Add(24*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
		v := d.World.Summary(d.Decision()).Visits
		ended := v.Done + v.Cancelled
		for _, n := range v.Failed {
			ended += n
		}
		if v.Booked < 15 || ended != v.Booked || v.Done < v.Booked*3/5 || len(w.calls) != v.Booked || v.NoShow > 0 || w.breaks == 0 {
			t.Errorf("seed %d: %+v, %d breaks", sc.Seed, v, w.breaks)
		}
		rescued, pairs = rescued+w.rescued, pairs+w.pairs
		t.Logf("%+v", *v)
	}
	if pairs < 4 {
		t.Errorf("two carers have made %d visits together", pairs)
	}
	if rescued == 0 {
		t.Error("no visit of an ill carer was done by another")
	}
}

// Carers are dealt trades and shifts, so that none is missing by chance.
func TestCarersDealt(t *testing.T) {
	care := DefaultCare()
	skills, early := map[string]int{}, 0
	for i, trade := range care.trades(10) {
		for _, s := range trade.Skills {
			skills[s]++
		}
		c := &Courier{care: &carer{n: i}}
		if c.deal(care.Shifts).At == care.Shifts[0].At {
			early++
		}
	}
	if want := map[string]int{"care": 10, "clean": 7, "nurse": 3}; !reflect.DeepEqual(skills, want) || early != 6 {
		t.Errorf("%v, %d of 10 early", skills, early)
	}
}

// As many visits are wanted as the scenario says, most where the peaks are.
func TestVisitsDrawn(t *testing.T) {
	sc, err := NamedScenario("andorra")
	if err != nil {
		t.Fatal(err)
	}
	sc.Visits, sc.Orders = 4000, 0
	w, err := NewWorld(sc, andorra(t))
	if err != nil {
		t.Fatal(err)
	}
	morning, hard := 0, 0
	for n := range w.visits.all {
		p, err := w.visits.draw(n)
		if err != nil || p.Call.Check() != nil || p.At < sc.Start || p.At > p.Call.From {
			t.Fatalf("%+v: %v, %v", p, err, p.Call.Check())
		}
		if tod := sc.local(p.Call.From); tod < 11*time.Hour {
			morning++
		}
		if p.Call.Hard {
			hard++
		}
	}
	all := float64(w.visits.all)
	if share := float64(morning) / all; all < 3500 || all > 3950 || share < 0.4 || share > 0.56 {
		t.Errorf("%v visits, %.2f of them in the morning", all, share)
	}
	if share := float64(hard) / all; share < 0.25 || share > 0.31 { // 0.6 × 0.2 + 0.2 × 0.8
		t.Errorf("%.2f have a hard window", share)
	}
}
