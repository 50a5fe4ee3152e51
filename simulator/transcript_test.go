package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

var update = flag.Bool("update", false, "rewrite the golden transcripts")

// Each file in testdata is one story, played through the production loop and
// engine over the store in memory, with the invariants checked after every
// step. A block is a command, a line of dashes, and what the engine decided.
func TestGoldenTranscripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(raw))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(raw) {
				t.Errorf("%s differs from what the engine does ('make golden' rewrites it):\n%s", path, firstDifference(string(raw), got))
			}
		})
	}
}

// play runs the commands of a transcript and returns it with fresh results.
func play(t *testing.T, script string) string {
	st := newStage(t)
	var b strings.Builder
	for _, block := range strings.Split(script, "\n\n") {
		command, _, _ := strings.Cut(block, "\n----")
		command = strings.TrimSpace(command)
		if command == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString(command + "\n")
		var say string // the last line is the command, those before are remarks
		for line := range strings.SplitSeq(command, "\n") {
			if !strings.HasPrefix(line, "#") {
				say = line
			}
		}
		if say == "" {
			continue
		}
		b.WriteString("----\n" + st.run(say))
	}
	st.replay()
	return b.String()
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		line := func(s []string) string {
			if i < len(s) {
				return s[i]
			}
			return "(end)"
		}
		if line(w) != line(g) {
			return fmt.Sprintf("line %d\n  file:   %s\n  engine: %s", i+1, line(w), line(g))
		}
	}
	return "no difference"
}

// solverRate is how many insertions the solver of a transcript tries in a
// second.
const solverRate = 2000

// stage is a zone on which a transcript is played: the loop, its store, a
// clock that moves when told, and a solver that answers at once with straight
// ways.
type stage struct {
	t      *testing.T
	store  *simulator.Store
	loop   *shell.Loop
	now    clock.Instant
	pepper orders.Pepper
	lines  lines
	plans  []due // at most one: the plan being made
	live   []string
	doors  int // decisions that the doors were handed
	told   int // decisions that the replies held
}

type due struct {
	at   clock.Instant
	plan problem.Plan
}

// Deliver counts what reaches the doors.
func (s *stage) Deliver(_ *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	s.doors += len(ds)
}

func newStage(t *testing.T) *stage {
	s := &stage{
		t: t, store: simulator.NewStore(), pepper: orders.Pepper("pepper"),
		now: clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)),
	}
	s.lines.rows = map[string]map[string]string{}
	s.open()
	return s
}

// open makes a loop on the store, as a fresh owner of the zone does.
func (s *stage) open() {
	l, err := shell.Open(context.Background(), shell.Config{
		Zone: "z", City: "city", Engine: "test", Policy: dispatch.DefaultPolicy(),
		Store: s.store, Doors: s, Log: slog.New(slog.DiscardHandler), Audit: true,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.loop, s.plans = l, nil
}

// submit steps one event and returns what was decided, in lines.
func (s *stage) submit(ev dispatch.Event) string {
	r := s.loop.Turn(context.Background(), s.now, []shell.Request{{Event: ev}})[0]
	if r.Err != nil {
		bug, _, _ := strings.Cut(s.loop.Stats().LastBug, "\n")
		s.t.Errorf("%T: %v: %s", ev, r.Err, bug)
		return "BUG " + bug + "\n"
	}
	s.told += len(r.Decisions)
	if p := s.loop.TakeProblem(); p != nil {
		plan := solve(p)
		took := time.Duration(plan.Iterations+1) * time.Second / solverRate
		s.plans = []due{{s.now.Add(took), plan}}
	}
	return s.lines.format(r.Decisions)
}

// settle takes back the plan that is being made, if any, until none is.
func (s *stage) settle(b *strings.Builder) {
	for len(s.plans) > 0 {
		d := s.plans[0]
		s.plans = nil
		s.now = max(s.now, d.at)
		fmt.Fprintf(b, "%s plan %d comes back\n%s", hms(s.now), d.plan.Epoch, s.submit(dispatch.Solved{Plan: d.plan}))
	}
}

// advance lets time pass: timers fire, plans come back, and those who are
// named tell where they are each minute.
func (s *stage) advance(until clock.Instant) string {
	var b strings.Builder
	nextSign := s.now.Add(time.Minute)
	vain := 0
	for {
		s.settle(&b)
		at := min(s.loop.NextWake(), nextSign)
		if at > until {
			break
		}
		s.now = max(s.now, at)
		if at == nextSign {
			nextSign = nextSign.Add(time.Minute)
			for _, w := range s.live {
				b.WriteString(s.submit(s.sign(w)))
			}
			continue
		}
		for _, r := range s.loop.Due(s.now, 1) {
			wake := r.Event.(dispatch.Wake)
			var fired strings.Builder
			fmt.Fprintf(&fired, "%s timer %s\n%s", hms(s.now), wake.Timer, s.submit(wake))
			s.settle(&fired)
			if idle(wake.Timer, fired.String()) {
				vain++
				continue
			}
			b.WriteString(fired.String())
		}
	}
	s.now = max(s.now, until)
	if vain > 0 {
		fmt.Fprintf(&b, "%d times retry, sweep or silent changed nothing\n", vain)
	}
	return b.String()
}

// idle reports whether a timer that comes again and again did nothing else.
func idle(timer, result string) bool {
	kind, _, _ := strings.Cut(timer, "/")
	if kind != "retry" && kind != "sweep" && kind != "silent" {
		return false
	}
	for line := range strings.Lines(result) {
		if strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "  timers ") && !strings.HasPrefix(line, "  solve ") {
			return false
		}
	}
	return true
}

// replay checks that the journal alone gives the state, and that the doors
// were handed every decision once.
func (s *stage) replay() {
	state := dispatch.NewState("z", "", dispatch.DefaultPolicy())
	err := s.store.Records(context.Background(), "z", 0, func(r dispatch.Record) error {
		return dispatch.Recover(state, r)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	got, _ := json.Marshal(state)
	want, _ := json.Marshal(s.loop.State())
	if !bytes.Equal(got, want) {
		s.t.Errorf("the journal gives another state\n got %s\nwant %s", got, want)
	}
	if s.doors != s.told {
		s.t.Errorf("the doors were handed %d decisions, the callers %d", s.doors, s.told)
	}
}

// solve answers a problem with straight ways at a fixed speed.
func solve(p *problem.Problem) problem.Plan {
	straight(p)
	return shell.Plan(context.Background(), p)
}

func hms(i clock.Instant) string { return i.Time().Format("15:04:05") }
