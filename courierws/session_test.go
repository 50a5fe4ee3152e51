package courierws_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/courierws"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

func TestOffersArriveAndAreAnswered(t *testing.T) {
	s := open(t, courierws.Config{})
	a, w := s.enter(t, "k7", nil)
	if w.Resumed || w.Scale != 1 || w.Now.Instant() != 1e15 || !w.Courier.Online || w.Offer != nil || len(w.Tasks) != 0 {
		t.Errorf("welcome %+v", w)
	}
	s.engine.offer("o1.1", "c8") // somebody else's
	s.engine.offer("o1.2", "c7")
	o := hear[courier.Offer](a)
	if o.Offer != "o1.2" || o.Seq != w.Seq+1 || o.Pickup.Point != shop || o.Dropoff.Point != home {
		t.Errorf("offer %+v", o)
	}
	s.engine.answers(func(dispatch.Event) ([]dispatch.Decision, error) {
		return []dispatch.Decision{dispatch.OfferGone{Offer: "o1.2", Order: "o1", Courier: "c7", Outcome: dispatch.OfferAccepted}}, nil
	})
	a.say(courier.Accept{ID: "1", Offer: "o1.2"})
	if c := hear[courier.OfferClosed](a); c.Offer != "o1.2" || c.Outcome != dispatch.OfferAccepted || c.Seq != o.Seq+1 {
		t.Errorf("closed %+v", c)
	}
	if ack := hear[courier.Ack](a); ack.ID != "1" {
		t.Errorf("ack %+v", ack)
	}
	want := dispatch.Event(dispatch.AnswerOffer{Courier: "c7", Offer: "o1.2", Accept: true})
	if got := s.engine.taken(); len(got) != 1 || got[0] != want {
		t.Errorf("events %+v", got)
	}
}

func TestAnswers(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	refuse := func(r orders.Rejection) func(dispatch.Event) ([]dispatch.Decision, error) {
		return func(dispatch.Event) ([]dispatch.Decision, error) {
			return []dispatch.Decision{dispatch.Rejected{Rejection: r}}, nil
		}
	}
	fault := func(err error) func(dispatch.Event) ([]dispatch.Decision, error) {
		return func(dispatch.Event) ([]dispatch.Decision, error) { return nil, err }
	}
	for i, c := range []struct {
		answer    func(dispatch.Event) ([]dispatch.Decision, error)
		code      string // empty: an ack
		retryable bool
		final     bool // the same id is answered from memory
	}{
		{nil, "", false, true},
		{refuse(orders.Rejection{Code: orders.WrongPIN, Detail: "4 tries left"}), "wrong_pin", false, true},
		{refuse(orders.Rejection{Code: orders.WorkerBusy, Retryable: true}), "worker_busy", true, false},
		{fault(shell.ErrAgain), "try_again", true, false},
		{fault(context.DeadlineExceeded), "try_again", true, false},
		{fault(shell.ErrQuarantined), "set_aside", false, true},
	} {
		s.engine.answers(c.answer)
		m := courier.Deliver{ID: fmt.Sprint("d", i), Order: "o1", PIN: "0042"}
		before := len(s.engine.taken())
		for range 2 {
			a.say(m)
			switch got := a.next().(type) {
			case courier.Ack:
				if c.code != "" || got.ID != m.ID {
					t.Errorf("%d: %+v", i, got)
				}
			case courier.Nak:
				if got.Code != c.code || got.Retryable != c.retryable || got.ID != m.ID {
					t.Errorf("%d: %+v", i, got)
				}
			default:
				t.Errorf("%d: %+v", i, got)
			}
		}
		if n, want := len(s.engine.taken())-before, map[bool]int{true: 1, false: 2}[c.final]; n != want {
			t.Errorf("%d: the engine was asked %d times, want %d", i, n, want)
		}
	}
	a.say(courier.Ping{ID: "p"})
	if p := hear[courier.Pong](a); p.ID != "p" {
		t.Errorf("%+v", p)
	}
	if n := s.Counters(); n.Repeats != 3 || n.Naks != 10 {
		t.Errorf("%+v", n)
	}
}

