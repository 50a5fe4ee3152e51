package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// print prints a table for each set that has results, and the one of the peers.
func (m *matchingBench) print(w io.Writer) {
	early := ""
	if m.early {
		early = "; an instance ends when it reaches the record (--stop-at-record), otherwise at its time"
	}
	fmt.Fprintf(w, "%d threads, seed %d, judged by matching/check in double precision%s\n", m.threads, m.seed, early)
	for _, s := range matchingSets {
		if t := m.total(s); s.title != "" && t.n > 0 {
			t.print(w, s)
		}
	}
	m.printPeers(w)
}

// matchingTotal sums the results of a set.
type matchingTotal struct {
	n, equal, fewer        int // instances; with the best known vehicles; with fewer
	vehicles, best, over   int // sums; vehicles over the best known
	infeasible, undone     int
	gap, worst             float64 // per cent over the best known distance where vehicles are equal: sum, most
	distance, bestDistance float64
	late                   float64 // seconds beyond the limit, at most
	seconds                float64
	misses                 []matchingResult
}

func (m *matchingBench) total(s matchingSet) (t matchingTotal) {
	for _, r := range m.results {
		if x := m.result(s, r.Instance); x == nil || r.Set != s.name || *x != r {
			continue
		}
		t.n++
		t.vehicles, t.best = t.vehicles+r.Vehicles, t.best+r.Record.Vehicles
		t.late, t.seconds = max(t.late, r.Seconds-r.Limit), t.seconds+r.Seconds
		switch {
		case r.Violations > 0:
			t.infeasible++
		case r.Unassigned > 0:
			t.undone++
		}
		switch d := r.Vehicles - r.Record.Vehicles; {
		case d > 0:
			t.over += d
		case d < 0:
			t.fewer++
		default:
			t.equal++
			gap := r.gap()
			t.gap, t.worst = t.gap+gap, max(t.worst, gap)
			t.distance, t.bestDistance = t.distance+r.Distance, t.bestDistance+r.Record.Distance
		}
		if !r.Record.holds(r.Vehicles, r.Distance) || r.Violations > 0 || r.Unassigned > 0 {
			t.misses = append(t.misses, r)
		}
	}
	return t
}

// gap returns by how many per cent the distance is over the best known.
func (r *matchingResult) gap() float64 {
	return 100 * (r.Distance - r.Record.Distance) / math.Max(r.Record.Distance, 1e-9)
}

func (t *matchingTotal) print(w io.Writer, s matchingSet) {
	fmt.Fprintf(w, "\n%s: %d instances\n", s.title, t.n)
	fmt.Fprintf(w, "  bar: %s\n", s.bar)
	fmt.Fprintf(w, "  vehicles: best known on %d, fewer on %d, %d over in total (%d, best known %d)\n", t.equal, t.fewer, t.over, t.vehicles, t.best)
	if t.equal > 0 {
		fmt.Fprintf(w, "  distance where vehicles are equal: %.3f%% over the best known in the mean, %.3f%% at most (%.2f, best known %.2f)\n",
			t.gap/float64(t.equal), t.worst, t.distance, t.bestDistance)
	}
	fmt.Fprintf(w, "  infeasible %d, incomplete %d; %.0f s in all, %.0f ms beyond the limit at most\n", t.infeasible, t.undone, t.seconds, math.Max(0, t.late)*1000)
	if len(t.misses) == 0 {
		fmt.Fprintln(w, "  the record on every instance")
		return
	}
	fmt.Fprintf(w, "  not the record on %d:\n", len(t.misses))
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range t.misses {
		note := ""
		if r.Vehicles == r.Record.Vehicles {
			note = fmt.Sprintf("+%.3f%%", r.gap())
		} else {
			note = fmt.Sprintf("%+d vehicles", r.Vehicles-r.Record.Vehicles)
		}
		if r.Violations > 0 || r.Unassigned > 0 {
			note += fmt.Sprintf(" (%d violations, %d unassigned)", r.Violations, r.Unassigned)
		}
		fmt.Fprintf(tab, "    %s\t%d/%.2f\tbest known %d/%.2f\t%s\n", r.Instance, r.Vehicles, r.Distance, r.Record.Vehicles, r.Record.Distance, note)
	}
	_ = tab.Flush()
}

// matchingPeers is what others reach, as recorded beside the benchmark's data
// on two processors: VROOM at its highest level with its time, PyVRP and jsprit
// in 60 s, nextroute in 30 s.
var matchingPeers = []struct{ instance, vroom, pyvrp, jsprit, nextroute string }{
	{"lr101", "19/1650.80 (0.4 s)", "19/1650.80", "19/1650.80", "19/1650.80"},
	{"lrc105", "14/1645.50 (0.6 s)", "13/1637.63", "13/1637.62", "14/1679.66"},
	{"lrc206", "4/1183.13 (0.8 s)", "3/1159.03", "3/1159.03", ""},
	{"lc204", "3/638.18 (0.7 s)", "3/590.60", "3/604.12", ""},
	{"LRC1_2_5", "18/3838.73 (3.6 s)", "16/3715.81", "17/3865.73", "19/3984.04"},
	{"LR1_2_5", "17/4456.35 (3.3 s)", "17/4331.14", "17/4331.14", "18/4252.28"},
	{"LC1_2_3", "18/2772.18 (4.2 s)", "18/2772.17", "18/2788.92", ""},
	{"bar-n100-1", "6/780", "", "", ""},
	{"ber-n100-4", "3/509", "", "", ""},
}

func (m *matchingBench) printPeers(w io.Writer) {
	find := func(name string, limit float64) (text string, best string) {
		for _, s := range matchingSets {
			if r := m.result(s, name); r != nil && s.limit.Seconds() == limit {
				return fmt.Sprintf("%d/%.2f", r.Vehicles, r.Distance), fmt.Sprintf("%d/%.2f", r.Record.Vehicles, r.Record.Distance)
			}
		}
		return "", ""
	}
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := "\nBeside the peers (recorded, on another day; vehicles/distance)\n  instance\tbest known\there, 10 s\there, 60 s\tVROOM, highest level\tPyVRP, 60 s\tjsprit, 60 s\tnextroute, 30 s"
	for _, p := range matchingPeers {
		ten, best := find(p.instance, 10)
		sixty, best60 := find(p.instance, 60)
		if best == "" {
			best = best60
		}
		if best == "" {
			continue
		}
		if head != "" {
			fmt.Fprintln(tab, head)
			head = ""
		}
		fmt.Fprintf(tab, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p.instance, best, ten, sixty, p.vroom, p.pyvrp, p.jsprit, p.nextroute)
	}
	_ = tab.Flush()
}
