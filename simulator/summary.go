package simulator

import (
	"encoding/json"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

// Summary is how a run ended.
type Summary struct {
	Orders    int            `json:"orders"`
	Delivered map[string]int `json:"delivered"` // by courier, locker, robot
	Failed    int            `json:"failed"`
	Cancelled int            `json:"cancelled"`
	OnTime    float64        `json:"on_time_share"`        // of those delivered
	P50       float64        `json:"delivery_minutes_p50"` // from placing to the resident's hands, or into the locker
	P95       float64        `json:"delivery_minutes_p95"`
	Decision  float64        `json:"decision_ms_mean"` // wall time of one plan
	Visits    *VisitSummary  `json:"visits,omitempty"`

	// Ledger is what the accounts of each kind have come to together: what is
	// owed to them, negative: what they owe.
	Ledger []ledger.Balance `json:"ledger,omitempty"`
}

// String is the summary as one line of JSON.
func (s Summary) String() string {
	b, _ := json.Marshal(s)
	return string(b)
}

// tally counts what the world hears.
type tally struct {
	placed, refused, ended int
	delivered              map[string]int
	failed, cancelled      int
	onTime                 int
	seconds                []int // by how many whole seconds an order took: how many did
	inLocker               map[orders.ID]clock.Instant
	modes                  map[orders.ID]orders.Mode
	visits                 visitTally
}

// carrierOf names a mode as the summary counts it.
var carrierOf = map[orders.Mode]string{"door": "courier", "locker": "locker", "handover": "robot", "gate": "courier"}

func (t *tally) status(s dispatch.Published) {
	if t.delivered == nil {
		t.delivered = map[string]int{"courier": 0, "locker": 0, "robot": 0}
		t.inLocker = map[orders.ID]clock.Instant{}
		t.modes = map[orders.ID]orders.Mode{}
	}
	if s.Mode != "" {
		t.modes[s.Order] = s.Mode
	}
	if s.State == orders.InLocker {
		t.inLocker[s.Order] = s.At
	}
}

func (t *tally) end(s dispatch.Published, p *parcel) {
	t.ended++
	switch s.State {
	case orders.Failed:
		t.failed++
	case orders.Cancelled:
		t.cancelled++
	case orders.Delivered:
		t.delivered[carrierOf[t.modes[s.Order]]]++
		at := s.At
		if put, ok := t.inLocker[s.Order]; ok {
			at = put
		}
		if at <= p.Due {
			t.onTime++
		}
		took := max(int(at.Sub(p.began)/time.Second), 0)
		if more := took + 1 - len(t.seconds); more > 0 {
			t.seconds = append(t.seconds, make([]int, more)...)
		}
		t.seconds[took]++
	}
	delete(t.inLocker, s.Order)
	delete(t.modes, s.Order)
}

// Summary returns the count so far. decision is the mean wall time of a plan.
func (w *World) Summary(decision time.Duration) Summary {
	t := &w.tally
	s := Summary{
		Orders: t.placed - t.visits.booked, Delivered: map[string]int{"courier": 0, "locker": 0, "robot": 0}, Failed: t.failed,
		Cancelled: t.cancelled, Decision: float64(decision.Microseconds()) / 1000,
		Visits: w.visitSummary(),
	}
	n := 0
	for mode, k := range t.delivered {
		s.Delivered[mode] = k
		n += k
	}
	if n > 0 {
		s.OnTime = float64(t.onTime*1000/n) / 1000
		s.P50, s.P95 = t.quantile(50), t.quantile(95)
	}
	return s
}

// quantile is the nearest-rank percentile of the minutes, to a tenth.
func (t *tally) quantile(percent int) float64 {
	n := 0
	for _, k := range t.seconds {
		n += k
	}
	rank := max((n*percent+99)/100, 1)
	for took, k := range t.seconds {
		if rank -= k; rank <= 0 {
			return tenth(float64(took) / 60)
		}
	}
	return 0
}