func TestAnswersAreRememberedAcrossACut(t *testing.T) {
	s := open(t, courierws.Config{})
	a, w := s.enter(t, "k7", nil)
	release, reached := make(chan struct{}), make(chan struct{})
	s.engine.answers(func(dispatch.Event) ([]dispatch.Decision, error) {
		close(reached)
		<-release
		return nil, nil
	})
	a.say(courier.PickUp{ID: "1", Order: "o1"})
	<-reached
	a.conn.Close() // into the tunnel, before the answer
	b := s.dial(t, "", bearer("k7"))
	b.say(courier.Hello{Resume: &courier.Resume{Epoch: w.Epoch, Seq: w.Seq}})
	b.say(courier.PickUp{ID: "1", Order: "o1"})
	close(release)
	hear[courier.Welcome](b)
	if ack := hear[courier.Ack](b); ack.ID != "1" {
		t.Errorf("%+v", ack)
	}
	if n := len(s.engine.taken()); n != 1 {
		t.Errorf("the engine was asked %d times", n)
	}
}

func TestResumeReplaysExactlyWhatWasMissed(t *testing.T) {
	s := open(t, courierws.Config{})
	a, w := s.enter(t, "k7", nil)
	s.engine.offer("f1", "c7")
	seen := hear[courier.Offer](a).Seq
	a.conn.Close()
	soon(t, "the session ends", func() bool { return s.Counters().Sessions == 0 })
	var want []courier.ServerMessage
	for i := range 5 {
		id := fmt.Sprint("g", i)
		s.engine.offer(id, "c7")
		s.engine.offer(id, "c8")
		want = append(want, courier.Offer{Offer: id, Seq: seen + uint64(i) + 1})
	}
	b, v := s.enter(t, "k7", &courier.Resume{Epoch: w.Epoch, Seq: seen})
	if !v.Resumed || v.Seq != seen || v.Epoch != w.Epoch || v.Offer != nil || len(v.Tasks) != 0 {
		t.Fatalf("welcome %+v", v)
	}
	for _, m := range want {
		if got, m := hear[courier.Offer](b), m.(courier.Offer); got.Offer != m.Offer || got.Seq != m.Seq {
			t.Errorf("got %+v, want %+v", got, m)
		}
	}
	s.engine.offer("new", "c7")
	if got := hear[courier.Offer](b); got.Offer != "new" || got.Seq != seen+6 {
		t.Errorf("after the replay: %+v", got)
	}
	if n := s.Counters(); n.Resumed != 1 || n.Snapshots != 1 {
		t.Errorf("%+v", n)
	}
}

func TestResumeTooOldOrForeignGetsASnapshot(t *testing.T) {
	s := open(t, courierws.Config{Replay: 4})
	a, w := s.enter(t, "k7", nil)
	for i := range 6 {
		s.engine.offer(fmt.Sprint("f", i), "c7")
		hear[courier.Offer](a)
	}
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision { return hand(st, "c7") })
	last := hear[courier.Tasks](a).Seq
	for _, r := range []courier.Resume{
		{Epoch: w.Epoch, Seq: last - 5},  // one too old
		{Epoch: w.Epoch, Seq: last + 1},  // from the future
		{Epoch: "another", Seq: last},    // of another process
		{Epoch: w.Epoch, Seq: 0},         //
		{Epoch: w.Epoch, Seq: 1<<53 - 1}, //
	} {
		b, v := s.enter(t, "k7", &r)
		if v.Resumed || v.Seq != last || len(v.Tasks) != 1 || v.Tasks[0].Order != "o1" {
			t.Errorf("%+v: %+v", r, v)
		}
		b.conn.Close()
	}
	if _, v := s.enter(t, "k7", &courier.Resume{Epoch: w.Epoch, Seq: last - 4}); !v.Resumed {
		t.Error("the oldest that is kept was not replayed")
	}
}

func TestLineIsForgottenAfterAWhile(t *testing.T) {
	s := open(t, courierws.Config{})
	a, w := s.enter(t, "k7", nil)
	s.engine.offer("f1", "c7")
	seen := hear[courier.Offer](a).Seq
	a.conn.Close()
	soon(t, "the session ends", func() bool { return s.Counters().Sessions == 0 })
	s.wall.advance(9 * time.Minute)
	b, v := s.enter(t, "k7", &courier.Resume{Epoch: w.Epoch, Seq: seen})
	if !v.Resumed {
		t.Error("forgotten after nine minutes")
	}
	b.conn.Close()
	soon(t, "the session ends", func() bool { return s.Counters().Sessions == 0 })
	s.wall.advance(10 * time.Minute)
	s.enter(t, "k8", nil) // sweeps
	s.engine.offer("missed", "c7")
	_, v = s.enter(t, "k7", &courier.Resume{Epoch: w.Epoch, Seq: seen})
	if v.Resumed || v.Seq <= seen {
		t.Errorf("after ten minutes: %+v: an old number must not fit a new line", v)
	}
}

