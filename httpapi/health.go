package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
)

const readyTimeout = 2 * time.Second

func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// ready says whether the store answers and the engine is between two steps
// within its time.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if s.Prober != nil {
		if err := s.Prober.Ping(ctx); err != nil {
			s.Log.WarnContext(ctx, "not ready: store", "err", err)
			writeProblem(w, newProblem("unavailable", "the store does not answer"))
			return
		}
	}
	if err := s.Engine.View(ctx, func(*dispatch.State) {}); err != nil {
		s.Log.WarnContext(ctx, "not ready: engine", "err", err)
		writeProblem(w, newProblem("unavailable", "the engine does not answer"))
		return
	}
	s.health(w, r)
}

func (s *Server) readClock(_ context.Context, _ *none) (*answer[ClockReading], error) {
	return reply(ClockReading{Now: s.Clock.Now().Time(), Scale: s.Clock.Scale()}), nil
}

func (s *Server) createTicket(ctx context.Context, _ *none) (*answer[Ticket], error) {
	if s.Tickets == nil {
		return nil, newProblem("unavailable", "this server gives no tickets: send the key in a header")
	}
	name, err := s.Tickets.Issue(credentialOf(ctx))
	if err != nil {
		s.Log.WarnContext(ctx, "no ticket", "err", err)
		return nil, newProblem("unavailable", "too many tickets are waiting: ask again in a minute")
	}
	return reply(Ticket{Ticket: name, Expires: time.Now().Add(shell.TicketLife).UTC()}), nil
}
