package shell_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// broken is an event that the engine cannot put into its journal.
var broken = dispatch.CourierAt{Courier: "c1", Point: geo.Point{Lng: math.NaN()}}

// An event that breaks the engine is set aside; the others of its group go
// on as if it had never been.
func TestBrokenEventIsSetAside(t *testing.T) {
	store, out := newFaulty(), &doors{}
	l := open(t, config(store, out))
	must(t, l, noon, shop, courier)
	replies := turn(t, l, noon, online, broken, place("o1"), broken, place("o2"))
	for i, want := range []error{nil, shell.ErrQuarantined, nil, shell.ErrQuarantined, nil} {
		if !errors.Is(replies[i].Err, want) {
			t.Errorf("event %d: %v, want %v", i, replies[i].Err, want)
		}
	}
	if a, b, c := replies[0].Seq, replies[2].Seq, replies[4].Seq; a != 3 || b != 4 || c != 5 {
		t.Errorf("sequence %d %d %d", a, b, c)
	}
	s := l.Stats()
	if s.Bugs != 2 || s.Rebuilds != 2 || s.Events != 5 || s.Groups != 2 {
		t.Errorf("%+v", s)
	}
	if count[dispatch.OrderGone](out) != 0 || l.State().Orders.Len() != 2 || !l.State().Couriers.Get("c1").Online {
		t.Error("the good events had no effect")
	}
	placed := 0
	for _, d := range out.got {
		if p, ok := d.(dispatch.OrderPut); ok && p.Why == "placed" {
			placed++
		}
	}
	if placed != 2 {
		t.Errorf("the doors saw %d orders placed", placed)
	}
	sameAsJournal(t, l, store)
}

// A panic is caught, the state rebuilt from the journal, and the same event
// goes through the second time when it was the state that was wrong.
func TestPanicRebuildsTheState(t *testing.T) {
	store, out := newFaulty(), &doors{}
	l := open(t, config(store, out))
	must(t, l, noon, shop, courier, online, place("o1"))
	l.State().Providers.Delete("m1") // memory rots
	accept := dispatch.Prepare{Order: "o1", Verb: orders.Start, By: orders.Actor{Role: orders.Merchant, ID: "m1"}}
	l.State().Orders.Put("o1", orders.Order{ID: "o1", Currency: "cny", Carriage: orders.PickedUp, Locker: "nowhere", Preparation: orders.Placed})
	replies := turn(t, l, noon, dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: orders.Actor{Role: orders.Staff}}, accept)
	if !errors.Is(replies[0].Err, shell.ErrQuarantined) || !strings.Contains(l.Stats().LastBug, "nil pointer") {
		t.Fatalf("%v, %s", replies[0].Err, l.Stats().LastBug)
	}
	if replies[1].Err != nil || replies[1].Refusal() != nil {
		t.Fatalf("after the rebuild: %v %v", replies[1].Err, replies[1].Refusal())
	}
	if l.State().Orders.Get("o1").Preparation != orders.Preparing {
		t.Error("the order did not move")
	}
	sameAsJournal(t, l, store)
}

// Invariants that do not hold are a bug like a panic, found before the commit.
func TestAuditFindsCorruption(t *testing.T) {
	store := newFaulty()
	l := open(t, config(store, &doors{}))
	must(t, l, noon, shop, courier, online)
	l.State().Counter.Placed = 99
	commits := store.commits
	if r := turn(t, l, noon, place("o1"))[0]; !errors.Is(r.Err, shell.ErrQuarantined) || store.commits != commits {
		t.Fatalf("%v after %d commits", r.Err, store.commits-commits)
	}
	must(t, l, noon, place("o1"))
	sameAsJournal(t, l, store)
}

