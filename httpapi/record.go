package httpapi

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	approveDoc = `What was out of the ordinary is in order: the reason says why. Each exception is accepted once; the record keeps who did it and when.`
	correctDoc = `When the carer forgot to say so: the times that count from now on. What was captured stays in the record beside it, with who corrected it, when and why.`
	exportDoc  = `Visits that have begun and ended, newest booking first, one a row: service, recipient, carer (of several all, with a space between), provider, date, place, start and end with how each was captured, and what is out of the ordinary. Ids only, no personal data. The Link header names the next page (rel="next") until there is none; with from and to, of the start, a page may have fewer rows than limit, or none, and still not be the last.`
)

// Verification is the record of a visit that has begun.
type Verification struct {
	Verified    bool              `json:"verified" doc:"It has ended, both ends were captured by more than somebody's word, and no exception is open."`
	Start       *VisitMark        `json:"start,omitempty"`
	End         *VisitMark        `json:"end,omitempty"`
	StartedAt   time.Time         `json:"started_at" doc:"As corrected, else as captured."`
	EndedAt     *time.Time        `json:"ended_at,omitempty"`
	Minutes     int               `json:"minutes" doc:"Of work, so far or in all."`
	Late        int               `json:"late_minutes" doc:"How far the start is outside its window: below 0 before it."`
	Over        int               `json:"over_minutes" doc:"More work than planned; below 0 less. 0 until it has ended."`
	Exceptions  []VisitException  `json:"exceptions" nullable:"false"`
	Corrections []VisitCorrection `json:"corrections" nullable:"false" doc:"Oldest first; the last one counts."`
}

// VisitMark is one end of a visit as it was captured.
type VisitMark struct {
	At       time.Time  `json:"at" doc:"When it happened, by the carer's device."`
	HeardAt  *time.Time `json:"heard_at,omitempty" doc:"When the server learned of it, if that was later: in a cellar there is no signal."`
	Method   string     `json:"method" enum:"word,staff,position,phone,card" doc:"word: the carer's, nothing else. staff: the desk's word. position: of the carer's app. phone: a call from the home's landline. card: the code at the door."`
	Meters   *int       `json:"m,omitempty" doc:"From the door, where the app knew its place."`
	Accuracy *int       `json:"accuracy_m,omitempty" doc:"Of that place."`
}

// VisitException is what sets a visit apart from one as planned.
type VisitException struct {
	Code       string     `json:"code" enum:"start_unverified,end_unverified,start_away,end_away,early,late,short,long,cut_short"`
	ApprovedAt *time.Time `json:"approved_at,omitempty" doc:"Left out while it is open."`
	By         string     `json:"approved_by,omitempty"`
	Reason     string     `json:"reason,omitempty"`
}

