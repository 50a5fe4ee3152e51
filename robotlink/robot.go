package robotlink

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/wire/vda5050"
)

// complaints is how many sendings of an order a robot may answer with a
// refusal that names no order, before the order counts as refused.
const complaints = 5

// robot is one robot, with a session or without. It outlives its sessions.
type robot struct {
	srv    *Server
	serial string
	id     fleet.WorkerID
	intake intake

	mu      sync.Mutex
	conn    *conn                   // nil while the robot is away
	maker   string                  // as registered: part of its topics
	heads   map[vda5050.Name]uint32 // last headerId of the session, by topic
	last    *vda5050.State          // of the session
	heard   time.Time               // last message of the session
	gone    time.Time               // when the link counts as lost; zero: it is up
	obs     vda5050.Observation     // what the engine has been told
	mission *missions.Mission       // what the engine wants done; nil: nothing
	pace    pace                    // of sending its order
	sent    missions.ID             // the last order that was sent
	leaving missions.ID             // an order that is done but for driving out of the way
	recall  *recall                 // an order to be called off before anything else
	unlocks []*unlock               // holds to be opened
}

func (r *robot) attach(ctx context.Context, c *conn) error {
	now := time.Now()
	r.mu.Lock()
	if old := r.conn; old != nil {
		old.end(closeReplaced, "a newer session of this robot took over")
	}
	r.conn, r.last, r.heard = c, nil, now
	r.heads = map[vda5050.Name]uint32{}
	r.fresh()
	if r.obs.Told && r.gone.IsZero() {
		r.gone = now.Add(r.srv.cfg.Grace()) // until the new session's first word
	}
	r.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, r.srv.cfg.Ask)
	defer cancel()
	known := false
	err := r.srv.parts.Engine.View(ctx, func(s *dispatch.State) { known = r.adopt(s) })
	if err != nil {
		return &ending{closeLater, "the engine is away"}
	}
	if !known {
		return &ending{closeUnknown, fmt.Sprintf("no robot %q in this zone: ask the operator to register it", r.serial)}
	}
	return nil
}

// fresh makes everything due: a new session has been sent nothing.
func (r *robot) fresh() {
	r.pace = pace{}
	if r.recall != nil {
		r.recall.pace = pace{}
	}
	for _, u := range r.unlocks {
		u.pace = pace{}
	}
}

// renew makes everything due again and sends it: the session has only now begun
// to listen.
func (r *robot) renew(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn == c {
		r.fresh()
		r.push(time.Now())
	}
}

// prefix returns what the robot's topics begin with.
func (r *robot) prefix() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.topic("").String()
}

func (r *robot) detach(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != c {
		return
	}
	r.conn, r.last = nil, nil
	if r.gone.IsZero() {
		r.gone = time.Now().Add(r.srv.cfg.Grace())
	}
}

// part ends the session for a restart of the server.
func (r *robot) part() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != nil {
		r.conn.end(closeGone, "the server restarts: reconnect")
	}
}

func (r *robot) online() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.conn != nil
}

func (r *robot) full() bool { return r.intake.full() }

// adopt takes over what the engine wants of the robot. It is false when the
// zone has no such robot. The caller is the loop's goroutine.
func (r *robot) adopt(s *dispatch.State) bool {
	known := s.Robots.Get(r.id)
	if known == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.maker, r.leaving = known.Maker, ""
	for _, h := range s.Grants.Of(r.serial) {
		if h.Entered && s.Missions.Get(h.Mission) == nil {
			r.leaving = h.Mission
		}
	}
	m := s.Missions.Get(missions.ID(known.Mission))
	if m == nil || m.Robot != r.serial {
		r.mission = nil
		r.push(time.Now())
		return true
	}
	if r.mission == nil || r.mission.ID != m.ID || r.mission.UpdateID != m.UpdateID {
		r.pace = pace{}
	}
	own := *m
	own.Nodes = slices.Clone(m.Nodes)
	r.mission = &own
	if m.Phase != missions.ToPickup {
		r.obs = r.obs.Resume(own)
	}
	if m.Unlocked && m.Phase == missions.Unloading && r.unlockOf(m.ID, m.Order) == nil {
		r.unlocks = append(r.unlocks, &unlock{mission: m.ID, order: m.Order, nth: 1, since: time.Now()})
	}
	r.push(time.Now())
	return true
}

// absent tells the engine that a robot which it believes to be linked has not
// come back after a restart.
func (r *robot) absent(was *fleet.Robot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.obs.Told {
		return
	}
	r.intake.add(dispatch.RobotReport{
		Robot: r.id, Point: was.Point, Charge: was.Charge, Faulty: was.Faulty, Manual: was.Manual,
	})
}

