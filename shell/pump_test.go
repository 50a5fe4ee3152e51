package shell_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// wall is an engine clock that is the bubble's clock.
type wall struct{}

func (wall) Now() clock.Instant { return clock.FromTime(time.Now()) }

func (wall) Until(i clock.Instant) time.Duration {
	if i == clock.Never {
		return time.Hour
	}
	return time.Until(i.Time())
}

// solver answers what it is told to.
type solver struct {
	mu    sync.Mutex
	asked []problem.Problem
	fail  int           // so many times it fails
	take  time.Duration // each time
}

func (s *solver) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	s.mu.Lock()
	s.asked = append(s.asked, *p)
	fail := s.fail > 0
	if fail {
		s.fail--
	}
	s.mu.Unlock()
	select {
	case <-time.After(s.take):
	case <-ctx.Done():
	}
	if fail {
		return problem.Plan{}, errors.New("no route server")
	}
	plan := problem.Plan{Epoch: p.Epoch}
	for _, sh := range p.Shipments {
		if sh.Vehicle == "" {
			plan.Undone = append(plan.Undone, problem.Undone{Shipment: sh.ID})
		}
	}
	return plan, nil
}

func (s *solver) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

// pumping is a zone that a pump runs.
type pumping struct {
	*shell.Pump
	store  *faultyStore
	doors  *doors
	solver *solver
	stop   func()
	ended  chan error
}

// run starts a pump with a merchant and a courier at work.
func run(t *testing.T, store *faultyStore) *pumping {
	t.Helper()
	p := &pumping{store: store, doors: &doors{}, solver: &solver{}, ended: make(chan error, 1)}
	ctx, stop := context.WithCancel(t.Context())
	l := open(t, config(store, p.doors))
	p.Pump = shell.NewPump(l, wall{}, p.solver, slog.New(slog.NewTextHandler(io.Discard, nil)))
	p.stop = stop
	go func() { p.ended <- p.Run(ctx) }()
	for _, ev := range []dispatch.Event{shop, courier, online} {
		p.submit(t, ev)
	}
	return p
}

func (p *pumping) submit(t *testing.T, ev dispatch.Event) shell.Result {
	t.Helper()
	r, err := p.Submit(t.Context(), shell.Request{Event: ev})
	if err != nil || r.Refusal() != nil {
		t.Fatalf("%T: %v %v", ev, err, r.Refusal())
	}
	return r
}

// finish stops the pump and waits for its end.
func (p *pumping) finish(t *testing.T) {
	t.Helper()
	p.stop()
	if err := <-p.ended; err != nil {
		t.Errorf("the pump ended with %v", err)
	}
}

func TestPumpServesAndShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := run(t, newFaulty())
		r := p.submit(t, place("o1"))
		if r.Seq != 5 { // after Started and three registrations
			t.Errorf("seq %d", r.Seq)
		}
		n := 0
		if err := p.View(t.Context(), func(s *dispatch.State) { n = s.Orders.Len() }); err != nil || n != 1 {
			t.Errorf("view: %v, %d orders", err, n)
		}
		refused, err := p.Submit(t.Context(), shell.Request{Event: dispatch.CancelOrder{Order: "nothing"}})
		if err != nil || refused.Refusal() == nil || refused.Refusal().Code != orders.UnknownOrder {
			t.Errorf("%v %v", refused.Refusal(), err)
		}
		if _, err := p.Submit(t.Context(), shell.Request{Event: broken}); !errors.Is(err, shell.ErrQuarantined) {
			t.Errorf("a broken event: %v", err)
		}
		p.finish(t)
		if _, err := p.Submit(t.Context(), shell.Request{Event: online}); !errors.Is(err, shell.ErrStopped) {
			t.Errorf("submit after the end: %v", err)
		}
		if err := p.View(t.Context(), func(*dispatch.State) {}); !errors.Is(err, shell.ErrStopped) {
			t.Errorf("view after the end: %v", err)
		}
	})
}

// What arrives while a commit is under way is committed together.
func TestPumpGathers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFaulty()
		p := run(t, store)
		synctest.Wait()
		before := store.committed()
		release := store.shut()
		const n = 200
		var wg sync.WaitGroup
		seqs := make([]uint64, n)
		for i := range n {
			wg.Go(func() {
				r, err := p.Submit(t.Context(), shell.Request{Event: place(orders.ID(fmt.Sprintf("o%d", i)))})
				if err != nil {
					t.Error(err)
				}
				seqs[i] = r.Seq
			})
		}
		synctest.Wait() // the first group waits at the gate, the rest in the queue
		release()
		wg.Wait()
		if got := store.committed() - before; got > 4 {
			t.Errorf("%d events took %d commits", n, got)
		}
		seen := map[uint64]bool{}
		for _, s := range seqs {
			if s == 0 || seen[s] {
				t.Fatalf("seq %d twice", s)
			}
			seen[s] = true
		}
		p.finish(t)
	})
}

