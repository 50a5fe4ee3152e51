package httpapi

import (
	"time"

	"github.com/linli/linli/residents"
)

// VisitRequest is the body of POST /v1/visits.
type VisitRequest struct {
	Assisted
	ExternalID string          `json:"external_id,omitempty" maxLength:"120" doc:"Your own name for the visit; a repeated one returns the existing visit."`
	Resident   string          `json:"resident" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"Your id of who is visited; no name."`
	Service    string          `json:"service" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9_-]+$" doc:"Code of what is done, e.g. care or cleaning."`
	Minutes    int             `json:"minutes" minimum:"1" maximum:"720" doc:"Of work, as planned."`
	From       time.Time       `json:"from" doc:"The work starts not before."`
	To         time.Time       `json:"to" doc:"And not after."`
	Hard       bool            `json:"hard,omitempty" doc:"Outside the window the visit does not take place; else a late start only costs."`
	Skills     []string        `json:"skills" minItems:"1" maxItems:"16" doc:"The carer has all of them."`
	Priority   int             `json:"priority,omitempty" minimum:"-1000" maximum:"1000" doc:"Higher first where not all can be served."`
	Carer      string          `json:"preferred_carer,omitempty" maxLength:"64" doc:"Who should come, if they can: anybody else costs the plan more, by the policy's continuity.price."`
	Landline   string          `json:"landline,omitempty" maxLength:"30" doc:"The home's telephone, as E.164, for carers who call in from it. Only a keyed hash is kept."`
	Carers     int             `json:"carers,omitempty" minimum:"1" maximum:"4" doc:"How many come together and begin at the same instant; one when left out. It is held once all have accepted, and done when each has finished."`
	After      string          `json:"after,omitempty" maxLength:"120" doc:"The order or visit that it comes after, meal before medicine: its id, or your own name for it. It is planned behind the other's planned end, and not begun before that has really ended."`
	Place      Dropoff         `json:"place"`
	Contact    Contact         `json:"contact"`
	Needs      residents.Needs `json:"needs,omitempty" required:"false" doc:"The resident's access needs."`
	Sandbox    *Sandbox        `json:"sandbox,omitempty" doc:"With a key that is not live only: what the test comes to."`
}

// Visit is a visit as this API shows it.
type Visit struct {
	ID           string        `json:"id"`
	ExternalID   string        `json:"external_id,omitempty"`
	Provider     string        `json:"provider"`
	Status       string        `json:"status" enum:"booked,assigned,on_the_way,arrived,started,done,failed,cancelled"`
	Attempt      int           `json:"attempt" doc:"Counts carers; each loss of a carer starts the next."`
	Seq          int           `json:"seq" doc:"Counts public status changes of the visit."`
	Held         bool          `json:"held,omitempty" doc:"Staff has stopped the search for a carer."`
	Resident     string        `json:"resident"`
	Service      string        `json:"service"`
	Minutes      int           `json:"minutes"`
	From         time.Time     `json:"from"`
	To           time.Time     `json:"to"`
	Hard         bool          `json:"hard"`
	Skills       []string      `json:"skills"`
	Priority     int           `json:"priority"`
	Carer        string        `json:"preferred_carer,omitempty"`
	Carers       int           `json:"carers" doc:"How many come together."`
	Crew         []Carer       `json:"crew,omitempty" doc:"Of a visit for several: who has accepted, also while it is still booked."`
	After        *After        `json:"after,omitempty" doc:"The order or visit that it comes after."`
	Pinned       *Pinned       `json:"pinned,omitempty" doc:"What staff has pinned it to: no plan changes that."`
	Plan         string        `json:"plan,omitempty" doc:"The recurring plan that it is a visit of."`
	Place        OrderPlace    `json:"place"`
	Worker       string        `json:"worker,omitempty" doc:"The carer; of several the first to accept."`
	Reason       string        `json:"reason,omitempty" doc:"Code of the last failure or cancellation."`
	ETA          *time.Time    `json:"eta,omitempty" doc:"Of the start, as last planned."`
	StartedAt    *time.Time    `json:"started_at,omitempty"`
	DoneAt       *time.Time    `json:"done_at,omitempty"`
	InWindow     bool          `json:"in_window" doc:"It started within its window."`
	Fee          int64         `json:"fee" doc:"What the provider pays, in minor units."`
	Currency     string        `json:"currency"`
	LiveMode     bool          `json:"live_mode"`
	Sandbox      *Sandbox      `json:"sandbox,omitempty" doc:"Of a test: what it asked for."`
	Verification *Verification `json:"verification,omitempty" doc:"How its start and end were captured, since it began."`
	Booking      *Booking      `json:"booking,omitempty" doc:"Who booked it, where somebody said so."`
	CreatedAt    time.Time     `json:"created_at"`
	UpdatedAt    time.Time     `json:"updated_at"`
}

// Carer is one of several who make a visit together.
type Carer struct {
	Worker    string     `json:"worker"`
	Status    string     `json:"status" enum:"assigned,on_the_way,arrived,started,done" doc:"How far this carer is: the visit is as far as the last of them."`
	ETA       *time.Time `json:"eta,omitempty" doc:"When they are to begin, as planned."`
	ArrivedAt *time.Time `json:"arrived_at,omitempty"`
	DoneAt    *time.Time `json:"done_at,omitempty"`
}

// VisitPage is one page of visits.
type VisitPage struct {
	Visits []Visit `json:"visits"`
	Next   string  `json:"next,omitempty" doc:"Pass it as cursor; left out on the last page."`
}
