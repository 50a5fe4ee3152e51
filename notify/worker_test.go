package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/web"
)

// memory is a store of one reader.
type memory struct {
	mu      sync.Mutex
	status  []shell.OutboxItem
	waiting []shell.OutboxItem
	cursor  string
	notices map[string]shell.Notice
	docs    map[orders.ID]shell.OrderDoc
	persons map[orders.ID]shell.Person

	browsers map[string]shell.Party
}

func (m *memory) Feed(_ context.Context, _, _, after string, limit int) ([]shell.OutboxItem, string, error) {
	n := 0
	fmt.Sscan(after, &n)
	page := m.status[n:min(len(m.status), n+limit)]
	return page, fmt.Sprint(n + len(page)), nil
}

func (m *memory) Outbox(_ context.Context, topic string, _ int) ([]shell.OutboxItem, error) {
	return slices.DeleteFunc(slices.Clone(m.waiting), func(i shell.OutboxItem) bool { return i.Topic != topic }), nil
}

func (m *memory) Reader(context.Context, string) (string, error) { return m.cursor, nil }

func (m *memory) PlanNotices(_ context.Context, p shell.NoticePlan) error {
	if p.Cursor != "" {
		m.cursor = p.Cursor
	}
	m.waiting = slices.DeleteFunc(m.waiting, func(i shell.OutboxItem) bool { return slices.Contains(p.Done, i.ID) })
	for _, n := range p.Notices {
		if _, there := m.notices[n.ID]; !there {
			m.notices[n.ID] = n
		}
	}
	return nil
}

func (m *memory) TakeNotices(_ context.Context, now, until clock.Instant, limit int) ([]shell.Notice, error) {
	var out []shell.Notice
	for id, n := range m.notices {
		if n.State == shell.NoticePending && n.Next <= now && len(out) < limit {
			n.Next, n.Attempts = until, n.Attempts+1
			m.notices[id] = n
			out = append(out, n)
		}
	}
	return out, nil
}

func (m *memory) SaveNotice(_ context.Context, n shell.Notice) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.notices[n.ID] = n
	return nil
}

func (m *memory) Order(_ context.Context, id orders.ID) (shell.OrderDoc, error) {
	d, ok := m.docs[id]
	if !ok {
		return d, shell.ErrNotFound
	}
	return d, nil
}

func (m *memory) Person(_ context.Context, id orders.ID) (shell.Person, error) {
	p, ok := m.persons[id]
	if !ok {
		return p, shell.ErrNotFound
	}
	return p, nil
}

func (m *memory) Party(_ context.Context, _ shell.PartyRole, id string) (shell.Party, error) {
	p, ok := m.browsers[id]
	if !ok {
		return p, shell.ErrNotFound
	}
	return p, nil
}

// spy is a driver that fails as it is told and remembers what it sent.
type spy struct {
	mu   sync.Mutex
	fail []error
	sent []Message
}

func (s *spy) Send(_ context.Context, m Message) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.fail) > 0 {
		err := s.fail[0]
		s.fail = s.fail[1:]
		if err != nil {
			return "", err
		}
	}
	s.sent = append(s.sent, m)
	return "ref-" + m.ID, nil
}

type facts struct{ shop string }

func (f facts) Shop(context.Context, circle.ProviderID) string { return f.shop }
func (facts) PIN(orders.ID) string                             { return "0471" }
func (facts) HelpLink(call, person string) string              { return "https://linli.test/help/" + call + person }
func (facts) Link(id orders.ID) string                         { return "https://linli.test/track/" + string(id) }

// scene is a worker at noon in Shanghai, with one order of one resident.
type scene struct {
	t     *testing.T
	store *memory
	sms   *spy
	voice *spy
	now   clock.Instant
	log   bytes.Buffer
	w     *Worker
}

func at(t *testing.T, s string) clock.Instant {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return clock.FromTime(v)
}

