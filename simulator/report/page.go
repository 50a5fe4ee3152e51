package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

//go:embed page.html
var pageHTML string

// page is what the template sees.
type page struct {
	*Report
	Late, Flow, Use, Duty, Robots, Demand, Slow, Fair *Plot
	Punctual, Care                                    *Plot          // nil on a day without visits
	Legend                                            []problem.Text // of the robots' states
	Calls                                             []call
	// Facts are the figures at the top; Visited those of the visits.
	Facts, Visited []fact
}

type fact struct {
	Value string
	Name  problem.Text
}

type call struct {
	Code string
	N    int
}

// WriteHTML writes the report as one file that needs no other: pictures as
// SVG, both languages, no script, nothing loaded.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"phrase":  func(key string) problem.Text { return phrases[key] },
		"mode":    func(m Mode) problem.Text { return modes[m.Mode] },
		"how":     how,
		"account": func(a Account) problem.Text { return accounts[a.Kind] },
		"sum":     func(a Account) string { return fmt.Sprintf("%.2f %s", float64(a.Amount)/100, a.Currency) },
		"time":    func(i clock.Instant) string { return clockTime(i, r.Away) },
		"day":     func(i clock.Instant) string { return i.Add(r.Away).Time().Format("2006-01-02 15:04") },
		"money":   r.money,
		"state":   func(s Story) problem.Text { return stateText(s) },
		"minutes": func(d time.Duration) string { return fmt.Sprintf("%.0f", d.Minutes()) },
	}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	p := page{
		Report: r, Late: r.lateness(), Flow: r.flow(), Use: r.use(), Duty: r.duty(), Demand: r.demand(), Slow: r.slow(), Fair: r.fair(),
		Facts: r.facts(),
	}
	if r.Visits.any() {
		p.Punctual, p.Care, p.Visited = r.punctuality(), r.care(), r.visitFacts()
	}
	if len(r.Robots) > 0 {
		p.Robots = r.robots()
	}
	for _, s := range stacked {
		p.Legend = append(p.Legend, robotStates[s])
	}
	for _, code := range slices.Sorted(maps.Keys(r.Alerts)) {
		p.Calls = append(p.Calls, call{code, r.Alerts[code]})
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// money writes minor units as a person would.
func (r *Report) money(minor float64) string {
	return fmt.Sprintf("%.2f %s", minor/100, r.Currency)
}

// how is the way by which an order was to reach the resident.
func how(s Story) problem.Text {
	if s.Kind == orders.Visit {
		return phrases["visit"]
	}
	return modes[s.Mode]
}

// visitFacts are the figures of the visits.
func (r *Report) visitFacts() []fact {
	v := &r.Visits
	return []fact{
		{fmt.Sprint(len(v.All)), phrases["visits"]},
		{fmt.Sprint(v.Done), phrases["done"]},
		{fmt.Sprintf("%.1f%%", 100*v.Punctual), phrases["inwindow"]},
		{fmt.Sprintf("%.0f", v.Late), phrases["pastwindow"]},
		{fmt.Sprint(v.Failed), phrases["visitfailed"]},
		{fmt.Sprint(v.Cancelled), phrases["cancelled"]},
		{r.money(v.Cost), phrases["visitcost"]},
		{fmt.Sprintf("%.3f", v.Gini), phrases["visitgini"]},
		{fmt.Sprintf("%.1f%%", 100*v.Continuity.Share()), phrases["samecarer"]},
		{fmt.Sprintf("%.1f", v.Continuity.Each()), phrases["carerseach"]},
	}
}

func stateText(s Story) problem.Text {
	return phrases[string(s.State)]
}

// facts are the figures at the top of the page.
func (r *Report) facts() []fact {
	return []fact{
		{fmt.Sprint(len(r.Orders)), phrases["orders"]},
		{fmt.Sprint(r.Delivered), phrases["delivered"]},
		{fmt.Sprintf("%.1f%%", 100*r.OnTime), phrases["ontime"]},
		{fmt.Sprint(r.Failed), phrases["failed"]},
		{fmt.Sprint(r.Cancelled), phrases["cancelled"]},
		{fmt.Sprint(r.Open), phrases["open"]},
		{fmt.Sprintf("%.1f", r.P50), phrases["median"]},
		{fmt.Sprintf("%.1f", r.P95), phrases["p95"]},
		{r.money(r.Cost), phrases["cost"]},
		{fmt.Sprintf("%.3f", r.Gini), phrases["gini"]},
	}
}
