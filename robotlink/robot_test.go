package robotlink

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

func TestErrandFromOrderToEmptyHold(t *testing.T) { everyRobot(t, errand) }

func errand(w *world, robot func() *peer) {
	p := robot()
	p.say(&vda5050.Connection{ConnectionState: vda5050.Online})
	p.state("")
	w.untilTold("up")
	w.send(w.mission("m1"))
	o := p.nextOrder("m1")
	if o.HeaderID != 1 || len(o.Nodes) != 3 || o.Nodes[1].Actions[0].Param("orderId") != "o-m1" {
		w.Errorf("%s", pretty(o))
	}
	p.state("m1", "busy", "m1.o-m1.pick=WAITING", "m1.o-m1.drop=WAITING")
	p.state("m1", "busy", "m1.o-m1.pick=RUNNING", "m1.o-m1.drop=WAITING")
	p.state("m1", "busy", "m1.o-m1.pick=RUNNING", "m1.o-m1.drop=WAITING")
	p.state("m1", "busy", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=WAITING")
	p.state("m1", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=RUNNING")
	w.untilTold("up", "m1:at_pickup", "m1:loaded", "m1:at_handoff")

	unlocked := w.mission("m1")
	unlocked.Loads[0].Phase, unlocked.Loads[0].Unlocked = missions.Unloading, true
	w.decide(func(s *dispatch.State) { w.put(s, unlocked) },
		dispatch.MissionPut{Mission: unlocked, Why: "unlocked"}, dispatch.UnlockHold{Robot: "R1", Mission: "m1", Order: "o-m1"})
	p.nextAction("unlock", "m1.o-m1.unlock.1")
	p.nextAction("unlock", "m1.o-m1.unlock.1") // nothing shows: again
	p.state("m1", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=RUNNING", "m1.o-m1.unlock.1=RUNNING")
	p.state("m1", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=FINISHED", "m1.o-m1.unlock.1=FINISHED")
	w.untilTold("up", "m1:at_pickup", "m1:loaded", "m1:at_handoff", "m1:unloaded")
	w.end("m1", false)
	p.hush(100 * time.Millisecond)
	if w.server.Counts().Robots != 1 || w.tracks == 0 {
		w.Errorf("%+v, %d tracks", w.server.Counts(), w.tracks)
	}
}

func TestOrderIsResentUntilTheStateShowsIt(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	w.send(w.mission("m1"))
	first := p.nextOrder("m1")
	second := p.nextOrder("m1")
	if second.HeaderID != first.HeaderID+1 {
		t.Errorf("headerId %d after %d", second.HeaderID, first.HeaderID)
	}
	second.Header, first.Header = vda5050.Header{}, vda5050.Header{}
	if pretty(first) != pretty(second) {
		t.Errorf("the resend differs:\n%s\n%s", pretty(first), pretty(second))
	}
	p.state("m1", "busy")
	w.untilSeen("m1", "")
	p.hush(150 * time.Millisecond)
}

func TestLostStatesAreMadeUp(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.state("m1", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=FINISHED")
	w.untilTold("up", "m1:at_pickup", "m1:loaded", "m1:at_handoff", "m1:unloaded")
}

func TestSignalsOutliveAFailingEngine(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	w.untilTold("up")
	w.engine.mu.Lock()
	w.engine.fail = 3
	w.engine.mu.Unlock()
	p.state("m1", "busy", "m1.o-m1.pick=RUNNING", "m1.o-m1.drop=WAITING")
	p.state("m1", "busy", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=WAITING")
	p.ws.Close()
	w.untilTold("up", "m1:at_pickup", "m1:loaded", "lost")
	if n := w.server.Counts().Retried; n != 3 {
		t.Errorf("%d retries", n)
	}
}

func TestQuarantinedEventIsSetAside(t *testing.T) {
	w := newWorld(t, nil)
	w.engine.fail, w.engine.err = 1, shell.ErrQuarantined
	p := w.robotPeer()
	p.state("")
	w.until("set aside", func() bool { return w.server.Counts().SetAside == 1 })
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.state("m1", "busy", "m1.o-m1.pick=RUNNING")
	w.untilTold("m1:at_pickup")
}

func TestReconnect(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Grace = func() time.Duration { return 300 * time.Millisecond } })
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.ws.Close()
	q := w.robotPeer() // within the grace: the engine hears nothing
	if a, ok := q.next().(*vda5050.InstantActions); !ok || a.Actions[0].ActionType != vda5050.ActionAskState {
		t.Errorf("before any state it gets %+v", a)
	}
	q.state("") // the order was lost with the link
	if o := q.nextOrder("m1"); o.HeaderID != 1 {
		t.Errorf("headerId %d in a new session", o.HeaderID)
	}
	q.state("m1", "busy", "m1.o-m1.pick=WAITING")
	w.quiet("a lost link within the grace", 350*time.Millisecond, func() bool { return len(w.told()) > 1 })
	q.ws.Close()
	w.untilTold("up", "lost")
	r := w.robotPeer()
	r.state("m1", "busy", "m1.o-m1.pick=FINISHED") // drove on without a link
	w.untilTold("up", "lost", "m1:at_pickup", "m1:loaded")
	r.hush(100 * time.Millisecond)
}

func TestOfflineIsLostAtOnce(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Grace = func() time.Duration { return time.Hour } })
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	p.say(&vda5050.Connection{ConnectionState: vda5050.Offline})
	w.untilTold("up", "lost")
	p.state("")
	w.untilTold("up", "lost", "up")
}

func TestRestartOfTheServer(t *testing.T) {
	w := newWorld(t, nil)
	m := w.mission("m1")
	m.Loads[0].Phase, m.Loads[0].Unlocked = missions.Unloading, true
	w.decide(func(s *dispatch.State) { w.put(s, m) })
	p := w.robotPeer()
	p.state("m1", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=RUNNING")
	p.nextAction("unlock", "m1.o-m1.unlock.1")
	w.untilTold("up") // signals that the engine has taken are not told again
	p.state("m1", "m1.o-m1.pick=FINISHED", "m1.o-m1.drop=FINISHED", "m1.o-m1.unlock.1=FINISHED")
	w.untilTold("up", "m1:unloaded")
}

func TestAbsentAfterARestart(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Start = 50 * time.Millisecond })
	w.decide(func(s *dispatch.State) {
		s.Robots.Put("R1", fleet.Robot{ID: "R1", Linked: true})
		b := *s.Banks.Get("L1")
		b.Linked = true
		s.Banks.Put("L1", b)
	})
	w.until("both are lost", func() bool { return len(w.told()) == 2 })
}

func TestRecall(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.state("m1", "busy", "m1.o-m1.pick=WAITING")
	w.untilTold("up")
	// The next mission is decided in the same group: the recall goes first,
	// and the order waits for it.
	m2 := w.mission("m2")
	w.decide(func(s *dispatch.State) { w.strike(s, "m1"); w.put(s, m2) },
		dispatch.MissionPut{Mission: m2, Why: "sent"},
		dispatch.MissionGone{Mission: "m1", Robot: "R1", Recall: true})
	p.nextAction("cancelOrder", "m1.cancel")
	p.nextAction("cancelOrder", "m1.cancel")
	p.state("m1", "busy", "m1.o-m1.pick=FAILED", "m1.cancel=RUNNING")
	p.state("m1", "m1.o-m1.pick=FAILED", "m1.cancel=FINISHED")
	for {
		m := p.next()
		if o, ok := m.(*vda5050.Order); ok {
			if o.OrderID != "m2" {
				t.Fatalf("order %s", o.OrderID)
			}
			break
		}
	}
	p.state("m2", "busy", "m2.o-m2.pick=RUNNING", "m1.cancel=FINISHED")
	w.untilTold("up", "m2:at_pickup")
}

func TestRecallOfAnOrderInFlight(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	w.send(w.mission("m1"))
	w.end("m1", true)
	p.nextOrder("m1")
	p.nextAction("cancelOrder", "m1.cancel")
	p.state("", "m1.cancel=FAILED")
	w.untilSeen("", "m1.cancel")
	p.hush(150 * time.Millisecond)
}

func TestStrayOrderIsCalledOff(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("m0", "busy", "m0.o-m0.pick=RUNNING") // recalled while we were down
	p.nextAction("cancelOrder", "m0.cancel")
	w.untilTold("up")
	if w.server.Counts().Stale != 1 {
		t.Errorf("%+v", w.server.Counts())
	}
}

func TestRefusedOrder(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Resend, c.Again = 5*time.Millisecond, 5*time.Millisecond })
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.state("", "error:"+vda5050.ErrorValidation) // names no order
	w.untilTold("up", "m1:abort")
}

