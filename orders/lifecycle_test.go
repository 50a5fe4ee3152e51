package orders_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// table is the life of an order written down a second time, by hand: state,
// then verb>next(who). Whatever is not in it is refused.
//
// Roles: E engine, M merchant, R resident, C courier, B robot, L locker, S staff.
const table = `
placed      accept>accepted(EMS) refuse>refused(MS) lapse>refused(E)
accepted    start>preparing(MS) finish>ready(MCBS) refuse>refused(MS)
preparing   finish>ready(MCBS) refuse>refused(MS)
ready
refused
unassigned  assign>assigned(CES) cancel>cancelled(MRSE) fail>failed(ES) deposit>in_locker(L)
assigned    unassign>unassigned(CES) pick_up>picked_up(CBS) cancel>cancelled(MRSE) fail>failed(S)
picked_up   rescue>unassigned(ES) deposit>in_locker(LS) deliver>delivered(CBS) fail>failed(CES)
in_locker   collect>delivered(LS) fail>failed(ES)
delivered
failed
cancelled
`

// visits is the life of a visit, likewise.
const visits = `
booked      assign>assigned(CES) cancel>cancelled(MRSE) fail>failed(ES)
assigned    unassign>booked(CES) set_off>on_the_way(CS) cancel>cancelled(MRSE) fail>failed(ES)
on_the_way  unassign>booked(CES) arrive>arrived(CS) cancel>cancelled(MRSE) fail>failed(ES)
arrived     start>started(CS) unassign>booked(CES) fail>failed(CES)
started     finish>done(CS) fail>failed(CES)
done
failed
cancelled
`

var letters = map[orders.Role]string{
	orders.Engine: "E", orders.Merchant: "M", orders.Resident: "R", orders.Courier: "C",
	orders.Robot: "B", orders.Locker: "L", orders.Staff: "S",
}

var verbs = []orders.Verb{
	orders.Accept, orders.Start, orders.Finish, orders.Refusal, orders.Lapse, orders.Assign, orders.Unassign,
	orders.PickUp, orders.Rescue, orders.Deposit, orders.Deliver, orders.Collect, orders.Fail, orders.Cancel,
	orders.SetOff, orders.Arrive,
}

// expected reads the table: where a verb leads from a state and who may say it.
func expected(t *testing.T, track orders.Track, from orders.State, v orders.Verb) (to orders.State, who string) {
	t.Helper()
	rows := table
	if track == orders.Visiting {
		rows = visits
	}
	for line := range strings.Lines(rows) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] != string(from) {
			continue
		}
		for _, entry := range f[1:] {
			verb, rest, _ := strings.Cut(entry, ">")
			if verb == string(v) {
				next, roles, _ := strings.Cut(strings.TrimSuffix(rest, ")"), "(")
				return orders.State(next), roles
			}
		}
		return "", ""
	}
	t.Fatalf("state %s is not in the table", from)
	return "", ""
}

// in returns an order in a state of one track; the other stands at its start.
func in(track orders.Track, s orders.State) *orders.Order {
	o := &orders.Order{
		ID: "o1", Merchant: "m1", Preparation: orders.Placed, Carriage: orders.Unassigned, Attempt: 3, Seq: 7, Worker: "w1",
	}
	switch track {
	case orders.Preparation:
		o.Preparation = s
	case orders.Visiting:
		o.Kind, o.Preparation, o.Call = orders.Visit, orders.Ready, &orders.Call{}
		o.Carriage = s
	default:
		o.Carriage = s
	}
	return o
}

// at returns an order of goods in a state.
func at(s orders.State) *orders.Order { return in(track(s), s) }

// track is that of a state of goods.
func track(s orders.State) orders.Track {
	if orders.Rank(orders.Preparation, s) >= 0 {
		return orders.Preparation
	}
	return orders.Carriage
}

// id is who an actor of a role must be to be the order's own.
func id(r orders.Role) string {
	switch r {
	case orders.Merchant:
		return "m1"
	case orders.Courier, orders.Robot:
		return "w1"
	}
	return "x"
}

