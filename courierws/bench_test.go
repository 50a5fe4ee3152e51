package courierws_test

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/courierws"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"

	"github.com/gorilla/websocket"
)

// crowd is a server with n couriers registered, c0 and up, whose keys are
// named like them.
func crowd(b *testing.B, n int) (*engine, *courierws.Server, string) {
	e := &engine{st: dispatch.NewState("z", "", dispatch.DefaultPolicy())}
	k := &keys{rows: map[string]shell.Credential{}}
	for i := range n {
		id := fmt.Sprint("c", i)
		e.st.Couriers.Put(fleet.WorkerID(id), fleet.Courier{ID: fleet.WorkerID(id), Online: true})
		k.rows[id] = shell.Credential{ID: id, Hash: shell.HashSecret("s"), Subject: id, Scopes: []shell.Scope{shell.ScopeCourier}}
	}
	clock := &engineClock{}
	clock.at.Store(1e15)
	clock.scale.Store(1)
	e.server = courierws.New(courierws.Parts{Engine: e, Keys: k, Clock: clock},
		courierws.Config{Rate: 1e9, Burst: 1e9, Log: slog.New(slog.DiscardHandler)})
	site := httptest.NewServer(e.server)
	b.Cleanup(site.Close)
	return e, e.server, strings.TrimPrefix(site.URL, "http")
}

// BenchmarkCommand is one command of one courier, there and back.
func BenchmarkCommand(b *testing.B) {
	_, _, at := crowd(b, 1)
	conn, _, err := websocket.DefaultDialer.Dial("ws"+at, bearer("c0"))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello"}`))
	conn.ReadMessage()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		frame, _ := courier.EncodeClient(courier.PickUp{ID: fmt.Sprint(n), Order: "o1"})
		conn.WriteMessage(websocket.TextMessage, frame)
		if _, _, err := conn.ReadMessage(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIdleSessions measures what a session weighs at the server while
// nothing happens. The apps are bare connections, which weigh little.
func BenchmarkIdleSessions(b *testing.B) {
	const n = 4000
	for b.Loop() {
		_, server, at := crowd(b, n)
		before := inUse()
		conns := make([]net.Conn, 0, n)
		for i := range n {
			c, err := net.Dial("tcp", strings.TrimPrefix(at, "://"))
			if err != nil {
				b.Fatal(err)
			}
			conns = append(conns, c)
			r, _ := http.NewRequest("GET", "http"+at+courierws.Path, nil)
			r.Header = bearer(fmt.Sprint("c", i))
			for k, v := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} {
				r.Header.Set(k, v)
			}
			r.Write(c)
			if _, err := http.ReadResponse(bufio.NewReaderSize(c, 256), r); err != nil {
				b.Fatal(err)
			}
			c.Write(append([]byte{0x81, 0x80 | 16, 0, 0, 0, 0}, `{"type":"hello"}`...))
		}
		for until := time.Now().Add(patience); server.Counters().Out < n && time.Now().Before(until); {
			runtime.Gosched()
		}
		b.ReportMetric((inUse()-before)/n, "bytes/session")
		for _, c := range conns {
			c.Close()
		}
	}
}

func inUse() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse + m.StackInuse)
}
