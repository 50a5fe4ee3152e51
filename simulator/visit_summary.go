package simulator

import (
	"maps"
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// VisitSummary is how the visits of a run ended.
type VisitSummary struct {
	Booked    int            `json:"booked"`
	Done      int            `json:"done"`
	Failed    map[string]int `json:"failed"` // by reason
	Cancelled int            `json:"cancelled"`
	NoShow    int            `json:"no_show"`          // carers who did not come; the visit went to another
	Replanned map[string]int `json:"replanned"`        // carers who lost a visit otherwise, by reason
	OnTime    float64        `json:"on_time_share"`    // of those done: started within the window
	Travel    float64        `json:"travel_minutes"`   // of carers, for each visit done
	Overtime  float64        `json:"overtime_minutes"` // of all carers, past the end of their shifts
	Same      float64        `json:"same_carer_share"` // of visits to residents who had two or more: by the carer who came to them most often
	Each      float64        `json:"carers_each"`      // different carers of such a resident, mean
	Outages   int            `json:"outages"`          // carers who fell ill with visits in hand
	Changed   float64        `json:"changed_each"`     // visits that such an illness gave another carer, another time or none, mean
}

// visitTally counts what the world hears of visits.
type visitTally struct {
	booked, done, onTime, noShow, cancelled int
	outages, changed                        int
	failed, lost                            map[string]int
	timely                                  map[orders.ID]bool // of those started
	served                                  map[string]residents.Served
}

// status takes a public status change of a visit.
func (t *visitTally) status(s dispatch.Published, p *parcel) {
	if t.timely == nil {
		t.failed, t.lost, t.timely, t.served = map[string]int{}, map[string]int{}, map[orders.ID]bool{}, map[string]residents.Served{}
	}
	switch s.State {
	case orders.Booked:
		switch {
		case s.Attempt == 1:
			t.booked++
		case s.Reason == "no_show":
			t.noShow++
		default:
			t.lost[s.Reason]++
		}
	case orders.Started:
		t.timely[s.Order] = s.At >= p.Call.From && s.At <= p.Call.To
	case orders.Done:
		t.done++
		t.served[p.Call.Resident] = t.served[p.Call.Resident].With(s.Worker, s.At, 30*24*time.Hour)
		if t.timely[s.Order] {
			t.onTime++
		}
	case orders.Failed:
		t.failed[s.Reason]++
	case orders.Cancelled:
		t.cancelled++
	}
	if s.State.Terminal() {
		delete(t.timely, s.Order)
	}
}

// replanned takes what a carer's illness changed.
func (t *visitTally) replanned(o dispatch.Outage) {
	t.outages++
	t.changed += o.Changed()
}

// visitSummary returns the count so far, nil where nobody asked for a visit.
func (w *World) visitSummary() *VisitSummary {
	if w.visits.all+len(w.plans) == 0 {
		return nil
	}
	t := &w.tally.visits
	s := &VisitSummary{
		Booked: t.booked, Done: t.done, Failed: maps.Clone(t.failed), Cancelled: t.cancelled, NoShow: t.noShow, Replanned: maps.Clone(t.lost),
	}
	var spent, outside time.Duration
	for _, c := range w.couriers {
		if c.care != nil {
			spent, outside = spent+c.care.spent, outside+c.care.outside
		}
	}
	s.Overtime = tenth(outside.Minutes())
	var same residents.Continuity
	for _, id := range slices.Sorted(maps.Keys(t.served)) {
		same.Count(t.served[id])
	}
	s.Same, s.Each = same.Share(), same.Each()
	if s.Outages = t.outages; t.outages > 0 {
		s.Changed = tenth(float64(t.changed) / float64(t.outages))
	}
	if t.done > 0 {
		s.OnTime = float64(t.onTime*1000/t.done) / 1000
		s.Travel = tenth(spent.Minutes() / float64(t.done))
	}
	return s
}

// tenth rounds to a tenth.
func tenth(x float64) float64 { return float64(int(x*10+0.5)) / 10 }
