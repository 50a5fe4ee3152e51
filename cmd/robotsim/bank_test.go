package main

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/wire/device"
)

// bank is a locker of two compartments, written from the description of the
// frames. Doors fall shut by themselves.
type bank struct {
	id   string
	self bool // its goods are put in without a word of who brings them
	ws   *websocket.Conn

	mu    sync.Mutex
	doors map[string]*bankDoor
	done  map[string]bool // commands that were answered
	stock map[string]bool // orders that were put in
}

type bankDoor struct {
	closed, occupied bool
	purpose          device.Purpose
	opened           int // counts: a door that was opened again does not fall shut for the time before
}

func newBank(id string) *bank {
	shut := func() *bankDoor { return &bankDoor{closed: true} }
	return &bank{id: id, doors: map[string]*bankDoor{"1": shut(), "2": shut()}, done: map[string]bool{}, stock: map[string]bool{}}
}

// join connects the bank until ctx ends.
func (b *bank) join(ctx context.Context, t *testing.T, server string) {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(server, "http")+"/v1/device/ws",
		http.Header{"Authorization": {"Bearer " + keyOf(b.id)}})
	if err != nil {
		t.Fatal(err)
	}
	b.ws = ws
	context.AfterFunc(ctx, func() { ws.Close() })
	b.mu.Lock()
	b.send(device.Hello{Device: b.id, Kind: device.KindLocker, Protocol: device.Protocol, Compartments: []device.Compartment{
		{ID: "1", Closed: true}, {ID: "2", Closed: true},
	}})
	b.mu.Unlock()
	go func() {
		for {
			_, raw, err := ws.ReadMessage()
			if err != nil {
				return
			}
			f, err := device.DecodeFromServer(raw)
			if err != nil {
				t.Errorf("bank %s: %v", b.id, err)
				return
			}
			if o, ok := f.(device.Open); ok {
				b.open(o)
			}
		}
	}()
}

// send writes a frame. The caller holds mu.
func (b *bank) send(f device.Frame) {
	if raw, err := device.Encode(f); err == nil {
		_ = b.ws.WriteMessage(websocket.TextMessage, raw)
	}
}

func (b *bank) report(id string) {
	d := b.doors[id]
	b.send(device.Report{Compartment: id, Closed: d.closed, Occupied: d.occupied})
}

// open opens a door, once for each command.
func (b *bank) open(o device.Open) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.doors[o.Compartment]
	if !b.done[o.ID] {
		b.done[o.ID] = true
		d.closed, d.purpose = false, o.Purpose
		d.opened++
		opened, stays := d.opened, 400*time.Millisecond
		if o.Purpose == device.Collect || b.self {
			stays = 20 * time.Millisecond
		}
		time.AfterFunc(stays, func() { b.shut(o.Compartment, opened) })
	}
	b.send(device.Done{ID: o.ID})
	b.report(o.Compartment)
}

// shut lets a door fall shut; whoever collects has taken the goods out.
func (b *bank) shut(id string, opened int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.doors[id]
	if d.closed || d.opened != opened {
		return
	}
	d.closed, d.occupied = true, d.purpose == device.Deposit && (d.occupied || b.self)
	b.report(id)
}

// put is somebody before the bank with an order's goods, which go through the
// door that is open for them. It is false while none is.
func (b *bank) put(order string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, d := range b.doors {
		if !d.closed && !d.occupied && d.purpose == device.Deposit {
			d.closed, d.occupied, b.stock[order] = true, true, true
			b.report(id)
			return true
		}
	}
	return b.stock[order]
}
