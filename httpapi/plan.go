package httpapi

import (
	"context"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const planDoc = "A plan names days by an RRULE in the community's calendar, and what each visit is like. Every instance of the coming year is checked: check lists those that nobody could serve, and why. Instances become visits some days before. "

func (s *Server) registerPlans() {
	r := func(id, method, path, summary, doc string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeOrders, tag: "visits", summary: summary, doc: doc, status: status}
	}
	handle(s, r("makePlan", post, "/v1/plans", "Plan a visit that recurs",
		planDoc+"The same Idempotency-Key with the same body returns the same plan for 48 hours.", 201), s.makePlan)
	handle(s, r("checkPlan", post, "/v1/plans/check", "Check a plan without making it", planDoc+"Nothing is made or kept.", 0), s.checkPlan)
	handle(s, r("listPlans", get, "/v1/plans", "List the plans that are not over", "", 0), s.listPlans)
	handle(s, r("readPlan", get, "/v1/plans/{id}", "Read a plan that is not over", "", 0), s.readPlan)
	handle(s, r("listInstances", get, "/v1/plans/{id}/instances", "List when a plan takes place", "", 0), s.listInstances)
	handle(s, r("skipInstance", post, "/v1/plans/{id}/skip", "Leave one instance out",
		"A visit that it has become is called off.", 0), s.skipInstance)
	handle(s, r("moveInstance", post, "/v1/plans/{id}/move", "Move one instance",
		"A visit that it has become is called off and made anew.", 0), s.moveInstance)
	handle(s, r("endPlan", post, "/v1/plans/{id}/end", "End a plan",
		"Its visits are called off unless keep_visits is set; those whose carer is in the home go on.", 204), s.endPlan)
}

type makePlanInput struct {
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" doc:"Your name for this request, fresh for each plan; kept 48 hours."`
	RawBody []byte
	Body    PlanRequest
}

func (s *Server) makePlan(ctx context.Context, in *makePlanInput) (*answer[Plan], error) {
	name := dispatch.KeyOf(circle.ProviderID(credentialOf(ctx).Subject), in.Key)
	if _, busy := s.inFlight.LoadOrStore(name, true); busy {
		return nil, newProblem("in_flight", "a request with this Idempotency-Key is being answered; wait and ask again")
	}
	defer s.inFlight.Delete(name)

	r, err := s.recurring(ctx, &in.Body)
	if err != nil {
		return nil, err
	}
	r.Plan.ID = residents.PlanID(s.NewID("p"))
	person := newPerson(orders.ID(r.Plan.ID), in.Body.Contact, s.Clock.Now())
	res, err := s.submit(ctx, shell.Request{
		Event: dispatch.MakePlan{Key: in.Key, Digest: digest(post, "/v1/plans", in.RawBody), Recurring: r}, Persons: []shell.Person{person},
	})
	if err != nil {
		return nil, err
	}
	id := string(r.Plan.ID)
	for _, d := range res.Decisions {
		switch d := d.(type) {
		case dispatch.Replayed:
			id = string(d.Order)
		case dispatch.RecurringPut:
			return reply(planView(&d.Recurring)), nil
		}
	}
	return s.readPlan(ctx, &orderInput{ID: id})
}

func (s *Server) checkPlan(ctx context.Context, in *struct{ Body PlanRequest }) (*answer[PlanCheck], error) {
	r, err := s.recurring(ctx, &in.Body)
	if err != nil {
		return nil, err
	}
	var check dispatch.PlanCheck
	var refusal *orders.Rejection
	err = s.Engine.View(ctx, func(st *dispatch.State) { check, refusal = st.CheckPlan(&r, s.Clock.Now()) })
	switch {
	case err != nil:
		return nil, err
	case refusal != nil:
		return nil, refused(refusal)
	}
	return reply(checkView(check)), nil
}

