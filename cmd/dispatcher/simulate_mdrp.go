package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/linli/linli/simulator/mdrp"
)

// mdrpFlags are those of simulate that run the public record of meal delivery.
type mdrpFlags struct{ one, all, out *string }

func newMDRPFlags(fs *flag.FlagSet) mdrpFlags {
	return mdrpFlags{
		one: fs.String("mdrp", "", "folder of one instance of the Meal Delivery Routing Problem, lived instead of a scenario"),
		all: fs.String("mdrp-all", "", "folder of such folders: a JSON line for each, and the averages"),
		out: fs.String("out", "", "where the solution files of --mdrp go; of --mdrp-all, a folder for each (default: thrown away)"),
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
	if *f.one != "" {
		_, err := mdrpDay(*f.one, out)
		return err
	}
	dirs, err := filepath.Glob(filepath.Join(*f.all, "*", "orders.txt"))
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		return fmt.Errorf("%s holds no folder with an orders.txt", *f.all)
	}
	bar := newBar(os.Stderr)
	var days []mdrp.Metrics
	for i, d := range dirs {
		if err := ctx.Err(); err != nil {
			return err
		}
		bar.step("instances", int64(i), int64(len(dirs)))
		dir := filepath.Dir(d)
		m, err := mdrpDay(dir, filepath.Join(out, filepath.Base(dir)))
		if err != nil {
			return err
		}
		days = append(days, m)
	}
	bar.end()
	return json.NewEncoder(os.Stdout).Encode(mdrp.AverageOf(days))
}

// mdrpDay lives one instance and prints its line.
func mdrpDay(dir, out string) (mdrp.Metrics, error) {
	began := time.Now()
	m, err := mdrp.Record(dir, out, mdrp.DefaultWeights(), func() time.Duration { return time.Since(began) })
	if err != nil {
		return m, err
	}
	return m, json.NewEncoder(os.Stdout).Encode(m)
}
