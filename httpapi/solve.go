package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/format"
	"github.com/linli/linli/matching/problem"
)

// What one request to solve may ask for. The solver runs beside the dispatch
// engine, so it gets few processors and little memory.
const (
	solvePath     = "/v1/solve"
	solveBody     = 8 << 20
	solveTasks    = 2000
	solveVehicles = 1000
	solveLegs     = 4 << 20 // places × places × kinds of vehicle
	solveDefault  = 5 * time.Second
	solveMost     = 30 * time.Second
	solveAtOnce   = 2
	solveMargin   = 15 * time.Second // to read the body and to write the answer
)

const solveDoc = `The body is a problem in VROOM's JSON (jobs, shipments, vehicles, matrices), or in Linli's own (it begins with the key "linli"); the answer is in the same format: VROOM's solution, or a plan. docs/matching.md describes both.

Places without a matrix are joined by great circles at a speed that fits the profile. Limits: a body of 8 MiB, 2000 jobs and shipments, 1000 vehicles, 4,194,304 drives (places × places × kinds of vehicle), 30 seconds, and two requests at a time: a third is answered 503 solver_busy. Nothing is stored.

A problem that makes no sense is answered 422 validation_failed and names the item; a job that no vehicle can do is unassigned in the answer, with the reason.`

// solveSeats are taken while a request is solved.
type solveSeats chan struct{}

func (s *Server) registerSolve() {
	s.seats = make(solveSeats, solveAtOnce)
	raw(s, Route{ID: "solve", Method: post, Path: solvePath, Access: ScopeStaff, tag: "solver",
		summary: "Find routes for a problem", doc: solveDoc}, "application/json", s.solve)
	op := s.api.OpenAPI().Paths[solvePath].Post
	object := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
	op.RequestBody = &huma.RequestBody{Required: true, Description: "A problem in VROOM's JSON or in Linli's.",
		Content: map[string]*huma.MediaType{"application/json": {Schema: object, Example: map[string]any{
			"vehicles": []any{map[string]any{"id": 1, "start": []any{1.52, 42.5}}},
			"jobs":     []any{map[string]any{"id": 1, "location": []any{1.525, 42.505}}},
		}}}}
	op.Responses["200"].Description = "The solution"
	op.Responses["200"].Content["application/json"].Schema = object
	least, most := 0.001, solveMost.Seconds()
	op.Parameters = []*huma.Param{
		{Name: "seconds", In: "query", Description: "How long to search; 5 when nothing is said.", Schema: &huma.Schema{Type: huma.TypeNumber, Minimum: &least, Maximum: &most}},
		{Name: "iterations", In: "query", Description: "How many steps to search; with the same seed the same answer, if the time is enough.", Schema: &huma.Schema{Type: huma.TypeInteger}},
		{Name: "seed", In: "query", Description: "Of everything that chance decides; 1 when nothing is said.", Schema: &huma.Schema{Type: huma.TypeInteger}},
		{Name: "objective", In: "query", Description: "What plans are compared by.", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"cost", "vehicles-distance"}}},
	}
}

// solve answers a problem.
func (s *Server) solve(w http.ResponseWriter, r *http.Request) {
	b, p := s.solution(r)
	if p != nil {
		if p.Status >= 500 && p.Code != "solver_busy" {
			s.Log.ErrorContext(r.Context(), "request failed", "operation", "solve", "request", requestID(r.Context()), "err", p)
		}
		writeProblem(w, p)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(b)
}

func (s *Server) solution(r *http.Request) ([]byte, *Problem) {
	began := time.Now()
	ask, p := readSolveQuery(r.URL.Query())
	if p != nil {
		return nil, p
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, newProblem("unsupported_media_type", "send the problem as application/json")
	}
	select {
	case s.seats <- struct{}{}:
		defer func() { <-s.seats }()
	default:
		p := newProblem("solver_busy", fmt.Sprintf("%d problems are being solved already; ask again in a while", solveAtOnce))
		p.retryAfter = ask.time
		return nil, p
	}
	b, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), len(b) > solveBody:
		return nil, newProblem("body_too_large", fmt.Sprintf("the body is larger than %d MiB", solveBody>>20))
	case err != nil:
		return nil, newProblem("request_timeout", "the body did not arrive in whole")
	}
	x, stated, p := ask.read(b)
	if p != nil {
		return nil, p
	}
	loaded := time.Now()
	plan := ask.optimize(r.Context(), x, stated)
	if v, ok := x.(*format.VroomInput); ok {
		v.Took(loaded.Sub(began), time.Since(loaded))
	}
	var out bytes.Buffer
	if err := x.WritePlan(&out, stated, plan); err != nil {
		return nil, newProblem("internal", "the answer cannot be written; report the X-Request-Id")
	}
	return out.Bytes(), nil
}

