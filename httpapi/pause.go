package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// RobotsRequest says which robots stop where they are, go on, or go home.
type RobotsRequest struct {
	Robots []string    `json:"robots,omitempty" maxItems:"1000" doc:"Serial numbers."`
	Area   []geo.Point `json:"area,omitempty" minItems:"3" maxItems:"500" doc:"The corners of an area: all robots that are in it now."`
	All    bool        `json:"all,omitempty" doc:"The whole fleet."`
	Reason string      `json:"reason" minLength:"1" maxLength:"200"`
}

type robotsInput struct{ Body RobotsRequest }

// named are the robots that a request names.
func (r RobotsRequest) named() []fleet.WorkerID {
	var list []fleet.WorkerID
	for _, id := range r.Robots {
		list = append(list, fleet.WorkerID(id))
	}
	return list
}

// pauseRobots has robots stop, or go on.
func (s *Server) pauseRobots(pause bool) func(context.Context, *robotsInput) (*answer[RobotsOff], error) {
	return func(ctx context.Context, in *robotsInput) (*answer[RobotsOff], error) {
		b := in.Body
		return s.commandRobots(ctx, dispatch.PauseRobots{
			Robots: b.named(), Area: b.Area, All: b.All, Pause: pause, By: staffOf(ctx), Reason: b.Reason,
		})
	}
}

// homeRobots has robots work no more and drive to a station.
func (s *Server) homeRobots(ctx context.Context, in *robotsInput) (*answer[RobotsOff], error) {
	b := in.Body
	return s.commandRobots(ctx, dispatch.HomeRobots{Robots: b.named(), Area: b.Area, All: b.All, By: staffOf(ctx), Reason: b.Reason})
}

// commandRobots answers with the robots that do not work by staff's word.
func (s *Server) commandRobots(ctx context.Context, e dispatch.Event) (*answer[RobotsOff], error) {
	if _, err := s.submit(ctx, shell.Request{Event: e}); err != nil {
		return nil, err
	}
	l := RobotsOff{Paused: []string{}, Home: []string{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for id, r := range st.Robots.All() {
			if r.Paused {
				l.Paused = append(l.Paused, string(id))
			}
			if r.Home {
				l.Home = append(l.Home, string(id))
			}
		}
	})
	return reply(l), err
}

// RobotsOff is the robots that do not work because staff said so.
type RobotsOff struct {
	Paused []string `json:"paused"`
	Home   []string `json:"home"`
}