// Every state × every verb × every role.
func TestEveryMove(t *testing.T) {
	tried, moved := 0, 0
	for _, doc := range orders.States {
		for _, v := range verbs {
			if has := orders.TrackOf(in(doc.Track, doc.State).Kind, v); has != doc.Track && has != "" {
				continue // judged by the other track
			} else if has == "" && doc.Track != orders.Visiting {
				continue // a verb of visits alone
			}
			to, who := expected(t, doc.Track, doc.State, v)
			for role, letter := range letters {
				tried++
				o := in(doc.Track, doc.State)
				before := *o
				by := orders.Actor{Role: role, ID: id(role)}
				m, refusal := o.Plan(v, by, 42)
				switch {
				case to == "":
					wantRefusal(t, refusal, orders.IllegalMove, doc.State, v, role)
				case !strings.Contains(who, letter):
					wantRefusal(t, refusal, orders.NotYours, doc.State, v, role)
				case refusal != nil:
					t.Errorf("%s: %s by %s refused: %v", doc.State, v, role, refusal)
				default:
					moved++
					attempt := 3
					if v == orders.Unassign || v == orders.Rescue {
						attempt = 4
					}
					want := orders.Move{
						Track: doc.Track, Verb: v, From: doc.State, To: to, By: by, Attempt: attempt, Seq: 8, At: 42,
					}
					if m != want {
						t.Errorf("%s: %s by %s plans %+v, want %+v", doc.State, v, role, m, want)
					}
					o2 := *o
					o2.Apply(m)
					if o2.State(m.Track) != to || o2.Attempt != attempt || o2.Seq != 8 {
						t.Errorf("%s: %s by %s leaves the order at %s, attempt %d, seq %d", doc.State, v, role, o2.State(m.Track), o2.Attempt, o2.Seq)
					}
				}
				if o.Carriage != before.Carriage || o.Preparation != before.Preparation || o.Seq != before.Seq {
					t.Errorf("%s: planning %s by %s changed the order", doc.State, v, role)
				}
			}
		}
	}
	if tried != 5*5*7+7*9*7+8*16*7 || moved != 55+44 {
		t.Errorf("%d combinations tried, %d moved", tried, moved)
	}
}

func wantRefusal(t *testing.T, got *orders.Rejection, code orders.Code, s orders.State, v orders.Verb, r orders.Role) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: %s by %s is not refused", s, v, r)
	} else if got.Code != code || got.Order != "o1" || got.Detail == "" || got.Retryable {
		t.Errorf("%s: %s by %s refused with %+v, want %s", s, v, r, *got, code)
	}
}

func TestUnknownVerb(t *testing.T) {
	_, refusal := at(orders.Placed).Plan("teleport", orders.Actor{Role: orders.Staff}, 1)
	wantRefusal(t, refusal, orders.IllegalMove, orders.Placed, "teleport", orders.Staff)
}

// A merchant moves its own orders only, and a worker those in their hands.
func TestStrangers(t *testing.T) {
	cases := []struct {
		state orders.State
		verb  orders.Verb
		by    orders.Actor
	}{
		{orders.Placed, orders.Accept, orders.Actor{Role: orders.Merchant, ID: "m2"}},
		{orders.Accepted, orders.Finish, orders.Actor{Role: orders.Courier, ID: "w2"}},
		{orders.Accepted, orders.Finish, orders.Actor{Role: orders.Robot, ID: "w2"}},
		{orders.Unassigned, orders.Cancel, orders.Actor{Role: orders.Merchant, ID: "m2"}},
		{orders.Assigned, orders.Unassign, orders.Actor{Role: orders.Courier, ID: "w2"}},
		{orders.Assigned, orders.PickUp, orders.Actor{Role: orders.Courier, ID: "w2"}},
		{orders.Assigned, orders.PickUp, orders.Actor{Role: orders.Robot, ID: "w2"}},
		{orders.PickedUp, orders.Deliver, orders.Actor{Role: orders.Courier, ID: "w2"}},
		{orders.PickedUp, orders.Deliver, orders.Actor{Role: orders.Robot, ID: "w2"}},
		{orders.PickedUp, orders.Fail, orders.Actor{Role: orders.Courier, ID: "w2"}},
	}
	for _, c := range cases {
		_, refusal := at(c.state).Plan(c.verb, c.by, 1)
		wantRefusal(t, refusal, orders.NotYours, c.state, c.verb, c.by.Role)
	}
	if _, refusal := at(orders.Unassigned).Plan(orders.Assign, orders.Actor{Role: orders.Courier, ID: "w2"}, 1); refusal != nil {
		t.Errorf("a courier who accepts an offer has not got the order yet: %v", refusal)
	}
}

// Within one attempt a track only goes to a higher rank; the moves that go
// back are those that start the next attempt.
func TestRanksRise(t *testing.T) {
	for _, tr := range orders.Lifecycle {
		next := tr.Verb == orders.Unassign || tr.Verb == orders.Rescue || tr.Verb == orders.HandOver
		if up := orders.Rank(tr.Track, tr.To) > orders.Rank(tr.Track, tr.From); up == next {
			t.Errorf("%s from %s leads to %s", tr.Verb, tr.From, tr.To)
		}
	}
}

