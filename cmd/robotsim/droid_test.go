package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/simulator/mqtt"
	"github.com/linli/linli/wire/vda5050"
)

// trouble is what befalls a droid, again and again.
type trouble string

const (
	none       trouble = "nothing"
	dropped    trouble = "orders are dropped"
	duplicated trouble = "messages come twice"
	reordered  trouble = "states overtake each other"
	stuckFast  trouble = "stuck"
	stopped    trouble = "emergency stop"
	byHand     trouble = "manual mode"
	lowBattery trouble = "low battery"
	crashed    trouble = "crash without goodbye"
	unlinked   trouble = "link cut while moving"
	skewed     trouble = "clock an hour off"
	mute       trouble = "silent refusals"
	small      trouble = "room for three nodes"
	old        trouble = "version 2.0.0"
	tipped     trouble = "tipped"
	forced     trouble = "lid forced"
	literal    trouble = "reads no node without a heading"
	unasked    trouble = "takes no requests"
)

var troubles = []trouble{none, dropped, duplicated, reordered, stuckFast, stopped, byHand, lowBattery, crashed, unlinked, skewed, mute, small, old, tipped, forced, literal, unasked}

// profileOf names the profile that a droid of a trouble is registered with.
var profileOf = map[trouble]string{literal: "inorbit", unasked: "unasked"}

const (
	droidMaker = "SPEC"
	droidTick  = 4 * time.Millisecond // to the next node, or to get on with an action
)

// heard is what came over a connection.
type heard struct {
	conn *mqtt.Conn
	mqtt.Message
}

// droid is a robot written from the text of VDA 5050 2.1.0. It shares nothing
// with the master but the codec. All of it runs in one goroutine.
type droid struct {
	serial  string
	trouble trouble
	server  string
	key     string
	dice    *rand.Rand
	rules   *rules
	conn    *mqtt.Conn
	in      chan heard
	lost    chan *mqtt.Conn
	heads   map[vda5050.Name]uint32
	held    []byte // a state that will be overtaken
	ticks   int    // since the last state

	mode, orderID, lastNode string
	update, lastSeq         uint32
	nodes                   []vda5050.Node // still ahead, without the last passed
	edges                   []vda5050.Edge
	here                    []vda5050.Action // of the node it stands on, not begun
	end                     vda5050.Node     // of the base
	acts                    []vda5050.ActionState
	instant                 []vda5050.ActionState
	errs                    []vda5050.Error
	x, y, charge            float64
	eStop                   string
	driving, paused         bool
	rest                    int // ticks to stand still
	then                    func()
	spurned                 map[string]bool // orders that it never takes
	repair                  int             // ticks until it is repaired
	pressed                 int             // ticks until its stop is released
	troubled                int
	errands                 map[string]vda5050.Action // of the order, by action id
	skipped, unlocked       map[string]bool           // of Linli's orders
	hold                    map[string]string         // whose goods are in which compartment
	site                    *site
}

func (d *droid) topic(n vda5050.Name) string {
	return "uagv/v2/" + droidMaker + "/" + d.serial + "/" + string(n)
}

func (d *droid) version() string {
	if d.trouble == old || d.trouble == literal {
		return "2.0.0"
	}
	return "2.1.0"
}

func (d *droid) header(n vda5050.Name) vda5050.Header {
	d.heads[n]++
	at := time.Now()
	if d.trouble == skewed {
		at = at.Add(-time.Hour)
	}
	h := vda5050.Header{HeaderID: d.heads[n], Version: d.version(), Manufacturer: droidMaker, SerialNumber: d.serial}
	h.Timestamp = vda5050.At(instantOf(at))
	return h
}

func (d *droid) encode(m vda5050.Message) []byte {
	*m.Head() = d.header(m.Name())
	b, err := vda5050.Encode(m)
	if err != nil {
		panic(err)
	}
	return b
}