func TestNewerSessionReplaces(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	b, _ := s.enter(t, "k7", nil)
	a.closedWith(courier.CloseReplaced)
	s.engine.offer("f1", "c7")
	hear[courier.Offer](b)
	if n := s.Counters(); n.Replaced != 1 {
		t.Errorf("%+v", n)
	}
}

func TestSameListIsSentOnce(t *testing.T) {
	s := open(t, courierws.Config{})
	a, w := s.enter(t, "k7", nil)
	put := func(st *dispatch.State) []dispatch.Decision {
		return []dispatch.Decision{dispatch.CourierPut{Courier: *st.Couriers.Get("c7"), Why: "seen"}}
	}
	s.engine.happen(put) // what the welcome said
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision { return hand(st, "c7") })
	s.engine.happen(put)
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision {
		c := *st.Couriers.Get("c7")
		c.Online = false
		st.Couriers.Put("c7", c)
		return []dispatch.Decision{dispatch.CourierPut{Courier: c, Why: "offline"}}
	})
	if m := hear[courier.Tasks](a); m.Seq != w.Seq+1 || !m.Online || len(m.Tasks) != 1 {
		t.Errorf("%+v", m)
	}
	if m := hear[courier.Tasks](a); m.Seq != w.Seq+2 || m.Online || len(m.Tasks) != 1 {
		t.Errorf("%+v", m)
	}
}

func TestPeopleAreFilledIn(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision { return hand(st, "c7") })
	if m := hear[courier.Tasks](a).Tasks[0]; m.Name != "N o1" || m.Address != "A o1" || m.Note != "side door" || m.Phone != "+376" {
		t.Errorf("%+v", m)
	}
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision {
		ds := hand(st, "c7")
		c := *st.Couriers.Get("c7")
		c.Route[0].Arrive = 2e15
		return ds
	})
	hear[courier.Tasks](a)
	if n := s.people.calls.Load(); n != 1 {
		t.Errorf("%d lookups", n)
	}
	_, w := s.enter(t, "k7", nil)
	if w.Tasks[0].Address != "A o1" {
		t.Errorf("welcome %+v", w)
	}
}

func TestSlowLookupHoldsUpNobody(t *testing.T) {
	s := open(t, courierws.Config{Lookup: 20 * time.Millisecond, Again: 20 * time.Millisecond})
	a, w := s.enter(t, "k7", nil)
	b, _ := s.enter(t, "k8", nil)
	s.people.stall.Store(true)
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision { return hand(st, "c7") })
	s.engine.offer("f8", "c8")
	hear[courier.Offer](b)
	if m := hear[courier.Tasks](a); m.Seq != w.Seq+1 || m.Tasks[0].Address != "" {
		t.Errorf("%+v", m)
	}
	s.people.stall.Store(false)
	for {
		m := hear[courier.Tasks](a)
		if m.Seq != 0 {
			t.Fatalf("a fuller copy has no number: %+v", m)
		}
		if m.Tasks[0].Address == "A o1" {
			return
		}
	}
}

func TestPositions(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	step := func(p geo.Point) {
		a.say(courier.Position{ID: "p", Point: p})
		hear[courier.Ack](a)
	}
	step(shop)
	step(geo.Point{Lng: shop.Lng + 1e-6, Lat: shop.Lat}) // the same cell
	step(home)
	if got := s.engine.taken(); len(got) != 2 || got[1] != dispatch.Event(dispatch.CourierAt{Courier: "c7", Point: home}) {
		t.Errorf("events %+v", got)
	}
	s.engine.answers(func(dispatch.Event) ([]dispatch.Decision, error) { return nil, errors.New("away") })
	a.say(courier.Position{Point: shop}) // wants no answer, and gets none
	a.say(courier.Position{ID: "q", Point: shop})
	if m := hear[courier.Nak](a); m.ID != "q" || !m.Retryable {
		t.Errorf("%+v", m)
	}
	s.engine.answers(nil)
	step(shop) // the engine did not know it yet
	if got := s.engine.taken(); len(got) != 5 {
		t.Errorf("events %+v", got)
	}
	if n := s.tracker.count(); n != 6 {
		t.Errorf("%d positions on the map", n)
	}
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision {
		st.Couriers.Put("c7", fleet.Courier{ID: "c7"})
		return []dispatch.Decision{dispatch.CourierPut{Courier: fleet.Courier{ID: "c7"}, Why: "offline"}}
	})
	hear[courier.Tasks](a)
	step(home)
	if n := s.tracker.count(); n != 6 || len(s.engine.taken()) != 5 {
		t.Errorf("off shift, a position went on: %d", n)
	}
}

