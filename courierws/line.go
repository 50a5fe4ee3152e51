package courierws

import (
	"reflect"
	"sync"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/wire/courier"
)

// answersKept is how many answers a line remembers.
const answersKept = 64

// line is one courier, with an app at its end or without.
type line struct {
	courier fleet.WorkerID
	keep    int // messages

	// Of the Server's lock.
	refs int       // sessions that use it
	left time.Time // when the last one ended

	mu      sync.Mutex
	seq     uint64                  // of the last message
	sent    []courier.ServerMessage // the last ones, oldest first
	tasks   courier.Tasks           // the last list that went out
	session *session                // nil while the app is away

	// lane lets one message of the courier to the engine at a time, across
	// sessions: a message that is resent on a new connection finds the answer
	// of the first, and does not overtake it.
	lane    sync.Mutex
	sieve   fleet.Sieve
	answers []answered
}

type answered struct {
	id     string
	answer courier.ServerMessage
}

// push numbers a message, keeps it, and queues it to the app. A list that
// says what the last one said is dropped.
func (l *line) push(m courier.ServerMessage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := m.(courier.Tasks); ok {
		if reflect.DeepEqual(t, l.tasks) {
			return
		}
		l.tasks = t
	}
	numbered, ok := courier.Sequenced(m, l.seq+1)
	if !ok {
		return
	}
	l.seq++
	if len(l.sent) >= l.keep {
		n := copy(l.sent, l.sent[len(l.sent)-l.keep+1:])
		l.sent = l.sent[:n]
	}
	l.sent = append(l.sent, numbered)
	if l.session != nil {
		l.session.send(numbered)
	}
}

// missed returns what came after seq; false when that is not known any more.
func (l *line) missed(seq uint64) ([]courier.ServerMessage, bool) {
	oldest := l.seq - uint64(len(l.sent))
	if seq < oldest || seq > l.seq {
		return nil, false
	}
	return l.sent[seq-oldest:], true
}

// attach makes s the line's session, gives it the welcome and what it missed,
// and returns the session that it replaces, if any. The welcome comes as a
// snapshot; attach turns it into a resumption when it can. A session that was
// closed meanwhile is not attached.
func (l *line) attach(s *session, w courier.Welcome, epoch string, r *courier.Resume) (old *session, resumed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.closed() {
		return nil, false
	}
	old, l.session = l.session, s
	w.Epoch, w.Seq = epoch, l.seq
	var replay []courier.ServerMessage
	if r != nil && r.Epoch == epoch {
		if replay, resumed = l.missed(r.Seq); resumed {
			w.Seq, w.Resumed, w.Offer, w.Tasks, w.Standby = r.Seq, true, nil, nil, nil
		}
	}
	if !resumed {
		l.tasks = courier.Tasks{Online: w.Courier.Online, Tasks: w.Tasks, Duty: w.Duty, Standby: w.Standby}
	}
	s.open(w, replay)
	return old, resumed
}

// detach ends s's hold of the line, if it still has it.
func (l *line) detach(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session == s {
		l.session = nil
	}
}

// refresh queues the list again, for a session whose last copy lacked
// personal data.
func (l *line) refresh(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session == s {
		s.send(l.tasks)
	}
}

// working reports whether the courier is on shift or still has something in
// hand: otherwise where they are is nobody's business.
func (l *line) working() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tasks.Online || len(l.tasks.Tasks) > 0
}

// recall returns the answer that the id had. The caller holds the lane.
func (l *line) recall(id string) (courier.ServerMessage, bool) {
	for i := range l.answers {
		if l.answers[i].id == id {
			return l.answers[i].answer, true
		}
	}
	return nil, false
}

// remember keeps an answer. The caller holds the lane.
func (l *line) remember(id string, m courier.ServerMessage) {
	if len(l.answers) >= answersKept {
		n := copy(l.answers, l.answers[1:])
		l.answers = l.answers[:n]
	}
	l.answers = append(l.answers, answered{id: id, answer: m})
}