// VisitCorrection is staff's change of the times of a visit.
type VisitCorrection struct {
	Start  time.Time `json:"started_at"`
	End    time.Time `json:"ended_at"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
}

func (s *Server) registerRecords() {
	r := func(id, method, path, summary, doc string) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeStaff, tag: "visits", summary: summary, doc: doc}
	}
	handle(s, r("staffReadVisit", get, "/v1/staff/visits/{id}", "Read any provider's visit", ""), s.staffVisit)
	handle(s, r("approveVisit", post, "/v1/staff/visits/{id}/approve", "Accept exceptions of a visit", approveDoc), s.approveVisit)
	handle(s, r("correctVisit", post, "/v1/staff/visits/{id}/correct", "Correct when a visit began or ended", correctDoc), s.correctVisit)
	handle(s, r("pinVisit", post, "/v1/staff/visits/{id}/pin", "Pin a visit to a carer, a time, or both", pinDoc), s.pinVisit)
	handle(s, r("unpinVisit", post, "/v1/staff/visits/{id}/unpin", "Let plans choose the carer and the time again", ""), s.unpinVisit)
	raw(s, r("exportVisits", get, "/v1/staff/visits.csv", "The records of visits as CSV", exportDoc), "text/csv", s.exportVisits)
	s.api.OpenAPI().Paths["/v1/staff/visits.csv"].Get.Parameters = exportParams
	s.registerCards()
	handle(s, Route{ID: "callIn", Method: post, Path: "/v1/telephony/calls", Access: ScopeTelephony, tag: "visits",
		summary: "A carer calls in from a home's landline", doc: callDoc}, s.callIn)
}

// tolerance is how far visits may be from plan and door.
func (s *Server) tolerance(ctx context.Context) (t orders.Tolerance, err error) {
	err = s.Engine.View(ctx, func(st *dispatch.State) { t = st.Policy.Tolerance() })
	return t, err
}

// verification is nil before a visit has begun.
func verification(o *orders.Order, t orders.Tolerance, updated clock.Instant) *Verification {
	r, c := o.Call.Record, o.Call
	if r == nil {
		return nil
	}
	start, end := o.Times()
	v := &Verification{
		Start: visitMark(r.Start), End: visitMark(r.End), StartedAt: start.Time(), EndedAt: when(end),
		Exceptions: []VisitException{}, Corrections: []VisitCorrection{},
		Verified: o.Carriage == orders.Done && r.Start.Proves() && r.End.Proves(),
		Minutes:  int(max(cmp.Or(end, updated).Sub(start), 0) / time.Minute),
	}
	switch {
	case start < c.From:
		v.Late = -int(c.From.Sub(start) / time.Minute)
	case start > c.To:
		v.Late = int(start.Sub(c.To) / time.Minute)
	}
	if end != 0 {
		v.Over = int((end.Sub(start) - c.Duration) / time.Minute)
	}
	for _, x := range o.Exceptions(t) {
		e := VisitException{Code: string(x)}
		if a := r.Approves(x); a != nil {
			e.ApprovedAt, e.By, e.Reason = when(a.At), a.By.ID, a.Reason
		} else {
			v.Verified = false
		}
		v.Exceptions = append(v.Exceptions, e)
	}
	for _, x := range r.Corrections {
		v.Corrections = append(v.Corrections, VisitCorrection{Start: x.Start.Time(), End: x.End.Time(), At: x.At.Time(), By: x.By.ID, Reason: x.Reason})
	}
	return v
}

func visitMark(m orders.Mark) *VisitMark {
	if m.At == 0 {
		return nil
	}
	v := &VisitMark{At: m.At.Time(), HeardAt: when(m.Heard), Method: string(m.Method)}
	if m.Located {
		far, accuracy := int(m.Meters), int(m.Accuracy)
		v.Meters, v.Accuracy = &far, &accuracy
	}
	return v
}

// anyVisit reads a visit of whichever provider.
func (s *Server) anyVisit(ctx context.Context, id string) (shell.OrderDoc, error) {
	doc, err := s.Store.Order(ctx, orders.ID(id))
	if err == nil && doc.Order.Call == nil {
		return shell.OrderDoc{}, shell.ErrNotFound
	}
	return doc, err
}

func (s *Server) staffVisit(ctx context.Context, in *orderInput) (*answer[Visit], error) {
	doc, err := s.anyVisit(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	t, err := s.tolerance(ctx)
	if err != nil {
		return nil, err
	}
	return reply(visitView(&doc.Order, doc.At, t)), nil
}

type approveInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Exceptions []string `json:"exceptions" minItems:"1" maxItems:"9" enum:"start_unverified,end_unverified,start_away,end_away,early,late,short,long,cut_short"`
		Reason     string   `json:"reason" minLength:"1" maxLength:"200" doc:"A short code, e.g. called_the_home. No personal data."`
	}
}

func (s *Server) approveVisit(ctx context.Context, in *approveInput) (*answer[Visit], error) {
	ev := dispatch.AmendVisit{By: staffOf(ctx), Reason: in.Body.Reason}
	for _, x := range in.Body.Exceptions {
		ev.Approve = append(ev.Approve, orders.Exception(x))
	}
	return s.amendVisit(ctx, in.ID, ev)
}

type correctInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Start  time.Time `json:"started_at,omitzero" required:"false" doc:"Left out: as it stands."`
		End    time.Time `json:"ended_at,omitzero" required:"false" doc:"Left out: as it stands."`
		Reason string    `json:"reason" minLength:"1" maxLength:"200" doc:"A short code, e.g. forgot_to_finish. No personal data."`
	}
}

func (s *Server) correctVisit(ctx context.Context, in *correctInput) (*answer[Visit], error) {
	ev := dispatch.AmendVisit{By: staffOf(ctx), Reason: in.Body.Reason}
	if !in.Body.Start.IsZero() {
		ev.Start = clock.FromTime(in.Body.Start)
	}
	if !in.Body.End.IsZero() {
		ev.End = clock.FromTime(in.Body.End)
	}
	return s.amendVisit(ctx, in.ID, ev)
}

// amendVisit lets one amendment of a visit follow another: each carries the
// whole record as the one before left it.
// rewrite begins to change the document of an order that has ended, or says that
// somebody else is at it: whoever does states the whole document, as they read
// it. Call done at the end.
func (s *Server) rewrite(id string) (done func(), err error) {
	name := "rewrite " + id
	if _, busy := s.inFlight.LoadOrStore(name, true); busy {
		return nil, newProblem("in_flight", "somebody else is changing what is written of it; look at it and ask again")
	}
	return func() { s.inFlight.Delete(name) }, nil
}

func (s *Server) amendVisit(ctx context.Context, id string, ev dispatch.AmendVisit) (*answer[Visit], error) {
	done, err := s.rewrite(id)
	if err != nil {
		return nil, err
	}
	defer done()
	doc, err := s.anyVisit(ctx, id)
	if err != nil {
		return nil, err
	}
	ev.Visit = doc.Order
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	return s.staffVisit(ctx, &orderInput{ID: id})
}

// recordColumns are the columns of the export.
var recordColumns = strings.Split("visit,external_id,provider,carer,recipient,service,date,building,floor,lng,lat,"+
	"window_from,window_to,planned_minutes,started_at,start_method,start_m,start_accuracy_m,"+
	"start_heard_at,ended_at,end_method,end_m,end_accuracy_m,end_heard_at,minutes,status,verified,open_exceptions,approved_exceptions,corrections,live_mode", ",")

func (s *Server) exportVisits(w http.ResponseWriter, r *http.Request) {
	in, err := exportOf(r.URL.Query())
	if err != nil {
		writeProblem(w, fault(err))
		return
	}
	docs, next, err := s.Store.Orders(r.Context(), in.filter)
	var places map[circle.ProviderID]*time.Location
	var t orders.Tolerance
	if err == nil {
		t, places, err = s.calendars(r.Context())
	}
	if err != nil {
		writeProblem(w, fault(err))
		return
	}
	if next != "" {
		q := r.URL.Query()
		q.Set("cursor", next)
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, s.PublicURL, r.URL.Path, q.Encode()))
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="visits.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	table := csv.NewWriter(w)
	table.Write(recordColumns)
	for i := range docs {
		o := &docs[i].Order
		if v := verification(o, t, docs[i].At); v != nil && o.Terminal() && in.wants(v.StartedAt) {
			table.Write(recordRow(o, v, cmp.Or(places[o.Merchant], s.TimeZone, time.UTC)))
		}
	}
	table.Flush()
}

// calendars reads what the export holds visits against: the tolerance, and
// whose clock each provider goes by.
func (s *Server) calendars(ctx context.Context) (orders.Tolerance, map[circle.ProviderID]*time.Location, error) {
	var t orders.Tolerance
	places := map[circle.ProviderID]*time.Location{}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		t = st.Policy.Tolerance()
		for id, p := range st.Providers.All() {
			if c := st.Communities.Get(p.Community); c != nil {
				if loc, err := time.LoadLocation(c.Calendar.Name); err == nil {
					places[id] = loc
				}
			}
		}
	})
	return t, places, err
}

func recordRow(o *orders.Order, v *Verification, zone *time.Location) []string {
	c := o.Call
	var open, approved []string
	for _, x := range v.Exceptions {
		if x.ApprovedAt == nil {
			open = append(open, x.Code)
		} else {
			approved = append(approved, x.Code)
		}
	}
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	ended := ""
	if v.EndedAt != nil {
		ended = stamp(*v.EndedAt)
	}
	degrees := func(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }
	row := []string{
		string(o.ID), cell(o.External), string(o.Merchant), strings.Join(o.Workers(), " "), c.Resident, c.Service, v.StartedAt.In(zone).Format(time.DateOnly),
		strconv.FormatInt(o.Dropoff.Building, 10), strconv.Itoa(o.Dropoff.Floor), degrees(o.Dropoff.Point.Lng), degrees(o.Dropoff.Point.Lat),
		stamp(c.From.Time()), stamp(c.To.Time()), strconv.Itoa(int(c.Duration / time.Minute)), stamp(v.StartedAt),
	}
	row = append(row, markCells(v.Start)...)
	row = append(row, ended)
	row = append(row, markCells(v.End)...)
	return append(row, strconv.Itoa(v.Minutes), string(o.Carriage), strconv.FormatBool(v.Verified), strings.Join(open, " "),
		strings.Join(approved, " "), strconv.Itoa(len(v.Corrections)), strconv.FormatBool(o.LiveMode))
}

// cell keeps a spreadsheet from taking what others wrote for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func markCells(m *VisitMark) []string {
	cells := []string{"", "", "", ""}
	if m == nil {
		return cells
	}
	cells[0] = m.Method
	if m.Meters != nil {
		cells[1], cells[2] = strconv.Itoa(*m.Meters), strconv.Itoa(*m.Accuracy)
	}
	if m.HeardAt != nil {
		cells[3] = m.HeardAt.UTC().Format(time.RFC3339)
	}
	return cells
}

// exportParams describes what the export may be asked for.
var exportParams = []*huma.Param{
	{Name: "provider", In: "query", Schema: &huma.Schema{Type: huma.TypeString}},
	{Name: "from", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Format: "date-time"}},
	{Name: "to", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Format: "date-time"}},
	{Name: "limit", In: "query", Schema: &huma.Schema{Type: huma.TypeInteger}},
	{Name: "cursor", In: "query", Schema: &huma.Schema{Type: huma.TypeString}},
}

// export is what the export was asked for.
type export struct {
	filter   shell.OrderFilter
	from, to time.Time
}

func (e *export) wants(start time.Time) bool {
	return (e.from.IsZero() || !start.Before(e.from)) && (e.to.IsZero() || start.Before(e.to))
}

func exportOf(q url.Values) (export, error) {
	e := export{filter: shell.OrderFilter{Kind: orders.Visit, Merchant: q.Get("provider"), Limit: 200, Cursor: q.Get("cursor")}}
	var err error
	if v := q.Get("limit"); v != "" {
		if e.filter.Limit, err = strconv.Atoi(v); err != nil || e.filter.Limit < 1 || e.filter.Limit > 200 {
			return e, invalid("query.limit", "must be from 1 to 200")
		}
	}
	for name, to := range map[string]*time.Time{"from": &e.from, "to": &e.to} {
		if v := q.Get(name); v != "" {
			var bad error
			if *to, bad = time.Parse(time.RFC3339, v); bad != nil {
				err = errors.Join(err, invalid("query."+name, "must be a time like 2030-01-02T08:00:00Z"))
			}
		}
	}
	var p *Problem
	if errors.As(err, &p) {
		return e, p
	}
	return e, err
}
