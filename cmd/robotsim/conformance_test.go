package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
)

// lots is what is ordered at a site, each lot once the one before is over.
func lots() [][]wish {
	return [][]wish{{met, changed, met}, {shelf}, {away}, {met, met}, {changed}}
}

// schemasOf reads the published schemas of a version; none when they are not
// here.
func schemasOf(t *testing.T, version string) schemas {
	t.Helper()
	s, err := published("../../../shared/vda5050/" + version)
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Logf("the published schemas of %s are not here: what is sent is not validated", version)
	}
	return s
}

// TestConformance lets a robot of each trouble do errands for the real master and
// the real engine, over MQTT, until every order has come to its end.
func TestConformance(t *testing.T) {
	now, before := schemasOf(t, "2.1.0"), schemasOf(t, "2.0.0")
	y, addr := openYard(t)
	ctx, stop := context.WithTimeout(t.Context(), 55*time.Second)
	defer stop()
	var droids []*droid
	for i, what := range troubles {
		serial := fmt.Sprintf("D%d", i)
		d := &droid{serial: serial, trouble: what, server: "mqtt://" + addr, key: keyOf(serial), dice: rand.New(rand.NewPCG(7, uint64(i))), rules: newRules(now)}
		if what == old {
			d.rules = newRules(before)
		}
		d.site = y.settle(t, serial, d.rules, profileOf[what])
		d.x, d.y, d.site.plan = d.site.x, d.site.y, lots()
		d.site.bank.join(ctx, t, y.web.URL)
		droids = append(droids, d)
	}
	y.draw(t)
	defer func() {
		if t.Failed() {
			y.open(t)
		}
	}()
	var wg sync.WaitGroup
	for _, d := range droids {
		wg.Go(func() { d.run(ctx) })
	}
	wg.Go(func() { y.live(ctx) })
	until(ctx, t, "every order has ended", y.over)
	stop()
	wg.Wait()
	y.report(t, droids)
}

// report prints the counts and fails on what must not be.
func (y *yard) report(t *testing.T, droids []*droid) {
	messages, breaches := 0, 0
	for _, d := range droids {
		t.Logf("%-24s %4d messages of the master, %2d times trouble, %d breaches", d.trouble, d.rules.messages, d.troubled, len(d.rules.breaches))
		messages += d.rules.messages
		breaches += len(d.rules.breaches)
		for _, b := range slices.Compact(d.rules.breaches) {
			t.Errorf("%s: %s", d.trouble, b)
		}
	}
	b, c := &y.book, y.link.Counts()
	for order, n := range b.ends {
		if n != 1 {
			t.Errorf("order %s ended %d times", order, n)
		}
	}
	t.Logf("%d orders: %d by robots, of which %d into lockers; %d taken over from robots", len(b.wishes), b.byRobot+b.docked, b.docked, b.rescued)
	t.Logf("%d missions, of which %d of several orders and %d on to a locker; %d trips; %d done, %d aborted, %d recalled; %d times an order was passed over",
		b.missions, b.shared, b.onward, b.trips, b.ended[missions.Done], b.ended[missions.Aborted], b.recalled, b.skips)
	t.Logf("%d messages of robots and lockers, %d of the master to robots, %d resent, %d breaches", c.Received, messages, c.Resent, breaches)
	if c.SetAside != 0 {
		t.Errorf("%d reports broke the engine", c.SetAside)
	}
	for what, n := range map[string]int{"missions of several orders": b.shared, "missions on to a locker": b.onward, "orders passed over": b.skips, "orders put into lockers": b.docked} {
		if n == 0 {
			t.Errorf("there were no %s", what)
		}
	}
	for _, d := range droids {
		want := map[trouble]fleet.PlightKind{tipped: fleet.Tipped, forced: fleet.LidForced, stopped: fleet.Stopped}[d.trouble]
		if want != "" && d.troubled > 0 && b.plights[want] == 0 {
			t.Errorf("%s: %d times, and nobody heard of it", d.trouble, d.troubled)
		}
	}
	wanted := 0
	for _, w := range b.wishes {
		if w != changed {
			wanted++
		}
	}
	if b.byRobot+b.docked < wanted/3 {
		t.Errorf("only %d of %d orders were delivered by robots", b.byRobot+b.docked, wanted)
	}
}
