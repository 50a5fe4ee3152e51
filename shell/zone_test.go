package shell_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

var noon = clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))

var here = geo.Point{Lng: 1.52, Lat: 42.5}

// faultyStore is a store whose next commits can be made to fail.
type faultyStore struct {
	shell.Store
	mu      sync.Mutex
	before  []error       // each fails one commit before it is written
	after   []error       // each fails one commit that was written
	gate    chan struct{} // if set, a commit waits for it
	commits int
	batches []shell.Batch
	read    int // records passed by Records
}

var errDisk = errors.New("the disk is full")

func newFaulty() *faultyStore { return &faultyStore{Store: simulator.NewStore()} }

// shut makes commits wait until the returned function is called.
func (s *faultyStore) shut() (open func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gate = make(chan struct{})
	return sync.OnceFunc(func() { close(s.gate) })
}

func (s *faultyStore) committed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commits
}

func (s *faultyStore) Commit(ctx context.Context, b shell.Batch) error {
	s.mu.Lock()
	gate := s.gate
	s.mu.Unlock()
	if gate != nil {
		<-gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.before) > 0 {
		err := s.before[0]
		s.before = s.before[1:]
		return err
	}
	if err := s.Store.Commit(ctx, b); err != nil {
		return err
	}
	s.commits++
	s.batches = append(s.batches, b)
	if len(s.after) > 0 {
		err := s.after[0]
		s.after = s.after[1:]
		return err
	}
	return nil
}

func (s *faultyStore) Records(ctx context.Context, zone string, after uint64, each func(dispatch.Record) error) error {
	return s.Store.Records(ctx, zone, after, func(r dispatch.Record) error {
		s.read++
		return each(r)
	})
}

// doors keeps what was handed out.
type doors struct {
	mu  sync.Mutex
	got []dispatch.Decision
}

func (d *doors) Deliver(_ *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got = append(d.got, ds...)
}

// count counts the decisions of one kind that were handed out.
func count[T dispatch.Decision](d *doors) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, x := range d.got {
		if _, ok := x.(T); ok {
			n++
		}
	}
	return n
}

func config(s shell.Store, d shell.Doors) shell.Config {
	return shell.Config{
		Zone: "z", City: "city", Engine: "test", Policy: dispatch.DefaultPolicy(), Store: s, Doors: d,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Audit: true,
	}
}

func open(t *testing.T, cfg shell.Config) *shell.Loop {
	t.Helper()
	l, err := shell.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// turn runs events as one group.
func turn(t *testing.T, l *shell.Loop, at clock.Instant, evs ...dispatch.Event) []shell.Reply {
	t.Helper()
	reqs := make([]shell.Request, len(evs))
	for i, ev := range evs {
		reqs[i].Event = ev
	}
	return l.Turn(t.Context(), at, reqs)
}

// must runs events of which none may fail or be refused.
func must(t *testing.T, l *shell.Loop, at clock.Instant, evs ...dispatch.Event) []shell.Reply {
	t.Helper()
	replies := turn(t, l, at, evs...)
	for i, r := range replies {
		if r.Err != nil || r.Refusal() != nil {
			t.Fatalf("%T: %v, %v, %s", evs[i], r.Err, r.Refusal(), l.Stats().LastBug)
		}
	}
	return replies
}

var (
	shop    = dispatch.RegisterProvider{Provider: circle.Provider{ID: "m1", Name: "M", Point: here, AutoAccept: true, Preparation: time.Minute}}
	courier = dispatch.RegisterCourier{Courier: "c1", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 9000, Millis: 9000}}
	online  = dispatch.CourierOnline{Courier: "c1", Point: here}
)

func place(id orders.ID) dispatch.PlaceOrder {
	return dispatch.PlaceOrder{
		ID: id, Key: "k" + string(id), Digest: "d", Merchant: "m1", Kind: orders.Meal, Items: []orders.Item{{Name: "soup", Quantity: 1}},
		Dropoff: orders.Dropoff{Point: here, Handover: here},
	}
}

// sameAsJournal fails unless the journal alone gives the loop's state.
func sameAsJournal(t *testing.T, l *shell.Loop, s shell.Store) {
	t.Helper()
	state := dispatch.NewState("z", "", dispatch.DefaultPolicy())
	if err := s.Records(t.Context(), "z", 0, func(r dispatch.Record) error { return dispatch.Recover(state, r) }); err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(l.State())
	want, _ := json.Marshal(state)
	if !bytes.Equal(got, want) {
		t.Fatalf("state\n got %s\nwant %s", got, want)
	}
}
