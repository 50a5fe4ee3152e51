package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/matching/format"
	"github.com/linli/linli/matching/problem"
)

// solveFlags are the flags of `dispatcher solve`.
type solveFlags struct {
	format    string
	objective string
	out       string
	city      string
	time      time.Duration
	iterate   int64
	seed      uint64
	threads   int
	progress  bool
}

func (f *solveFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.format, "format", "", "of the problem: "+formatNames()+" (default: by the content)")
	fs.StringVar(&f.objective, "objective", "", "vehicles-distance (fewest vehicles, then the shortest way; default of the text formats) or cost (default of the others)")
	fs.StringVar(&f.out, "out", "", "file to write the routes to; - is standard output")
	fs.StringVar(&f.city, "city", "", "city file or OpenStreetMap extract whose roads are driven, for problems without a matrix (default: great circles)")
	fs.DurationVar(&f.time, "time", 0, "how long to search (default 10s, no limit with --iterations)")
	fs.Int64Var(&f.iterate, "iterations", 0, "how many steps to search; the same number and seed give the same plan on any machine")
	fs.Uint64Var(&f.seed, "seed", 1, "of everything that chance decides")
	fs.IntVar(&f.threads, "threads", 2, "processors to use; the plan of an --iterations budget does not depend on it")
	fs.BoolVar(&f.progress, "progress", false, "print each better plan to standard error")
}

