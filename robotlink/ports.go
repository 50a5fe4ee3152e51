package robotlink

import (
	"context"
	"log/slog"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// Engine is the loop that owns the zone.
type Engine interface {
	Submit(ctx context.Context, r shell.Request) (shell.Result, error)
	// View must not run beside Deliver, or a machine could miss a command.
	View(ctx context.Context, f func(s *dispatch.State)) error
}

// Tracker takes every position of a robot, for maps. It must return at once.
type Tracker interface {
	Track(worker string, p geo.Point, at clock.Instant)
}

// Clock is the engine clock and how fast it runs.
type Clock interface {
	Now() clock.Instant
	Scale() float64 // engine seconds in a real one
}

// Credentials looks up credentials by id; shell.ErrNoCredential or
// shell.ErrNotFound where there is none.
type Credentials interface {
	Credential(ctx context.Context, id string) (shell.Credential, error)
}

// Parts is what a Server speaks to. Tracker may be nil: nobody draws a map.
type Parts struct {
	Engine      Engine
	Credentials Credentials
	Tracker     Tracker
	Clock       Clock
}

// Config is what an operator may set; but for Chart, a zero field takes its
// default. All times are real time.
type Config struct {
	Chart     vda5050.Chart  // the robots' maps, at least one
	Speeds    vda5050.Speeds // how fast robots may drive where; nil: nobody says
	Pepper    orders.Pepper  // turns what is typed at lockers into proofs; nil: nothing can be typed there
	Interface string         // first part of every topic; default "uagv"
	Log       *slog.Logger   // default slog.Default()

	// Grace returns how long a link may be lost before the engine is told.
	// It is asked each time, because a zone's pace may change. Default 5
	// seconds.
	Grace func() time.Duration

	Resend  time.Duration // until what shows no effect is sent again; default 5 seconds
	Again   time.Duration // the longest that Resend grows to; default 30 seconds
	Door    time.Duration // that a door to open waits for its locker; default 5 minutes
	Start   time.Duration // that machines have to come back after a restart; default 20 seconds
	Ping    time.Duration // between pings; default 25 seconds
	Silence time.Duration // without any message until a session counts as lost; default 90 seconds
	Write   time.Duration // for one write; default 10 seconds
	Ask     time.Duration // for the engine to answer; default 10 seconds
	Recheck time.Duration // between two looks whether the key was revoked; default 5 minutes
	Tick    time.Duration // between two looks at all machines; default a quarter of a second
	Lines   int           // MQTT connections at once; default 5,000
	Queue   int           // messages waiting for a slow machine; default 64
	Rate    int           // messages an engine second from one machine; default 200
}

func (c Config) withDefaults() Config {
	for _, d := range []struct {
		at  *time.Duration
		def time.Duration
	}{
		{&c.Resend, 5 * time.Second}, {&c.Again, 30 * time.Second}, {&c.Door, 5 * time.Minute},
		{&c.Start, 20 * time.Second}, {&c.Ping, 25 * time.Second}, {&c.Silence, 90 * time.Second},
		{&c.Write, 10 * time.Second}, {&c.Ask, 10 * time.Second}, {&c.Recheck, 5 * time.Minute},
		{&c.Tick, 250 * time.Millisecond},
	} {
		if *d.at <= 0 {
			*d.at = d.def
		}
	}
	if c.Queue <= 0 {
		c.Queue = 64
	}
	if c.Lines <= 0 {
		c.Lines = 5000
	}
	if c.Rate <= 0 {
		c.Rate = 200
	}
	if c.Interface == "" {
		c.Interface = vda5050.DefaultInterface
	}
	if c.Grace == nil {
		c.Grace = func() time.Duration { return 5 * time.Second }
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}