func TestGarbage(t *testing.T) {
	s := open(t, courierws.Config{})
	for frame, code := range map[string]courier.CloseCode{
		`{`: courier.CloseBadFrame, `[]`: courier.CloseBadFrame, `{"type":"accept"}`: courier.CloseBadFrame,
		`{"type":"hello"}`: courier.CloseBadFrame, "\xff\xfe": courier.CloseBadFrame,
	} {
		a, _ := s.enter(t, "k7", nil)
		a.raw(frame)
		a.closedWith(code)
	}
	a, _ := s.enter(t, "k7", nil)
	a.conn.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"ping"}`))
	a.closedWith(courier.CloseBadFrame)

	a, _ = s.enter(t, "k7", nil)
	for _, frame := range []string{`{"type":"accept","id":"9"}`, `{"type":"fly","id":"9"}`, `{"type":"hello","id":"9"}`} {
		a.raw(frame)
		if m := hear[courier.Nak](a); m.ID != "9" || m.Code != courier.CodeBadMessage || m.Retryable {
			t.Errorf("%s: %+v", frame, m)
		}
	}
	if n := len(s.engine.taken()); n != 0 {
		t.Errorf("%d events", n)
	}
}

func TestOversizedFrame(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	a.raw(`{"type":"ping","id":"` + strings.Repeat("x", 200<<10) + `"}`)
	a.conn.SetReadDeadline(time.Now().Add(patience))
	_, _, err := a.conn.ReadMessage()
	if !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
		t.Errorf("ended with %v", err)
	}
	soon(t, "the session ends", func() bool { return s.Counters().Sessions == 0 })
}

func TestHelloComesFirstAndSoon(t *testing.T) {
	s := open(t, courierws.Config{Hello: 50 * time.Millisecond})
	a := s.dial(t, "", bearer("k7"))
	a.say(courier.Ping{})
	a.closedWith(courier.CloseNoHello)
	s.dial(t, "", bearer("k7")).closedWith(courier.CloseNoHello)
}

func TestSilence(t *testing.T) {
	s := open(t, courierws.Config{Silence: 80 * time.Millisecond, Ping: 20 * time.Millisecond})
	a, _ := s.enter(t, "k7", nil)
	a.conn.SetPingHandler(func(string) error { return nil }) // does not answer
	a.closedWith(courier.CloseSilent)

	a, _ = s.enter(t, "k7", nil) // answers pings while it reads
	for range 3 {
		hear[courier.Clock](a) // every fourth ping: longer than the silence together
	}
}

func TestClockTellsANewPace(t *testing.T) {
	s := open(t, courierws.Config{Ping: 10 * time.Millisecond})
	a, _ := s.enter(t, "k7", nil)
	s.clock.scale.Store(30)
	for {
		if m := hear[courier.Clock](a); m.Scale == 30 && m.Now.Instant() == 1e15 {
			return
		}
	}
}

func TestFlood(t *testing.T) {
	still := time.Now()
	s := open(t, courierws.Config{Now: func() time.Time { return still }})
	a, _ := s.enter(t, "k7", nil)
	for range 59 { // the hello was the first of sixty
		a.say(courier.Ping{})
	}
	for range 59 {
		hear[courier.Pong](a)
	}
	a.say(courier.Ping{})
	a.closedWith(courier.CloseSlowDown)

	b, _ := s.enter(t, "k7", nil)
	for range 60 {
		b.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
	}
	b.closedWith(courier.CloseSlowDown)
}

func TestSlowAppIsClosed(t *testing.T) {
	s := open(t, courierws.Config{Queue: 8, Replay: 8, Write: 500 * time.Millisecond})
	a, w := s.enter(t, "k7", nil)
	name := strings.Repeat("x", 60)
	soon(t, "the queue is full", func() bool { // a does not read
		for i := range 100 {
			s.engine.offer(fmt.Sprint(name, i), "c7")
		}
		return s.Counters().Slow > 0
	})
	a.conn.SetReadDeadline(time.Now().Add(patience))
	var last uint64 = w.Seq
	for {
		_, b, err := a.conn.ReadMessage()
		if err != nil {
			break
		}
		m, err := courier.DecodeServer(b)
		if err != nil {
			t.Fatal(err)
		}
		if got := courier.SeqOf(m); got != last+1 {
			t.Fatalf("%d after %d", got, last)
		}
		last++
	}
	soon(t, "the session ends", func() bool { return s.Counters().Sessions == 0 })
	if n := s.Counters(); n.Slow != 1 {
		t.Errorf("%+v", n)
	}
}

func TestEngineAway(t *testing.T) {
	s := open(t, courierws.Config{})
	s.engine.view = errors.New("away")
	a := s.dial(t, "", bearer("k7"))
	a.say(courier.Hello{})
	a.closedWith(courier.CloseTryAgain)
}

func TestLateViewDoesNotReplaceALiveSession(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	s.engine.mu.Lock()
	s.engine.view = context.DeadlineExceeded
	s.engine.mu.Unlock()
	b := s.dial(t, "", bearer("k7"))
	b.say(courier.Hello{})
	b.closedWith(courier.CloseTryAgain)
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision {
		s.engine.late(st)
		return nil
	})
	s.engine.offer("f1", "c7")
	hear[courier.Offer](a)
}

func TestShutdownSaysReconnect(t *testing.T) {
	s := open(t, courierws.Config{})
	a, _ := s.enter(t, "k7", nil)
	b, _ := s.enter(t, "k8", nil)
	done := make(chan error)
	go func() { done <- s.Shutdown(context.Background()) }()
	a.closedWith(courier.CloseRestart)
	b.closedWith(courier.CloseRestart)
	if err := <-done; err != nil {
		t.Error(err)
	}
	_, r, err := websocket.DefaultDialer.Dial(s.url(""), bearer("k7"))
	if err == nil || r.StatusCode != 503 {
		t.Errorf("let in after the shutdown: %v", err)
	}
}

func TestShutdownCutsAppsThatDoNotAnswer(t *testing.T) {
	s := open(t, courierws.Config{})
	s.enter(t, "k7", nil) // never reads again, so never answers the close
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// TestManyAtOnce delivers from the engine while apps come and go, and wants
// every app to see its numbers without a gap.
func TestManyAtOnce(t *testing.T) {
	s := open(t, courierws.Config{Rate: 1e6, Burst: 1e6})
	const offers = 400
	ready := make(chan struct{}, 2)
	var all sync.WaitGroup
	all.Go(func() {
		<-ready
		<-ready
		for i := range offers {
			s.engine.offer(fmt.Sprint("f", i), "c7")
			s.engine.offer(fmt.Sprint("f", i), "c8")
		}
		s.engine.offer("last", "c7")
		s.engine.offer("last", "c8")
	})
	for _, key := range []string{"k7", "k8"} {
		all.Go(func() {
			a, w := s.enter(t, key, nil)
			epoch, last := w.Epoch, w.Seq
			ready <- struct{}{}
			for n := 1; ; n++ {
				if n%50 == 0 { // through a tunnel
					a.conn.Close()
					a, w = s.enter(t, key, &courier.Resume{Epoch: epoch, Seq: last})
					if !w.Resumed { // away for more than the replay holds
						last = w.Seq
						if last > offers {
							return
						}
					}
				}
				a.say(courier.Ping{ID: fmt.Sprint(n)})
				m := a.next()
				seq := courier.SeqOf(m)
				if seq == 0 {
					continue
				}
				if seq != last+1 {
					t.Errorf("%s: %d after %d", key, seq, last)
					return
				}
				last = seq
				if o, ok := m.(courier.Offer); ok && o.Offer == "last" {
					return
				}
			}
		})
	}
	all.Wait()
}

func TestReplayKeepsNoPersonalData(t *testing.T) {
	s := open(t, courierws.Config{})
	a, w := s.enter(t, "k7", nil)
	s.engine.happen(func(st *dispatch.State) []dispatch.Decision { return hand(st, "c7") })
	if m := hear[courier.Tasks](a); m.Tasks[0].Address != "A o1" {
		t.Errorf("%+v", m)
	}
	a.conn.Close()
	s.people.fail.Store(true)
	b, w := s.enter(t, "k7", &courier.Resume{Epoch: w.Epoch, Seq: w.Seq})
	if m := hear[courier.Tasks](b); !w.Resumed || m.Tasks[0].Address != "" {
		t.Errorf("%+v kept what belongs to the store", m)
	}
}
