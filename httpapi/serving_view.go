package httpapi

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
)

// answer fills the view in from the state. Open providers come first in each
// category, the earliest before the later.
func (q *circleQuestion) answer(st *dispatch.State, v *CircleView, offset int) {
	v.Currency = st.Policy.Currency
	list := st.Servings(q.home, q.ways)
	v.Categories = q.categories(list)
	if q.in.Category != "" {
		list = slices.DeleteFunc(list, func(x dispatch.Serving) bool { return string(x.Provider.Category) != q.in.Category })
	}
	order := map[circle.Category]int{}
	for i, c := range circle.Categories() {
		order[c] = i
	}
	by := func(x *dispatch.Serving) clock.Instant {
		if m, ok := x.Earliest(); ok {
			return m.By
		}
		return clock.Never
	}
	slices.SortStableFunc(list, func(a, b dispatch.Serving) int {
		return cmp.Or(
			cmp.Compare(order[a.Provider.Category], order[b.Provider.Category]),
			cmp.Compare(closed(a.Standing), closed(b.Standing)), cmp.Compare(by(&a), by(&b)))
	})
	first, last := min(offset, len(list)), min(offset+q.in.Limit, len(list))
	if last < len(list) {
		v.Next = strconv.Itoa(last)
	}
	list = list[first:last]
	most := offeringsShown
	if q.in.Provider != "" {
		most = offeringsMost
	}
	sold, count := st.OfferingsOf(list, most)
	for i := range list {
		p := q.provider(&list[i])
		for _, o := range sold[list[i].Provider.ID] {
			p.Offerings = append(p.Offerings, q.offering(st, &o))
		}
		p.More = count[list[i].Provider.ID] - len(p.Offerings)
		v.Providers = append(v.Providers, p)
	}
}

func closed(s dispatch.Standing) int {
	if s == dispatch.StandsOpen {
		return 0
	}
	return 1
}

func (q *circleQuestion) categories(list []dispatch.Serving) []CircleCategory {
	out := []CircleCategory{}
	for _, c := range circle.Categories() {
		row := CircleCategory{Category: string(c), Label: q.text.Label("category_" + string(c))}
		for i := range list {
			if list[i].Provider.Category == c {
				row.Providers++
				row.Open += 1 - closed(list[i].Standing)
			}
		}
		if row.Providers > 0 {
			out = append(out, row)
		}
	}
	return out
}

func (q *circleQuestion) provider(s *dispatch.Serving) CircleProvider {
	p := &s.Provider
	out := CircleProvider{
		ID: string(p.ID), Name: p.Name, Category: string(p.Category), CategoryLabel: q.text.Label("category_" + string(p.Category)),
		Point: p.Point, State: string(s.Standing), StateLabel: q.text.Label("stands_" + string(s.Standing)),
		OpensAt: when(s.Opens), Offerings: []CircleOffering{},
	}
	if p.Hours != nil {
		out.Hours = p.Hours.String()
	}
	if !s.Carries {
		return out
	}
	d := &CircleDelivery{
		Fee: s.Fee, Meters: int(max(q.ways[p.ID].Meters, 0)), PreparationMinutes: int((p.Preparation + time.Minute - 1) / time.Minute),
		Modes: []CircleMode{},
	}
	if m, ok := s.Earliest(); ok {
		d.Mode, d.Earliest = string(m.Mode), when(m.By)
	}
	for _, m := range s.Modes {
		row := CircleMode{Mode: string(m.Mode), Label: q.text.Label("mode_" + string(m.Mode)), Open: m.Open, Reason: m.Reason, By: when(m.By)}
		if m.Reason != "" {
			row.ReasonLabel = q.text.Label("closed_" + m.Reason)
		}
		d.Modes = append(d.Modes, row)
	}
	out.Delivery = d
	return out
}

func (q *circleQuestion) offering(st *dispatch.State, o *circle.Offering) CircleOffering {
	out := CircleOffering{
		ID: string(o.ID), Name: o.Name, Kind: string(o.Kind), Open: true,
		Price: CirclePrice{
			Amount: o.Price.Amount, Unit: string(o.Price.Unit), UnitLabel: q.text.Label("unit_" + string(o.Price.Unit)),
			Fee: o.Price.Fee, Minimum: o.Price.Minimum,
		},
		Grams: o.Grams, Millis: o.Millis, Temperature: string(o.Temperature),
		Minutes: int((o.Duration + time.Minute - 1) / time.Minute), Skills: o.Skills, Workers: o.Workers,
	}
	switch {
	case o.Paused:
		out.Reason = "paused"
	case o.Kind == circle.Visit:
		if st.Qualified(o.Skills) < max(1, o.Workers) {
			out.Reason = "no_worker"
		} else if !q.home.Later {
			out.Earliest = when(q.soonest(o))
		}
	}
	if out.Reason != "" {
		out.Open, out.ReasonLabel = false, q.text.Label("closed_"+out.Reason)
	}
	return out
}

// soonest returns when as many carers with the skills as must come together
// could be at the door; zero when too few are on duty.
func (q *circleQuestion) soonest(o *circle.Offering) clock.Instant {
	n := max(1, o.Workers)
	for _, c := range q.door {
		if !slices.ContainsFunc(o.Skills, func(s string) bool { return !slices.Contains(c.skills, s) }) {
			if n--; n == 0 {
				return c.at
			}
		}
	}
	return 0
}