func (d *droid) run(ctx context.Context) {
	d.spurned, d.hold = map[string]bool{}, map[string]string{}
	d.clear()
	d.mode, d.eStop, d.charge = vda5050.ModeAutomatic, "NONE", 100
	d.in, d.lost = make(chan heard, 1000), make(chan *mqtt.Conn, 10)
	tick := time.NewTicker(droidTick)
	defer tick.Stop()
	for ctx.Err() == nil {
		if d.conn == nil {
			d.connect(ctx)
		}
		select {
		case <-ctx.Done():
		case m := <-d.in:
			if m.conn == d.conn { // else it was lost with the link
				d.hear(m.Message)
			}
		case c := <-d.lost:
			if c == d.conn {
				d.conn = nil
			}
		case <-tick.C:
			d.live()
		}
	}
	if d.conn != nil {
		d.conn.Cut()
	}
}

func (d *droid) connect(ctx context.Context) {
	d.heads = map[vda5050.Name]uint32{}
	will := d.encode(&vda5050.Connection{ConnectionState: vda5050.Broken})
	c, err := mqtt.Dial(ctx, mqtt.Options{
		Server: d.server, Client: d.serial, User: d.serial, Key: d.key,
		Will:      mqtt.Message{Topic: d.topic("connection"), Payload: will, QoS: 1, Retain: true},
		Subscribe: []string{d.topic("order"), d.topic("instantActions")},
	})
	if err != nil {
		time.Sleep(droidTick)
		return
	}
	d.conn = c
	d.rules.connected()
	go func() {
		for {
			m, err := c.Read()
			if err != nil {
				d.lost <- c
				return
			}
			d.in <- heard{c, m}
		}
	}()
	d.publish(mqtt.Message{Topic: d.topic("connection"), Payload: d.encode(&vda5050.Connection{ConnectionState: vda5050.Online}), QoS: 1, Retain: true})
	if d.trouble == unasked || d.dice.IntN(2) == 0 { // else it waits until it is asked
		d.factsheet()
	}
	d.tell()
}

func (d *droid) publish(m mqtt.Message) {
	if d.conn != nil {
		_ = d.conn.Publish(m)
	}
}

func (d *droid) factsheet() {
	f := &vda5050.Factsheet{}
	for kind, scope := range map[string]string{
		"pick": "NODE", "drop": "NODE", "unlock": "INSTANT", "skip": "INSTANT", "cancelOrder": "INSTANT",
		"startPause": "INSTANT", "stopPause": "INSTANT", "stateRequest": "INSTANT", "factsheetRequest": "INSTANT",
	} {
		f.ProtocolFeatures.AGVActions = append(f.ProtocolFeatures.AGVActions, vda5050.AGVAction{ActionType: kind, ActionScopes: vda5050.List[string]{scope}})
	}
	if d.trouble == small {
		f.ProtocolLimits.MaxArrayLens.OrderNodes = 3
	}
	d.publish(mqtt.Message{Topic: d.topic("factsheet"), Payload: d.encode(f), Retain: true})
}

// tell publishes the state.
func (d *droid) tell() {
	d.ticks = 0
	st := &vda5050.State{
		OrderID: d.orderID, OrderUpdateID: d.update, LastNodeID: d.lastNode, LastNodeSequenceID: d.lastSeq,
		OperatingMode: d.mode, Driving: d.driving, ActionStates: append(slices.Clone(d.acts), d.instant...), Errors: slices.Clone(d.errs),
		BatteryState: vda5050.BatteryState{BatteryCharge: d.charge}, SafetyState: vda5050.SafetyState{EStop: d.eStop},
		AGVPosition: &vda5050.AGVPosition{X: d.x, Y: d.y, MapID: "town", PositionInitialized: true},
	}
	for _, n := range d.nodes {
		st.NodeStates = append(st.NodeStates, vda5050.NodeState{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: n.Released})
	}
	for _, e := range d.edges {
		st.EdgeStates = append(st.EdgeStates, vda5050.EdgeState{EdgeID: e.EdgeID, SequenceID: e.SequenceID, Released: e.Released})
	}
	low := len(d.nodes) > 0 && !d.nodes[0].Released
	st.NewBaseRequest, st.Paused = &low, &d.paused
	b := d.encode(st)
	d.rules.said(st)
	if d.trouble == reordered && d.held == nil && d.dice.IntN(3) == 0 {
		d.held = b
		return
	}
	d.publish(mqtt.Message{Topic: d.topic("state"), Payload: b})
	if d.trouble == duplicated {
		d.publish(mqtt.Message{Topic: d.topic("state"), Payload: b})
	}
	if d.held != nil {
		d.publish(mqtt.Message{Topic: d.topic("state"), Payload: d.held})
		d.held = nil
	}
}

