package robotlink

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/wire/vda5050"
)

// robot is one robot, with a session or without. It outlives its sessions.
type robot struct {
	srv    *Server
	serial string
	id     fleet.WorkerID
	intake intake

	mu     sync.Mutex
	conn   *conn                   // nil while the robot is away
	maker  string                  // as registered: part of its topics
	grams  int64                   // that it is registered to carry
	body   fleet.Body              // as the engine knows it
	heads  map[vda5050.Name]uint32 // last headerId of the session, by topic
	heard  time.Time               // last message of the session
	gone   time.Time               // when the link counts as lost; zero: it is up
	v3     bool                    // the session's topics are those of VDA 5050 3.0
	spoke  bool                    // the session has shown by its first topic which they are
	master master
}

func newRobot(s *Server, serial string) *robot {
	return &robot{
		srv: s, serial: serial, id: fleet.WorkerID(serial), intake: intake{srv: s, name: serial},
		master: master{cfg: &s.cfg, serial: serial, maps: &s.maps},
	}
}

func (r *robot) attach(ctx context.Context, c *conn) error {
	now := time.Now()
	r.mu.Lock()
	if old := r.conn; old != nil {
		old.end(closeReplaced, "a newer session of this robot took over")
	}
	r.conn, r.heard, r.v3, r.spoke = c, now, false, false
	r.heads = map[vda5050.Name]uint32{}
	r.master.begin(now)
	if r.master.obs.Told && r.gone.IsZero() {
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

// renew makes everything due again and sends it: the session has only now begun
// to listen.
func (r *robot) renew(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn == c {
		r.master.fresh()
		r.push(time.Now())
	}
}

// speaks settles which topics the session has, by that of the robot's will, and
// returns what they begin with. Without a will they are those of version 2.
func (r *robot) speaks(will string) string {
	t, err := vda5050.ParseTopic(will)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.v3, r.spoke = err == nil && t.V3, true
	return r.topic("").String()
}

func (r *robot) detach(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != c {
		return
	}
	r.conn = nil
	r.master.end()
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
	r.srv.draw(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.maker, r.grams, r.body = known.Maker, known.Capacity.Grams, known.Body
	if profile, err := vda5050.ProfileOf(known.Profile); err == nil {
		r.master.profile = profile
	}
	leaving := missions.ID("")
	for _, h := range s.Grants.Of(r.serial) {
		if h.Entered && s.Missions.Get(h.Mission) == nil {
			leaving = h.Mission
		}
	}
	m := s.Missions.Get(missions.ID(known.Mission))
	if m != nil && m.Robot != r.serial {
		m = nil
	}
	now := time.Now()
	if known.Halted() && (r.master.brake == nil || r.master.brake.kind != vda5050.ActionPause) {
		r.master.brake = &brake{kind: vda5050.ActionPause}
	}
	r.master.want(m, leaving, now)
	r.flush()
	return true
}

// drop asks for an order to be called off.
func (r *robot) drop(id missions.ID) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.master.drop(id, now)
	r.flush()
}

// halt has the robot stand still, or go on.
func (r *robot) halt(pause bool) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.master.halt(pause, now)
	r.flush()
}

// release has the robot release its safety stop.
func (r *robot) release() {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.master.release = &release{at: now.UnixMilli(), since: now}
	r.push(now)
}

// open asks for a compartment to be opened.
func (r *robot) open(u unlock) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.master.open(u, now)
	r.flush()
}

// absent tells the engine that a robot which it believes to be linked has not
// come back after a restart.
func (r *robot) absent(was *fleet.Robot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.master.obs.Told {
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
	if !r.master.obs.Told {
		return
	}
	report, o := r.master.obs.Lost(r.serial)
	r.master.obs = o
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
	case vda5050.TopicState, vda5050.TopicConnection, vda5050.TopicVisualization, vda5050.TopicFactsheet:
	case vda5050.TopicOrder, vda5050.TopicInstantActions:
		return fmt.Errorf("robotlink: a robot does not send %s", t.Name)
	default:
		return nil // what a later version adds
	}
	decode := vda5050.Decode
	if t.V3 {
		decode = vda5050.Decode30
	}
	m, err := decode(t.Name, payload)
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
		r.link(c, m)
	case *vda5050.Factsheet:
		r.learn(c, m)
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
	if !r.spoke {
		r.v3, r.spoke = t.V3, true
	}
	if own := r.topic(t.Name); t != own {
		return &ending{closeRefused, fmt.Sprintf("topic %s: this session is for %s", t, own)}
	}
	r.heard = time.Now()
	return nil
}

// topic returns the robot's own topic of a name. The caller holds mu.
func (r *robot) topic(n vda5050.Name) vda5050.Topic {
	return vda5050.Topic{Interface: r.srv.cfg.Interface, V3: r.v3, Manufacturer: r.maker, Serial: r.serial, Name: n}
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
	r.gone = time.Time{}
	r.master.see(st, now, at)
	r.flush()
	r.track(st.AGVPosition)
}

// learn takes a factsheet.
func (r *robot) learn(c *conn, f *vda5050.Factsheet) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn == c {
		if kg := f.TypeSpecification.MaxLoadMass; kg > 0 && kg*1000 < float64(r.grams) {
			r.srv.log.Warn("registered for more than it carries", "machine", r.serial, "grams", r.grams, "factsheet_kg", kg)
		}
		if body := f.Body(); body != r.body {
			r.body = body
			r.intake.add(dispatch.RobotMeasured{Robot: r.id, Body: body})
		}
		r.master.learn(f, now)
		r.flush()
	}
}

// push sends what is due.
func (r *robot) push(now time.Time) {
	r.master.push(now)
	r.flush()
}

// flush sends and tells what the master says.
func (r *robot) flush() {
	m := &r.master
	r.srv.count.resent.Add(int64(m.resent))
	r.srv.count.stale.Add(int64(m.stale))
	for _, report := range m.told {
		r.intake.add(report)
	}
	for _, why := range m.why {
		r.srv.log.Warn("not done", "machine", r.serial, "reason", why)
	}
	for _, msg := range m.out {
		r.send(msg)
	}
	m.told, m.why, m.out, m.resent, m.stale = nil, nil, nil, 0, 0
}

// send fills the header, with the version that the robot declares, and queues
// a message.
func (r *robot) send(m vda5050.Message) {
	r.heads[m.Name()]++
	*m.Head() = vda5050.Header{
		HeaderID: r.heads[m.Name()], Timestamp: vda5050.At(r.srv.parts.Clock.Now()),
		Version: r.master.version, Manufacturer: r.maker, SerialNumber: r.serial,
		Literal: r.master.profile.Literal,
	}
	b, err := vda5050.Encode(m)
	if err != nil {
		r.srv.log.Error("message not sent", "machine", r.serial, "err", err)
		return
	}
	if r.conn.send(message{topic: r.topic(m.Name()).String(), payload: b}) {
		r.srv.count.sent.Add(1)
	}
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
	if at, ok := r.master.chart().Place(p); ok && r.srv.parts.Tracker != nil {
		r.srv.parts.Tracker.Track(r.serial, at, r.srv.parts.Clock.Now())
	}
}

// link takes what the robot, or a gateway before it, says of the link.
func (r *robot) link(c *conn, m *vda5050.Connection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != c {
		return
	}
	r.master.version = m.Version
	switch state := m.ConnectionState; {
	case state == vda5050.Offline:
		r.lose()
	case state == vda5050.Broken && r.gone.IsZero():
		r.gone = time.Now().Add(r.srv.cfg.Grace())
	case state == vda5050.Online:
		r.gone = time.Time{}
	}
}
