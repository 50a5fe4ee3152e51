package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/robotlink"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// yard stands in for the engine behind the master: it gives each free robot an
// errand, releases ways bit by bit, calls some off, and keeps book of all.
type yard struct {
	chart vda5050.Chart
	link  *robotlink.Server
	creds map[string]shell.Credential
	began time.Time
	rules map[fleet.WorkerID]*rules

	mu       sync.Mutex
	dice     *rand.Rand
	state    *dispatch.State
	queue    map[string][]string // orders that wait for a robot
	ends     map[string]int      // of orders: how often each has ended: delivered or rescued
	started  int
	ended    map[missions.Phase]int
	rescued  int
	recalled int
	plights  map[fleet.PlightKind]int // reports of each
}

// pace is engine seconds in a real one: what a robot says of its charge reaches
// the engine once a minute.
const pace = 200

// Now, Scale and Credential are what the master asks for.
func (y *yard) Now() clock.Instant { return clock.FromTime(y.began.Add(pace * time.Since(y.began))) }
func (y *yard) Scale() float64     { return pace }
func (y *yard) Credential(_ context.Context, id string) (shell.Credential, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	c, ok := y.creds[id]
	if !ok {
		return c, shell.ErrNotFound
	}
	return c, nil
}

func (y *yard) View(_ context.Context, f func(*dispatch.State)) error {
	y.mu.Lock()
	defer y.mu.Unlock()
	f(y.state)
	return nil
}

// Submit takes a robot's report as the engine does.
func (y *yard) Submit(_ context.Context, req shell.Request) (shell.Result, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	e := req.Event.(dispatch.RobotReport)
	r := *y.state.Robots.Get(e.Robot)
	lies := e.Plight == fleet.Tipped || e.Plight == fleet.LidForced
	broke := e.Faulty && !r.Faulty || lies && r.Plight == nil
	if watch := y.rules[e.Robot]; watch != nil && e.Manual && !r.Manual {
		watch.knows(y.Now())
	}
	r.Linked, r.Point, r.Charge, r.Faulty, r.Manual = e.Linked, e.Point, e.Charge, e.Faulty, e.Manual
	r.Plight = nil
	if e.Plight != "" {
		y.plights[e.Plight]++
		r.Plight = &fleet.Plight{Kind: e.Plight}
	}
	y.state.Robots.Put(r.ID, r)
	m := y.state.Missions.Get(missions.ID(r.Mission))
	switch {
	case m == nil:
	case broke || e.Signal == missions.Abort && e.Mission == m.ID:
		y.over(m, missions.Aborted)
	case e.Signal != "" && e.Mission == m.ID:
		y.signal(*m, string(e.Order), e.Signal)
	}
	y.assign(e.Robot)
	return shell.Result{}, nil
}

func (y *yard) signal(m missions.Mission, order string, s missions.Signal) {
	l := m.Load(order)
	if l == nil {
		panic("mission " + string(m.ID) + " has no order " + order)
	}
	next, err := l.Next(s)
	if err != nil || next == l.Phase {
		return
	}
	m = m.With(order, func(l *missions.Load) { l.Phase, l.Unlocked = next, next == missions.Unloading })
	switch {
	case m.Over():
		y.over(&m, missions.Done)
		return
	case next == missions.Loading && y.dice.IntN(6) == 0: // the customer changes their mind
		y.recalled++
		y.over(&m, missions.Aborted)
		return
	}
	m.Release(func(*missions.Node) bool { return true })
	y.put(m, string(s))
	if next == missions.Unloading {
		y.link.Deliver(y.state, y.Now(), []dispatch.Decision{dispatch.UnlockHold{Robot: m.Robot, Mission: m.ID, Order: orders.ID(order)}})
	}
}

func (y *yard) put(m missions.Mission, why string) {
	y.state.Missions.Put(m.ID, m)
	r := *y.state.Robots.Get(fleet.WorkerID(m.Robot))
	r.Mission = string(m.ID)
	y.state.Robots.Put(r.ID, r)
	y.link.Deliver(y.state, y.Now(), []dispatch.Decision{dispatch.MissionPut{Mission: m, Why: why}})
}

