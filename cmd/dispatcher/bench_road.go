package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// roadBench measures travel times over one city, by car.
type roadBench struct {
	*benchCity
	dice   *rand.Rand
	points []geo.Point
	snaps  []roadnet.Snap // of points
	large  bool           // the city that the bars are for
	rows   []benchRow
}

const (
	benchPoints = 2048    // a power of two
	mostTries   = 400_000 // points at random until enough of them are near a road
)

// benchRoads measures the hierarchy of one city.
func benchRoads(ctx context.Context, c *benchCity) ([]benchRow, error) {
	b := &roadBench{benchCity: c, dice: rand.New(rand.NewPCG(1, 1)), large: c.name == "delaware-latest"}
	if b.points, b.snaps = b.places(geo.Car, benchPoints); b.snaps == nil {
		return []benchRow{{what: "travel times by car", here: "no roads"}}, nil
	}
	if err := b.build(); err != nil {
		return nil, err
	}
	b.pairs()
	for _, n := range []int{100, 1000} {
		b.table(n)
	}
	for _, p := range []geo.Profile{geo.Foot, geo.Ebike, geo.Car, geo.Robot} {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		b.mismatches(p)
	}
	return b.rows, nil
}

// add adds a row; the recorded figure and the bar are Delaware's.
func (b *roadBench) add(r benchRow) {
	if !b.large {
		r.recorded, r.bar = "", ""
	}
	b.rows = append(b.rows, r)
}

// places returns points that can be snapped, with their places; nil when there
// are too few.
func (b *roadBench) places(p geo.Profile, n int) ([]geo.Point, []roadnet.Snap) {
	box := b.city.Bounds
	points, snaps := make([]geo.Point, 0, n), make([]roadnet.Snap, 0, n)
	for tries := 0; len(points) < n && tries < mostTries; tries++ {
		at := geo.Point{
			Lng: box.Min.Lng + b.dice.Float64()*(box.Max.Lng-box.Min.Lng),
			Lat: box.Min.Lat + b.dice.Float64()*(box.Max.Lat-box.Min.Lat),
		}
		if s, err := b.router.Snap(p, at); err == nil {
			points, snaps = append(points, at), append(snaps, s)
		}
	}
	if len(points) < n {
		return nil, nil
	}
	return points, snaps
}

// build measures what it takes to make a hierarchy and to change its weights.
func (b *roadBench) build() error {
	v, e := b.city.Sizes()
	b.add(benchRow{what: "import, four profiles", here: inSeconds(b.took), beside: fmt.Sprintf("%s; %d vertices, %d edges", b.maxSeen, v, e),
		bar: "under 60 s, 1 GiB"})
	before := runtime.GOMAXPROCS(1)
	began, used := time.Now(), processorTime()
	size := b.router.BuildHierarchy(geo.Car)
	took := spent{time.Since(began), processorTime() - used}
	runtime.GOMAXPROCS(before)
	b.add(benchRow{what: "hierarchy, car, one core", here: took.String(),
		beside:   fmt.Sprintf("%d vertices, %d arcs, %d shortcuts and arcs; %d turns forbidden", size.Vertices, size.Arcs, size.Up+size.Down, size.Turns),
		recorded: "RoutingKit 0.9–1.2 s, Go prototype 1.3 s without turns", bar: "under 3 s"})
	rush := roadnet.Traffic{Rules: []roadnet.TrafficRule{{Classes: []string{"primary", "secondary", "tertiary"}}}}
	for h := range rush.Rules[0].Percent {
		rush.Rules[0].Percent[h] = 60
	}
	if _, err := b.router.WithTraffic(rush, 8); err != nil {
		return err
	}
	hour := spend(func() { _, _ = b.router.WithTraffic(rush, 8) })
	b.add(benchRow{what: "traffic of another hour, car", here: hour.String(), beside: fmt.Sprintf("the hierarchy: %.0f ×", hour.times(took)),
		bar: "no rebuild"})
	return nil
}