func newScene(t *testing.T) *scene {
	t.Helper()
	zone := time.FixedZone("CST", 8*3600)
	s := &scene{t: t, sms: &spy{}, voice: &spy{}, now: at(t, "2026-11-24T12:00:00+08:00"), store: &memory{
		notices: map[string]shell.Notice{},
		docs: map[orders.ID]shell.OrderDoc{"o1": {Order: orders.Order{
			ID: "o1", Merchant: "m", Kind: orders.Goods, LiveMode: true, Locker: "L1", Compartment: "7", Carriage: orders.PickedUp,
		}}},
		persons: map[orders.ID]shell.Person{"o1": {Order: "o1", Name: "王芳", Phone: "+86 138-0000-0000", Channels: "sms voice"}},
	}}
	quiet, err := ParseQuiet("22:00-07:00", zone)
	if err != nil {
		t.Fatal(err)
	}
	s.w, err = New(Config{
		Outlets: map[Channel]Outlet{SMS: {Driver: s.sms, LiveOnly: true}, Voice: {Driver: s.voice, LiveOnly: true}},
		Texts:   web.Notices(), Quiet: quiet, Zone: zone,
		Now: func() clock.Instant { return s.now }, Log: slog.New(slog.NewTextHandler(&s.log, nil)),
	}, s.store, facts{"老张豆浆"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// happens moves the order and publishes it.
func (s *scene) happens(state orders.State) {
	s.t.Helper()
	d := s.store.docs["o1"]
	d.Order.Carriage = state
	s.store.docs["o1"] = d
	b, err := json.Marshal(dispatch.Published{Order: "o1", Track: orders.Carriage, State: state, Attempt: 1, At: s.now})
	if err != nil {
		s.t.Fatal(err)
	}
	s.store.status = append(s.store.status, shell.OutboxItem{
		ID: fmt.Sprint("z-", len(s.store.status), "-0"), OutboxRow: dispatch.OutboxRow{Order: "o1", At: s.now, Payload: b}})
}

func (s *scene) robotWaits(id string) {
	s.t.Helper()
	b, err := json.Marshal(dispatch.MissionPut{Mission: missions.Mission{ID: "m1", Loads: []missions.Load{{Order: "o1", Phase: missions.Unloading}}}, Order: "o1"})
	if err != nil {
		s.t.Fatal(err)
	}
	s.store.waiting = append(s.store.waiting, shell.OutboxItem{ID: id, OutboxRow: dispatch.OutboxRow{Topic: dispatch.TopicNotice, Order: "o1", At: s.now, Payload: b}})
}

func (s *scene) turn() {
	s.t.Helper()
	if err := s.w.turn(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	for _, secret := range []string{"138", "王芳", "0471", "老张", "track/"} {
		if strings.Contains(s.log.String(), secret) {
			s.t.Fatalf("the log holds %q: %s", secret, s.log.String())
		}
		for _, n := range s.store.notices {
			if strings.Contains(fmt.Sprintf("%+v", n), secret) {
				s.t.Fatalf("the queue holds %q: %+v", secret, n)
			}
		}
	}
}

func (s *scene) want(id string, state shell.NoticeState, reason string) {
	s.t.Helper()
	if n := s.store.notices[id]; n.State != state || n.Reason != reason {
		s.t.Fatalf("%s: %+v, want %s %q", id, n, state, reason)
	}
}

func TestResidentIsTold(t *testing.T) {
	s := newScene(t)
	d := s.store.docs["o1"]
	d.Order.ETA = at(t, "2026-11-24T12:25:00+08:00")
	s.store.docs["o1"] = d
	s.happens(orders.Assigned) // of no interest
	s.happens(orders.PickedUp)
	s.turn()
	s.turn() // nothing twice
	want := Message{ID: "o1/on_the_way/1/sms", Channel: SMS, To: "+8613800000000", Language: "zh", Urgent: true,
		Text: "【邻里】老张豆浆的订单已出发，预计12:25送到。取件码0471。查看：https://linli.test/track/o1"}
	if len(s.sms.sent) != 1 || s.sms.sent[0] != want {
		t.Fatalf("sent %+v", s.sms.sent)
	}
	if len(s.voice.sent) != 1 || s.voice.sent[0].Text != "【邻里】老张豆浆的订单已出发，预计12:25送到。取件码0 4 7 1。查看：" {
		t.Fatalf("said %+v", s.voice.sent)
	}
	s.want("o1/on_the_way/1/sms", shell.NoticeSent, "")
	if n := s.store.notices["o1/on_the_way/1/sms"]; n.Ref != "ref-o1/on_the_way/1/sms" || n.Attempts != 1 {
		t.Fatalf("%+v", n)
	}
	p := s.store.persons["o1"]
	p.Language = "en"
	s.store.persons["o1"] = p
	s.robotWaits("z-8-0")
	s.robotWaits("z-9-0") // it says so again
	s.turn()
	s.happens(orders.InLocker)
	s.turn()
	s.happens(orders.Delivered)
	s.turn()
	var got []string
	for _, m := range s.sms.sent[1:] {
		got = append(got, m.Text)
	}
	if !slices.Equal(got, []string{
		"Linli: a robot is waiting at the handover point with your order from 老张豆浆. Code 0471. Open it: https://linli.test/track/o1",
		"Linli: your order from 老张豆浆 is in locker L1, compartment 7. Code 0471. Open it: https://linli.test/track/o1",
		"Linli: your order from 老张豆浆 was delivered. If you did not get it, call the community desk.",
	}) {
		t.Fatalf("sent %q", got)
	}
	if len(s.store.waiting) != 0 {
		t.Fatal("the outbox is not done with")
	}
}

// TestNotTold: each reason for which nothing may leave.
func TestNotTold(t *testing.T) {
	person := func(change func(*shell.Person)) func(*scene) {
		return func(s *scene) {
			p := s.store.persons["o1"]
			change(&p)
			s.store.persons["o1"] = p
		}
	}
	order := func(change func(*orders.Order)) func(*scene) {
		return func(s *scene) {
			d := s.store.docs["o1"]
			change(&d.Order)
			s.store.docs["o1"] = d
		}
	}
	for name, c := range map[string]struct {
		before, after func(*scene) // the plan is made
		reason        string       // "": not even planned
	}{
		"no consent":             {before: person(func(p *shell.Person) { p.Channels = "" })},
		"consent to another":     {before: person(func(p *shell.Person) { p.Channels = "push smsx" })},
		"erased before":          {before: func(s *scene) { delete(s.store.persons, "o1") }},
		"old news":               {before: func(s *scene) { s.now += clock.Instant(25 * time.Hour / time.Microsecond) }},
		"erased since":           {after: func(s *scene) { delete(s.store.persons, "o1") }, reason: "erased"},
		"consent withdrawn":      {after: person(func(p *shell.Person) { p.Channels = "voice" }), reason: "no_consent"},
		"no phone":               {after: person(func(p *shell.Person) { p.Phone = "" }), reason: "no_address"},
		"no number":              {after: person(func(p *shell.Person) { p.Phone = "ask at the desk" }), reason: "no_address"},
		"a test order":           {after: order(func(o *orders.Order) { o.LiveMode = false }), reason: "test_order"},
		"a return":               {after: order(func(o *orders.Order) { o.Kind = orders.Return }), reason: "return"},
		"collected in between":   {after: order(func(o *orders.Order) { o.Carriage = orders.Delivered }), reason: "overtaken"},
		"too late":               {after: func(s *scene) { s.now += clock.Instant(2 * time.Hour / time.Microsecond) }, reason: "too_late"},
		"an order that is gone":  {after: func(s *scene) { delete(s.store.docs, "o1") }, reason: "no_order"},
		"no outlet for it since": {after: func(s *scene) { delete(s.w.cfg.Outlets, SMS) }, reason: "no_outlet"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			delete(s.w.cfg.Outlets, Voice)
			s.happens(orders.PickedUp)
			if c.before != nil {
				c.before(s)
			}
			if err := s.w.planStatus(t.Context()); err != nil {
				t.Fatal(err)
			}
			if c.after != nil {
				c.after(s)
			}
			s.turn()
			if len(s.sms.sent) != 0 {
				t.Fatalf("sent %+v", s.sms.sent)
			}
			if c.reason == "" {
				if len(s.store.notices) != 0 {
					t.Fatalf("planned %+v", s.store.notices)
				}
				return
			}
			s.want("o1/on_the_way/1/sms", shell.NoticeDropped, c.reason)
		})
	}
}

func TestRetries(t *testing.T) {
	s := newScene(t)
	delete(s.w.cfg.Outlets, Voice)
	s.sms.fail = []error{&trouble{"http_503"}, errors.New("cannot reach +86 138"), nil}
	s.happens(orders.PickedUp)
	s.turn()
	s.want("o1/on_the_way/1/sms", shell.NoticePending, "http_503")
	s.now = s.now.Add(Schedule[0] - time.Second)
	s.turn()
	s.want("o1/on_the_way/1/sms", shell.NoticePending, "http_503") // not yet
	s.now = s.now.Add(time.Second)
	s.turn()
	s.want("o1/on_the_way/1/sms", shell.NoticePending, "failed")
	s.now = s.now.Add(Schedule[1])
	s.turn()
	s.want("o1/on_the_way/1/sms", shell.NoticeSent, "")
	if n := s.store.notices["o1/on_the_way/1/sms"]; n.Attempts != 3 || len(s.sms.sent) != 1 {
		t.Fatalf("%+v, sent %d", n, len(s.sms.sent))
	}

	refused := newScene(t)
	delete(refused.w.cfg.Outlets, Voice)
	refused.sms.fail = []error{&Refused{Code: "http_422"}}
	refused.happens(orders.PickedUp)
	refused.turn()
	refused.want("o1/on_the_way/1/sms", shell.NoticeDead, "http_422")

	never := newScene(t)
	delete(never.w.cfg.Outlets, Voice)
	never.w.cfg.Quiet = Quiet{}
	never.happens(orders.InLocker)
	tries := 0
	for n := never.store.notices["o1/in_locker/1/sms"]; n.State != shell.NoticeDead; n = never.store.notices["o1/in_locker/1/sms"] {
		if tries++; tries > 100 {
			t.Fatal("it never gives up")
		}
		never.now = max(never.now, n.Next)
		never.sms.fail = []error{&trouble{"timeout"}}
		never.turn()
	}
	never.want("o1/in_locker/1/sms", shell.NoticeDead, "timeout")
	if tries != len(Schedule)+1 || len(never.sms.sent) != 0 {
		t.Fatalf("%d tries, sent %d", tries, len(never.sms.sent))
	}
}

func TestQuietHours(t *testing.T) {
	s := newScene(t)
	delete(s.w.cfg.Outlets, Voice)
	s.now = at(t, "2026-11-24T23:10:00+08:00")
	s.happens(orders.PickedUp) // urgent
	s.turn()
	s.happens(orders.InLocker)
	s.turn()
	if len(s.sms.sent) != 1 || !s.sms.sent[0].Urgent {
		t.Fatalf("sent %+v", s.sms.sent)
	}
	s.want("o1/in_locker/1/sms", shell.NoticePending, "quiet_hours")
	if n := s.store.notices["o1/in_locker/1/sms"]; n.Next != at(t, "2026-11-25T07:00:00+08:00") || n.Attempts != 0 {
		t.Fatalf("%+v", n)
	}
	s.now = at(t, "2026-11-25T07:00:00+08:00")
	s.turn()
	s.want("o1/in_locker/1/sms", shell.NoticeSent, "")
}

func TestQuietUntil(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	for _, c := range []struct{ hours, now, until string }{
		{"22:00-07:00", "2026-11-24T21:59:59+08:00", ""},
		{"22:00-07:00", "2026-11-24T22:00:00+08:00", "2026-11-25T07:00:00+08:00"},
		{"22:00-07:00", "2026-11-25T06:59:59+08:00", "2026-11-25T07:00:00+08:00"},
		{"22:00-07:00", "2026-11-25T07:00:00+08:00", ""},
		{"13:00-14:30", "2026-11-24T13:30:00+08:00", "2026-11-24T14:30:00+08:00"},
		{"13:00-14:30", "2026-11-24T14:30:00+08:00", ""},
		{"07:00-07:00", "2026-11-24T07:00:00+08:00", ""},
		{"", "2026-11-24T03:00:00+08:00", ""},
	} {
		q, err := ParseQuiet(c.hours, zone)
		if err != nil {
			t.Fatal(err)
		}
		if c.until == "" {
			c.until = c.now
		}
		if got := q.Until(at(t, c.now)); got != at(t, c.until) {
			t.Errorf("%s at %s: %s", c.hours, c.now, got)
		}
	}
	for _, bad := range []string{"22-7", "22:00", "25:00-07:00", "22:00-07:00-08:00"} {
		if q, err := ParseQuiet(bad, zone); err == nil {
			t.Errorf("%q is read as %v", bad, q)
		}
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	f, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if _, err := f.Send(t.Context(), Message{ID: fmt.Sprint(i), Channel: SMS, To: "1", Text: "two\nlines"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var refused *Refused
	if _, err := f.Send(t.Context(), Message{Channel: "../x"}); !errors.As(err, &refused) {
		t.Errorf("a channel chose the file: %v", err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "sms.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		var m Message
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Text != "two\nlines" {
			t.Fatalf("%q: %v", line, err)
		}
		seen[m.ID] = true
	}
	info, err := os.Stat(filepath.Join(dir, "sms.jsonl"))
	if err != nil || info.Mode().Perm() != 0o600 || len(seen) != 20 {
		t.Fatalf("%v, %v, %d messages", info.Mode(), err, len(seen))
	}
}

// TestHardOfHearing: nobody rings who cannot hear it; the same number is
// written to, also where only calls were agreed to.
func TestHardOfHearing(t *testing.T) {
	for channels, want := range map[string]int{"voice": 1, "sms voice": 1, "printer": 0} {
		s := newScene(t)
		d := s.store.docs["o1"]
		d.Order.Needs.HardOfHearing = true
		s.store.docs["o1"] = d
		p := s.store.persons["o1"]
		p.Channels = channels
		s.store.persons["o1"] = p
		s.happens(orders.InLocker)
		s.turn()
		if len(s.voice.sent) != 0 || len(s.sms.sent) != want {
			t.Errorf("%s: %d calls, %d messages", channels, len(s.voice.sent), len(s.sms.sent))
		}
	}
}
