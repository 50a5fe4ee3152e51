package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

type handleInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) registerDrive() {
	r := func(id, path, summary, doc string) Route {
		return Route{ID: id, Method: post, Path: "/v1/staff/robots/{id}/" + path, Access: ScopeStaff, tag: "robots", summary: summary, doc: doc}
	}
	act := func(event func(fleet.WorkerID, orders.Actor, string) dispatch.Event) func(context.Context, *handleInput) (*answer[StaffRobot], error) {
		return func(ctx context.Context, in *handleInput) (*answer[StaffRobot], error) {
			return s.handleRobot(ctx, fleet.WorkerID(in.ID), event(fleet.WorkerID(in.ID), staffOf(ctx), in.Body.Reason))
		}
	}
	drive := func(take bool) func(fleet.WorkerID, orders.Actor, string) dispatch.Event {
		return func(id fleet.WorkerID, by orders.Actor, reason string) dispatch.Event {
			return dispatch.DriveRobot{Robot: id, Take: take, By: by, Reason: reason}
		}
	}
	handle(s, r("takeRobot", "take", "Take a robot over, to drive it from afar",
		"It stands still, keeps its errand and gets no other until it is given back. Driving is done at its maker's console, which sets operatingMode; the answer has the address of its camera."), act(drive(true)))
	handle(s, r("giveBackRobot", "give-back", "Give a robot back that was taken over", "It goes on, unless it is paused."), act(drive(false)))
	handle(s, r("releaseStop", "release-stop", "Say that a robot's safety stop may be released",
		"Two of staff must say so, each with a key of their own, within 10 minutes. Then the robot is sent releaseStop, if its factsheet has it."),
		act(func(id fleet.WorkerID, by orders.Actor, reason string) dispatch.Event {
			return dispatch.ReleaseStop{Robot: id, By: by, Reason: reason}
		}))
}

func (s *Server) handleRobot(ctx context.Context, id fleet.WorkerID, e dispatch.Event) (*answer[StaffRobot], error) {
	if _, err := s.submit(ctx, shell.Request{Event: e}); err != nil {
		return nil, err
	}
	var out StaffRobot
	err := s.Engine.View(ctx, func(st *dispatch.State) { out = staffRobot(st, st.Robots.Get(id)) })
	return reply(out), err
}

func plightOf(r *fleet.Robot) string {
	if r.Plight == nil {
		return ""
	}
	return string(r.Plight.Kind)
}
