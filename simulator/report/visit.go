package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Visits are the visits of a day in figures.
type Visits struct {
	All       []Order // that ended, by the time they were booked; Served is when the work began, Due when its window closed
	Open      int     // not ended
	Done      int
	Failed    int
	Cancelled int
	Punctual  float64 // of those done: began within the window
	Late      float64 // minutes past the window, 95th percentile of those done
	Cost      float64 // mean of those done, minor units
	Gini      float64 // of carers' earnings per hour on duty

	Continuity residents.Continuity
}

// Account is what the accounts of one kind have come to in a currency.
type Account struct {
	Kind     ledger.Kind
	Currency string
	Amount   int64 // minor units; what is owed to them, negative: what they owe
}

// visited notes whether the carer of a visit is under way to it, or in the home.
func (c *Collector) visited(s *dispatch.State, at clock.Instant, d dispatch.OrderMoved) {
	r := c.open[d.Order]
	if r == nil || d.Move.Track != orders.Visiting {
		return
	}
	if d.Move.To == orders.Assigned {
		r.row.Worker = d.Move.Worker
		return
	}
	carer := s.Couriers.Get(fleet.WorkerID(r.row.Worker))
	if carer == nil {
		return
	}
	switch d.Move.To {
	case orders.OnTheWay, orders.Arrived, orders.Started:
		c.attending[carer.ID] = d.Order
	default:
		if c.attending[carer.ID] == d.Order {
			delete(c.attending, carer.ID)
		}
	}
	c.courier(carer, at)
}

// caring is what a carer does. That visits wait for the hours to come is no
// work yet.
func (c *Collector) caring(f *fleet.Courier) doing {
	goods := slices.ContainsFunc(f.Route, func(s fleet.Stop) bool { return s.Kind != fleet.Visit })
	switch {
	case c.attending[f.ID] != "" || goods:
		return busy
	case f.Online:
		return idle
	}
	return away
}

// posted adds a posting to the accounts of its kind.
func (c *Collector) posted(p ledger.Posting) {
	for _, e := range p.Entries {
		i := slices.IndexFunc(c.accounts, func(a Account) bool { return a.Kind == e.Account.Kind() && a.Currency == p.Currency })
		if i < 0 {
			i = len(c.accounts)
			c.accounts = append(c.accounts, Account{Kind: e.Account.Kind(), Currency: p.Currency})
		}
		c.accounts[i].Amount += e.Amount
	}
}

// count fills the totals of the visits.
func (v *Visits) count() {
	slices.SortStableFunc(v.All, func(a, b Order) int { return int(a.Placed - b.Placed) })
	var late []float64
	punctual := 0
	served := map[string]residents.Served{}
	for i := range v.All {
		o := &v.All[i]
		switch o.State {
		case orders.Done:
			v.Done++
			served[o.Resident] = served[o.Resident].With(o.Worker, o.Served, 30*24*time.Hour)
			v.Cost += float64(o.Cost)
			late = append(late, math.Max(o.Late().Minutes(), 0))
			if o.Served >= o.From && o.LateMillis <= 0 {
				punctual++
			}
		case orders.Failed:
			v.Failed++
		case orders.Cancelled:
			v.Cancelled++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(served)) {
		v.Continuity.Count(served[id])
	}
	slices.Sort(late)
	v.Punctual, v.Late = share(punctual, v.Done), quantile(late, 0.95)
	v.Cost /= math.Max(float64(v.Done), 1)
}

// any reports whether the day had a visit.
func (v *Visits) any() bool { return len(v.All)+v.Open > 0 }

// punctuality is the histogram of when visits began, in bins of five minutes
// after the window opened; what began after it closed is dark.
func (r *Report) punctuality() *Plot {
	const bin, n = 5, 30
	var in, after [n]int
	most := 0
	for i := range r.Visits.All {
		o := &r.Visits.All[i]
		if o.State != orders.Done {
			continue
		}
		k := min(max(int(o.Served.Sub(o.From).Minutes()/bin), 0), n-1)
		if o.LateMillis > 0 {
			after[k]++
		} else {
			in[k]++
		}
		most = max(most, in[k]+after[k])
	}
	p, y := axis("punctual", float64(most), "")
	w := innerW / float64(n)
	for i := range n {
		x, low, high := leftRoom+float64(i)*w, y(float64(after[i])), y(float64(in[i]+after[i]))
		tip := fmt.Sprintf("%d–%d min: %d + %d", i*bin, (i+1)*bin, in[i], after[i])
		p.Bars = append(p.Bars,
			Box{X: round(x + 1), Y: high, W: round(w - 2), H: round(low - high), Class: "pale", Tip: tip},
			Box{X: round(x + 1), Y: low, W: round(w - 2), H: round(plotBottom - low), Class: solid, Tip: tip})
		if i%6 == 0 {
			p.Ticks = append(p.Ticks, Mark{X: round(x), Y: plotBottom, Text: fmt.Sprint(i * bin)})
		}
	}
	return p
}

// care is how much of their time on duty carers were under way or in homes.
func (r *Report) care() *Plot {
	p, y := axis("caring", 100, "%")
	p.Lines = append(p.Lines, r.line(solid, func(s Interval) float64 { return 100 * s.CarerOn }, y))
	r.hours(p)
	return p
}
