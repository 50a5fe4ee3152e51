package httpapi

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
)

// bounds of the request histogram, in seconds.
var requestBounds = [...]float64{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5}

// metrics counts what this process answered and saw decided.
type metrics struct {
	mu        sync.Mutex
	requests  map[string]uint64 // by route and status, as labels
	buckets   [len(requestBounds) + 1]uint64
	seconds   float64
	refusals  map[string]uint64
	decisions map[string]uint64
	panics    uint64
}

func newMetrics() *metrics {
	return &metrics{requests: map[string]uint64{}, refusals: map[string]uint64{}, decisions: map[string]uint64{}}
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[`route=`+strconv.Quote(route)+`,status="`+strconv.Itoa(status)+`"`]++
	s := took.Seconds()
	i, _ := slices.BinarySearch(requestBounds[:], s)
	m.buckets[i]++
	m.seconds += s
}

func (m *metrics) refusal(code string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refusals[`code=`+strconv.Quote(code)]++
}

func (m *metrics) panicked() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.panics++
}

func (m *metrics) decided(ds []dispatch.Decision) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range ds {
		m.decisions[`kind="`+dispatch.NameOf(d)+`"`]++
	}
}

func (m *metrics) write(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	family(w, "linli_http_requests_total", "counter", "Requests answered.")
	labelled(w, "linli_http_requests_total", m.requests)
	family(w, "linli_http_request_seconds", "histogram", "Time to answer.")
	var sum uint64
	for i, b := range requestBounds {
		sum += m.buckets[i]
		fmt.Fprintf(w, "linli_http_request_seconds_bucket{le=\"%g\"} %d\n", b, sum)
	}
	sum += m.buckets[len(requestBounds)]
	fmt.Fprintf(w, "linli_http_request_seconds_bucket{le=\"+Inf\"} %d\n", sum)
	fmt.Fprintf(w, "linli_http_request_seconds_sum %g\nlinli_http_request_seconds_count %d\n", m.seconds, sum)
	family(w, "linli_refusals_total", "counter", "Refusals of the engine, by code.")
	labelled(w, "linli_refusals_total", m.refusals)
	family(w, "linli_decisions_total", "counter", "Decisions handed out since this process started.")
	labelled(w, "linli_decisions_total", m.decisions)
	family(w, "linli_panics_total", "counter", "Requests that panicked.")
	fmt.Fprintf(w, "linli_panics_total %d\n", m.panics)
}

func family(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func labelled(w io.Writer, name string, rows map[string]uint64) {
	for _, labels := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(w, "%s{%s} %d\n", name, labels, rows[labels])
	}
}

func gauge(w io.Writer, name, help string, v any) {
	family(w, name, "gauge", help)
	fmt.Fprintf(w, "%s %v\n", name, v)
}

// writeMetrics answers in Prometheus text, with the zone's own figures when
// the engine answers.
func (s *Server) writeMetrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	s.metrics.write(w)
	gauge(w, "linli_live_watchers", "Live maps open.", s.live.count())
	s.Engine.View(r.Context(), func(st *dispatch.State) {
		gauge(w, "linli_engine_seq", "Events so far.", st.Seq)
		gauge(w, "linli_orders_open", "Orders that have not ended.", st.Orders.Len())
		gauge(w, "linli_offers_open", "Offers waiting for an answer.", st.Offers.Len())
		gauge(w, "linli_orders_placed", "Orders placed since the zone began.", st.Counter.Placed)
		gauge(w, "linli_orders_delivered", "Orders delivered since the zone began.", st.Counter.Delivered)
		gauge(w, "linli_orders_failed", "Orders failed since the zone began.", st.Counter.Failed)
		gauge(w, "linli_orders_cancelled", "Orders cancelled since the zone began.", st.Counter.Cancelled)
	})
	if s.Figures == nil {
		return
	}
	for _, f := range s.Figures(r.Context()) {
		gauge(w, f.Name, f.Help, f.Value)
	}
}

// Figure is one number of a part of the server that the API does not know.
type Figure struct {
	Name  string // as Prometheus wants it, with its unit last
	Help  string
	Value float64
}
