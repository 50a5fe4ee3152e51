package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/shell"
)

// GrantList is who has what only so many robots may have at once, and who
// waits for it.
type GrantList struct {
	Resources []missions.Resource `json:"resources"`
	Claims    []missions.Claim    `json:"claims" doc:"Missions that pass resources; way is what they wait for."`
	Holds     []missions.Hold     `json:"holds"`
	Stuck     []string            `json:"stuck" doc:"Robots that wait behind one that has no mission to leave for."`
}

func (s *Server) listGrants(ctx context.Context, _ *none) (*answer[GrantList], error) {
	var l GrantList
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		l.Resources = append([]missions.Resource{}, st.Grants.Resources...)
		l.Claims = append([]missions.Claim{}, st.Grants.Claims...)
		l.Holds = append([]missions.Hold{}, st.Grants.Holds...)
		l.Stuck = append([]string{}, st.Grants.Stuck()...)
	})
	return reply(l), err
}

type freeGrantInput struct {
	Body struct {
		Robot    string `json:"robot" minLength:"1" maxLength:"64"`
		Resource string `json:"resource" minLength:"1" maxLength:"80"`
		Reason   string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) freeGrant(ctx context.Context, in *freeGrantInput) (*answer[GrantList], error) {
	res, err := s.Engine.Submit(ctx, shell.Request{Event: dispatch.FreeGrant{
		Robot: fleet.WorkerID(in.Body.Robot), Resource: in.Body.Resource, By: staffOf(ctx), Reason: in.Body.Reason,
	}})
	if err != nil {
		return nil, err
	}
	if refusal := res.Refusal(); refusal != nil {
		return nil, refusal
	}
	return s.listGrants(ctx, nil)
}
