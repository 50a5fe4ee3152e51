package courierws_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/courierws"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

// A courier signs in, is offered an order, loses the connection in a tunnel,
// and comes back to what was missed.
func Example_session() {
	e := &engine{st: dispatch.NewState("andorra", "", dispatch.DefaultPolicy())}
	e.st.Couriers.Put("c7", fleet.Courier{ID: "c7", Online: true})
	e.st.Orders.Put("o1", orders.Order{ID: "o1", Pickup: shop, Dropoff: orders.Dropoff{Point: home}})
	clock := &engineClock{}
	clock.at.Store(1e15)
	clock.scale.Store(1)

	server := courierws.New(courierws.Parts{
		Engine: e, Clock: clock,
		Keys: &keys{rows: map[string]shell.Credential{"k7": {
			ID: "k7", Hash: shell.HashSecret("s"), Subject: "c7", Scopes: []shell.Scope{shell.ScopeCourier}}}},
	}, courierws.Config{})
	e.server = server
	site := httptest.NewServer(server)
	defer site.Close()
	url := "ws" + strings.TrimPrefix(site.URL, "http") + courierws.Path

	say := func(c *websocket.Conn, m courier.ClientMessage) {
		b, _ := courier.EncodeClient(m)
		c.WriteMessage(websocket.TextMessage, b)
	}
	listen := func(c *websocket.Conn) courier.ServerMessage {
		c.SetReadDeadline(time.Now().Add(patience))
		_, b, _ := c.ReadMessage()
		m, _ := courier.DecodeServer(b)
		return m
	}

	app, _, _ := websocket.DefaultDialer.Dial(url, bearer("k7"))
	say(app, courier.Hello{})
	w := listen(app).(courier.Welcome)
	fmt.Println("welcome", w.Courier.ID, "resumed:", w.Resumed)

	e.offer("o1.1", "c7")
	offer := listen(app).(courier.Offer)
	fmt.Println("offer", offer.Offer, "of order", offer.Order)
	say(app, courier.Accept{ID: "m1", Offer: offer.Offer})
	fmt.Printf("%+v\n", listen(app))

	app.Close() // a tunnel
	e.happen(func(*dispatch.State) []dispatch.Decision {
		return []dispatch.Decision{dispatch.OfferGone{Offer: "o1.1", Order: "o1", Courier: "c7", Outcome: dispatch.OfferAccepted}}
	})

	app, _, _ = websocket.DefaultDialer.Dial(url, bearer("k7"))
	say(app, courier.Hello{Resume: &courier.Resume{Epoch: w.Epoch, Seq: offer.Seq}})
	fmt.Println("welcome, resumed:", listen(app).(courier.Welcome).Resumed)
	closed := listen(app).(courier.OfferClosed)
	fmt.Println("offer", closed.Offer, closed.Outcome)
	say(app, courier.Accept{ID: "m1", Offer: "o1.1"}) // not sure that it arrived
	fmt.Printf("%+v, the engine was asked %d time\n", listen(app), len(e.taken()))

	app.Close()
	server.Shutdown(context.Background())
	// Output:
	// welcome c7 resumed: false
	// offer o1.1 of order o1
	// {ID:m1}
	// welcome, resumed: true
	// offer o1.1 accepted
	// {ID:m1}, the engine was asked 1 time
}
