package osrm

import (
	"context"
	"errors"
	"net/http/httptest"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

var _ shell.Travel = (*Travel)(nil)

// spareRoads counts what is asked of the fallback, and answers with times of
// its own so that its answers can be told.
type spareRoads struct {
	mu    sync.Mutex
	calls int
}

func (s *spareRoads) called() {
	s.mu.Lock()
	s.calls++
	s.mu.Unlock()
}

var spareLeg = problem.Leg{Travel: 77 * time.Hour, Meters: 7}

func (s *spareRoads) Times(_ context.Context, _ geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	s.called()
	out := make([][]problem.Leg, len(from))
	for i := range out {
		for range to {
			out[i] = append(out[i], spareLeg)
		}
	}
	return out, nil
}

func (s *spareRoads) Way(_ context.Context, _ geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	s.called()
	return []geo.Point{from, from, to}, nil
}

func everyServer(address string) (all [geo.ProfileCount]string) {
	for p := range all {
		all[p] = address
	}
	return all
}

func corners(n int) []geo.Point {
	var out []geo.Point
	for i := range n {
		out = append(out, crossing(i*7%10, i*3/10%10))
	}
	return out
}

// TestTimesThroughHTTP takes tables of many sizes through a real server and
// compares each leg with the router that the server asks.
func TestTimesThroughHTTP(t *testing.T) {
	fake := newFake(t)
	srv := httptest.NewServer(fake)
	defer srv.Close()
	fake.points = 10
	spare := &spareRoads{}
	tr, err := New(Config{Servers: everyServer(srv.URL + "/"), TablePoints: 10}, spare)
	if err != nil {
		t.Fatal(err)
	}
	island := geo.Point{Lng: 7.051, Lat: 50.05}
	for _, size := range [][2]int{{1, 1}, {1, 30}, {30, 1}, {3, 7}, {5, 5}, {9, 4}, {23, 17}} {
		from, to := append(corners(size[0]), island), corners(size[1])
		for _, p := range []geo.Profile{geo.Foot, geo.Ebike, geo.Car} {
			got, err := tr.Times(t.Context(), p, from, to)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := fake.roads.Times(t.Context(), p, from, to)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%v by %s:\n got %v\nwant %v", size, p, got, want)
			}
			if last := got[len(got)-1]; last[0].Travel != problem.Unreachable {
				t.Errorf("the island is %v away", last[0])
			}
		}
	}
	if spare.calls > 0 || fake.peak > 10 {
		t.Errorf("the fallback was asked %d times, the largest request had %d points", spare.calls, fake.peak)
	}
	way, err := tr.Way(t.Context(), geo.Ebike, crossing(0, 0), crossing(9, 9))
	want, _ := fake.roads.Way(t.Context(), geo.Ebike, crossing(0, 0), crossing(9, 9))
	if err != nil || !reflect.DeepEqual(way, want) || spare.calls > 0 {
		t.Errorf("way %v, %v, want %v", way, err, want)
	}
	if _, err := tr.Times(t.Context(), geo.Car, nil, corners(2)); err != nil || spare.calls != 1 {
		t.Errorf("an empty table is the fallback's: %v", err)
	}
}

// TestRobotsAreOurs: what a robot may do is the jurisdiction file's word.
func TestRobotsAreOurs(t *testing.T) {
	fake, spare := newFake(t), &spareRoads{}
	tr, err := New(Config{Servers: everyServer("http://osrm.test"), Transport: fake}, spare)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Times(t.Context(), geo.Robot, corners(2), corners(2)); err != nil {
		t.Error(err)
	}
	if _, err := tr.Way(t.Context(), geo.Robot, crossing(0, 0), crossing(1, 1)); err != nil {
		t.Error(err)
	}
	if fake.count() != 0 || spare.calls != 2 {
		t.Errorf("%d requests, %d to the fallback", fake.count(), spare.calls)
	}
}

