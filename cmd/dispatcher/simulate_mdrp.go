package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/linli/linli/simulator/mdrp"
)

// mdrpFlags are those of simulate that run the public record of meal delivery.
type mdrpFlags struct {
	one, all, out, front *string
	preposition          *bool
}

func newMDRPFlags(fs *flag.FlagSet) mdrpFlags {
	return mdrpFlags{
		one:         fs.String("mdrp", "", "folder of one instance of the Meal Delivery Routing Problem, lived instead of a scenario"),
		all:         fs.String("mdrp-all", "", "folder of such folders: a JSON line for each, and the averages"),
		out:         fs.String("out", "", "where the solution files of --mdrp go; of --mdrp-all, a folder for each (default: thrown away)"),
		front:       fs.String("mdrp-front", "", "new SVG file: --mdrp-all for several prices of a courier's pay, excess drawn over cost"),
		preposition: fs.Bool("prepositioning", false, "with --mdrp and --mdrp-all: couriers may be sent to restaurants before they are told a bundle"),
	}
}

func (f mdrpFlags) wanted() bool { return *f.one != "" || *f.all != "" }

// run lives one instance or a folder of them.
func (f mdrpFlags) run(ctx context.Context) error {
	out := *f.out
	if out == "" {
		temporary, err := os.MkdirTemp("", "mdrp-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		out = temporary
	}
	if *f.one != "" && *f.all != "" {
		return errors.New("--mdrp or --mdrp-all, not both")
	}
	w := mdrp.DefaultWeights()
	if *f.preposition {
		w.Variant = mdrp.Prepositioning
	}
	if *f.one != "" {
		m, err := mdrpDay(ctx, *f.one, out, w)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(m)
	}
	dirs, err := filepath.Glob(filepath.Join(*f.all, "*", "orders.txt"))
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		return fmt.Errorf("%s holds no folder with an orders.txt", *f.all)
	}
	if *f.front != "" {
		return mdrpFront(ctx, dirs, out, *f.front, w)
	}
	average, err := mdrpFolder(ctx, dirs, out, w, true)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(average)
}

// mdrpFolder lives the instances of all folders and averages them; lines says
// whether each is printed too.
func mdrpFolder(ctx context.Context, dirs []string, out string, w mdrp.Weights, lines bool) (mdrp.Average, error) {
	bar := newBar(os.Stderr)
	defer bar.end()
	var days []mdrp.Metrics
	for i, d := range dirs {
		if err := ctx.Err(); err != nil {
			return mdrp.Average{}, err
		}
		bar.step("instances", int64(i), int64(len(dirs)))
		dir := filepath.Dir(d)
		m, err := mdrpDay(ctx, dir, filepath.Join(out, filepath.Base(dir)), w)
		if err != nil {
			return mdrp.Average{}, err
		}
		if lines {
			if err := json.NewEncoder(os.Stdout).Encode(m); err != nil {
				return mdrp.Average{}, err
			}
		}
		days = append(days, m)
	}
	return mdrp.AverageOf(days), nil
}

// mdrpDay lives one instance. A decision's time is that of the processor, which
// other work on the machine does not lengthen.
func mdrpDay(ctx context.Context, dir, out string, w mdrp.Weights) (mdrp.Metrics, error) {
	return mdrp.Record(ctx, dir, out, w, processorTime)
}

// mdrpFront lives all instances once for each price of pay, prints a line for
// each price, and draws what they reach, as far as it has come.
func mdrpFront(ctx context.Context, dirs []string, out, file string, w mdrp.Weights) error {
	var points []mdrp.FrontPoint
	for _, pay := range mdrp.FrontPay() {
		w.Pay = pay
		a, err := mdrpFolder(ctx, dirs, out, w, false)
		if err != nil {
			return err
		}
		points = append(points, mdrp.FrontPoint{Pay: pay, Average: a})
		if err := json.NewEncoder(os.Stdout).Encode(points[len(points)-1]); err != nil {
			return err
		}
		if err := os.WriteFile(file, mdrp.DrawFront(points), 0o644); err != nil {
			return err
		}
	}
	return nil
}
