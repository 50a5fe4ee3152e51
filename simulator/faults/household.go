package faults

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const (
	plansInTown = 3
	callsInTown = 4 // for help
)

// household is what recurs at residents' homes, and what they call for.
type household struct {
	d       *desk
	planned map[residents.PlanID]int // plans that were made, and how many visits each has
	raised  int                      // calls for help that were heard
}

// moveIn registers the residents and lets them plan, and call for help.
func (h *household) moveIn() {
	z := h.d.z
	for i := range callsInTown {
		r := residents.Resident{ID: resident(i), Point: z.spot()}
		if z.chance(0.7) {
			r.Family = []string{"kin" + fmt.Sprint(i)}
		}
		if z.chance(0.3) {
			r.Every = z.between(40*time.Minute, 3*time.Hour)
		}
		h.d.insist(10*time.Second, dispatch.RegisterResident{Resident: r, By: staff}, func() bool { return false })
		z.after(z.between(3*time.Minute, span), func() { h.call(r.ID) })
	}
	for i := range plansInTown {
		z.after(z.between(2*time.Minute, 40*time.Minute), func() { h.plan(residents.PlanID(fmt.Sprintf("p%d", i+1))) })
	}
	z.after(time.Minute, h.answer)
}

// plan books one or two visits as a plan, often just as long ahead as the
// engine makes them.
func (h *household) plan(id residents.PlanID) {
	z := h.d.z
	ahead := z.policy.PlanAhead
	if z.chance(0.5) {
		ahead = z.between(5*time.Minute, 80*time.Minute).Truncate(time.Second)
	}
	day, at := new(clock.Calendar).Local(z.now.Add(ahead))
	e := z.book(dispatch.PlaceOrder{Dropoff: orders.Dropoff{Point: z.spot()}})
	call := *e.Call
	window := call.To.Sub(call.From)
	call.From, call.To = 0, 0
	rule, err := residents.ParseRule("FREQ=DAILY;COUNT=1")
	if err != nil {
		panic(err)
	}
	m := dispatch.MakePlan{Key: "key " + string(id), Digest: "digest " + string(id), Recurring: dispatch.Recurring{
		Plan:     residents.Plan{ID: id, First: day, At: at, Duration: call.Duration, Rule: rule, Holidays: residents.Keep},
		Merchant: e.Merchant, Call: call, Window: window, Dropoff: e.Dropoff,
	}}
	for other := range h.planned {
		m.Recurring.After = max(m.Recurring.After, other)
	}
	done := false
	z.until(6*time.Second, func() bool {
		if done {
			return true
		}
		z.submit(h.d.link, m, func(r shell.Reply) {
			if done = true; r.Refusal() == nil {
				h.planned[id] = 1
			}
		})
		return false
	})
}

// call raises help until it is heard.
func (h *household) call(resident string) {
	z, heard := h.d.z, false
	e := dispatch.RaiseHelp{Resident: resident, Source: residents.FromButton, By: orders.Actor{Role: orders.Resident}, Drill: z.chance(0.2)}
	z.until(5*time.Second, func() bool {
		if heard {
			return true
		}
		z.submit(h.d.link, e, func(r shell.Reply) {
			if r.Refusal() == nil && !heard {
				heard = true
				h.raised++
			}
		})
		return false
	})
}

// answer is whoever is called: most go, some do not, and the desk ends what
// nobody else does.
func (h *household) answer() {
	z := h.d.z
	z.after(z.between(20*time.Second, 90*time.Second), h.answer)
	s := z.state()
	if s == nil {
		return
	}
	for id, c := range s.Helps.All() {
		e := dispatch.AnswerHelp{Call: id, Verb: residents.Closed, By: c.Taker, Note: "well"}
		switch {
		case c.State == residents.HelpClosed:
			continue
		case c.State == residents.HelpDesk || z.calm:
			e.By, e.Desk = "s1", true
		case c.State == residents.HelpTaken && z.chance(0.1):
			e.Verb = residents.HandedBack
		case c.State == residents.HelpFamily:
			e.By, e.Verb = c.Family[0], pick(z.dice, []residents.HelpVerb{residents.Acknowledged, residents.Declined})
		case c.State == residents.HelpNearby:
			e.By, e.Verb = c.Asked[len(c.Asked)-1], pick(z.dice, []residents.HelpVerb{residents.Acknowledged, residents.Declined})
		}
		if z.chance(0.6) || z.calm {
			z.submit(h.d.link, e, nil)
		}
	}
}

// open says what has not come to its end, or "".
func (h *household) open(s *dispatch.State) string {
	for id := range s.Recurring.All() {
		return fmt.Sprintf("plan %s is not over", id)
	}
	for id, c := range s.Helps.All() {
		if c.State != residents.HelpClosed {
			return fmt.Sprintf("the call for help %s is %s", id, c.State)
		}
	}
	return ""
}

// check is the referee's word on plans and calls at the end: each plan that was
// confirmed has had its visits, and each call that was heard was counted.
func (h *household) check(r *referee) {
	visits := map[residents.PlanID]int{}
	for id, b := range r.books {
		if p := dispatch.PlanOf(id); p != "" {
			visits[p]++
			if !b.gone {
				r.wrong("visit %s has no outcome in the outbox", id)
			}
		}
	}
	for p, n := range h.planned {
		if visits[p] != n {
			r.wrong("plan %s was confirmed with %d visits and had %d", p, n, visits[p])
		}
	}
	c := r.z.state().Counter
	if raised := c.Help.Raised + c.Drills.Raised; h.raised > 0 && raised == 0 || c.Help.Raised != c.Help.Closed || c.Drills.Raised != c.Drills.Closed {
		r.wrong("%d calls for help were heard; %d were raised, %d and %d closed", h.raised, raised, c.Help.Closed, c.Drills.Closed)
	}
}
