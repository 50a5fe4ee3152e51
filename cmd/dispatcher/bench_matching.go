package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/matching/format"
)

// matchingBench is `dispatcher bench matching`: benchmark instances, one after
// another, by the same command as for everybody.
type matchingBench struct {
	data    string
	seed    uint64
	threads int
	share   int    // every how-manieth instance
	only    string // part of a set's or instance's name
	resume  string // file of results
	early   bool   // an instance ends when the record is reached
	results []matchingResult
}

// matchingSet is some instances, each searched for the same time.
type matchingSet struct {
	name  string // in the file of results
	title string
	files []string // patterns below the data's folder
	limit time.Duration
	bar   string
}

// matchingSets are what `make bench-matching` measures. The last two complete
// the table of the peers.
var matchingSets = []matchingSet{
	{"lilim100", "Li & Lim, 100 tasks, 10 s each", []string{"lilim/li_lim_100/*.txt"}, 10 * time.Second,
		"best-known vehicles on all; mean distance ≤ 0.1% over where vehicles are equal"},
	{"sartori", "Sartori & Buriol, 100 nodes on streets, 10 s each", []string{"sartori/*.txt"}, 10 * time.Second,
		"best-known vehicles on all; mean cost ≤ 0.5% over where vehicles are equal"},
	{"lilim100-1s", "Li & Lim, 100 tasks, 1 s each", []string{"lilim/li_lim_100/*.txt"}, time.Second,
		"at most 2 vehicles over the best known in total"},
	{"lilim200", "Li & Lim, 200 tasks, 60 s each", []string{"lilim/li_lim_200/*.txt"}, 60 * time.Second,
		"best-known vehicles on at least 52 of 60, one more at most on the rest; mean distance ≤ 1% over where equal"},
	{"peers10", "", []string{"lilim/li_lim_200/LRC1_2_5.txt", "lilim/li_lim_200/LR1_2_5.txt", "lilim/li_lim_200/LC1_2_3.txt"}, 10 * time.Second, ""},
	{"peers60", "", []string{"lilim/li_lim_100/lr101.txt", "lilim/li_lim_100/lrc105.txt", "lilim/li_lim_100/lrc206.txt", "lilim/li_lim_100/lc204.txt"}, 60 * time.Second, ""},
}

// matchingResult is one instance searched: a line of the file of results.
type matchingResult struct {
	Set        string  `json:"set"`
	Seed       uint64  `json:"seed"`
	Threads    int     `json:"threads"`
	Early      bool    `json:"stop_at_record"`
	Violations int     `json:"violations"`
	Record     record  `json:"record"`
	Limit      float64 `json:"limit"`
	solved
}

// record is the best that is known of an instance.
type record struct {
	Vehicles int     `json:"vehicles"`
	Distance float64 `json:"distance"`
}

// recordNoise is by how much a distance may be over the record and still be it:
// records are kept with two decimals.
const recordNoise = 1e-2

// holds reports whether a plan is as good as the record.
func (r record) holds(vehicles int, distance float64) bool {
	return vehicles < r.Vehicles || vehicles == r.Vehicles && distance <= r.Distance+recordNoise
}

func benchMatching(ctx context.Context, args []string) error {
	fs := flags("bench matching", `measures the solver on the benchmark instances of a folder, judges each plan and prints tables.
An instance that is in the --resume file already is not searched again.`)
	var m matchingBench
	fs.StringVar(&m.data, "data", filepath.Join("..", "shared", "bench"), "folder with lilim and sartori")
	fs.Uint64Var(&m.seed, "seed", 1, "of everything that chance decides")
	fs.IntVar(&m.threads, "threads", 2, "processors to use")
	fs.IntVar(&m.share, "share", 1, "search one instance in so many, without the table of the peers")
	fs.StringVar(&m.only, "only", "", "search only the sets and instances whose name holds this")
	fs.StringVar(&m.resume, "resume", "", "file to which each result is added as a line of JSON, and from which an interrupted run goes on")
	fs.BoolVar(&m.early, "stop-at-record", false, "end an instance when the best known vehicles and distance are reached; it can only understate us")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return errors.Join(err, errUsage)
	}
	if m.threads < 1 || m.share < 1 {
		return badInput(errors.New("--threads and --share are at least 1"))
	}
	if _, err := os.Stat(m.data); err != nil {
		return badInput(fmt.Errorf("the benchmark's files are missing: %w", err))
	}
	if err := m.load(); err != nil {
		return err
	}
	records, err := readRecords(m.data)
	if err != nil {
		return err
	}
	for _, s := range matchingSets {
		if err := m.set(ctx, s, records); err != nil {
			return err
		}
	}
	m.print(os.Stdout)
	return ctx.Err()
}

