package live

import (
	"context"
	"log/slog"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/shell"
)

// Config is a zone to be run.
type Config struct {
	Zone   string
	Engine string // version
	Store  shell.Store
	Router *roadnet.Router
	Travel shell.Travel // what plans are made with; the router when nil
	Policy dispatch.Policy
	Scale  float64 // engine seconds in a real one: 1, but in demos and tests
	Audit  bool
	Log    *slog.Logger
}

// Zone is a zone that is owned and run here.
type Zone struct {
	*shell.Pump
	Clock *Clock
	doors *later
}

// Open claims a zone and recovers it. Its clock goes on from the real time,
// or from where the zone's history ended when that is later.
func Open(ctx context.Context, c Config) (*Zone, error) {
	doors := &later{}
	loop, err := shell.Open(ctx, shell.Config{
		Zone: c.Zone, City: c.Router.City().Hash, Engine: c.Engine, Policy: c.Policy,
		Store: c.Store, Doors: doors, Log: c.Log, Audit: c.Audit,
	})
	if err != nil {
		return nil, err
	}
	start := max(clock.FromTime(time.Now()), loop.State().Now)
	z := &Zone{Clock: NewClock(start, c.Scale), doors: doors}
	if c.Travel == nil {
		c.Travel = shell.Roads{Router: c.Router}
	}
	z.Pump = shell.NewPump(loop, z.Clock, shell.Planner{Travel: c.Travel, Ground: lanes.NewGround(c.Router.City())}, c.Log)
	return z, nil
}

// Attach sets the doors. It must be called before Run.
func (z *Zone) Attach(ds ...shell.Doors) { z.doors.Doors = ds }

// later are doors that are built after the loop that they serve.
type later struct{ Doors }