// The documents and the table agree on what is terminal, and every state can
// be reached.
func TestStates(t *testing.T) {
	terminal := []orders.State{orders.Ready, orders.Refused, orders.Delivered, orders.Failed, orders.Cancelled, orders.Done}
	for _, d := range orders.States {
		leaves := slices.ContainsFunc(orders.Lifecycle, func(tr orders.Transition) bool { return tr.Track == d.Track && tr.From == d.State })
		if d.State.Terminal() != slices.Contains(terminal, d.State) || leaves == d.State.Terminal() {
			t.Errorf("%s: terminal %v, has moves %v", d.State, d.State.Terminal(), leaves)
		}
		reached := slices.ContainsFunc(orders.Lifecycle, func(tr orders.Transition) bool { return tr.Track == d.Track && tr.To == d.State })
		if first := d.State == orders.Placed || d.State == orders.Unassigned || d.State == orders.Booked; !first && !reached {
			t.Errorf("nothing leads to %s", d.State)
		}
	}
	if orders.State("nowhere").Terminal() || orders.Rank(orders.Carriage, "nowhere") != -1 {
		t.Error("an unknown state has a rank")
	}
}

// A carer moves the visits in their hands only.
func TestStrangersOfVisits(t *testing.T) {
	for s, verbs := range map[orders.State][]orders.Verb{
		orders.Assigned: {orders.SetOff, orders.Unassign}, orders.OnTheWay: {orders.Arrive, orders.Unassign},
		orders.Arrived: {orders.Start, orders.Fail, orders.Unassign}, orders.Started: {orders.Finish, orders.Fail},
	} {
		for _, v := range verbs {
			_, refusal := in(orders.Visiting, s).Plan(v, orders.Actor{Role: orders.Courier, ID: "w2"}, 1)
			wantRefusal(t, refusal, orders.NotYours, s, v, orders.Courier)
		}
	}
}

// What a carer resends after it had its effect is known, by the same carer
// alone; what had none is not.
func TestDidVisit(t *testing.T) {
	for s, v := range map[orders.State]orders.Verb{
		orders.OnTheWay: orders.SetOff, orders.Arrived: orders.Arrive, orders.Started: orders.Start, orders.Done: orders.Finish,
	} {
		o := in(orders.Visiting, s)
		if !o.Did(v, "w1") || o.Did(v, "w2") || in(orders.Visiting, orders.Booked).Did(v, "w1") {
			t.Errorf("%s did %s: %v; another's: %v", s, v, o.Did(v, "w1"), o.Did(v, "w2"))
		}
	}
}

// A visit keeps when its carer came and when the work started, and forgets
// both carer and arrival when the carer is lost.
func TestVisitKeepsTimes(t *testing.T) {
	o := in(orders.Visiting, orders.OnTheWay)
	o.Call.From, o.Due, o.Call.Duration = 45, 60, 600*time.Second
	carer := orders.Actor{Role: orders.Courier, ID: "w1"}
	step := func(v orders.Verb, at clock.Instant) {
		t.Helper()
		m, refusal := o.Plan(v, carer, at)
		if refusal != nil {
			t.Fatal(refusal)
		}
		o.Apply(m)
	}
	shared := o.Call
	step(orders.Arrive, 44)
	if o.Call.Arrived != 44 || shared.Arrived != 0 {
		t.Errorf("arrived %d; the version before says %d", o.Call.Arrived, shared.Arrived)
	}
	lost := *o
	m, _ := lost.Plan(orders.Unassign, carer, 50)
	if lost.Apply(m); lost.Call.Arrived != 0 || lost.Worker != "" || lost.Carriage != orders.Booked || !lost.Idle() {
		t.Errorf("a visit that lost its carer: %+v %+v", lost, lost.Call)
	}
	step(orders.Start, 45)
	if !o.OnTime() || o.Left(45) != 600*time.Second || o.Left(clock.Instant(45).Add(700*time.Second)) != 0 {
		t.Errorf("started at %d: on time %v, left %s", o.ServedAt, o.OnTime(), o.Left(45))
	}
	if step(orders.Finish, 99); o.DoneAt != 99 || !o.Succeeded() || !o.Terminal() || o.Status() != orders.Done {
		t.Errorf("done: %+v", o)
	}
	if o.ServedAt = 44; o.OnTime() {
		t.Error("a start before the window is on time")
	}
}

// Each verb belongs to one track of a kind.
func TestVerbsHaveOneTrack(t *testing.T) {
	for _, tr := range orders.Lifecycle {
		kind := orders.Goods
		if tr.Track == orders.Visiting {
			kind = orders.Visit
		}
		if orders.TrackOf(kind, tr.Verb) != tr.Track {
			t.Errorf("%s moves both tracks", tr.Verb)
		}
		if len(tr.By) == 0 || tr.When == "" {
			t.Errorf("%s from %s says neither who nor when", tr.Verb, tr.From)
		}
	}
}
