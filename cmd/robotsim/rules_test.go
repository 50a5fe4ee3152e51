package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/simulator/mqtt"
	"github.com/linli/linli/wire/vda5050"
)

func instantOf(t time.Time) clock.Instant { return clock.FromTime(t) }

// schemas are the published ones, by message.
type schemas map[vda5050.Name]*jsonschema.Schema

// rules watch one master of one robot from the robot's side, and count what it
// breaks. They know the specification and nothing of either's code.
type rules struct {
	schemas schemas

	mu       sync.Mutex
	breaches []string
	messages int
	heads    map[vda5050.Name]uint32
	sent     map[string]string // content by order and update, and by action
	base     []vda5050.Node    // of the order under way, by the messages so far
	order    string
	update   uint32
	foreign  clock.Instant // since when the master knows that it is not its own; Never: it is
	cancels  map[string]bool
}

func newRules(s schemas) *rules {
	return &rules{schemas: s, sent: map[string]string{}, cancels: map[string]bool{}, foreign: clock.Never}
}

// published reads the published schemas; none when the folder is missing.
func published(dir string) (schemas, error) {
	out := schemas{}
	for _, n := range []vda5050.Name{vda5050.TopicOrder, vda5050.TopicInstantActions} {
		path := filepath.Join(dir, string(n)+".schema")
		if _, err := os.Stat(path); err != nil {
			return nil, nil
		}
		s, err := jsonschema.NewCompiler().Compile(path)
		if err != nil {
			return nil, err
		}
		out[n] = s
	}
	return out, nil
}

// breach counts one; the caller holds mu, or is the droid, between two messages.
func (r *rules) breach(format string, args ...any) {
	r.breaches = append(r.breaches, fmt.Sprintf(format, args...))
}

func (r *rules) connected() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heads = map[vda5050.Name]uint32{}
}

// said takes note of what the robot says.
func (r *rules) said(st *vda5050.State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if st.OperatingMode == vda5050.ModeAutomatic {
		r.foreign = clock.Never
	}
	for _, a := range st.ActionStates {
		if a.ActionStatus == vda5050.ActionFinished || a.ActionStatus == vda5050.ActionFailed {
			delete(r.cancels, a.ActionID)
		}
	}
	if len(st.NodeStates) == 0 && len(st.ActionStates) == 0 {
		clear(r.cancels) // it has forgotten all
	}
}

// knows takes note that the master has understood the robot to be in other
// hands: the engine has its word, stamped by the same clock as its messages.
func (r *rules) knows(at clock.Instant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.foreign = at
}

// heard judges a message of the master's, against the robot as it is.
func (r *rules) heard(m mqtt.Message, d *droid) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages++
	if m.Retain || m.QoS != 0 {
		r.breach("%s came with QoS %d, retained %v", m.Topic, m.QoS, m.Retain)
	}
	name := vda5050.Name(m.Topic[len(d.topic("")):])
	r.valid(name, m.Payload)
	var head vda5050.Header
	if err := json.Unmarshal(m.Payload, &head); err != nil {
		r.breach("no header: %v", err)
		return
	}
	if head.Version != d.version() || head.Manufacturer != droidMaker || head.SerialNumber != d.serial {
		r.breach("the header is another robot's: %+v", head)
	}
	if head.HeaderID <= r.heads[name] {
		r.breach("headerId %d of %s after %d", head.HeaderID, name, r.heads[name])
	}
	r.heads[name] = head.HeaderID
	if head.Timestamp.Instant() > r.foreign {
		r.breach("%s into other hands", name)
	}
	switch name {
	case vda5050.TopicOrder:
		var o vda5050.Order
		_ = json.Unmarshal(m.Payload, &o)
		r.ordered(&o, d)
	case vda5050.TopicInstantActions:
		var as vda5050.InstantActions
		_ = json.Unmarshal(m.Payload, &as)
		for _, a := range as.Actions {
			if _, again := r.sent["action "+a.ActionID]; !again && a.ActionType == "unlock" {
				r.unlocks(a, d)
			}
			r.same("action "+a.ActionID, a)
			if a.ActionType == "cancelOrder" {
				r.cancels[a.ActionID] = !slices.ContainsFunc(d.instant, func(x vda5050.ActionState) bool {
					return x.ActionID == a.ActionID && (x.ActionStatus == vda5050.ActionFinished || x.ActionStatus == vda5050.ActionFailed)
				})
				if !r.cancels[a.ActionID] {
					delete(r.cancels, a.ActionID)
				}
			}
		}
	}
}

func (r *rules) valid(n vda5050.Name, payload []byte) {
	s := r.schemas[n]
	if s == nil {
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(payload))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		r.breach("%s is not valid: %v", n, err)
	}
}

