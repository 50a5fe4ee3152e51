package shell_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// printer is a set of doors that prints what a merchant would be told.
type printer struct{}

func (printer) Deliver(_ *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	for _, d := range ds {
		if p, ok := d.(dispatch.Published); ok {
			fmt.Println(at.Time().Format("15:04"), p.Order, p.State)
		}
	}
}

// A loop over a store in memory: each turn is stepped, committed, and only
// then handed out. Whoever opens the store next goes on where it stopped.
func Example_loop() {
	ctx := context.Background()
	cfg := shell.Config{
		Zone: "la-vella", City: "hash of the city file", Engine: "example", Policy: dispatch.DefaultPolicy(),
		Store: simulator.NewStore(), Doors: printer{}, Log: slog.New(slog.DiscardHandler),
	}
	loop, err := shell.Open(ctx, cfg)
	if err != nil {
		panic(err)
	}
	now := clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	home := geo.Point{Lng: 1.525, Lat: 42.5}
	loop.Turn(ctx, now, []shell.Request{
		{Event: dispatch.RegisterProvider{Provider: circle.Provider{ID: "noodles", Point: home}}},
		{Event: dispatch.PlaceOrder{
			ID: "o1", Merchant: "noodles", Kind: orders.Meal, Items: []orders.Item{{Name: "soup", Quantity: 1}},
			Dropoff: orders.Dropoff{Point: home, Handover: home},
		}},
	})

	// The server dies here. The next one reads the journal and goes on.
	loop, err = shell.Open(ctx, cfg)
	if err != nil {
		panic(err)
	}
	fmt.Println("recovered", loop.State().Orders.Len(), "order")
	for loop.State().Orders.Len() > 0 { // nobody answers: time passes
		now = loop.NextWake()
		loop.Turn(ctx, now, loop.Due(now, 10))
	}
	// Output:
	// 12:00 o1 placed
	// recovered 1 order
	// 12:08 o1 refused
	// 12:08 o1 cancelled
}