// Timers fire when the clock says so, without anybody asking.
func TestPumpFiresTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := run(t, newFaulty())
		silent := shop
		silent.Provider.ID, silent.Provider.AutoAccept = "m2", false
		p.submit(t, silent)
		o := place("o1")
		o.Merchant = "m2"
		p.submit(t, o)
		placed := time.Now()
		deadline := time.NewTimer(time.Hour)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for gone := false; !gone; {
			select {
			case <-tick.C:
			case <-deadline.C:
				t.Fatal("the order never lapsed")
			}
			if err := p.View(t.Context(), func(s *dispatch.State) { gone = s.Orders.Len() == 0 }); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(placed); took < 8*time.Minute || took > 8*time.Minute+2*time.Second {
			t.Errorf("lapsed after %s", took)
		}
		if count[dispatch.Alerted](p.doors) != 1 {
			t.Errorf("%d alerts", count[dispatch.Alerted](p.doors))
		}
		p.finish(t)
	})
}

// A solver that fails costs a pause, not the order.
func TestPumpSolverFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := run(t, newFaulty())
		p.solver.fail = 2
		p.submit(t, place("o1"))
		tick := time.NewTicker(10 * time.Second)
		defer tick.Stop()
		for range 6 {
			<-tick.C
		}
		if n := p.solver.times(); n < 3 || n > 5 {
			t.Errorf("the solver was asked %d times in a minute", n)
		}
		if n, took := p.Solves(); n < 3 || took < 0 {
			t.Errorf("%d solves in %s", n, took)
		}
		if count[dispatch.Explained](p.doors) == 0 {
			t.Error("the plan that came in the end was not used")
		}
		p.finish(t)
	})
}

// A solver that hangs costs its patience, not the zone.
func TestPumpSolverHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := run(t, newFaulty())
		p.solver.take = time.Hour
		p.submit(t, place("o1"))
		<-time.After(2*shell.Patience + time.Minute)
		if n := p.solver.times(); n < 2 {
			t.Errorf("the solver was asked %d times in five minutes", n)
		}
		p.finish(t)
	})
}

// A slow solver does not hold the loop up.
func TestPumpGoesOnWhileSolving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := run(t, newFaulty())
		p.solver.take = time.Minute
		p.submit(t, place("o1"))
		began := time.Now()
		for i := range 20 {
			p.submit(t, place(orders.ID(fmt.Sprintf("p%d", i))))
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("twenty orders took %s", took)
		}
		if n := p.solver.times(); n != 1 {
			t.Errorf("%d plans are being made at once", n)
		}
		p.finish(t)
	})
}

// An owner that lost its zone stops by itself and says so.
func TestPumpFenced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFaulty()
		p := run(t, store)
		second := open(t, config(store, &doors{}))
		if _, err := p.Submit(t.Context(), shell.Request{Event: place("o1")}); err == nil {
			t.Error("acknowledged after the zone was lost")
		}
		if err := <-p.ended; !errors.Is(err, shell.ErrFenced) {
			t.Errorf("ended with %v", err)
		}
		if _, err := p.Submit(t.Context(), shell.Request{Event: place("o1")}); !errors.Is(err, shell.ErrStopped) {
			t.Errorf("%v", err)
		}
		must(t, second, wall{}.Now(), place("o1"))
		p.stop()
	})
}

// A store that fails for a while: every caller is told, and a retry works.
func TestPumpOverAFailingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFaulty()
		p := run(t, store)
		synctest.Wait()
		store.mu.Lock()
		store.before, store.after = []error{errDisk, errDisk}, []error{errDisk}
		store.mu.Unlock()
		failed := 0
		for {
			_, err := p.Submit(t.Context(), shell.Request{Event: place("o1")})
			if err == nil {
				break
			}
			if failed++; failed > 10 || !errors.Is(err, shell.ErrAgain) {
				t.Fatal(err)
			}
		}
		if failed != 3 {
			t.Errorf("failed %d times", failed)
		}
		if n := count[dispatch.Published](p.doors); n != 2 {
			t.Errorf("%d status changes", n)
		}
		p.finish(t)
		sameAsJournal(t, p.Loop(), store)
	})
}

// A caller that gives up does not hold anything up.
func TestPumpCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFaulty()
		p := run(t, store)
		synctest.Wait()
		release := store.shut()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.Submit(ctx, shell.Request{Event: place("o1")}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		if err := p.View(ctx, func(*dispatch.State) {}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("view: %v", err)
		}
		release()
		r := p.submit(t, online)
		if r.Seq != 6 {
			t.Errorf("seq %d: the order of the caller who left is lost", r.Seq)
		}
		p.finish(t)
	})
}

// A healthy pump turns at least four times a second.
func TestPumpIsAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := run(t, newFaulty())
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for range 5 {
			<-tick.C
			if quiet := time.Since(p.Alive()); quiet > 250*time.Millisecond {
				t.Errorf("quiet for %s", quiet)
			}
		}
		p.finish(t)
	})
}