// same demands that what has one id has one content.
func (r *rules) same(id string, v any) {
	b, _ := json.Marshal(v)
	if before, ok := r.sent[id]; ok && before != string(b) {
		r.breach("%s changed:\n%s\n%s", id, before, b)
	}
	r.sent[id] = string(b)
}

func (r *rules) ordered(o *vda5050.Order, d *droid) {
	r.same(fmt.Sprintf("order %s/%d", o.OrderID, o.OrderUpdateID), []any{o.Nodes, o.Edges})
	if len(r.cancels) > 0 {
		r.breach("order %s while a cancel is not settled", o.OrderID)
	}
	if d.trouble == small && len(o.Nodes) > 3 {
		r.breach("%d nodes for a robot that takes 3", len(o.Nodes))
	}
	r.released(o)
	r.boxed(o)
	switch {
	case o.OrderID != r.order:
		if o.OrderUpdateID != 0 {
			r.breach("order %s begins with update %d", o.OrderID, o.OrderUpdateID)
		}
		if d.orderID != o.OrderID && !d.idle() {
			r.breach("order %s to a robot that is not idle: it has %s", o.OrderID, d.orderID)
		}
		r.order, r.update, r.base = o.OrderID, 0, base(o)
	case o.OrderUpdateID > r.update:
		if o.OrderUpdateID != r.update+1 {
			r.breach("update %d of %s after %d", o.OrderUpdateID, o.OrderID, r.update)
		}
		last := r.base[len(r.base)-1]
		if a, b := text(last), text(o.Nodes[0]); a != b {
			r.breach("update %d of %s is not stitched to the end of the base:\n%s\n%s", o.OrderUpdateID, o.OrderID, a, b)
		}
		r.update, r.base = o.OrderUpdateID, append(r.base, base(o)[1:]...)
	}
}

// unlocks demands that a compartment opens where the robot stands, and for an
// order's drop only once that has begun.
func (r *rules) unlocks(a vda5050.Action, d *droid) {
	if d.driving {
		r.breach("%s while it drives", a.ActionID)
	}
	if a.Param("compartment") == "" {
		r.breach("%s does not say which compartment", a.ActionID)
	}
	for _, x := range d.acts {
		drop := d.errands[x.ActionID]
		if drop.ActionType == "drop" && strings.HasPrefix(a.ActionID, d.orderID+"."+drop.Param("orderId")+".") && x.ActionStatus == vda5050.ActionWaiting {
			r.breach("%s before its drop", a.ActionID)
		}
	}
}

// boxed demands that each errand names a compartment, and that no two orders have
// the same.
func (r *rules) boxed(o *vda5050.Order) {
	boxes := map[string]string{}
	for _, n := range o.Nodes {
		for _, a := range n.Actions {
			order, box := a.Param("orderId"), a.Param("compartment")
			if order == "" || box == "" || boxes[box] != "" && boxes[box] != order {
				r.breach("%s is of order %q in compartment %q, with %q", a.ActionID, order, box, boxes[box])
			}
			boxes[box] = order
		}
	}
}

// released checks an order's own shape.
func (r *rules) released(o *vda5050.Order) {
	horizon := false
	for i, n := range o.Nodes {
		if horizon && n.Released {
			r.breach("node %s is released behind one that is not", n.NodeID)
		}
		horizon = horizon || !n.Released
		if i == 0 {
			continue
		}
		e := o.Edges[i-1]
		if e.Released != (n.Released && o.Nodes[i-1].Released) {
			r.breach("edge %s is released %v between %v and %v", e.EdgeID, e.Released, o.Nodes[i-1].Released, n.Released)
		}
	}
}

