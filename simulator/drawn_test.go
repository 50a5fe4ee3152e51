package simulator

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
)

// fairway watches who has which shared place, from the decisions alone, and how
// long robots wait.
type fairway struct {
	t       *testing.T
	room    map[string]int
	holders map[string][]string
	asked   map[string]clock.Instant // by robot that waits
	waits   []time.Duration
	stuck   map[string]clock.Instant
	locked  time.Duration // the longest that robots with missions waited for one another for ever
	looked  clock.Instant
	gives   int
	claims  int // most at once
	calls   int // of staff to robots that block others
	trips   int
}

func newFairway(t *testing.T) *fairway {
	return &fairway{t: t, room: map[string]int{}, holders: map[string][]string{}, asked: map[string]clock.Instant{}, stuck: map[string]clock.Instant{}}
}

func (f *fairway) watch(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.GrantMoved:
			f.move(d.Move, at)
		case dispatch.MissionPut:
			f.based(d.Mission)
			if d.Why == "sent" && d.Mission.Trip() {
				f.trips++
			}
		case dispatch.Alerted:
			if d.Code == "robot_blocked" {
				f.calls++
			}
		}
	}
	f.claims = max(f.claims, len(s.Grants.Claims))
	if at.Sub(f.looked) < 5*time.Second {
		return
	}
	f.looked = at
	now := map[string]clock.Instant{}
	for _, r := range s.Grants.Stuck() {
		if idleHolder(s, r) {
			continue
		}
		now[r] = at
		if since, there := f.stuck[r]; there {
			now[r] = since
		}
		f.locked = max(f.locked, at.Sub(now[r]))
	}
	f.stuck = now
}

// idleHolder reports whether somebody without a mission holds what a robot
// waits for: no deadlock, but somebody to be moved.
func idleHolder(s *dispatch.State, robot string) bool {
	c, _ := s.Grants.Claim(robot)
	for _, h := range s.Grants.Holds {
		if _, has := s.Grants.Claim(h.Robot); slices.Contains(c.Way, h.Resource) && !has {
			return true
		}
	}
	return false
}

func (f *fairway) move(m missions.GrantMove, at clock.Instant) {
	for _, r := range m.Way {
		f.room[r.ID] = r.Capacity
	}
	switch m.Verb {
	case missions.Ask:
		f.asked[m.Robot] = at
	case missions.Give:
		f.gives++
		f.holders[m.Resource] = append(f.holders[m.Resource], m.Robot)
		if n := len(f.holders[m.Resource]); n > f.room[m.Resource] {
			f.t.Errorf("%v have %s, which is for %d", f.holders[m.Resource], m.Resource, f.room[m.Resource])
		}
		if !m.Mission.Trip() { // nobody waits for what a robot without goods waits for
			f.waits = append(f.waits, at.Sub(f.asked[m.Robot]))
		}
	case missions.Leave, missions.Free:
		f.holders[m.Resource] = slices.DeleteFunc(f.holders[m.Resource], func(r string) bool { return r == m.Robot })
	}
}

func (f *fairway) based(m missions.Mission) {
	for i := m.Passed + 1; i < m.Released(); i++ {
		for _, r := range m.Nodes[i].Resources() {
			if !slices.Contains(f.holders[r], m.Robot) {
				f.t.Errorf("the base of mission %s reaches into %s, which %s does not have", m.ID, r, m.Robot)
			}
		}
	}
}

// TestDayOfSharedPlaces: robots drive through squares, gates and lifts for one
// at a time. No two are in one, nobody waits for ever, and all orders end.
func TestDayOfSharedPlaces(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	sc := Scenario{
		Seed: 4, Box: AndorraLaVella(), Orders: 60, Couriers: 2, Robots: 12, Start: start, Span: time.Hour,
		Drawn: Drawn{Zones: 12, Gates: 6, Lifts: 3, Stations: 3},
	}
	f := live(t, sc, true, 5)
	if longest := quantile(f.waits, 1); longest > time.Minute {
		t.Errorf("a robot waited %s for its grant", longest)
	}
}

// TestRobotsDay is the whole day of a large fleet: make sim-robots.
func TestRobotsDay(t *testing.T) {
	if os.Getenv("LINLI_ROBOTS") == "" {
		t.Skip("a day of 200 robots: make sim-robots")
	}
	start := clock.FromTime(time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
	sc := Scenario{
		Seed: 8, Box: AndorraLaVella(), Orders: 4000, Couriers: 10, Robots: 200, Start: start, Span: 16 * time.Hour, Peaks: MealDay(), Away: time.Hour,
		Drawn: Drawn{Zones: 40, Gates: 20, Lifts: 8, Stations: 30}, Nearest: 20,
	}
	live(t, sc, false, 1000)
}

func live(t *testing.T, sc Scenario, audit bool, least int) *fairway {
	d, err := NewDay(context.Background(), sc, andorra(t), audit, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := newFairway(t)
	d.Watch = f.watch
	began := time.Now()
	if err := d.Run(sc.Start.Add(48*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	s := d.World.Summary(d.Decision())
	slices.Sort(f.waits)
	hours := d.Now().Sub(sc.Start).Hours() * float64(sc.Robots)
	t.Logf("%s\n%d features; %d grants, at most %d robots with a claim; waits: half under %s, 99 in 100 under %s, longest %s; longest deadlock %s; %d trips, staff called %d times to robots in the way; %.2f deliveries a robot-hour; %d events in %.1f s",
		s, len(d.State().Lanes.Features), f.gives, f.claims, quantile(f.waits, 0.5), quantile(f.waits, 0.99), quantile(f.waits, 1), f.locked, f.trips, f.calls,
		float64(s.Delivered["robot"])/hours, d.Store.Committed, time.Since(began).Seconds())
	if s.Delivered["robot"] < least || f.gives < least || d.State().Orders.Len() > 0 || slices.ContainsFunc(d.State().Grants.Claims, func(c missions.Claim) bool { return !c.Mission.Trip() }) || d.Loop().Stats().Bugs > 0 {
		t.Errorf("%+v %+v", d.State().Grants, d.Loop().Stats())
	}
	if f.locked > time.Minute {
		t.Errorf("robots waited for one another for %s", f.locked)
	}
	return f
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))].Truncate(time.Second)
}