// over ends a mission: each order is delivered, fetched by a courier, or waits
// for another robot.
func (y *yard) over(m *missions.Mission, phase missions.Phase) {
	y.ended[phase]++
	for _, l := range m.Loads {
		switch {
		case l.Phase == missions.Done:
			y.ends[l.Order]++
		case l.OnBoard():
			y.rescued++
			y.ends[l.Order]++
		default:
			y.queue[m.Robot] = append(y.queue[m.Robot], l.Order)
		}
	}
	r := *y.state.Robots.Get(fleet.WorkerID(m.Robot))
	r.Mission = ""
	y.state.Robots.Put(r.ID, r)
	y.state.Missions.Delete(m.ID)
	y.link.Deliver(y.state, y.Now(), []dispatch.Decision{
		dispatch.MissionGone{Mission: m.ID, Robot: m.Robot, Phase: phase, Recall: phase == missions.Aborted},
	})
}

// assign gives a free robot the next order: a way of some nodes from where it
// stands, at first released in part.
func (y *yard) assign(id fleet.WorkerID) {
	r := y.state.Robots.Get(id)
	if !r.Free() || r.Charge < 20 || len(y.queue[string(id)]) == 0 {
		return
	}
	order := y.queue[string(id)][0]
	y.queue[string(id)] = y.queue[string(id)][1:]
	y.started++
	at := y.chart[0].Position(r.Point)
	m := missions.Mission{ID: missions.ID(fmt.Sprintf("%s-m%d", order, y.started)), Robot: string(id), Loads: []missions.Load{{Order: order, Phase: missions.ToPickup}}}
	n := 5 + y.dice.IntN(6)
	for i := range n {
		m.Nodes = append(m.Nodes, missions.Node{ID: fmt.Sprint("n", i), Point: y.chart[0].Point(at)})
		at.X, at.Y = at.X+20*y.dice.Float64()-10, at.Y+20*y.dice.Float64()-10
	}
	pick, drop := &m.Nodes[1+y.dice.IntN(2)], &m.Nodes[n-1-y.dice.IntN(2)]
	pick.Action, pick.Order, drop.Action, drop.Order = missions.PickNode, order, missions.DropNode, order
	if y.dice.IntN(2) == 0 {
		m.Nodes[3].Needs, m.Bases = "gate", []int{3}
	}
	y.put(m, "sent")
}

