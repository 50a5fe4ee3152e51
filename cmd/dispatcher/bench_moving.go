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

// pace is operations a second of the best batch so far, by the clock and by
// the time that the processors gave us: on a busy machine only the second says
// much.
type pace struct{ wall, cpu float64 }

const movingBatches = 5

// batch drives n operations, shared out to threads.
func (s *movingScript) batch(p *pace, batch, n, threads int, each func(thread int) rival) error {
	began, used := time.Now(), processorTime()
	var wait sync.WaitGroup
	errs := make([]error, threads)
	for w := range threads {
		wait.Go(func() { errs[w] = s.drive(each(w), (batch*threads+w)*n, n/threads) })
	}
	wait.Wait()
	p.wall = max(p.wall, float64(n)/time.Since(began).Seconds())
	p.cpu = max(p.cpu, float64(n)/(processorTime()-used).Seconds())
	return errors.Join(errs...)
}

// movingPaces are of one thread, of two, of two that share nothing (what the
// machine has to give), and of the plain grid.
type movingPaces struct{ one, two, apart, flat pace }

// paces measures them in turn, because others may use the machine too.
func (s *movingScript) paces() (p movingPaces, err error) {
	var own [2]*geo.Moving
	for i := range own {
		if own[i], err = newOurIndex(s); err != nil {
			return p, err
		}
	}
	shared := func(int) rival { return &ourIndex{index: own[0]} }
	apart := func(thread int) rival { return &ourIndex{index: own[thread]} }
	grid := newPlainGrid(s)
	for i := range movingBatches {
		err := errors.Join(
			s.batch(&p.one, i, 300_000, 1, shared),
			s.batch(&p.flat, i, 300_000, 1, func(int) rival { return grid }),
			s.batch(&p.two, i, 600_000, 2, shared),
			s.batch(&p.apart, i, 600_000, 2, apart),
		)
		if err != nil {
			return p, err
		}
	}
	return p, nil
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
	ours, err := s.paces()
	if err != nil {
		return section, err
	}
	section.rows = []benchRow{
		{"geo.Moving, one thread", ours.one.String(), "a grid without locks, filters and Earth: " + ours.flat.String(),
			"plain grid 990,000/s, R-tree 91,000/s, Tile38 12,600/s", "500,000/s"},
		{"geo.Moving, two threads", pace{ours.two.wall, 2 * ours.two.cpu}.String(),
			ours.two.times(ours.one) + "; two that share nothing: " + ours.apart.times(ours.one), "", "× 1.7"},
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
		var p pace
		for i := range movingBatches {
			if err = s.batch(&p, i, r.n, 1, func(int) rival { return them }); err != nil {
				break
			}
		}
		stop()
		if err != nil {
			return section, fmt.Errorf("%s: %w", r.name, err)
		}
		if r.name == "Redis GEO" {
			p.cpu = 0 // its processor time is its own
		}
		section.rows = append(section.rows, benchRow{what: r.name, here: p.String(), beside: fmt.Sprintf("geo.Moving × %.0f", ours.one.wall/p.wall), recorded: r.recorded})
	}
	return section, ctx.Err()
}

// times compares two threads with one.
func (p pace) times(one pace) string {
	return fmt.Sprintf("× %.2f of one, × %.2f by processor time", p.wall/one.wall, 2*p.cpu/one.cpu)
}

// String writes the rate, and that by processor time where it is known.
func (p pace) String() string {
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
	if p.cpu == 0 {
		return thousands(p.wall)
	}
	return thousands(p.wall) + " (" + thousands(p.cpu) + " of processor time)"
}