// pairs measures single legs.
func (b *roadBench) pairs() {
	i := 0
	pair := func() (int, int) {
		i++
		return i % benchPoints, (i*7 + 511) % benchPoints
	}
	leg := func(r *roadnet.Router) spent {
		return spend(func() { a, z := pair(); r.LegBetween(geo.Car, b.snaps[a], b.snaps[z]) })
	}
	plain := spend(func() { a, z := pair(); b.router.LegByDijkstra(geo.Car, b.snaps[a], b.snaps[z]) })
	with := leg(b.router)
	b.add(benchRow{what: "point to point, turns", here: with.String(),
		beside:   fmt.Sprintf("our Dijkstra %s: %.0f ×", plain, with.times(plain)),
		recorded: "RoutingKit 10.1 µs, Go prototype 12.3 µs, Dijkstra 4–7 ms", bar: "under 12 µs"})
	without := leg(roadnet.NewRouterWithoutTurns(b.city))
	b.add(benchRow{what: "  without turns", here: without.String(), beside: fmt.Sprintf("%.2f × with", with.times(without))})
	snapped := spend(func() {
		a, z := pair()
		from, _ := b.router.Snap(geo.Car, b.points[a])
		to, _ := b.router.Snap(geo.Car, b.points[z])
		b.router.LegBetween(geo.Car, from, to)
	})
	b.add(benchRow{what: "  turns and both ends snapped", here: snapped.String(), beside: fmt.Sprintf("%.2f × with", with.times(snapped))})
	route := spend(func() {
		a, z := pair()
		_, _ = b.router.Route(geo.Car, b.points[a], b.points[z])
	})
	b.add(benchRow{what: "  route with its geometry", here: route.String(), beside: fmt.Sprintf("%.2f × with", with.times(route))})
}

// table measures n × n legs on one and on two processors.
func (b *roadBench) table(n int) {
	from, to, cells := b.snaps[:n], b.snaps[benchPoints-n:], make([]roadnet.Leg, n*n)
	one := spend(func() { b.router.Table(geo.Car, from, to, 1, cells) })
	two := spend(func() { b.router.Table(geo.Car, from, to, 2, cells) }).each(2)
	const few = 10
	used := processorTime()
	b.router.TableByDijkstra(geo.Car, from[:few], to, make([]roadnet.Leg, few*n))
	plain := (processorTime() - used) * time.Duration(n) / few
	recorded, bar := "RoutingKit 2.2 ms, Go prototype 1.9 ms", "under 1.9 ms"
	if n == 1000 {
		recorded, bar = "RoutingKit 69 ms, Go prototype 38 ms", "under 38 ms"
	}
	b.add(benchRow{what: fmt.Sprintf("%d × %d table", n, n), here: one.String(),
		beside: fmt.Sprintf("our Dijkstra, one to many %s: %.0f ×", shortTime(plain), one.times(spent{cpu: plain})), recorded: recorded, bar: bar})
	bar = ""
	if n == 1000 {
		bar = "under 22 ms"
	}
	b.add(benchRow{what: "  two threads", here: two.String(),
		beside: fmt.Sprintf("one: %.2f × by the clock, %.2f × by processor time", float64(one.wall)/float64(two.wall), two.times(one)), bar: bar})
}

// mismatches compares 10,000 legs of a profile with Dijkstra's.
func (b *roadBench) mismatches(p geo.Profile) {
	const sources, targets = 100, 100
	_, from := b.places(p, sources)
	_, to := b.places(p, targets)
	what := "mismatches, " + p.String()
	if from == nil || to == nil {
		b.add(benchRow{what: what, here: "no roads"})
		return
	}
	table, want := make([]roadnet.Leg, sources*targets), make([]roadnet.Leg, sources*targets)
	b.router.Table(p, from, to, 2, table)
	b.router.TableByDijkstra(p, from, to, want)
	single, many := 0, 0
	for i := range from {
		for k := range to {
			at := i*targets + k
			if b.router.LegBetween(p, from[i], to[k]) != want[at] {
				single++
			}
			if table[at] != want[at] {
				many++
			}
		}
	}
	b.rows = append(b.rows, benchRow{what: what, here: fmt.Sprintf("%d single, %d in the table", single, many),
		beside: fmt.Sprintf("of %d pairs, our Dijkstra", sources*targets), bar: "0"})
}

func inSeconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func inMillis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Nanoseconds())/1e6) }