// solveQuery is what the query says.
type solveQuery struct {
	time       time.Duration
	iterations int64
	seed       uint64
	objective  string
}

func readSolveQuery(q url.Values) (solveQuery, *Problem) {
	ask := solveQuery{time: solveDefault, seed: 1, objective: q.Get("objective")}
	if v := q.Get("seconds"); v != "" {
		s, err := strconv.ParseFloat(v, 64)
		if err != nil || !(s > 0 && s <= solveMost.Seconds()) {
			return ask, invalid("query.seconds", fmt.Sprintf("seconds is a number above 0, %v at most", solveMost.Seconds()))
		}
		ask.time = time.Duration(s * float64(time.Second))
	}
	if v := q.Get("iterations"); v != "" {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 1 {
			return ask, invalid("query.iterations", "iterations is a whole number from 1")
		}
		ask.iterations = n
	}
	if v := q.Get("seed"); v != "" {
		n, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			return ask, invalid("query.seed", "seed is a whole number from 0")
		}
		ask.seed = n
	}
	if o := ask.objective; o != "" && o != "cost" && o != string(problem.VehiclesDistance) {
		return ask, invalid("query.objective", "objective is cost or vehicles-distance")
	}
	return ask, nil
}

// read reads the problem and states it.
func (ask *solveQuery) read(b []byte) (format.Instance, *problem.Problem, *Problem) {
	kind, err := format.Detect(b)
	if err == nil && kind.Text() {
		err = errors.New("send VROOM's JSON or Linli's: the text formats are for `dispatcher solve`")
	}
	if err != nil {
		return nil, nil, invalid("body", err.Error())
	}
	x, err := format.Read(b, kind)
	if err != nil {
		return nil, nil, invalid("body", err.Error())
	}
	if tasks, vehicles := x.Size(); tasks > solveTasks || vehicles > solveVehicles {
		return nil, nil, newProblem("problem_too_large", fmt.Sprintf("%d jobs and shipments and %d vehicles: %d and %d are the most", tasks, vehicles, solveTasks, solveVehicles))
	}
	o := format.Options{Objective: x.Objective(), MaxLegs: solveLegs}
	switch ask.objective {
	case "cost":
		o.Objective = problem.Money
	case string(problem.VehiclesDistance):
		o.Objective = problem.VehiclesDistance
	}
	p, err := x.Problem(o)
	if err == nil {
		err = problem.Validate(p)
	}
	if err != nil {
		return nil, nil, invalid("body", err.Error())
	}
	return x, p, nil
}

// optimize looks for a plan until the time is over, the budget is spent or the
// client has left.
func (ask *solveQuery) optimize(ctx context.Context, x format.Instance, p *problem.Problem) *problem.Plan {
	began := time.Now()
	plan := matching.Optimize(p, matching.Options{
		Seed: ask.seed, Threads: 1, Iterations: ask.iterations, Start: x.Initial(p), Brief: x.Format() != format.Native,
		Spent: func() float64 {
			if ctx.Err() != nil {
				return 1
			}
			return float64(time.Since(began)) / float64(ask.time)
		},
	})
	return &plan
}