func TestFailedPick(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.state("m1", "busy", "m1.o-m1.pick=FAILED", "m1.o-m1.drop=WAITING")
	w.untilTold("up", "m1:abort")
}

func TestUnlockWithoutAMission(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	w.decide(nil, dispatch.UnlockHold{Robot: "R1", Order: "o9"})
	p.nextAction("unlock", "o9.unlock.1")
	p.state("", "o9.unlock.1=FAILED")
	for {
		m := p.next().(*vda5050.InstantActions)
		if m.Actions[0].ActionID == "o9.unlock.2" {
			break
		}
	}
	p.state("", "o9.unlock.2=FINISHED")
}

func TestNewerSessionReplaces(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	q := w.robotPeer()
	p.ended(closeReplaced, "newer session")
	q.state("")
	w.send(w.mission("m1"))
	q.nextOrder("m1")
	w.quiet("a lost link", 150*time.Millisecond, func() bool { return len(w.told()) > 1 })
}

func TestSilentRobotIsLost(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Silence = 50 * time.Millisecond })
	p := w.robotPeer()
	p.state("")
	p.ended(closeSilent, "30 s")
	w.untilTold("up", "lost")
}

func TestWhoMayNotComeIn(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct {
		name, key string
		status    int
	}{
		{"no key", "", 401}, {"not a key", "hello", 401}, {"unknown", "linli_zz_s", 401},
		{"wrong secret", "linli_r1_t", 401}, {"wrong scope", "linli_m1_s", 403},
	} {
		_, resp, err := w.tryDial("/v1/robot/ws", c.key)
		if err == nil || resp == nil || resp.StatusCode != c.status || resp.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %v %v", c.name, resp, err)
		}
	}
	h := http.Header{"Authorization": {"Bearer linli_r1_s"}, "Origin": {"https://evil.example"}}
	if _, resp, err := websocket.DefaultDialer.Dial("ws"+w.http.URL[4:]+"/v1/robot/ws", h); err == nil || resp.StatusCode != 403 {
		t.Errorf("a browser came in: %v", err)
	}
	w.dial("/v1/robot/ws", "linli_x9_s").ended(closeUnknown, "register")
	w.dial("/v1/device/ws", "linli_r1_s").ended(closeUnknown, "register") // a robot is no locker
	w.dial("/v1/robot/ws", "linli_l1_s").ended(closeUnknown, "register")
}