// A commit that fails acknowledges nothing and hands nothing out; the same
// requests go through again.
func TestCommitFails(t *testing.T) {
	store, out := newFaulty(), &doors{}
	l := open(t, config(store, out))
	must(t, l, noon, shop, courier, online)
	handed := len(out.got)
	store.before = []error{errDisk}
	for i, r := range turn(t, l, noon, place("o1"), place("o2")) {
		if !errors.Is(r.Err, shell.ErrAgain) || !errors.Is(r.Err, errDisk) || r.Decisions != nil {
			t.Errorf("reply %d: %v, %d decisions", i, r.Err, len(r.Decisions))
		}
	}
	if len(out.got) != handed || l.State().Orders.Len() != 0 || l.TakeProblem() != nil {
		t.Fatal("something left before its commit")
	}
	must(t, l, noon, place("o1"), place("o2"))
	if l.State().Orders.Len() != 2 || l.Stats().Rebuilds != 1 {
		t.Errorf("%d orders, %+v", l.State().Orders.Len(), l.Stats())
	}
	sameAsJournal(t, l, store)
}

// A commit whose outcome is not known turns out to have been stored: the
// caller is told to send again and gets the same answer, and what was decided
// is handed out once.
func TestCommitOfUnknownOutcome(t *testing.T) {
	store, out := newFaulty(), &doors{}
	l := open(t, config(store, out))
	must(t, l, noon, shop, courier, online)
	store.after = []error{errDisk}
	if r := turn(t, l, noon, place("o1"))[0]; !errors.Is(r.Err, shell.ErrAgain) {
		t.Fatalf("%v", r.Err)
	}
	if l.State().Orders.Len() != 1 {
		t.Fatal("what was stored is not in the state")
	}
	r := must(t, l, noon, place("o1"))[0]
	if d, ok := r.Decisions[0].(dispatch.Replayed); !ok || d.Order != "o1" {
		t.Errorf("the repeated request is answered with %+v", r.Decisions)
	}
	if n := count[dispatch.Published](out); n != 2 { // placed, accepted
		t.Errorf("%d status changes were handed out", n)
	}
	sameAsJournal(t, l, store)
	// The plan that was asked for may never come: it is asked for again.
	due := l.Due(noon, 10)
	if len(due) != 1 {
		t.Fatalf("%d events due", len(due))
	}
	if _, ok := due[0].Event.(dispatch.Started); !ok {
		t.Fatalf("%T is due", due[0].Event)
	}
	must(t, l, noon, due[0].Event)
	if p := l.TakeProblem(); p == nil || len(p.Shipments) != 1 {
		t.Error("the plan is not asked for again")
	}
}

// The very first commit is no exception.
func TestFirstCommitOfUnknownOutcome(t *testing.T) {
	store, out := newFaulty(), &doors{}
	l := open(t, config(store, out))
	store.after = []error{errDisk}
	if r := turn(t, l, noon, shop)[0]; !errors.Is(r.Err, shell.ErrAgain) {
		t.Fatal(r.Err)
	}
	if n := count[dispatch.ProviderPut](out); n != 1 {
		t.Errorf("the decision was handed out %d times", n)
	}
}

// What an earlier owner committed was its own to hand out.
func TestOpenHandsNothingOut(t *testing.T) {
	store := newFaulty()
	must(t, open(t, config(store, &doors{})), noon, shop, courier, online, place("o1"))
	out := &doors{}
	l := open(t, config(store, out))
	if len(out.got) != 0 || l.State().Orders.Len() != 1 {
		t.Errorf("%d decisions handed out, %d orders", len(out.got), l.State().Orders.Len())
	}
}

func TestFencedTurn(t *testing.T) {
	store, out := newFaulty(), &doors{}
	first := open(t, config(store, out))
	must(t, first, noon, shop)
	second := open(t, config(store, &doors{}))
	must(t, second, noon, courier)
	handed := len(out.got)
	for _, r := range turn(t, first, noon, online, place("o1")) {
		if !errors.Is(r.Err, shell.ErrFenced) {
			t.Errorf("%v", r.Err)
		}
	}
	must(t, second, noon, online)
	if count[dispatch.OrderPut](out) != 0 || len(out.got) < handed {
		t.Error("a fenced owner handed orders out")
	}
	sameAsJournal(t, second, store)
}

