package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/matching/format"
	"github.com/linli/linli/matching/problem"
)

// budget is how long and by what dice to search.
type budget struct {
	seed       uint64
	threads    int
	iterations int64
	spent      func() float64 // share of the time; nil: no limit
	progress   func(found)    // told each better plan; may be nil
}

// found is what a plan is like that has been found on the way.
type found struct {
	vehicles   int
	distance   float64 // of a text format: in the file's unit; a cost otherwise
	undone     int64
	iterations int64
}

// newBudget returns the budget of the flags. The time counts from began, before
// the problem is read; an interrupt ends it, and the best plan so far is printed.
func newBudget(ctx context.Context, began time.Time, f *solveFlags) budget {
	b := budget{seed: f.seed, threads: f.threads, iterations: f.iterate}
	limit := f.time
	b.spent = func() float64 {
		if ctx.Err() != nil {
			return 1
		}
		if limit == 0 {
			return 0
		}
		return time.Since(began).Seconds() / limit.Seconds()
	}
	if f.progress {
		b.progress = func(g found) {
			fmt.Fprintf(os.Stderr, "%7.2f s  %10d iterations  undone %d  vehicles %d  distance or cost %.2f\n",
				time.Since(began).Seconds(), g.iterations, g.undone, g.vehicles, g.distance)
		}
	}
	return b
}

// travelIn returns the drives over a city's roads, nil for no city.
func travelIn(ctx context.Context, path string) (format.Travel, error) {
	if path == "" {
		return nil, nil
	}
	city, err := readCity(ctx, path)
	if err != nil {
		return nil, badInput(err)
	}
	return roads(roadnet.NewRouter(city)), nil
}

// roadProfiles are the words that others use for the ways of moving that a
// city file knows.
var roadProfiles = map[string]geo.Profile{
	"": geo.Car, "car": geo.Car, "auto": geo.Car, "driving": geo.Car, "driving-car": geo.Car, "truck": geo.Car,
	"bike": geo.Ebike, "bicycle": geo.Ebike, "ebike": geo.Ebike, "cycling": geo.Ebike, "cycling-regular": geo.Ebike,
	"foot": geo.Foot, "walking": geo.Foot, "pedestrian": geo.Foot, "foot-walking": geo.Foot,
	"robot": geo.Robot,
}

// roads returns the drives of a router.
func roads(r *roadnet.Router) format.Travel {
	return func(profile string, points []geo.Point) ([]problem.Leg, error) {
		by, ok := roadProfiles[profile]
		if !ok {
			return nil, roadErrorf("the city has no roads for profile %q: use car, bike, foot or robot, or give a matrix", profile)
		}
		for i, p := range points {
			if err := p.Check(); err != nil {
				return nil, fmt.Errorf("place %d: %w", i, err)
			}
			if !r.Reaches(by, p) {
				return nil, roadErrorf("no road for %s is near %v,%v", by, p.Lng, p.Lat)
			}
		}
		legs := make([]problem.Leg, 0, len(points)*len(points))
		for _, row := range r.Times(by, points, points) {
			for _, l := range row {
				leg := problem.Leg{Travel: problem.Unreachable}
				if l.Reachable() {
					leg = problem.Leg{Travel: time.Duration(l.Millis) * time.Millisecond, Meters: l.Meters}
				}
				legs = append(legs, leg)
			}
		}
		return legs, nil
	}
}

// roadError is about roads that are missing.
type roadError struct{ error }

func roadErrorf(text string, args ...any) error { return roadError{fmt.Errorf(text, args...)} }

// inputError is what is wrong with what was asked: the program exits with 2.
type inputError struct{ error }

// Unwrap returns what is wrong.
func (e inputError) Unwrap() error { return e.error }

func badInput(err error) error { return inputError{err} }

// exitCode returns the code with which a command that failed ends the program.
func exitCode(err error) int {
	var bad inputError
	if errors.Is(err, errUsage) || errors.As(err, &bad) {
		return 2
	}
	return 1
}