func TestRevokedKeyEndsTheSession(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Recheck = time.Nanosecond })
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	w.mu.Lock()
	c := w.creds["r1"]
	c.Revoked = 1
	w.creds["r1"] = c
	w.mu.Unlock()
	p.state("")
	p.ended(closeRefused, "revoked")
}

func TestMessagesThatEndTheSession(t *testing.T) {
	for name, c := range map[string]struct {
		send   func(p *peer)
		code   int
		reason string
	}{
		"another's serial":  {func(p *peer) { p.write([]byte(`{"topic":"uagv/v2/ACME/R2/state","payload":{}}`)) }, closeRefused, "R1"},
		"another interface": {func(p *peer) { p.write([]byte(`{"topic":"x/v2/ACME/R1/state","payload":{}}`)) }, closeRefused, "uagv"},
		"two makers": {func(p *peer) {
			p.write([]byte(`{"topic":"uagv/v2/ACME/R1/responses","payload":{}}`))
			p.write([]byte(`{"topic":"uagv/v2/OTHER/R1/state","payload":{}}`))
		}, closeRefused, "OTHER"},
		"header of another": {func(p *peer) {
			m := &vda5050.Connection{Header: p.header(), ConnectionState: "ONLINE"}
			m.SerialNumber = "R2"
			payload, _ := vda5050.Encode(m)
			p.write([]byte(`{"topic":"uagv/v2/ACME/R1/connection","payload":` + string(payload) + `}`))
		}, closeRefused, "header"},
		"garbage": {func(p *peer) {
			for range badLimit {
				p.write([]byte("{{{"))
			}
		}, closeRefused, "envelope"},
		"oversize": {func(p *peer) {
			_ = p.ws.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("x"), 4*vda5050.MaxMessage))
		}, websocket.CloseMessageTooBig, ""},
		"binary": {func(p *peer) {
			for range badLimit {
				_ = p.ws.WriteMessage(websocket.BinaryMessage, []byte("x"))
			}
		}, closeRefused, "binary"},
		"flood": {func(p *peer) {
			for range 3000 {
				_ = p.ws.WriteMessage(websocket.TextMessage, []byte(`{"topic":"uagv/v2/ACME/R1/responses","payload":{}}`))
			}
		}, closeRefused, "a second"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			p := w.robotPeer()
			c.send(p)
			p.ended(c.code, c.reason)
		})
	}
}