// Timers fire by time, then by name; those that were moved or taken back do
// not fire at their old time.
func TestTimers(t *testing.T) {
	store := newFaulty()
	l := open(t, config(store, &doors{}))
	silent := shop
	silent.Provider.AutoAccept = false
	must(t, l, noon, silent, courier)
	must(t, l, noon, place("o2"), place("o1"))
	must(t, l, noon.Add(time.Second), place("o3"))
	if got, want := l.NextWake(), noon.Add(3*time.Minute); got != want {
		t.Fatalf("next at %s, want %s", got, want)
	}
	must(t, l, noon.Add(time.Second), dispatch.CancelOrder{Order: "o2", By: orders.Actor{Role: orders.Merchant, ID: "m1"}})
	if due := l.Due(noon.Add(3*time.Minute-1), 10); len(due) != 0 {
		t.Fatalf("early: %v", due)
	}
	if got := names(l.Due(noon.Add(4*time.Minute), 1)); got != "accept/o1" {
		t.Errorf("with a limit of one: %s", got)
	}
	if got := names(l.Due(noon.Add(4*time.Minute), 10)); got != "accept/o3" {
		t.Errorf("then: %s", got)
	}
	// The chase sets the timer anew, for the lapse.
	must(t, l, noon.Add(4*time.Minute), dispatch.Wake{Timer: "accept/o1"}, dispatch.Wake{Timer: "accept/o3"})
	if got := names(l.Due(noon.Add(8*time.Minute), 10)); got != "accept/o1" {
		t.Errorf("at the lapse: %s", got)
	}
	// A new owner sees the same timers.
	again := open(t, config(store, &doors{}))
	if got := names(again.Due(noon.Add(9*time.Minute), 10)); got != "accept/o1 accept/o3" {
		t.Errorf("a new owner: %s", got)
	}
	if next := open(t, config(newFaulty(), &doors{})).NextWake(); next != clock.Never {
		t.Errorf("an empty zone wakes at %s", next)
	}
}

func names(reqs []shell.Request) string {
	var s []string
	for _, r := range reqs {
		s = append(s, r.Event.(dispatch.Wake).Timer)
	}
	return strings.Join(s, " ")
}

// A timer whose firing breaks the engine fires no more: the zone would do
// nothing else.
func TestBrokenTimerIsMuted(t *testing.T) {
	l := open(t, config(newFaulty(), &doors{}))
	silent := shop
	silent.Provider.AutoAccept = false
	must(t, l, noon, silent, courier, place("o1"))
	l.State().Counter.Placed = 99
	due := l.Due(noon.Add(3*time.Minute), 10)
	if r := turn(t, l, noon.Add(3*time.Minute), due[0].Event)[0]; !errors.Is(r.Err, shell.ErrQuarantined) {
		t.Fatal(r.Err)
	}
	if due := l.Due(noon.Add(3*time.Minute), 10); len(due) != 0 {
		t.Errorf("due again: %s", names(due))
	}
}

// Time never runs backwards for the engine.
func TestTimeIsMonotone(t *testing.T) {
	l := open(t, config(newFaulty(), &doors{}))
	must(t, l, noon, shop)
	if r := must(t, l, noon.Add(-time.Hour), courier)[0]; r.At != noon {
		t.Errorf("stamped %s", r.At)
	}
}

func TestSnapshotsShortenRecovery(t *testing.T) {
	store := newFaulty()
	cfg := config(store, &doors{})
	cfg.SnapshotEvery = 10
	l := open(t, cfg)
	must(t, l, noon, shop, courier, online)
	for i := range 40 {
		must(t, l, noon.Add(time.Duration(i)*time.Second), dispatch.CourierAt{Courier: "c1", Point: here})
	}
	store.read = 0
	again := open(t, cfg)
	if store.read >= 10 {
		t.Errorf("%d records read", store.read)
	}
	sameAsJournal(t, again, store)
	if a, b := l.State().Digest, again.State().Digest; a != b {
		t.Errorf("digest %s, then %s", a, b)
	}
}

