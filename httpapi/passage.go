package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/shell"
)

// PassageRequest sets up a gate or a lift.
type PassageRequest struct {
	ID    string `json:"id" minLength:"1" maxLength:"64" doc:"The device that a drawn gate or lift names, and its hello."`
	Kind  string `json:"kind" enum:"gate,lift"`
	NoKey bool   `json:"no_key,omitempty" doc:"Makes no key: the controller has one."`
}

// PassageRow is a gate or a lift as staff sees it.
type PassageRow struct {
	ID     string `json:"id"`
	Kind   string `json:"kind" enum:"gate,lift"`
	Linked bool   `json:"linked"`
	Open   bool   `json:"open"`
	Floor  string `json:"floor,omitempty" doc:"Of a lift: where its cabin stands; missing while it moves."`
	Jammed bool   `json:"jammed,omitempty" doc:"It does not obey."`
	Robot  string `json:"robot,omitempty" doc:"The robot for which it is to stand open."`
	Want   string `json:"want,omitempty" doc:"Of a lift: on this floor."`
	Ready  bool   `json:"ready" doc:"That robot may drive."`
	ByHand bool   `json:"by_hand,omitempty" doc:"Staff said that somebody holds it open."`
}

// PassageList is every gate and lift that has a controller.
type PassageList struct {
	Passages []PassageRow `json:"passages"`
	Next     string       `json:"next,omitempty"`
}

func passageRow(p *fleet.Passage) PassageRow {
	return PassageRow{
		ID: p.ID, Kind: string(p.Kind), Linked: p.Linked, Open: p.Open, Floor: p.Floor, Jammed: p.Jammed,
		Robot: p.Robot, Want: p.Want, Ready: p.Ready(), ByHand: p.ByHand,
	}
}

func (s *Server) putPassage(ctx context.Context, in *struct{ Body PassageRequest }) (*answer[Registered], error) {
	b := &in.Body
	return s.setUp(ctx, dispatch.RegisterPassage{Passage: b.ID, Kind: fleet.PassageKind(b.Kind)}, shell.Credential{
		Subject: b.ID, Scopes: []shell.Scope{shell.ScopeDevice}, Label: b.Kind + " " + b.ID,
	}, b.NoKey)
}

func (s *Server) listPassages(ctx context.Context, in *pageInput) (*answer[PassageList], error) {
	l := PassageList{Passages: []PassageRow{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		l.Next = rowsAfter(&st.Passages, in, func(p *fleet.Passage) { l.Passages = append(l.Passages, passageRow(p)) })
	})
	return reply(l), err
}

type letThroughInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) letThrough(ctx context.Context, in *letThroughInput) (*answer[PassageRow], error) {
	res, err := s.Engine.Submit(ctx, shell.Request{Event: dispatch.LetThrough{Passage: in.ID, By: staffOf(ctx), Reason: in.Body.Reason}})
	if err != nil {
		return nil, err
	}
	if refusal := res.Refusal(); refusal != nil {
		return nil, refusal
	}
	var row PassageRow
	err = s.Engine.View(ctx, func(st *dispatch.State) { row = passageRow(st.Passages.Get(in.ID)) })
	return reply(row), err
}
