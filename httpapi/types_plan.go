package httpapi

import (
	"time"

	"github.com/linli/linli/residents"
)

// PlanRequest is the body of POST /v1/plans.
type PlanRequest struct {
	Resident  string          `json:"resident" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"Your id of who is visited; no name."`
	Service   string          `json:"service" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9_-]+$" doc:"Code of what is done, e.g. care or cleaning."`
	Minutes   int             `json:"minutes" minimum:"1" maximum:"720" doc:"Of work, as planned."`
	First     string          `json:"first" format:"date" doc:"The rule counts from this day, in the community's calendar."`
	At        string          `json:"at" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"09:00" doc:"When each visit may start, on the wall's clock."`
	Window    int             `json:"window_minutes" minimum:"0" maximum:"720" doc:"A visit starts so long after at the latest."`
	Hard      bool            `json:"hard,omitempty" doc:"Outside the window a visit does not take place; else a late start only costs."`
	Rule      string          `json:"rule,omitempty" maxLength:"500" example:"FREQ=WEEKLY;BYDAY=MO,TH;COUNT=20" doc:"An RRULE of RFC 5545 that names days, with COUNT or UNTIL if it ends. Left out: once, on the first day."`
	Except    []string        `json:"except,omitempty" maxItems:"1000" doc:"Days of the rule that are left out."`
	Holidays  string          `json:"holidays,omitempty" enum:"keep,skip,next" doc:"What becomes of an instance on a day off of the community: it takes place (when left out), is left out, or moves to the next working day."`
	Community string          `json:"community,omitempty" maxLength:"64" doc:"Whose clock and days off count; the provider's when left out."`
	Skills    []string        `json:"skills" minItems:"1" maxItems:"16" doc:"The carer has all of them."`
	Priority  int             `json:"priority,omitempty" minimum:"-1000" maximum:"1000" doc:"Higher first where not all can be served."`
	Carer     string          `json:"preferred_carer,omitempty" maxLength:"64" doc:"Who should come, if they can: anybody else costs the plan more, by the policy's continuity.price."`
	Landline  string          `json:"landline,omitempty" maxLength:"30" doc:"The home's telephone, as E.164, for carers who call in from it. Only a keyed hash is kept."`
	Carers    int             `json:"carers,omitempty" minimum:"1" maximum:"4" doc:"How many come together to each visit; one when left out."`
	After     string          `json:"after,omitempty" maxLength:"64" doc:"A plan of yours: each visit comes after that plan's of the same day, if it has one."`
	Place     Dropoff         `json:"place"`
	Contact   Contact         `json:"contact"`
	Needs     residents.Needs `json:"needs,omitempty" required:"false" doc:"The resident's access needs."`
}

// Plan is a recurring visit as this API shows it.
type Plan struct {
	ID        string     `json:"id"`
	Provider  string     `json:"provider"`
	Resident  string     `json:"resident"`
	Service   string     `json:"service"`
	Minutes   int        `json:"minutes"`
	First     string     `json:"first"`
	At        string     `json:"at"`
	Window    int        `json:"window_minutes"`
	Hard      bool       `json:"hard"`
	Rule      string     `json:"rule,omitempty"`
	Except    []string   `json:"except,omitempty"`
	Moved     []PlanMove `json:"moved,omitempty"`
	Holidays  string     `json:"holidays"`
	Community string     `json:"community,omitempty"`
	Skills    []string   `json:"skills"`
	Priority  int        `json:"priority"`
	Carer     string     `json:"preferred_carer,omitempty"`
	Carers    int        `json:"carers"`
	After     string     `json:"after,omitempty" doc:"The plan whose visits its own come after."`
	Place     OrderPlace `json:"place"`
	LiveMode  bool       `json:"live_mode"`
	Check     PlanCheck  `json:"check" doc:"Every instance of the coming year, as things stood when the plan was made."`
}

// PlanMove is an instance that was moved.
type PlanMove struct {
	Day  string    `json:"day" doc:"That the rule named."`
	From time.Time `json:"from"`
}

// PlanCheck says which instances could not be served.
type PlanCheck struct {
	Instances int         `json:"instances"`
	Doubtful  int         `json:"doubtful"`
	Doubts    []PlanDoubt `json:"doubts" doc:"The first fifty."`
}

// PlanDoubt is an instance that nobody can serve as things stand, or not who
// should.
type PlanDoubt struct {
	Day    string    `json:"day"`
	From   time.Time `json:"from"`
	Reason string    `json:"reason" enum:"no_skill,certificate,work_limit,provider_closed,comes_after,preferred_carer,calendar_short"`
	Detail string    `json:"detail"`
}

// PlanPage is one page of plans.
type PlanPage struct {
	Plans []Plan `json:"plans"`
	Next  string `json:"next,omitempty"`
}

// PlanInstances lists when a plan takes place.
type PlanInstances struct {
	Instances []PlanInstance `json:"instances"`
}

// PlanInstance is one time that a plan takes place.
type PlanInstance struct {
	Day       string    `json:"day" doc:"That the rule named; it names the instance for good."`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Visit     string    `json:"visit,omitempty" doc:"The visit that it has become."`
	Shifted   bool      `json:"shifted,omitempty" doc:"The wall's clock jumps over its time that day."`
	Tentative bool      `json:"tentative,omitempty" doc:"The community's list of days off does not reach this far."`
}