func TestOpenRefuses(t *testing.T) {
	store := newFaulty()
	l := open(t, config(store, &doors{}))
	if err := l.Start(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	other := config(store, &doors{})
	other.City = "another"
	if _, err := shell.Open(t.Context(), other); err == nil || !strings.Contains(err.Error(), "another zone") {
		t.Errorf("another city file: %v", err)
	}
	s := simulator.NewStore()
	claimed, _ := s.Claim(t.Context(), "z")
	old := dispatch.NewState("z", "", dispatch.DefaultPolicy())
	old.Schema = 99
	raw, _ := json.Marshal(old)
	if err := s.Snapshot(t.Context(), "z", claimed.Epoch, shell.Snapshot{Seq: 0, State: raw}); err != nil {
		t.Fatal(err)
	}
	if _, err := shell.Open(t.Context(), config(s, &doors{})); err == nil || !strings.Contains(err.Error(), "schema 99") {
		t.Errorf("another schema: %v", err)
	}
	if err := s.Snapshot(t.Context(), "z", claimed.Epoch+1, shell.Snapshot{State: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	if _, err := shell.Open(t.Context(), config(s, &doors{})); err == nil {
		t.Error("a broken snapshot was read")
	}
}

// Personal data goes beside a new order, once, and nowhere else.
func TestPersons(t *testing.T) {
	var log bytes.Buffer
	store := newFaulty()
	cfg := config(store, &doors{})
	cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	l := open(t, cfg)
	must(t, l, noon, shop, courier)
	secret := "Ms Wang"
	persons := func(id orders.ID) []shell.Person { return []shell.Person{{Order: id, Name: secret}} }
	again, paused := place("o9"), place("o2")
	again.Key = "ko1"
	paused.Merchant = "nobody"
	nan := place("o3")
	nan.Dropoff.Point.Lat = math.Inf(1)
	l.Turn(t.Context(), noon, []shell.Request{
		{Event: place("o1"), Persons: persons("o1")}, {Event: again, Persons: persons("o9")},
		{Event: paused, Persons: persons("o2")}, {Event: nan, Persons: persons("o3")},
	})
	b := store.batches[len(store.batches)-1]
	if len(b.Persons) != 1 || b.Persons[0].Order != "o1" {
		t.Errorf("%+v", b.Persons)
	}
	raw := log.String()
	for _, r := range b.Records {
		raw += string(r.Event) + string(r.Decisions)
	}
	for _, p := range b.Projections {
		raw += fmt.Sprintf("%+v", p)
	}
	if strings.Contains(raw, secret) {
		t.Error("a name left its table")
	}
	if !strings.Contains(log.String(), "quarantined") {
		t.Errorf("the broken event was not logged: %s", log.String())
	}
}

func TestProblemIsTakenOnce(t *testing.T) {
	l := open(t, config(newFaulty(), &doors{}))
	must(t, l, noon, shop, courier, online, place("o1"))
	if p := l.TakeProblem(); p == nil || p.Epoch != 1 || len(p.Vehicles) != 1 {
		t.Fatalf("%+v", p)
	}
	if l.TakeProblem() != nil {
		t.Error("taken twice")
	}
}

// A plan that breaks the engine is not asked for again at once: the zone would
// do nothing else.
func TestBrokenPlanWaits(t *testing.T) {
	store := newFaulty()
	l := open(t, config(store, &doors{}))
	must(t, l, noon, shop, courier, online, place("o1"))
	p := l.TakeProblem()
	plan := problem.Plan{Epoch: p.Epoch, Routes: []problem.Route{{Vehicle: "c1", Stops: []problem.PlannedStop{{Point: broken.Point}}}}}
	if r := turn(t, l, noon, dispatch.Solved{Plan: plan})[0]; !errors.Is(r.Err, shell.ErrQuarantined) {
		t.Fatal(r.Err)
	}
	due := l.Due(noon, 10)
	if len(due) != 1 {
		t.Fatalf("%d events due", len(due))
	}
	must(t, l, noon, due[0].Event)
	if l.TakeProblem() != nil || l.State().Solving.Open {
		t.Error("asked again at once")
	}
	if got, want := l.NextWake(), noon.Add(dispatch.DefaultPolicy().Retry); got != want {
		t.Errorf("asked again at %s, want %s", got, want)
	}
	sameAsJournal(t, l, store)
}