func TestSomeGarbageIsSurvived(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	for range 5 {
		p.write([]byte("{{{"))
		p.write([]byte(`{"topic":"uagv/v2/ACME/R1/state","payload":{"headerId":1}}`))
		p.write([]byte(`{"topic":"uagv/v2/ACME/R1/order","payload":{}}`))
		p.state("")
	}
	w.untilTold("up")
	w.until("counted", func() bool { return w.server.Counts().Bad == 15 })
}

func TestShutdownSaysReconnect(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.untilTold("up")
	if err := w.server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.ended(closeGone, "reconnect")
	if _, resp, err := w.tryDial("/v1/robot/ws", "linli_r1_s"); err == nil || resp.StatusCode != 503 {
		t.Errorf("came in while closing: %v", err)
	}
}

func TestHoldIsOpenedAgainOnlyWhenAskedAgain(t *testing.T) {
	w := newWorld(t, nil)
	m := w.mission("m1")
	m.Loads[0].Phase, m.Loads[0].Unlocked = missions.Unloading, true
	w.decide(func(s *dispatch.State) { w.put(s, m) })
	p := w.robotPeer()
	p.state("m1", "m1.o-m1.drop=RUNNING")
	p.nextAction("unlock", "m1.o-m1.unlock.1")
	p.state("m1", "m1.o-m1.drop=RUNNING", "m1.o-m1.unlock.1=FINISHED")
	w.until("the unlock is done", func() bool {
		r := w.server.robot("R1")
		r.mu.Lock()
		defer r.mu.Unlock()
		return len(r.master.unlocks) == 1 && r.master.unlocks[0].done
	})
	w.decide(nil, dispatch.MissionPut{Mission: m, Why: "at_handoff"})
	p.hush(100 * time.Millisecond)
	w.decide(nil, dispatch.UnlockHold{Robot: "R1", Mission: "m1", Order: "o-m1"}) // it fell shut
	p.nextAction("unlock", "m1.o-m1.unlock.2")
}

func TestOrderThatWasNeverSentIsNotCalledOff(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	p.state("")
	w.send(w.mission("m1"))
	p.nextOrder("m1")
	p.state("m1", "busy", "m1.o-m1.pick=WAITING")
	w.untilTold("up")
	w.end("m1", true)
	w.send(w.mission("m2")) // waits for m1 to be settled
	w.end("m2", true)
	w.send(w.mission("m3"))
	p.nextAction("cancelOrder", "m1.cancel")
	p.state("m1", "m1.o-m1.pick=FAILED", "m1.cancel=FINISHED")
	for {
		switch m := p.next().(type) {
		case *vda5050.InstantActions:
			if id := m.Actions[0].ActionID; id != "m1.cancel" {
				t.Fatalf("sent %s", id)
			}
			continue
		case *vda5050.Order:
			if m.OrderID != "m3" {
				t.Fatalf("order %s", m.OrderID)
			}
		}
		break
	}
}

func TestDeadLinkIsNoticedWithoutAMessage(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Ping, c.Write = 30*time.Millisecond, 30*time.Millisecond })
	ws, _, err := w.tryDial("/v1/robot/ws", "linli_r1_s") // reads nothing, so answers no ping
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	p := &peer{world: w, ws: ws}
	p.state("")
	w.untilTold("up", "lost")
}