// TestMoods: whatever the server does, the answer is the fallback's, whole.
func TestMoods(t *testing.T) {
	for _, mood := range []string{"hang", "broken", "busy", "garbage", "redirect", "no segment", "too big", "huge", "short", "old",
		"negative", "endless", "overflow", "lies"} {
		t.Run(mood, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fake, spare := newFake(t), &spareRoads{}
				fake.feel(mood)
				tr, err := New(Config{Servers: everyServer("http://osrm.test/routed"), Transport: fake}, spare)
				if err != nil {
					t.Fatal(err)
				}
				n := 1
				if mood == "short" || mood == "old" {
					n = 2
				}
				began := time.Now()
				got, err := tr.Times(t.Context(), geo.Foot, corners(n), corners(n))
				if err != nil || got[0][0] != spareLeg || len(got) != n {
					t.Errorf("times %v, %v", got, err)
				}
				way, err := tr.Way(t.Context(), geo.Foot, crossing(0, 0), crossing(1, 1))
				if err != nil || len(way) != 3 {
					t.Errorf("way %v, %v", way, err)
				}
				if fake.count() != 2 {
					t.Errorf("%d requests: a failure is not asked again, a redirect not followed", fake.count())
				}
				if took := time.Since(began); took > 4*time.Second+time.Millisecond {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake, spare := newFake(t), &spareRoads{}
		tr, err := New(Config{Servers: everyServer("http://osrm.test"), Transport: fake}, spare)
		if err != nil {
			t.Fatal(err)
		}
		ask := func(wantRequests, wantSpare int) {
			t.Helper()
			requests, calls := fake.count(), spare.calls
			if _, err := tr.Times(t.Context(), geo.Car, corners(2), corners(3)); err != nil {
				t.Fatal(err)
			}
			if r, c := fake.count()-requests, spare.calls-calls; r != wantRequests || c != wantSpare {
				t.Fatalf("%d requests and %d to the fallback, want %d and %d", r, c, wantRequests, wantSpare)
			}
		}
		fake.feel("broken")
		for range 4 {
			ask(1, 1)
		}
		fake.feel("") // a success between failures counts them anew
		ask(1, 0)
		fake.feel("no segment") // and so does a server that works and has no answer
		ask(1, 1)
		fake.feel("hang")
		for range 5 {
			began := time.Now()
			ask(1, 1)
			if took := time.Since(began); took != 2*time.Second {
				t.Errorf("a server that hangs costs %v", took)
			}
		}
		ask(0, 1) // open
		time.Sleep(29 * time.Second)
		ask(0, 1)
		time.Sleep(2 * time.Second)
		fake.feel("garbage")
		ask(1, 1) // a probe, which fails
		ask(0, 1)
		time.Sleep(29 * time.Second)
		ask(0, 1)
		time.Sleep(2 * time.Second)
		fake.feel("")
		ask(1, 0) // a probe that closes it
		ask(1, 0)

		other := fake.count()
		if _, err := tr.Times(t.Context(), geo.Foot, corners(1), corners(1)); err != nil || fake.count() != other+1 {
			t.Error("each profile has a breaker of its own")
		}
	})
}

// TestOneProbe: while one call probes, the others do not wait for it.
func TestOneProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake(t)
		fake.feel("broken")
		tr, err := New(Config{Servers: everyServer("http://osrm.test"), Transport: fake, Failures: 1}, &spareRoads{})
		if err != nil {
			t.Fatal(err)
		}
		ask := func() {
			if _, err := tr.Times(t.Context(), geo.Car, corners(1), corners(1)); err != nil {
				t.Error(err)
			}
		}
		ask()
		time.Sleep(31 * time.Second)
		fake.feel("hang")
		before := fake.count()
		go ask()
		synctest.Wait()
		for range 3 {
			began := time.Now()
			ask()
			if time.Since(began) > 0 {
				t.Error("a call waited for the probe")
			}
		}
		if n := fake.count() - before; n != 1 {
			t.Errorf("%d probes", n)
		}
		time.Sleep(5 * time.Second)
	})
}