func formatNames() string {
	var names []string
	for _, f := range format.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// check refuses what cannot be meant.
func (f *solveFlags) check() error {
	if f.format != "" && !slices.Contains(format.Formats(), format.Format(f.format)) {
		return badInput(fmt.Errorf("--format %q is not one of %s", f.format, formatNames()))
	}
	if f.objective != "" && f.objective != "cost" && f.objective != string(problem.VehiclesDistance) {
		return badInput(fmt.Errorf("--objective %q is neither vehicles-distance nor cost", f.objective))
	}
	if f.time < 0 || f.iterate < 0 || f.threads < 1 {
		return badInput(fmt.Errorf("--time and --iterations cannot be negative, and --threads is at least 1"))
	}
	if f.time == 0 && f.iterate == 0 {
		f.time = 10 * time.Second
	}
	return nil
}

// objectiveFor returns the objective of a problem of the format.
func (f *solveFlags) objectiveFor(x format.Instance) problem.Objective {
	switch f.objective {
	case "":
		return x.Objective()
	case "cost":
		return problem.Money
	}
	return problem.VehiclesDistance
}

// solved is the last line that `dispatcher solve` prints.
type solved struct {
	Instance   string  `json:"instance"`
	Vehicles   int     `json:"vehicles"`
	Distance   float64 `json:"distance"`
	Unassigned int     `json:"unassigned"`
	Iterations int64   `json:"iterations"`
	Seconds    float64 `json:"seconds"`
}

// solve reads a problem, looks for a good plan and prints what it is like.
func solve(ctx context.Context, args []string) error {
	fs := flags("solve", `PROBLEM [--time 10s] [--out FILE] finds routes for a problem in VROOM's JSON, in the text formats of
Li & Lim, Sartori & Buriol or Solomon/Homberger, or in Linli's JSON; PROBLEM is a file, or - for standard input.
The last line printed is one JSON object: instance, vehicles, distance, unassigned, iterations, seconds.
Exit codes: 0 a plan was found (tasks may be left undone), 1 something failed, 2 the problem or a flag is wrong.`)
	var f solveFlags
	f.register(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		fs.Usage()
		return errUsage
	}
	if err := f.check(); err != nil {
		return err
	}
	travel, err := travelIn(ctx, f.city)
	if err != nil {
		return err
	}
	began := time.Now()
	x, p, err := f.read(rest[0], travel)
	if err != nil {
		return errors.Join(err, f.writeFailure(err))
	}
	loaded := time.Now()
	b := newBudget(ctx, began, &f)
	plan := optimize(x, p, b)
	line := summary(x, plan, title(x, rest[0]), time.Since(began))
	if v, ok := x.(*format.VroomInput); ok {
		v.Took(loaded.Sub(began), time.Since(loaded))
	}
	if err := f.write(x, p, plan); err != nil {
		return err
	}
	explainUndone(os.Stderr, plan)
	return json.NewEncoder(os.Stdout).Encode(line)
}

// read reads the problem and states it.
func (f *solveFlags) read(path string, travel format.Travel) (format.Instance, *problem.Problem, error) {
	x, err := readInstance(path, format.Format(f.format))
	if err != nil {
		return nil, nil, err
	}
	p, err := x.Problem(format.Options{Objective: f.objectiveFor(x), Travel: travel})
	code := vroomInputError
	if errors.As(err, new(roadError)) {
		code = vroomRoutingError
	}
	if err == nil {
		err = problem.Validate(p)
	}
	if err != nil {
		return nil, nil, refusal{badInput(fmt.Errorf("%s: %w", path, err)), x.Format(), code}
	}
	return x, p, nil
}

// maxProblemBytes bounds a problem file: the largest of the benchmarks have a
// matrix of 25 million numbers.
const maxProblemBytes = 512 << 20

func readInstance(path string, f format.Format) (format.Instance, error) {
	b, err := readAll(path)
	if err != nil {
		return nil, err
	}
	if f == "" {
		if f, err = format.Detect(b); err != nil {
			return nil, badInput(fmt.Errorf("%s: %w", path, err))
		}
	}
	x, err := format.Read(b, f)
	if err != nil {
		return nil, refusal{badInput(fmt.Errorf("%s: %w", path, err)), f, vroomInputError}
	}
	return x, nil
}

// The codes of VROOM's answers.
const (
	vroomInputError   = 2
	vroomRoutingError = 3
)

// refusal is an error about a problem whose format is known: VROOM's callers
// expect a JSON object.
type refusal struct {
	error
	kind format.Format
	code int
}

// Unwrap returns the error.
func (r refusal) Unwrap() error { return r.error }

// writeFailure writes the error to --out as VROOM does.
func (f *solveFlags) writeFailure(err error) error {
	var r refusal
	if !errors.As(err, &r) || r.kind != format.Vroom || f.out == "" {
		return nil
	}
	return f.create(func(w io.Writer) error { return format.WriteError(w, r.code, r.error) })
}

// readAll reads a file, or standard input for "-".
func readAll(path string) ([]byte, error) {
	in := os.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, badInput(err)
		}
		defer file.Close()
		in = file
	}
	b, err := io.ReadAll(io.LimitReader(in, maxProblemBytes+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxProblemBytes {
		return nil, badInput(fmt.Errorf("%s is larger than %d MiB", path, maxProblemBytes>>20))
	}
	return b, nil
}

// title names the problem: as it does itself, or as its file is called.
func title(x format.Instance, path string) string {
	if t := x.Title(); t != "" {
		return t
	}
	name := filepath.Base(path)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

func summary(x format.Instance, plan *problem.Plan, name string, took time.Duration) solved {
	f := x.Measure(plan)
	return solved{Instance: name, Vehicles: f.Vehicles, Distance: f.Distance, Unassigned: f.Unassigned,
		Iterations: plan.Iterations, Seconds: took.Seconds()}
}

// write writes the routes to --out.
func (f *solveFlags) write(x format.Instance, p *problem.Problem, plan *problem.Plan) error {
	if f.out == "" {
		return nil
	}
	return f.create(func(w io.Writer) error { return x.WritePlan(w, p, plan) })
}

// create makes the file --out, or takes standard output for "-".
func (f *solveFlags) create(write func(io.Writer) error) error {
	if f.out == "-" {
		return write(os.Stdout)
	}
	file, err := os.Create(f.out)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}

// explainUndone says why tasks were left out, the first few in full.
func explainUndone(w io.Writer, plan *problem.Plan) {
	const most = 20
	for i, u := range plan.Undone {
		if i == most {
			fmt.Fprintf(w, "… and %d more are unassigned\n", len(plan.Undone)-most)
			return
		}
		fmt.Fprintf(w, "unassigned: %s: %s\n", u.Shipment, u.Explanation.Text.En)
	}
}