func TestWhatMayTakeAnothersPlace(t *testing.T) {
	place, signal := dispatch.RobotReport{Linked: true}, dispatch.RobotReport{Mission: "m", Signal: missions.Loaded}
	shutEmpty := dispatch.CompartmentReport{Compartment: "1", Closed: true}
	shutFull := dispatch.CompartmentReport{Compartment: "1", Closed: true, Occupied: true}
	for _, c := range []struct {
		ev, old dispatch.Event
		want    bool
	}{
		{place, place, true}, {place, signal, false}, {signal, place, false}, {signal, signal, false},
		{shutFull, shutFull, true}, {shutFull, shutEmpty, false}, {place, shutFull, false}, {shutFull, place, false},
		{dispatch.BankLink{}, dispatch.BankLink{}, false},
	} {
		if got := covers(c.ev, c.old); got != c.want {
			t.Errorf("covers(%+v, %+v) = %v", c.ev, c.old, got)
		}
	}
}

// Staff pauses a robot: it is told until it says that it stands, again when it
// goes on by itself, and after the session is new; and it is told to go on once.
func TestPause(t *testing.T) {
	w := newWorld(t, nil)
	p := w.robotPeer()
	stands, done := false, ""
	says := func() {
		st := vda5050.State{OperatingMode: vda5050.ModeAutomatic, Paused: &stands}
		st.AGVPosition = &vda5050.AGVPosition{MapID: "town", PositionInitialized: true}
		st.SafetyState.EStop = "NONE"
		if done != "" {
			st.ActionStates = append(st.ActionStates, vda5050.ActionState{ActionID: done, ActionStatus: vda5050.ActionFinished})
		}
		p.say(&st)
	}
	pause := func(on bool) {
		why := dispatch.RobotResumed
		if on {
			why = dispatch.RobotPaused
		}
		r := fleet.Robot{ID: "R1", Maker: "ACME", Paused: on}
		w.decide(func(s *dispatch.State) { s.Robots.Put("R1", r) }, dispatch.RobotPut{Robot: r, Why: why})
	}
	asked := func(kind string) string {
		for {
			if a, ok := p.next().(*vda5050.InstantActions); ok && a.Actions[0].ActionType == kind {
				return a.Actions[0].ActionID
			}
		}
	}
	says()
	w.untilTold("up")
	pause(true)
	first := asked(vda5050.ActionPause)
	if again := asked(vda5050.ActionPause); again != first {
		t.Errorf("nothing shows, and %s is followed by %s", first, again)
	}
	stands = true
	says()
	p.hush(100 * time.Millisecond)
	stands = false
	says()
	if again := asked(vda5050.ActionPause); again == first {
		t.Error("it goes on by itself, and hears what it has done already")
	}
	p.ws.Close()
	p = w.robotPeer()
	says()
	asked(vda5050.ActionPause)
	stands = true
	says()
	pause(false)
	stands, done = false, asked(vda5050.ActionResume)
	says()
	w.until("it is left alone", func() bool {
		x := w.server.robot("R1")
		x.mu.Lock()
		defer x.mu.Unlock()
		return x.master.brake == nil
	})
}

// A robot whose factsheet has no startPause is not sent one.
func TestPauseThatARobotDoesNotHave(t *testing.T) {
	w := newWorld(t, nil)
	p := w.dial("/v1/robot/ws", "linli_r1_s")
	p.say(&vda5050.Factsheet{ProtocolFeatures: vda5050.ProtocolFeatures{AGVActions: vda5050.List[vda5050.AGVAction]{
		{ActionType: vda5050.ActionPick, ActionScopes: vda5050.List[string]{vda5050.ScopeNode}},
	}}})
	p.state("")
	w.untilTold("up")
	r := fleet.Robot{ID: "R1", Maker: "ACME", Paused: true}
	w.decide(func(s *dispatch.State) { s.Robots.Put("R1", r) }, dispatch.RobotPut{Robot: r, Why: dispatch.RobotPaused})
	p.hush(150 * time.Millisecond)
}
