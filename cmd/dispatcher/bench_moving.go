package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"github.com/linli/linli/geo"
)

func init() { benchesAlone = append(benchesAlone, benchMoving) }

// The measure of the moving index: 100,000 things over 40 by 40 km, and for
// each operation one step of up to 50 m of one of them and the 10 nearest
// within 2 km of some place.
const (
	movingThings = 100_000
	movingOps    = 1 << 17
	movingNear   = 10
	movingRadius = 2_000.0
	movingCell   = 250.0
)

var movingTown = geo.Bounds{Min: geo.Point{Lng: 116.1, Lat: 39.8}, Max: geo.Point{Lng: 116.57, Lat: 40.16}}

// movingScript is what happens, thrown beforehand so that dice cost nothing.
type movingScript struct {
	start []geo.Point
	ids   []uint64    // who moves
	to    []geo.Point // and where to
	from  []geo.Point // who asks
}

func newMovingScript(things, ops int) *movingScript {
	dice := rand.New(rand.NewPCG(1, 9))
	t := movingTown
	somewhere := func() geo.Point {
		return geo.Point{
			Lng: t.Min.Lng + dice.Float64()*(t.Max.Lng-t.Min.Lng), Lat: t.Min.Lat + dice.Float64()*(t.Max.Lat-t.Min.Lat),
		}.Round()
	}
	s := &movingScript{}
	for range things {
		s.start = append(s.start, somewhere())
	}
	for range ops {
		id := dice.Uint64N(uint64(things))
		home := s.start[id]
		s.ids = append(s.ids, id)
		s.to = append(s.to, geo.Point{Lng: home.Lng + (dice.Float64()-0.5)*0.001, Lat: home.Lat + (dice.Float64()-0.5)*0.0008}.Round())
		s.from = append(s.from, somewhere())
	}
	return s
}

// rival is a way to do it: put all, then operations of the script.
type rival interface {
	move(id uint64, to geo.Point) error
	nearest(from geo.Point) (found int, err error)
}

// drive does n operations beginning at one of the script.
func (s *movingScript) drive(r rival, first, n int) error {
	for i := first; i < first+n; i++ {
		k := i % len(s.ids)
		if err := r.move(s.ids[k], s.to[k]); err != nil {
			return err
		}
		if _, err := r.nearest(s.from[k]); err != nil {
			return err
		}
	}
	return nil
}

// batches drives five batches and returns the operations a second of the best,
// by the clock and by the time that the processors gave us: on a busy machine
// only the second says much.
func (s *movingScript) batches(n, threads int, each func() rival) (wall, cpu float64, err error) {
	for batch := range 5 {
		began, used := time.Now(), processorTime()
		var wait sync.WaitGroup
		errs := make([]error, threads)
		for w := range threads {
			wait.Go(func() { errs[w] = s.drive(each(), (batch*threads+w)*n, n/threads) })
		}
		wait.Wait()
		if err := errors.Join(errs...); err != nil {
			return 0, 0, err
		}
		wall = max(wall, float64(n)/time.Since(began).Seconds())
		cpu = max(cpu, float64(n)/(processorTime()-used).Seconds())
	}
	return wall, cpu, nil
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ourIndex is one caller's view of the index.
type ourIndex struct {
	index *geo.Moving
	out   []geo.Neighbor
}

func (o *ourIndex) move(id uint64, to geo.Point) error {
	_, err := o.index.Move(id, to)
	return err
}

func (o *ourIndex) nearest(from geo.Point) (int, error) {
	var err error
	o.out, err = o.index.AppendNearest(o.out[:0], from, movingNear, movingRadius, geo.Filter{})
	return len(o.out), err
}

func newOurIndex(s *movingScript) (*geo.Moving, error) {
	m, err := geo.NewMoving(movingCell)
	if err != nil {
		return nil, err
	}
	for i, p := range s.start {
		if err := m.Put(geo.Thing{ID: uint64(i), Point: p}); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// benchMoving measures the moving index beside its rivals.
func benchMoving(ctx context.Context) (benchSection, error) {
	section := benchSection{title: "nearest 10 of 100,000 moving within 2 km, one move each"}
	s := newMovingScript(movingThings, movingOps)
	m, err := newOurIndex(s)
	if err != nil {
		return section, err
	}
	ours := func() rival { return &ourIndex{index: m} }
	one, oneCPU, err := s.batches(300_000, 1, ours)
	if err != nil {
		return section, err
	}
	two, twoCPU, err := s.batches(300_000, 2, ours)
	if err != nil {
		return section, err
	}
	grid := newPlainGrid(s)
	flat, flatCPU, err := s.batches(300_000, 1, func() rival { return grid })
	if err != nil {
		return section, err
	}
	section.rows = []benchRow{
		{"geo.Moving, one thread", perSecond(one, oneCPU), "a grid without locks, filters and Earth: " + perSecond(flat, flatCPU),
			"plain grid 990,000/s, R-tree 91,000/s, Tile38 12,600/s", "500,000/s"},
		{"geo.Moving, two threads", perSecond(two, 2*twoCPU), fmt.Sprintf("× %.2f of one, × %.2f by processor time", two/one, 2*twoCPU/oneCPU), "", "× 1.7"},
	}
	for _, r := range []struct {
		name     string
		recorded string
		n        int
		open     func() (rival, func(), error)
	}{
		{"H3 buckets", "341,000/s", 20_000, func() (rival, func(), error) { h, err := newH3Buckets(s); return h, func() {}, err }},
		{"linear scan", "", 500, func() (rival, func(), error) { return newLinearScan(s), func() {}, nil }},
		{"Redis GEO", "950/s", 500, func() (rival, func(), error) { return openRedis(ctx, s) }},
	} {
		them, stop, err := r.open()
		if err != nil {
			section.rows = append(section.rows, benchRow{what: r.name, here: "left out: " + err.Error()})
			continue
		}
		wall, cpu, err := s.batches(r.n, 1, func() rival { return them })
		stop()
		if err != nil {
			return section, fmt.Errorf("%s: %w", r.name, err)
		}
		if r.name == "Redis GEO" {
			cpu = 0 // its processor time is its own
		}
		section.rows = append(section.rows, benchRow{what: r.name, here: perSecond(wall, cpu), beside: fmt.Sprintf("geo.Moving × %.0f", one/wall), recorded: r.recorded})
	}
	return section, ctx.Err()
}

// perSecond writes a rate, and the rate by processor time where it is known.
func perSecond(wall, cpu float64) string {
	thousands := func(v float64) string {
		switch n := int(v); {
		case n < 1_000:
			return fmt.Sprintf("%d/s", n)
		case n < 1_000_000:
			return fmt.Sprintf("%d,%03d/s", n/1000, n%1000)
		default:
			return fmt.Sprintf("%d,%03d,%03d/s", n/1_000_000, n/1000%1000, n%1000)
		}
	}
	if cpu == 0 {
		return thousands(wall)
	}
	return thousands(wall) + " (" + thousands(cpu) + " of processor time)"
}
