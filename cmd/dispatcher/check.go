package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/linli/linli/matching/format"
	"github.com/linli/linli/matching/problem"
)

// errViolations ends `dispatcher check` with 1: the solution breaks rules,
// which are printed already.
var errViolations = errors.New("the solution is not feasible")

// checkCommand judges a solution of a problem by rules that share no code with
// the search.
func checkCommand(ctx context.Context, args []string) error {
	fs := flags("check", `PROBLEM SOLUTION judges a solution, of whatever program, in the format of the problem: VROOM's JSON, Linli's
JSON, or one line of node ids a route. It prints each rule that is broken and one JSON object of figures.
Exit codes: 0 the solution is feasible, 1 it is not, 2 one of the files cannot be understood.`)
	kind := fs.String("format", "", "of the problem: "+formatNames()+" (default: by the content)")
	objective := fs.String("objective", "", "vehicles-distance or cost, as for solve")
	city := fs.String("city", "", "city file or OpenStreetMap extract whose roads are driven, as for solve")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		fs.Usage()
		return errUsage
	}
	f := solveFlags{format: *kind, objective: *objective, threads: 1}
	if err := f.check(); err != nil {
		return err
	}
	x, err := readInstance(rest[0], format.Format(f.format))
	if err != nil {
		return err
	}
	travel, err := travelIn(ctx, *city)
	if err != nil {
		return err
	}
	answer, err := readAll(rest[1])
	if err != nil {
		return err
	}
	figures, violations, err := x.Judge(answer, format.Options{Objective: f.objectiveFor(x), Travel: travel})
	var wrong *problem.Invalid
	if errors.As(err, &wrong) {
		return badInput(fmt.Errorf("%s: %w", rest[0], err))
	}
	if err != nil {
		return badInput(fmt.Errorf("%s: %w", rest[1], err))
	}
	for _, v := range violations {
		fmt.Println(v)
	}
	if err := printJSON(checked{title(x, rest[0]), len(violations) == 0, figures.Vehicles, figures.Distance, figures.Unassigned, len(violations)}); err != nil {
		return err
	}
	if len(violations) > 0 {
		return errViolations
	}
	return nil
}

// checked is the last line that `dispatcher check` prints.
type checked struct {
	Instance   string  `json:"instance"`
	Feasible   bool    `json:"feasible"`
	Vehicles   int     `json:"vehicles"`
	Distance   float64 `json:"distance"`
	Unassigned int     `json:"unassigned"`
	Violations int     `json:"violations"`
}