// recurring reads a plan.
func (s *Server) recurring(ctx context.Context, b *PlanRequest) (dispatch.Recurring, error) {
	c := credentialOf(ctx)
	work := time.Duration(b.Minutes) * time.Minute
	r := dispatch.Recurring{
		Community: circle.CommunityID(b.Community), Merchant: circle.ProviderID(c.Subject), LiveMode: s.liveMode(),
		After: residents.PlanID(b.After), Window: time.Duration(b.Window) * time.Minute, Needs: b.Needs,
		Call: orders.Call{
			Resident: b.Resident, Service: b.Service, Duration: work, Hard: b.Hard, Skills: b.Skills, Priority: b.Priority, Carer: b.Carer,
			Carers: b.Carers,
		},
		Plan: residents.Plan{Duration: work, Holidays: residents.OnHoliday(b.Holidays)},
	}
	if r.Plan.Holidays == "" {
		r.Plan.Holidays = residents.Keep
	}
	var err error
	if r.Call.Landline, err = s.landlineHash(b.Landline); err != nil {
		return r, err
	}
	if r.Dropoff, err = s.dropoff(b.Place); err != nil {
		return r, err
	}
	if r.Plan.First, err = clock.ParseDate(b.First); err != nil {
		return r, invalid("body.first", err.Error())
	}
	at, err := time.Parse("15:04", b.At)
	if err != nil {
		return r, invalid("body.at", err.Error())
	}
	r.Plan.At = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if b.Rule != "" {
		if r.Plan.Rule, err = residents.ParseRule(b.Rule); err != nil {
			return r, invalid("body.rule", err.Error())
		}
	}
	if len(b.Except) > 0 {
		days := strings.ReplaceAll(strings.Join(b.Except, ","), "-", "")
		if r.Plan.Except, err = residents.ParseExceptions(days); err != nil {
			return r, invalid("body.except", err.Error())
		}
	}
	if r.Community == "" {
		err = s.Engine.View(ctx, func(st *dispatch.State) {
			if p := st.Providers.Get(r.Merchant); p != nil {
				r.Community = p.Community
			}
		})
	}
	return r, err
}

// ownPlan shows a plan of the calling provider to f, between two steps.
func (s *Server) ownPlan(ctx context.Context, id string, f func(*dispatch.State, *dispatch.Recurring)) error {
	found := false
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		if r := st.Recurring.Get(residents.PlanID(id)); r != nil && string(r.Merchant) == credentialOf(ctx).Subject {
			found = true
			f(st, r)
		}
	})
	if err == nil && !found {
		return refused(orders.Refuse(orders.UnknownPlan, "", "there is no plan %s that is not over", id))
	}
	return err
}

func (s *Server) readPlan(ctx context.Context, in *orderInput) (*answer[Plan], error) {
	var v Plan
	err := s.ownPlan(ctx, in.ID, func(_ *dispatch.State, r *dispatch.Recurring) { v = planView(r) })
	return reply(v), err
}

func (s *Server) listPlans(ctx context.Context, in *struct {
	Resident string `query:"resident" maxLength:"64" doc:"Only the plans of this resident."`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor   string `query:"cursor" maxLength:"200" doc:"next of the page before."`
}) (*answer[PlanPage], error) {
	p := PlanPage{Plans: []Plan{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for id, r := range st.Recurring.From(residents.PlanID(in.Cursor)) {
			switch {
			case string(id) == in.Cursor, string(r.Merchant) != credentialOf(ctx).Subject, in.Resident != "" && r.Call.Resident != in.Resident:
			case len(p.Plans) == in.Limit:
				p.Next = p.Plans[in.Limit-1].ID
				return
			default:
				p.Plans = append(p.Plans, planView(r))
			}
		}
	})
	return reply(p), err
}

func (s *Server) listInstances(ctx context.Context, in *struct {
	ID   string    `path:"id" maxLength:"64"`
	From time.Time `query:"from" doc:"Those that start from then; now when left out."`
	To   time.Time `query:"to" doc:"And before then, at most a year later; four weeks later when left out."`
}) (*answer[PlanInstances], error) {
	from := s.Clock.Now()
	if !in.From.IsZero() {
		from = clock.FromTime(in.From)
	}
	to := from.Add(28 * 24 * time.Hour)
	if !in.To.IsZero() {
		to = clock.FromTime(in.To)
	}
	if to < from || to.Sub(from) > 366*24*time.Hour {
		return nil, invalid("query.to", "is not from from to a year later")
	}
	out := PlanInstances{Instances: []PlanInstance{}}
	var wrong error
	err := s.ownPlan(ctx, in.ID, func(st *dispatch.State, r *dispatch.Recurring) {
		list, err := st.Instances(r, from, to)
		wrong = err
		for _, i := range list {
			v := PlanInstance{
				Day: i.Day.String(), From: i.Start.Time(), To: i.Start.Add(r.Window).Time(), Shifted: i.Shifted, Tentative: i.Tentative,
			}
			if i.Start < r.Made {
				v.Visit = string(r.VisitOf(i.Day))
			}
			out.Instances = append(out.Instances, v)
		}
	})
	if wrong != nil {
		return nil, invalid("path.id", wrong.Error())
	}
	return reply(out), err
}

type planDayInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Day    string `json:"day" format:"date" doc:"That the rule names."`
		Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"A short code. No personal data."`
	}
}

func (s *Server) skipInstance(ctx context.Context, in *planDayInput) (*answer[Plan], error) {
	day, err := clock.ParseDate(in.Body.Day)
	if err != nil {
		return nil, invalid("body.day", err.Error())
	}
	return s.changePlan(ctx, in.ID, dispatch.SkipInstance{
		Plan: residents.PlanID(in.ID), Day: day, By: merchantOf(ctx), Reason: in.Body.Reason,
	})
}

func (s *Server) moveInstance(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Day    string    `json:"day" format:"date" doc:"That the rule names."`
		From   time.Time `json:"from" doc:"When its window opens instead."`
		Reason string    `json:"reason" minLength:"1" maxLength:"200" doc:"A short code. No personal data."`
	}
}) (*answer[Plan], error) {
	day, err := clock.ParseDate(in.Body.Day)
	if err != nil {
		return nil, invalid("body.day", err.Error())
	}
	return s.changePlan(ctx, in.ID, dispatch.MoveInstance{
		Plan: residents.PlanID(in.ID), Day: day, Start: clock.FromTime(in.Body.From), By: merchantOf(ctx), Reason: in.Body.Reason,
	})
}

// changePlan submits what changes a plan of the calling provider, and answers
// with the plan after it.
func (s *Server) changePlan(ctx context.Context, id string, ev dispatch.Event) (*answer[Plan], error) {
	var v Plan
	if err := s.ownPlan(ctx, id, func(_ *dispatch.State, r *dispatch.Recurring) { v = planView(r) }); err != nil {
		return nil, err
	}
	res, err := s.submit(ctx, shell.Request{Event: ev})
	if err != nil {
		return nil, err
	}
	for _, d := range res.Decisions {
		if put, ok := d.(dispatch.RecurringPut); ok {
			v = planView(&put.Recurring)
		}
	}
	return reply(v), nil
}

func (s *Server) endPlan(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"A short code. No personal data."`
		Keep   bool   `json:"keep_visits,omitempty" doc:"The visits that it has become take place."`
	}
}) (*none, error) {
	if err := s.ownPlan(ctx, in.ID, func(*dispatch.State, *dispatch.Recurring) {}); err != nil {
		return nil, err
	}
	_, err := s.submit(ctx, shell.Request{Event: dispatch.EndPlan{
		Plan: residents.PlanID(in.ID), Keep: in.Body.Keep, By: merchantOf(ctx), Reason: in.Body.Reason,
	}})
	return nil, err
}

func planView(r *dispatch.Recurring) Plan {
	v := Plan{
		ID: string(r.Plan.ID), Provider: string(r.Merchant), Resident: r.Call.Resident, Service: r.Call.Service,
		Minutes: int(r.Call.Duration / time.Minute), First: r.Plan.First.String(),
		At:     time.Time{}.Add(r.Plan.At).Format("15:04"),
		Window: int(r.Window / time.Minute), Hard: r.Call.Hard, Holidays: string(r.Plan.Holidays), Community: string(r.Community),
		Skills: r.Call.Skills, Priority: r.Call.Priority, Carer: r.Call.Carer, Carers: max(r.Call.Carers, 1), After: string(r.After),
		Place: OrderPlace{
			Point: r.Dropoff.Point, Handover: r.Dropoff.Handover, Building: r.Dropoff.Building, Floor: r.Dropoff.Floor, Lift: r.Dropoff.Lift,
		},
		LiveMode: r.LiveMode, Check: checkView(r.Check),
	}
	if r.Plan.Rule.Interval != 0 {
		v.Rule = r.Plan.Rule.String()
	}
	for _, d := range r.Plan.Except {
		v.Except = append(v.Except, d.String())
	}
	for _, m := range r.Moves {
		v.Moved = append(v.Moved, PlanMove{Day: m.Day.String(), From: m.Start.Time()})
	}
	return v
}

func checkView(c dispatch.PlanCheck) PlanCheck {
	v := PlanCheck{Instances: c.Instances, Doubtful: c.Doubtful, Doubts: make([]PlanDoubt, len(c.Doubts))}
	for i, d := range c.Doubts {
		v.Doubts[i] = PlanDoubt{Day: d.Day.String(), From: d.Start.Time(), Reason: d.Reason, Detail: d.Detail}
	}
	return v
}