func base(o *vda5050.Order) []vda5050.Node {
	i := slices.IndexFunc(o.Nodes, func(n vda5050.Node) bool { return !n.Released })
	if i < 0 {
		i = len(o.Nodes)
	}
	return slices.Clone(o.Nodes[:i])
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// TestRulesCatch shows the rules each kind of breach, and what is none.
func TestRulesCatch(t *testing.T) {
	node := func(i int, released bool) vda5050.Node {
		return vda5050.Node{NodeID: fmt.Sprint("n", i), SequenceID: uint32(2 * i), Released: released}
	}
	order := func(id string, update uint32, from, base, to int) *vda5050.Order {
		o := &vda5050.Order{OrderID: id, OrderUpdateID: update}
		for i := from; i < to; i++ {
			o.Nodes = append(o.Nodes, node(i, i < base))
			if i > from {
				o.Edges = append(o.Edges, vda5050.Edge{EdgeID: fmt.Sprint("e", i), SequenceID: uint32(2*i - 1), Released: i < base, StartNodeID: fmt.Sprint("n", i-1), EndNodeID: fmt.Sprint("n", i)})
			}
		}
		return o
	}
	cancel := &vda5050.InstantActions{Actions: vda5050.List[vda5050.Action]{{ActionType: "cancelOrder", ActionID: "c", BlockingType: "NONE"}}}
	about := func(order, box string) vda5050.List[vda5050.ActionParameter] {
		return vda5050.List[vda5050.ActionParameter]{{Key: "orderId", Value: order}, {Key: "compartment", Value: box}}
	}
	errand := func(o *vda5050.Order, boxes ...string) *vda5050.Order {
		for i, box := range boxes {
			order := fmt.Sprint("o", i+1)
			o.Nodes[i+1].Actions = vda5050.List[vda5050.Action]{{ActionType: "pick", ActionID: o.OrderID + "." + order + ".pick", ActionParameters: about(order, box)}}
		}
		return o
	}
	unlock := &vda5050.InstantActions{Actions: vda5050.List[vda5050.Action]{{ActionType: "unlock", ActionID: "a.o1.unlock.1", BlockingType: "NONE", ActionParameters: about("o1", "1")}}}
	for what, c := range map[string]struct {
		before []vda5050.Message
		d      droid
		bad    vda5050.Message
		change func(m *mqtt.Message, h *vda5050.Header)
		want   string
	}{
		"":                        {bad: order("a", 0, 0, 2, 4), before: []vda5050.Message{order("a", 0, 0, 2, 4)}},
		"a good update":           {bad: order("a", 1, 1, 4, 4), before: []vda5050.Message{order("a", 0, 0, 2, 4)}},
		"retained":                {bad: order("a", 0, 0, 2, 4), change: func(m *mqtt.Message, _ *vda5050.Header) { m.Retain = true }, want: "retained true"},
		"another version":         {bad: order("a", 0, 0, 2, 4), change: func(_ *mqtt.Message, h *vda5050.Header) { h.Version = "2.0.0" }, want: "another robot's"},
		"a repeated header":       {bad: cancel, before: []vda5050.Message{cancel}, change: func(_ *mqtt.Message, h *vda5050.Header) { h.HeaderID = 1 }, want: "headerId 1"},
		"a resend that differs":   {bad: order("a", 0, 0, 3, 4), before: []vda5050.Message{order("a", 0, 0, 2, 4)}, want: "changed"},
		"a busy robot":            {bad: order("a", 0, 0, 2, 4), d: droid{orderID: "b", nodes: []vda5050.Node{node(1, true)}}, want: "not idle"},
		"an order after a cancel": {bad: order("a", 0, 0, 2, 4), before: []vda5050.Message{cancel}, want: "not settled"},
		"an update too many":      {bad: order("a", 2, 1, 4, 4), before: []vda5050.Message{order("a", 0, 0, 2, 4)}, want: "update 2"},
		"a wrong stitch":          {bad: order("a", 1, 2, 4, 4), before: []vda5050.Message{order("a", 0, 0, 2, 4)}, want: "not stitched"},
		"too many nodes":          {bad: order("a", 0, 0, 2, 4), d: droid{trouble: small}, want: "takes 3"},
		"two in one compartment":  {bad: errand(order("a", 0, 0, 4, 4), "1", "1"), want: "in compartment"},
		"two compartments":        {bad: errand(order("a", 0, 0, 4, 4), "1", "2")},
		"an unlock on the way":    {bad: unlock, d: droid{driving: true}, want: "while it drives"},
		"an unlock too early": {bad: unlock, d: droid{
			orderID: "a", acts: []vda5050.ActionState{{ActionID: "a.o1.drop", ActionStatus: vda5050.ActionWaiting}},
			errands: map[string]vda5050.Action{"a.o1.drop": {ActionType: "drop", ActionParameters: about("o1", "1")}},
		}, want: "before its drop"},
		"a hole in the base": {bad: func() vda5050.Message {
			o := order("a", 0, 0, 4, 4)
			o.Nodes[2].Released = false
			return o
		}(), want: "behind one that is not"},
	} {
		r := newRules(nil)
		r.connected()
		d := c.d
		d.serial = "D"
		send := func(m vda5050.Message, change func(*mqtt.Message, *vda5050.Header)) {
			h := vda5050.Header{HeaderID: r.heads[m.Name()] + 1, Version: "2.1.0", Manufacturer: droidMaker, SerialNumber: "D"}
			out := mqtt.Message{Topic: d.topic(m.Name())}
			if change != nil {
				change(&out, &h)
			}
			*m.Head() = h
			out.Payload = []byte(text(m))
			r.heard(out, &d)
		}
		for _, m := range c.before {
			send(m, nil)
		}
		if len(r.breaches) > 0 {
			t.Errorf("%s: %q before", what, r.breaches)
		}
		send(c.bad, c.change)
		if got := strings.Join(r.breaches, " "); !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}
