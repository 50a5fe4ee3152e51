package courierws

import (
	"context"
	"log/slog"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Engine is the loop that owns the zone.
type Engine interface {
	Submit(ctx context.Context, r shell.Request) (shell.Result, error)
	// View must not run beside Deliver, or a session could miss a message.
	View(ctx context.Context, f func(s *dispatch.State)) error
}

// People looks up the personal data of an order; shell.ErrNotFound where
// there is none, or none any more.
type People interface {
	Person(ctx context.Context, id orders.ID) (shell.Person, error)
}

// Keys looks up credentials by id; shell.ErrNoCredential or shell.ErrNotFound
// where there is none.
type Keys interface {
	Credential(ctx context.Context, id string) (shell.Credential, error)
}

// Tickets redeems what browsers bring in place of a key.
type Tickets interface {
	Redeem(ticket string) (shell.Credential, bool)
}

// Tracker takes every position of a courier at work, for maps. It must return
// at once.
type Tracker interface {
	Track(worker string, p geo.Point, at clock.Instant)
}

// Clock is the engine clock and how fast it runs.
type Clock interface {
	Now() clock.Instant
	Scale() float64 // engine seconds in a real one
}

// Parts is what a Server speaks to. People, Tickets and Tracker may be nil:
// tasks then carry no personal data, only keys open a session, and nobody
// draws a map.
type Parts struct {
	Engine  Engine
	People  People
	Keys    Keys
	Tickets Tickets
	Tracker Tracker
	Clock   Clock
	Pepper  orders.Pepper // turns PINs into proofs
}

// Config is what an operator may set; a zero field takes its default.
type Config struct {
	// Origins are the web origins, such as https://app.example.org, whose
	// pages may open a session. The server's own host always may, and so may
	// apps that send no Origin.
	Origins []string
	Log     *slog.Logger // default slog.Default()

	Sessions int           // at once; default 10,000
	Queue    int           // messages waiting for a slow app; default 256
	Replay   int           // messages kept for each courier; default 256
	Keep     time.Duration // of a line after its app went silent; default 10 minutes
	Ping     time.Duration // between pings; default 25 seconds
	Silence  time.Duration // until a session counts as lost; default 75 seconds
	Hello    time.Duration // to say hello; default 10 seconds
	Write    time.Duration // for one write; default 10 seconds
	Ask      time.Duration // for the engine to answer; default 10 seconds
	Recheck  time.Duration // between two looks whether the key was revoked; default 5 minutes
	Lookup   time.Duration // that a message waits for personal data; default half a second
	Again    time.Duration // until a lookup that failed is tried again; default 5 seconds
	Rate     float64       // messages a second from an app; default 20
	Burst    float64       // above the rate for a moment; default 60

	// Now is the real time, for rates and ages; default time.Now.
	Now func() time.Time
}

func (c Config) withDefaults() Config {
	or := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	or(&c.Keep, 10*time.Minute)
	or(&c.Ping, 25*time.Second)
	or(&c.Silence, 75*time.Second)
	or(&c.Hello, 10*time.Second)
	or(&c.Write, 10*time.Second)
	or(&c.Ask, 10*time.Second)
	or(&c.Recheck, 5*time.Minute)
	or(&c.Lookup, 500*time.Millisecond)
	or(&c.Again, 5*time.Second)
	for _, n := range []struct {
		at  *int
		def int
	}{{&c.Sessions, 10000}, {&c.Queue, 256}, {&c.Replay, 256}} {
		if *n.at <= 0 {
			*n.at = n.def
		}
	}
	if c.Rate <= 0 {
		c.Rate = 20
	}
	if c.Burst <= 0 {
		c.Burst = 60
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