func (d *droid) idle() bool {
	return len(d.nodes) == 0 && len(d.here) == 0 && !slices.ContainsFunc(d.acts, func(a vda5050.ActionState) bool {
		return a.ActionStatus != vda5050.ActionFinished && a.ActionStatus != vda5050.ActionFailed
	})
}

func (d *droid) hear(m mqtt.Message) {
	d.rules.heard(m, d)
	name := vda5050.Name(m.Topic[len(d.topic("")):])
	msg, err := vda5050.Decode(name, m.Payload)
	if err != nil {
		d.rules.breach("it cannot be read: %v", err)
		return
	}
	times := 1
	if d.trouble == duplicated {
		times = 2
	}
	for range times {
		switch msg := msg.(type) {
		case *vda5050.Order:
			if d.trouble == dropped && d.dice.IntN(2) == 0 {
				return
			}
			d.order(msg)
		case *vda5050.InstantActions:
			for _, a := range msg.Actions {
				if d.trouble == literal && a.ActionName != "" {
					d.rules.breach("%s has a second name", a.ActionType)
				}
				d.act(a)
			}
		}
	}
}

// order takes an order or an update, by the flow chart of 6.6.2.
func (d *droid) order(o *vda5050.Order) {
	if d.mode != vda5050.ModeAutomatic {
		return
	}
	if d.trouble == mute && d.dice.IntN(3) == 0 && o.OrderID != d.orderID {
		d.spurned[o.OrderID] = true
		d.troubled++
	}
	if d.spurned[o.OrderID] {
		return // it will never say so
	}
	first := o.Nodes[0]
	if d.trouble == literal && slices.ContainsFunc(o.Nodes, unreadable) {
		d.rules.breach("order %s/%d cannot be read", o.OrderID, o.OrderUpdateID)
		return // as if it had not come
	}
	switch {
	case o.OrderID != d.orderID && !d.idle():
		d.reject(vda5050.ErrorOrder, o)
	case o.OrderID != d.orderID:
		p := first.NodePosition
		if math.Hypot(p.X-d.x, p.Y-d.y) > *p.AllowedDeviationXY {
			d.reject(vda5050.ErrorNoRoute, o)
			return
		}
		d.orderID, d.acts, d.errs = o.OrderID, nil, nil
		d.clear()
		d.instant = slices.DeleteFunc(d.instant, func(a vda5050.ActionState) bool { return a.ActionStatus != vda5050.ActionRunning })
		d.append(o, first.Actions)
		d.lastNode, d.lastSeq = first.NodeID, first.SequenceID
		d.tell()
	case o.OrderUpdateID < d.update:
		d.reject(vda5050.ErrorOrderUpdate, o)
	case o.OrderUpdateID == d.update:
	case first.NodeID != d.end.NodeID || first.SequenceID != d.end.SequenceID:
		d.reject(vda5050.ErrorOrderUpdate, o)
	default:
		i := slices.IndexFunc(d.nodes, func(n vda5050.Node) bool { return !n.Released })
		if i >= 0 {
			d.nodes, d.edges = d.nodes[:i], d.edges[:min(i, len(d.edges))]
		}
		d.append(o, nil)
		d.tell()
	}
}

// unreadable reports whether a node has no heading, a deviation that looks like
// an integer, or a field that 2.0 has in its schemas only.
func unreadable(n vda5050.Node) bool {
	p := n.NodePosition
	if slices.ContainsFunc(n.Actions, func(a vda5050.Action) bool { return a.ActionName != "" }) {
		return true
	}
	return p.Theta == nil || p.AllowedDeviationXy != nil || p.AllowedDeviationXY != nil && *p.AllowedDeviationXY == math.Trunc(*p.AllowedDeviationXY)
}