// openYard returns a yard with a master that serves MQTT until the test ends.
func openYard(t *testing.T) (y *yard, addr string) {
	t.Helper()
	chart, err := vda5050.ChartAround("town", geo.Point{Lng: 1.52, Lat: 42.5})
	if err != nil {
		t.Fatal(err)
	}
	y = &yard{
		chart: chart, began: time.Now(), rules: map[fleet.WorkerID]*rules{}, creds: map[string]shell.Credential{}, dice: rand.New(rand.NewPCG(1, 2)),
		state: dispatch.NewState("z", "c", dispatch.Policy{}), ends: map[string]int{}, ended: map[missions.Phase]int{}, plights: map[fleet.PlightKind]int{}, queue: map[string][]string{},
	}
	y.link = robotlink.New(robotlink.Parts{Engine: y, Credentials: y, Clock: y}, robotlink.Config{
		Chart: chart, Log: slog.New(slog.DiscardHandler), Tick: 5 * time.Millisecond, Resend: 30 * time.Millisecond,
		Again: 60 * time.Millisecond, Grace: func() time.Duration { return 50 * time.Millisecond }, Rate: 2000, Start: time.Hour,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go y.link.ServeMQTT(l)
	t.Cleanup(func() {
		l.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := y.link.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	return y, l.Addr().String()
}

// register makes a robot and its key.
func (y *yard) register(serial string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.creds[serial] = shell.Credential{ID: serial, Subject: serial, Scopes: []shell.Scope{shell.ScopeDevice}, Hash: shell.HashSecret("s")}
	y.state.Robots.Put(fleet.WorkerID(serial), fleet.Robot{ID: fleet.WorkerID(serial), Maker: droidMaker})
}

// place gives an order to a robot.
func (y *yard) place(serial, order string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.ends[order] = 0
	y.queue[serial] = append(y.queue[serial], order)
}

func keyOf(serial string) string { return "linli_" + serial + "_s" }

// TestConformance lets a robot of each trouble do errands for the real master,
// over MQTT, until every order has come to its end.
func TestConformance(t *testing.T) {
	const each = 6 // orders for a robot
	now, err := published("../../../shared/vda5050/2.1.0")
	if err != nil {
		t.Fatal(err)
	}
	before, err := published("../../../shared/vda5050/2.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if now == nil {
		t.Log("the published schemas are not here: what is sent is not validated")
	}
	y, addr := openYard(t)
	var droids []*droid
	for i, what := range troubles {
		serial := fmt.Sprintf("D%d", i)
		y.register(serial)
		schemas := now
		if what == old {
			schemas = before
		}
		droids = append(droids, &droid{
			serial: serial, trouble: what, server: "mqtt://" + addr, key: keyOf(serial),
			dice: rand.New(rand.NewPCG(7, uint64(i))), rules: newRules(schemas),
		})
		y.rules[fleet.WorkerID(serial)] = droids[i].rules
	}
	for i := range each * len(droids) {
		y.place(droids[i%len(droids)].serial, fmt.Sprint("o", i))
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer func() {
		if t.Failed() {
			y.open(t)
		}
	}()
	var wg sync.WaitGroup
	for _, d := range droids {
		wg.Go(func() { d.run(ctx) })
	}
	until(ctx, t, "every order has ended", func() bool {
		y.mu.Lock()
		defer y.mu.Unlock()
		left := 0
		for _, n := range y.ends {
			if n == 0 {
				left++
			}
		}
		return left == 0
	})
	stop()
	wg.Wait()
	y.report(t, droids)
}

// open shows what has not ended.
func (y *yard) open(t *testing.T) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, m := range y.state.Missions.All() {
		t.Logf("open: %+v of robot %+v", m, y.state.Robots.Get(fleet.WorkerID(m.Robot)))
	}
	for robot, q := range y.queue {
		if len(q) > 0 {
			t.Logf("waits: %q for %+v", q, y.state.Robots.Get(fleet.WorkerID(robot)))
		}
	}
}

// report prints the counts and fails on what must not be.
func (y *yard) report(t *testing.T, droids []*droid) {
	messages, breaches := 0, 0
	for _, d := range droids {
		t.Logf("%-24s %4d messages of the master, %2d times trouble, %d breaches", d.trouble, d.rules.messages, d.troubled, len(d.rules.breaches))
		messages += d.rules.messages
		breaches += len(d.rules.breaches)
		for _, b := range slices.Compact(d.rules.breaches) {
			t.Errorf("%s: %s", d.trouble, b)
		}
	}
	for order, n := range y.ends {
		if n != 1 {
			t.Errorf("order %s ended %d times", order, n)
		}
	}
	c := y.link.Counts()
	t.Logf("%d orders, %d missions: %d done, %d aborted of which %d recalled, %d orders rescued; %d messages of robots, %d of the master, %d resent, %d breaches",
		len(y.ends), y.started, y.ended[missions.Done], y.ended[missions.Aborted], y.recalled, y.rescued, c.Received, messages, c.Resent, breaches)
	if open := y.started - y.ended[missions.Done] - y.ended[missions.Aborted]; open != 0 {
		t.Errorf("%d missions have not ended", open)
	}
	for _, d := range droids {
		want := map[trouble]fleet.PlightKind{tipped: fleet.Tipped, forced: fleet.LidForced, stopped: fleet.Stopped}[d.trouble]
		if want != "" && d.troubled > 0 && y.plights[want] == 0 {
			t.Errorf("%s: %d times, and nobody heard of it", d.trouble, d.troubled)
		}
	}
	if y.ended[missions.Done] < len(y.ends)/2 {
		t.Errorf("only %d of %d orders were delivered by robots", y.ended[missions.Done], len(y.ends))
	}
}
