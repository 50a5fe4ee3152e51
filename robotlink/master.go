package robotlink

import (
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/wire/vda5050"
)

// complaints is how many sendings of an order a robot may answer with a
// refusal that names no order, before the order counts as refused; and half of
// how many it may pass over in silence.
const complaints = 5

// master is the master control of one robot in the sense of VDA 5050. It is
// pure: what the robot said, what the engine wants and the time come in; what
// to send and what to tell gather until they are taken out.
//
// What it sends follows from the robot's last state and the engine's mission
// alone, so that what is sent again is the same, also after a restart.
type master struct {
	cfg    *Config
	serial string
	maps   *atomic.Pointer[vda5050.Chart] // those of the configuration with those that are drawn; nil, or of nil: none are

	profile vda5050.Profile    // that it was registered with
	version string             // that the robot declares; "" until its first message
	sheet   *vda5050.Factsheet // nil: unknown
	last    *vda5050.State     // of the session
	since   time.Time          // of the session; zero: there is none
	asked   map[string]*pace   // of requests in this session, by action type

	obs     vda5050.Observation // what the engine has been told
	mission *missions.Mission   // what the engine wants done; nil: nothing
	pace    pace                // of sending the next part of it
	part    part                // that pace is of
	ordered time.Time           // when the last order was sent
	sent    missions.ID         // the last order that was sent
	leaving missions.ID         // an order that is done but for driving out of the way
	brake   *brake              // staff's word that it stands still, or goes on
	release *release            // its safety stop is over, as two of staff say
	recall  *recall             // an order to be called off before anything else
	unlocks []*unlock           // compartments to be opened
	skips   map[string]*pace    // of having orders passed over, by action

	out    []vda5050.Message      // to be sent, without header
	told   []dispatch.RobotReport // to be told
	why    []string               // for the log
	resent int
	stale  int // signals of missions that are over
}

// part is one message of a mission.
type part struct {
	mission missions.ID
	n       uint32
}

// begin starts a session: nothing is known to have been sent.
func (m *master) begin(now time.Time) {
	m.last, m.since = nil, now
	m.fresh()
}

// fresh makes everything due.
func (m *master) fresh() {
	m.pace, m.asked, m.skips = pace{}, map[string]*pace{}, map[string]*pace{}
	if m.recall != nil {
		m.recall.pace = pace{}
	}
	if m.brake != nil {
		m.brake.pace = pace{}
	}
	for _, u := range m.unlocks {
		u.pace = pace{}
	}
}

// end ends the session.
func (m *master) end() { m.last, m.since = nil, time.Time{} }

// chart returns the robots' maps.
func (m *master) chart() vda5050.Chart {
	if m.maps != nil {
		if c := m.maps.Load(); c != nil {
			return *c
		}
	}
	return m.cfg.Chart
}

// want takes over what the engine wants done; nil: nothing.
func (m *master) want(want *missions.Mission, leaving missions.ID, now time.Time) {
	m.leaving = leaving
	if m.mission == nil || want == nil || want.ID != m.mission.ID {
		m.skips = map[string]*pace{}
	}
	if want == nil {
		m.mission = nil
		m.push(now)
		return
	}
	own := *want
	own.Nodes, own.Bases = slices.Clone(want.Nodes), slices.Clone(want.Bases)
	m.mission = &own
	if want.Begun() {
		m.obs = m.obs.Resume(own)
	}
	for _, l := range want.Loads {
		if l.Unlocked && l.Phase == missions.Unloading && m.unlockOf(want.ID, l.Order) == nil {
			m.unlocks = append(m.unlocks, &unlock{mission: want.ID, order: l.Order, compartment: l.Compartment, nth: 1, since: now})
		}
	}
	m.push(now)
}

