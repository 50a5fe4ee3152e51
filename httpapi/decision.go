package httpapi

import (
	"context"
	"encoding/json"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

const decisionDoc = `Every time that somebody was chosen, or nobody could be: the best ten candidates with their cost by term, the rest counted by the rule that ruled them out (a resident's access needs and consent among them), the runner-up, and one sentence in Chinese and in English. Works for visits too.`

// Decision is every decision about who carries an order, oldest first.
type Decision struct {
	Order    string          `json:"order"`
	LiveMode bool            `json:"live_mode"`
	Entries  []DecisionEntry `json:"entries"`
}

// DecisionEntry says why an order went to a worker, or to none.
type DecisionEntry struct {
	At         time.Time           `json:"at"`
	Worker     string              `json:"worker,omitempty" doc:"Absent: nobody yet."`
	Mode       string              `json:"mode,omitempty"`
	Text       problem.Text        `json:"text" doc:"One plain sentence in each language."`
	Candidates []problem.Candidate `json:"candidates,omitempty" doc:"The best ten with their cost by term, in minor units; the first was chosen."`
	RunnerUp   *problem.Candidate  `json:"runner_up,omitempty" doc:"Who would have had it otherwise; absent when nobody else could, or nobody was chosen."`
	More       int                 `json:"more,omitempty" doc:"Feasible candidates beyond the ten."`
	Excluded   []problem.Exclusion `json:"excluded,omitempty" doc:"The rest, counted by the rule that ruled them out."`
}

func (s *Server) readDecision(ctx context.Context, in *orderInput) (*answer[Decision], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.decision(ctx, &doc.Order)
}

func (s *Server) staffDecision(ctx context.Context, in *orderInput) (*answer[Decision], error) {
	doc, err := s.Store.Order(ctx, orders.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return s.decision(ctx, &doc.Order)
}

func (s *Server) decision(ctx context.Context, o *orders.Order) (*answer[Decision], error) {
	rows, err := s.Store.Timeline(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	return reply(Decision{Order: string(o.ID), LiveMode: o.LiveMode, Entries: explanations(rows)}), nil
}

// explanations returns why an order went where it did, oldest first.
func explanations(rows []dispatch.TimelineRow) []DecisionEntry {
	out := []DecisionEntry{}
	for _, r := range rows {
		var d dispatch.Explained
		if r.Kind != "Explained" || json.Unmarshal(r.Data, &d) != nil {
			continue
		}
		x := d.Explanation
		e := DecisionEntry{
			At: r.At.Time(), Worker: d.Worker, Mode: string(d.Mode), Text: x.Text,
			Candidates: x.Candidates, More: x.More, Excluded: x.Excluded,
		}
		if d.Worker != "" && len(x.Candidates) > 1 {
			e.RunnerUp = &x.Candidates[1]
		}
		out = append(out, e)
	}
	return out
}