// TestCallerGivesUp: a server is not blamed for a caller that goes away.
func TestCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake(t)
		fake.feel("hang")
		tr, err := New(Config{Servers: everyServer("http://osrm.test"), Transport: fake, Failures: 1}, &spareRoads{})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			tr.Times(ctx, geo.Car, corners(1), corners(1))
			cancel()
		}
		if fake.count() != 3 {
			t.Errorf("the breaker opened after %d requests", fake.count())
		}
	})
}

// TestBudget: many blocks that are slow each cost no more than the budget.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake, spare := newFake(t), &spareRoads{}
		slow := slowTransport{fake, 1900 * time.Millisecond}
		tr, err := New(Config{Servers: everyServer("http://osrm.test"), Transport: slow, TablePoints: 4}, spare)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := tr.Times(t.Context(), geo.Car, corners(20), corners(20)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 5*time.Second || spare.calls != 1 {
			t.Errorf("%v, %d to the fallback", took, spare.calls)
		}
	})
}

// TestPlans plans with it: couriers by the server's times, robots by ours.
func TestPlans(t *testing.T) {
	fake := newFake(t)
	tr, err := New(Config{Servers: everyServer("http://osrm.test"), Transport: fake}, fake.roads)
	if err != nil {
		t.Fatal(err)
	}
	prob := func() *problem.Problem {
		return &problem.Problem{
			Places:    corners(4),
			Vehicles:  []problem.Vehicle{{ID: "c", Profile: geo.Ebike, Start: 0}, {ID: "r", Kind: problem.Robot, Profile: geo.Robot, Start: 1}},
			Shipments: []problem.Shipment{{ID: "s", Pickup: 2, Options: []problem.Option{{Place: 3}}}},
		}
	}
	a, b := prob(), prob()
	if _, err := (shell.Planner{Travel: tr}).Solve(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, err := (shell.Planner{Travel: fake.roads}).Solve(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if fake.count() != 1 || !reflect.DeepEqual(a.Times, b.Times) {
		t.Errorf("%d requests; times are the same: %v", fake.count(), reflect.DeepEqual(a.Times, b.Times))
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"osrm:5000", "ftp://x", "http://", "/path", "http://x?y=1", "http://x#y", "http://[::1", "localhost"} {
		if _, err := New(Config{Servers: everyServer(bad)}, &spareRoads{}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	tr, err := New(Config{}, &spareRoads{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tr.Times(t.Context(), geo.Car, corners(1), corners(1)); err != nil || got[0][0] != spareLeg {
		t.Errorf("no server: %v, %v", got, err)
	}
	if _, err := legOf(new(float64), nil); err != nil {
		t.Error(err)
	}
}

func TestBlockSides(t *testing.T) {
	for _, limit := range []int{2, 3, 10, 100} {
		for from := 1; from < 150; from++ {
			for to := 1; to < 150; to++ {
				if r, c := blockSides(from, to, limit); r < 1 || c < 1 || r+c > limit {
					t.Fatalf("blockSides(%d, %d, %d) = %d, %d", from, to, limit, r, c)
				}
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(200, []byte(`{"code":"Ok","durations":[[1.5,null]],"distances":[[3,null]]}`))
	f.Add(400, []byte(`{"code":"NoSegment"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		var tb table
		if err := decode("table", status, body, &tb); err == nil && status != 200 {
			t.Fatal("status", status)
		} else if errors.Is(err, ErrNoAnswer) && status != 400 {
			t.Fatal(err)
		}
		for i := range min(len(tb.Durations), len(tb.Distances)) {
			for k := range min(len(tb.Durations[i]), len(tb.Distances[i])) {
				if l, err := legOf(tb.Durations[i][k], tb.Distances[i][k]); err == nil && (l.Travel < 0 || l.Meters < 0) {
					t.Fatal(l)
				}
			}
		}
	})
}
