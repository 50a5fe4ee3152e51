package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/simulator"
)

// kills is how often the server dies in TestHeavyKill.
const kills = 22

// victim is a server process that dies and is started again.
type victim struct {
	t    *testing.T
	args []string
	url  string
	mu   sync.Mutex
	cmd  *exec.Cmd
	died int
}

func (v *victim) start(ctx context.Context) error {
	v.mu.Lock()
	v.cmd = program(ctx, v.args...)
	v.cmd.Stderr = os.Stderr
	err := v.cmd.Start()
	v.mu.Unlock()
	if err != nil {
		return err
	}
	return ready(ctx, v.url)
}

// kill ends the process as a power cut would, without a word to it.
func (v *victim) kill() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cmd.Process.Kill()
	v.cmd.Wait()
	v.died++
}

// torment kills the server again and again while the world lives on.
func (v *victim) torment(ctx context.Context) {
	for n := range kills {
		// An odd rhythm, so that deaths fall everywhere between two commits.
		select {
		case <-ctx.Done():
			return
		case <-time.After(1300*time.Millisecond + time.Duration(n*n%7)*170*time.Millisecond):
		}
		v.kill()
		if err := v.start(ctx); err != nil && ctx.Err() == nil {
			v.t.Errorf("start %d: %v", n+1, err)
			return
		}
	}
}

func TestHeavyKill(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("kills a server 22 times: set LINLI_HEAVY=1, as make check does")
	}
	t.Parallel() // beside the demo: both wait for the clock
	town, dir := townFile(t), t.TempDir()
	store := "sqlite:" + filepath.Join(dir, "linli.db")
	key := strings.TrimSpace(output(t, "admin", "init", "--store", store))
	addr := freeAddr(t)
	v := &victim{t: t, url: "http://" + addr, args: []string{
		"serve", "--store", store, "--addr", addr, "--city", town, "--test", "--scale", "60", "--audit", "--log", "error",
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	if err := v.start(ctx); err != nil {
		t.Fatal(err)
	}
	acked := outlive(ctx, t, v, town, key)
	v.kill()
	if v.died <= kills {
		t.Errorf("the server died %d times, and the world had ended: slow it down", v.died)
	}
	checkHistory(t, store, acked)
}

// outlive lets a world live against the server while it dies and returns. It
// lists the orders that the server acknowledged.
func outlive(ctx context.Context, t *testing.T, v *victim, town, key string) (acked []orders.ID) {
	t.Helper()
	city, err := roadnet.ReadFile(town)
	if err != nil {
		t.Fatal(err)
	}
	chart, err := chartOf(city)
	if err != nil {
		t.Fatal(err)
	}
	stage, err := simulator.NewLive(ctx, simulator.LiveConfig{Server: v.url, Key: key, Chart: chart, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	world, err := simulator.NewWorld(simulator.Scenario{
		Seed: 3, Box: simulator.AndorraLaVella(), Orders: 100, Couriers: 16, Robots: 8, Lockers: 5,
		Start: stage.Now().Add(4 * time.Minute), Span: 40 * time.Minute,
	}, roadnet.NewRouter(city))
	if err != nil {
		t.Fatal(err)
	}
	desk, err := stage.Register(ctx, world, nil)
	if err != nil {
		t.Fatal(err)
	}
	go desk.Follow(ctx)
	go v.torment(ctx)
	world.Acknowledged = func(id orders.ID) { acked = append(acked, id) }
	world.Begin(stage, desk)
	if err := stage.Run(ctx, world.Over); err != nil {
		t.Fatalf("the world did not end: %v; so far %s", err, world.Summary(0))
	}
	t.Logf("%d deaths; %s", v.died, world.Summary(0))
	return acked
}

// checkHistory looks for acknowledged orders that were lost or delivered
// twice.
func checkHistory(t *testing.T, store string, acked []orders.ID) {
	t.Helper()
	s, err := journal.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, id := range acked {
		doc, err := s.Order(t.Context(), id)
		if err != nil {
			t.Errorf("acknowledged order %s is lost: %v", id, err)
			continue
		}
		if !doc.Order.Terminal() {
			t.Errorf("order %s ended as %s", id, doc.Order.Carriage)
		}
	}
	ends := map[orders.ID]int{}
	cursor := ""
	for {
		page, next, err := s.Feed(t.Context(), dispatch.TopicStatus, "", cursor, 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page {
			var p dispatch.Published
			if err := json.Unmarshal(item.Payload, &p); err != nil {
				t.Fatal(err)
			}
			if p.Track == orders.Carriage && p.State.Terminal() {
				ends[p.Order]++
			}
		}
		if cursor = next; len(page) == 0 {
			break
		}
	}
	for _, id := range acked {
		if ends[id] != 1 {
			t.Errorf("order %s has %d outcomes in the outbox", id, ends[id])
		}
	}
}
