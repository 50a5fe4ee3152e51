package simulator

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/wire/vda5050"
)

// Live is the stage of a world that acts against a running server, over its
// real protocols and by its clock. Everything that actors do runs in Run's
// goroutine; what arrives from outside is put there through post.
type Live struct {
	client *client
	chart  vda5050.Chart
	seed   uint64
	mqtt   string
	log    Log

	inbox  chan func()
	agenda agenda
	stop   context.CancelFunc

	mu    sync.Mutex
	base  clock.Instant // engine time at since
	since time.Time
	scale float64
}

// LiveConfig says which server a world acts against.
type LiveConfig struct {
	Server string // base URL
	Key    string // with the admin scope
	Chart  vda5050.Chart
	Seed   uint64
	MQTT   string // where robots speak MQTT, as mqtt.Options.Server; empty: they use WebSocket
	Log    Log
}

// NewLive connects to a server and reads its clock.
func NewLive(ctx context.Context, c LiveConfig) (*Live, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	l := &Live{
		client: &client{base: c.Server, key: c.Key, http: &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{
			MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second,
		}}},
		chart: c.Chart, seed: c.Seed, mqtt: c.MQTT, log: c.Log, inbox: make(chan func(), 4096), scale: 1,
	}
	if err := l.sync(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// sync reads the server's clock.
func (l *Live) sync(ctx context.Context) error {
	var c struct {
		Now   time.Time `json:"now"`
		Scale float64   `json:"scale"`
	}
	began := time.Now()
	if err := l.client.get(ctx, "/v1/clock", &c); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	half := time.Since(began) / 2
	l.since, l.scale = began.Add(half), c.Scale
	l.base = clock.FromTime(c.Now)
	return nil
}

// Now implements Stage: the server's clock, read now and then and carried on
// in between.
func (l *Live) Now() clock.Instant {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.base.Add(time.Duration(float64(time.Since(l.since)) * l.scale))
}

// After implements Stage. It is for actors, in Run's goroutine.
func (l *Live) After(d time.Duration, f func()) { l.agenda.put(l.Now().Add(max(d, 0)), f) }

// First implements Stage, likewise.
func (l *Live) First(d time.Duration, f func()) { l.agenda.putFirst(l.Now().Add(max(d, 0)), f) }

// Do runs f on the stage, soon.
func (l *Live) Do(ctx context.Context, f func()) { l.post(ctx, f) }

// post brings something from outside onto the stage.
func (l *Live) post(ctx context.Context, f func()) {
	select {
	case l.inbox <- f:
	case <-ctx.Done():
	}
}

// Run lets the actors act until ctx ends or done says so.
func (l *Live) Run(ctx context.Context, done func() bool) error {
	ctx, l.stop = context.WithCancel(ctx)
	defer l.stop()
	go l.keepTime(ctx)
	for !done() {
		for l.agenda.next() <= l.Now() {
			l.agenda.pop()()
		}
		wait := time.NewTimer(l.untilNext())
		select {
		case <-ctx.Done():
			wait.Stop()
			return ctx.Err()
		case f := <-l.inbox:
			f()
		case <-wait.C:
		}
		wait.Stop()
	}
	return nil
}

// untilNext is how long, in real time, nothing is due; never long, because
// the clock may change its pace.
func (l *Live) untilNext() time.Duration {
	next := l.agenda.next()
	if next == clock.Never {
		return 50 * time.Millisecond
	}
	l.mu.Lock()
	scale := l.scale
	l.mu.Unlock()
	wait := time.Duration(float64(next.Sub(l.Now())) / scale)
	return min(max(wait, 0), 50*time.Millisecond)
}

func (l *Live) keepTime(ctx context.Context) {
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := l.sync(ctx); err != nil && ctx.Err() == nil {
			l.log.Debug("the server's clock cannot be read", "err", err)
		}
	}
}