// see takes a state: what is news is told, what is missing is sent. One that
// was overtaken by a later one is passed over.
func (m *master) see(st *vda5050.State, now time.Time, at clock.Instant) {
	m.version = st.Version
	if m.last != nil && st.Before(m.last) {
		return
	}
	m.last = st
	reports, o := vda5050.Observe(m.obs, *st, m.chart(), at)
	m.obs = o
	for _, r := range reports {
		m.tell(r)
	}
	stray := st.Automatic() && st.OrderID != "" && !st.Idle() && (m.mission == nil || st.OrderID != string(m.mission.ID)) && st.OrderID != string(m.leaving)
	if stray && m.recall == nil {
		m.recall = &recall{mission: missions.ID(st.OrderID)}
	}
	if st.NewBaseRequest != nil && *st.NewBaseRequest && now.Sub(m.ordered) >= time.Second {
		m.pace = pace{}
	}
	m.push(now)
}

// learn takes the robot's factsheet.
func (m *master) learn(f *vda5050.Factsheet, now time.Time) {
	m.version, m.sheet = f.Version, f
	m.push(now)
}

// tell passes a report on. A signal of a mission that the engine does not have
// any more is only a report.
func (m *master) tell(report dispatch.RobotReport) {
	if report.Signal != "" && (m.mission == nil || report.Mission != m.mission.ID) {
		m.stale++
		report.Mission, report.Signal = "", ""
	}
	m.told = append(m.told, report)
}

// halt has the robot stand still, or go on.
func (m *master) halt(pause bool, now time.Time) {
	kind := vda5050.ActionResume
	if pause {
		kind = vda5050.ActionPause
	}
	if m.brake == nil || m.brake.kind != kind {
		m.brake = &brake{kind: kind}
	}
	m.push(now)
}

// drop asks for an order to be called off. One that was never sent need not
// be.
func (m *master) drop(id missions.ID, now time.Time) {
	if m.recall != nil {
		return // no order is sent while another is called off
	}
	if m.sent == id || m.last != nil && m.last.OrderID == string(id) {
		m.recall = &recall{mission: id}
	}
	m.push(now)
}

// push sends what the robot's last state lacks, if it is due. Until a state
// came in this session nothing is known to be missing, and while the robot is
// not the master's it gets nothing.
func (m *master) push(now time.Time) {
	if m.since.IsZero() {
		return
	}
	if m.last == nil {
		m.request(vda5050.ActionAskState, now)
		return
	}
	m.expire(now)
	if m.recall != nil && m.recall.settled(m.last) {
		m.recall, m.pace = nil, pace{}
	}
	if !m.last.Automatic() {
		return
	}
	m.pushBrake(now)
	m.pushRelease(now)
	if m.recall != nil {
		if m.due(&m.recall.pace, now) {
			cancel := vda5050.CancelFor(m.recall.mission)
			m.send(&cancel)
		}
		return // cancelOrder ends whatever order the robot has by then
	}
	if m.sheet == nil {
		m.request(vda5050.ActionAskFactsheet, now)
	}
	m.pushOrder(now)
	m.pushSkips(now)
	for _, u := range m.unlocks {
		m.pushUnlock(u, now)
	}
}

// requests is how often in a session a robot is asked for what it has not
// said.
const requests = 3

// request asks the robot to send its state or factsheet, once it has had time
// to do so by itself. What version it speaks must be known, and it must not
// have been in other hands when it was seen last.
func (m *master) request(kind string, now time.Time) {
	if m.profile.Unasked || m.version == "" || m.obs.Manual || now.Sub(m.since) < m.cfg.Resend {
		return
	}
	p := m.asked[kind]
	if p == nil {
		p = &pace{}
		m.asked[kind] = p
	}
	if p.tries < requests && p.due(now, m.cfg) {
		ask := vda5050.RequestFor(kind, now.UnixMilli())
		m.send(&ask)
	}
}

// known reports whether the robot's limits are known, or it had its chance to
// say them.
func (m *master) known() bool {
	if m.sheet != nil || m.profile.Unasked {
		return true
	}
	p := m.asked[vda5050.ActionAskFactsheet]
	return p != nil && p.tries > 1
}

