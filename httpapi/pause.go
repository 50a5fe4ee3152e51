package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// PauseRequest says which robots stop where they are, or go on.
type PauseRequest struct {
	Robots []string    `json:"robots,omitempty" maxItems:"1000" doc:"Serial numbers."`
	Area   []geo.Point `json:"area,omitempty" minItems:"3" maxItems:"500" doc:"The corners of an area: all robots that are in it now."`
	All    bool        `json:"all,omitempty" doc:"The whole fleet."`
	Reason string      `json:"reason" minLength:"1" maxLength:"200"`
}

type pauseInput struct{ Body PauseRequest }

// pauseRobots has robots stop, or go on, and answers with those that are
// paused now.
func (s *Server) pauseRobots(pause bool) func(context.Context, *pauseInput) (*answer[PausedList], error) {
	return func(ctx context.Context, in *pauseInput) (*answer[PausedList], error) {
		e := dispatch.PauseRobots{Area: in.Body.Area, All: in.Body.All, Pause: pause, By: staffOf(ctx), Reason: in.Body.Reason}
		for _, id := range in.Body.Robots {
			e.Robots = append(e.Robots, fleet.WorkerID(id))
		}
		if _, err := s.submit(ctx, shell.Request{Event: e}); err != nil {
			return nil, err
		}
		l := PausedList{Paused: []string{}}
		err := s.Engine.View(ctx, func(st *dispatch.State) {
			for id, r := range st.Robots.All() {
				if r.Paused {
					l.Paused = append(l.Paused, string(id))
				}
			}
		})
		return reply(l), err
	}
}

// PausedList is the robots that staff has paused.
type PausedList struct {
	Paused []string `json:"paused"`
}