// append adds what follows an order's first node.
func (d *droid) append(o *vda5050.Order, here []vda5050.Action) {
	d.update = o.OrderUpdateID
	d.here = append(d.here, here...)
	d.nodes, d.edges = append(slices.Clone(d.nodes), o.Nodes[1:]...), append(slices.Clone(d.edges), o.Edges...)
	for i, n := range o.Nodes {
		if n.Released {
			d.end = n
		}
		for _, a := range n.Actions {
			known := slices.ContainsFunc(d.acts, func(x vda5050.ActionState) bool { return x.ActionID == a.ActionID })
			if (i == 0 && here == nil) || known {
				continue
			}
			status := vda5050.ActionWaiting
			if d.skipped[a.Param("orderId")] {
				status = vda5050.ActionFailed
			}
			d.errands[a.ActionID] = a
			d.acts = append(d.acts, vda5050.ActionState{ActionID: a.ActionID, ActionType: a.ActionType, ActionStatus: status})
		}
	}
}

func (d *droid) reject(kind string, o *vda5050.Order) {
	d.errs = append(d.errs, vda5050.Error{ErrorType: kind, ErrorLevel: vda5050.LevelWarning, ErrorReferences: vda5050.List[vda5050.Reference]{
		{ReferenceKey: "orderId", ReferenceValue: o.OrderID}, {ReferenceKey: "orderUpdateId", ReferenceValue: fmt.Sprint(o.OrderUpdateID)},
	}})
	d.tell()
}

// act does an instant action.
func (d *droid) act(a vda5050.Action) {
	if slices.ContainsFunc(d.instant, func(x vda5050.ActionState) bool { return x.ActionID == a.ActionID }) {
		return
	}
	status := vda5050.ActionFinished
	switch a.ActionType {
	case "cancelOrder":
		if d.idle() {
			status = vda5050.ActionFailed
			d.errs = append(d.errs, vda5050.Error{ErrorType: vda5050.ErrorNoOrderCancel, ErrorLevel: vda5050.LevelWarning})
			break
		}
		d.instant = append(d.instant, vda5050.ActionState{ActionID: a.ActionID, ActionType: a.ActionType, ActionStatus: vda5050.ActionRunning})
		d.tell()
		d.forget()
		d.pause(3, d.stand)
		return
	case "unlock":
		d.unlock(a)
	case "skip":
		d.skip(a.Param("orderId"))
	case "startPause", "stopPause":
		d.paused = a.ActionType == "startPause"
	case "stateRequest", "factsheetRequest":
		if d.trouble == unasked {
			d.rules.breach("%s to a robot that takes none", a.ActionType)
		}
		if a.ActionType == "factsheetRequest" {
			d.factsheet()
		}
	default:
		status = vda5050.ActionFailed
	}
	d.instant = append(d.instant, vda5050.ActionState{ActionID: a.ActionID, ActionType: a.ActionType, ActionStatus: status})
	d.tell()
}

// clear forgets what was said about the order before.
func (d *droid) clear() {
	d.errands, d.skipped, d.unlocked = map[string]vda5050.Action{}, map[string]bool{}, map[string]bool{}
}

// unlock opens a compartment for the order's drop, or for a courier who fetches
// what it could not bring.
func (d *droid) unlock(a vda5050.Action) {
	order := a.Param("orderId")
	if strings.HasPrefix(a.ActionID, d.orderID+".") {
		d.unlocked[order] = true
		return
	}
	delete(d.hold, a.Param("compartment"))
}

// skip passes over what is left to do for an order.
func (d *droid) skip(order string) {
	d.skipped[order] = true
	for i := range d.acts {
		if a := &d.acts[i]; d.errands[a.ActionID].Param("orderId") == order && a.ActionStatus != vda5050.ActionFinished {
			a.ActionStatus = vda5050.ActionFailed
		}
	}
}

// stand ends what cancelOrder began: it has come to a stand.
func (d *droid) stand() {
	for i := range d.instant {
		if d.instant[i].ActionStatus == vda5050.ActionRunning {
			d.instant[i].ActionStatus = vda5050.ActionFinished
		}
	}
	d.tell()
}

// forget gives up what is left of the order.
func (d *droid) forget() {
	d.nodes, d.edges, d.here, d.driving, d.then, d.rest = nil, nil, nil, false, nil, 0
	for i := range d.acts {
		if s := d.acts[i].ActionStatus; s != vda5050.ActionFinished {
			d.acts[i].ActionStatus = vda5050.ActionFailed
		}
	}
}

func (d *droid) pause(ticks int, then func()) { d.rest, d.then = ticks, then }