// pushOrder sends the next part of the mission that the robot lacks.
func (m *master) pushOrder(now time.Time) {
	mi := m.mission
	if mi == nil || m.obs.Aborted == mi.ID || !m.known() {
		return
	}
	limit := m.sheet.Nodes()
	next := uint32(0)
	if has := m.last.OrderID == string(mi.ID); has {
		next = m.last.OrderUpdateID + 1
		if int(next) >= len(vda5050.Updates(*mi, limit)) || !m.last.Room(limit) {
			return
		}
	} else if !m.last.Idle() {
		return // it would refuse: the order that it has comes first
	} else if why := m.hinders(mi); why != "" {
		m.refuse(why)
		return
	} else if m.charging(mi.ID) {
		m.unplug(mi.ID, now)
		return
	}
	order := vda5050.PartFor(*mi, next, limit, m.chart().Under(m.last.AGVPosition))
	m.sheet.Spare(&order)
	if m.sheet.Takes(vda5050.MaxSpeedField) {
		order.Limit(mi, m.cfg.Speeds)
	}
	m.profile.Complete(&order, mi, m.chart().Under(m.last.AGVPosition))
	if why := m.sheet.Refuses(&order); why != "" {
		m.refuse(why)
		return
	}
	if p := (part{mi.ID, next}); p != m.part {
		m.part, m.pace = p, pace{}
	}
	if m.pace.tries >= complaints && m.last.Complains() || m.pace.tries >= 2*complaints {
		m.refuse("the robot does not take the order")
		return
	}
	if now.Sub(m.ordered) >= m.sheet.OrderInterval() && m.due(&m.pace, now) {
		m.send(&order)
		m.sent, m.ordered = mi.ID, now
	}
}

// charging reports whether the robot is to stop charging before it is given an
// order. One whose factsheet does not list that does it by itself.
func (m *master) charging(order missions.ID) bool {
	return m.last.BatteryState.Charging && m.sheet.Has(vda5050.ActionLeaveCharge) &&
		m.last.Action(vda5050.UnplugID(order)) != vda5050.ActionFailed
}

// unplugPart stands for stopCharging among the parts of a mission.
const unplugPart = ^uint32(0)

// unplug has the robot stop charging.
func (m *master) unplug(order missions.ID, now time.Time) {
	if p := (part{order, unplugPart}); p != m.part {
		m.part, m.pace = p, pace{}
	}
	if m.pace.tries >= 2*complaints {
		m.refuse("the robot does not stop charging")
		return
	}
	if m.due(&m.pace, now) {
		act := vda5050.UnplugFor(order)
		m.send(&act)
	}
}

// hinders returns why the robot cannot begin a mission, or "": an order must
// begin where the robot stands, and not with what was done already.
func (m *master) hinders(mi *missions.Mission) string {
	if mi.Begun() {
		return "the robot has lost the order on the way"
	}
	if len(mi.Loads) > 1 && !m.sheet.Acts(vda5050.ActionSkip) {
		return "its factsheet does not have skip, which several orders at once need: register it with one compartment"
	}
	if id := m.chart().Under(m.last.AGVPosition).ID(); !m.last.Drives(id) {
		return fmt.Sprintf("the robot lists its maps, and %q is not among those that are enabled", id)
	}
	if at, ok := m.chart().Place(m.last.AGVPosition); ok {
		if far := geo.Distance(at, mi.Nodes[0].Point); far > vda5050.StartDeviation {
			return fmt.Sprintf("the robot is %.0f m from where its way begins", far)
		}
	}
	return ""
}

// refuse tells the engine that the robot does not do its mission.
func (m *master) refuse(why string) {
	report, o := m.obs.Refused(m.serial, m.mission.ID)
	m.obs = o
	m.tell(report)
	m.why = append(m.why, why)
}

func (m *master) due(p *pace, now time.Time) bool {
	if !p.due(now, m.cfg) {
		return false
	}
	if p.tries > 1 {
		m.resent++
	}
	return true
}

func (m *master) send(msg vda5050.Message) { m.out = append(m.out, msg) }