func (r *robot) tick(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.gone.IsZero() && !now.Before(r.gone) {
		r.lose()
	}
	if r.conn != nil && now.Sub(r.heard) > r.srv.cfg.Silence {
		r.conn.end(closeSilent, "nothing was heard for too long: send a state at least every 30 s")
	}
	r.push(now)
}

// lose tells the engine that the link is lost, once.
func (r *robot) lose() {
	r.gone = time.Time{}
	if !r.obs.Told {
		return
	}
	report, o := r.obs.Lost(r.serial)
	r.obs = o
	r.intake.add(report)
}

// receive takes a message from the robot: of a topic, or in an envelope.
func (r *robot) receive(c *conn, in message) error {
	if in.topic == "" {
		e, err := vda5050.Unwrap(in.payload)
		if err != nil {
			return err
		}
		return r.take(c, e.Topic, e.Payload)
	}
	t, err := vda5050.ParseTopic(in.topic)
	if err != nil {
		return err
	}
	return r.take(c, t, in.payload)
}

func (r *robot) take(c *conn, t vda5050.Topic, payload []byte) error {
	if err := r.meet(c, t); err != nil {
		return err
	}
	switch t.Name {
	case vda5050.TopicState, vda5050.TopicConnection, vda5050.TopicVisualization:
	case vda5050.TopicOrder, vda5050.TopicInstantActions:
		return fmt.Errorf("robotlink: a robot does not send %s", t.Name)
	default:
		return nil // a factsheet, or what a later version adds
	}
	m, err := vda5050.Decode(t.Name, payload)
	if err != nil {
		return err
	}
	if h := m.Head(); h.SerialNumber != r.serial || h.Manufacturer != t.Manufacturer {
		return &ending{closeRefused, fmt.Sprintf("%s: the header names another robot than the topic", t.Name)}
	}
	switch m := m.(type) {
	case *vda5050.State:
		r.see(c, m)
	case *vda5050.Visualization:
		r.glimpse(c, m.AGVPosition)
	case *vda5050.Connection:
		r.link(c, m.ConnectionState)
	}
	return nil
}

// meet takes note of a sign of life, on topics that are the robot's own.
func (r *robot) meet(c *conn, t vda5050.Topic) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != c {
		return &ending{closeReplaced, "a newer session of this robot took over"}
	}
	if own := r.topic(t.Name); t != own {
		return &ending{closeRefused, fmt.Sprintf("topic %s: this session is for %s", t, own)}
	}
	r.heard = time.Now()
	return nil
}

// topic returns the robot's own topic of a name. The caller holds mu.
func (r *robot) topic(n vda5050.Name) vda5050.Topic {
	return vda5050.Topic{Interface: r.srv.cfg.Interface, Manufacturer: r.maker, Serial: r.serial, Name: n}
}

// see takes a state: what is news goes to the engine, what is missing to the
// robot.
func (r *robot) see(c *conn, st *vda5050.State) {
	now, at := time.Now(), r.srv.parts.Clock.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != c {
		return
	}
	r.gone, r.last = time.Time{}, st
	reports, o := vda5050.Observe(r.obs, *st, r.srv.cfg.Chart, at)
	r.obs = o
	for _, report := range reports {
		r.tell(report)
	}
	stray := st.OrderID != "" && !st.Idle() && (r.mission == nil || st.OrderID != string(r.mission.ID)) && st.OrderID != string(r.leaving)
	if stray && r.recall == nil {
		r.recall = &recall{mission: missions.ID(st.OrderID)}
	}
	r.push(now)
	r.track(st.AGVPosition)
}

// tell passes a report to the engine. A signal of a mission that the engine
// does not have any more is only a report.
func (r *robot) tell(report dispatch.RobotReport) {
	if report.Signal != "" && (r.mission == nil || report.Mission != r.mission.ID) {
		r.srv.count.stale.Add(1)
		report.Mission, report.Signal = "", ""
	}
	r.intake.add(report)
}

func (r *robot) glimpse(c *conn, p *vda5050.AGVPosition) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn == c {
		r.gone = time.Time{}
		r.track(p)
	}
}

func (r *robot) track(p *vda5050.AGVPosition) {
	if at, ok := r.srv.cfg.Chart.Place(p); ok && r.srv.parts.Tracker != nil {
		r.srv.parts.Tracker.Track(r.serial, at, r.srv.parts.Clock.Now())
	}
}

// link takes what the robot, or a gateway before it, says of the link.
func (r *robot) link(c *conn, state string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.conn != c:
	case state == vda5050.Offline:
		r.lose()
	case state == vda5050.Broken && r.gone.IsZero():
		r.gone = time.Now().Add(r.srv.cfg.Grace())
	case state == vda5050.Online:
		r.gone = time.Time{}
	}
}