// load reads the results of an earlier run.
func (m *matchingBench) load() error {
	if m.resume == "" {
		return nil
	}
	f, err := os.Open(m.resume)
	if errors.Is(err, fs.ErrNotExist) {
		return os.MkdirAll(filepath.Dir(m.resume), 0o755)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r matchingResult
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.Instance != "" { // a line cut short is searched again
			m.results = append(m.results, r)
		}
	}
	return nil
}

// set searches the instances of a set that have no result yet.
func (m *matchingBench) set(ctx context.Context, s matchingSet, records map[string]record) error {
	if s.title == "" && m.share > 1 {
		return nil
	}
	var files []string
	for _, pattern := range s.files {
		found, err := filepath.Glob(filepath.Join(m.data, filepath.FromSlash(pattern)))
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	for i, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		if i%m.share != m.share/2 || !strings.Contains(s.name+"/"+name, m.only) || m.result(s, name) != nil {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r, err := m.search(ctx, s, path, name, records[strings.ToLower(name)])
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if ctx.Err() != nil {
			return ctx.Err() // cut short: not a result
		}
		if err := m.keep(r); err != nil {
			return err
		}
	}
	return nil
}

// result returns the result of an instance, nil when there is none.
func (m *matchingBench) result(s matchingSet, name string) *matchingResult {
	i := slices.IndexFunc(m.results, func(r matchingResult) bool {
		return r.Set == s.name && r.Instance == name && r.Seed == m.seed && r.Threads == m.threads && r.Limit == s.limit.Seconds() && (m.early || !r.Early)
	})
	if i < 0 {
		return nil
	}
	return &m.results[i]
}

func (m *matchingBench) search(ctx context.Context, s matchingSet, path, name string, best record) (matchingResult, error) {
	began := time.Now()
	f := solveFlags{time: s.limit, seed: m.seed, threads: m.threads}
	x, p, err := f.read(path, nil)
	if err != nil {
		return matchingResult{}, err
	}
	nodes, ok := x.(*format.Nodes)
	if !ok {
		return matchingResult{}, fmt.Errorf("%s is no format of nodes", x.Format())
	}
	b := newBudget(ctx, began, &f)
	if m.early {
		stopAtRecord(&b, best)
	}
	plan := optimize(x, p, b)
	r := matchingResult{Set: s.name, Seed: m.seed, Threads: m.threads, Early: m.early, Record: best, Limit: s.limit.Seconds(),
		solved: summary(x, plan, name, time.Since(began))}
	judged, violations := nodes.JudgeRoutes(nodes.Routes(plan))
	r.Vehicles, r.Distance, r.Unassigned, r.Violations = judged.Vehicles, judged.Distance, judged.Unassigned, len(violations)
	for _, v := range violations {
		fmt.Fprintf(os.Stderr, "%s: %s\n", name, v)
	}
	fmt.Fprintf(os.Stderr, "%-12s %-10s %2d/%.2f  best known %2d/%.2f  %.1f s\n", s.name, name, r.Vehicles, r.Distance, best.Vehicles, best.Distance, r.Seconds)
	return r, nil
}

// stopAtRecord ends a search once it is as good as the record.
func stopAtRecord(b *budget, best record) {
	reached, spent := false, b.spent
	b.progress = func(g found) {
		reached = reached || g.undone == 0 && best.holds(g.vehicles, g.distance)
	}
	b.spent = func() float64 {
		if reached {
			return 1
		}
		return spent()
	}
}

// keep adds a result to the file.
func (m *matchingBench) keep(r matchingResult) error {
	m.results = append(m.results, r)
	if m.resume == "" {
		return nil
	}
	f, err := os.OpenFile(m.resume, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(f).Encode(r); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// readRecords reads the best known of every instance, by its name in lower
// case.
func readRecords(data string) (map[string]record, error) {
	records := map[string]record{}
	b, err := os.ReadFile(filepath.Join(data, "lilim", "best_known.json"))
	if err != nil {
		return nil, err
	}
	var lilim map[string]struct {
		Vehicles int     `json:"solved_with_vehicles"`
		Cost     float64 `json:"best_known_cost"`
	}
	if err := json.Unmarshal(b, &lilim); err != nil {
		return nil, err
	}
	for name, r := range lilim {
		records[strings.ToLower(name)] = record{r.Vehicles, r.Cost}
	}
	f, err := os.Open(filepath.Join(data, "sartori", "best_known.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := csv.NewReader(f)
	c.Comma = ';'
	rows, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	for _, row := range rows[1:] {
		vehicles, err1 := strconv.Atoi(row[2])
		cost, err2 := strconv.ParseFloat(row[3], 64)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		records[strings.ToLower(row[0])] = record{vehicles, cost}
	}
	return records, nil
}
