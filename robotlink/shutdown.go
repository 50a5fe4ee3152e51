package robotlink

import (
	"context"
	"fmt"
)

// Shutdown ends every session with a code that says to reconnect, and waits
// until what the machines have said is stored. It returns an error when ctx
// ends before; what was not stored then is told again by the machines' next
// states.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	for _, m := range s.machines() {
		m.part()
	}
	err := s.settle(ctx)
	s.cancel()
	if err != nil {
		return fmt.Errorf("robotlink: shut down with events not stored: %w", err)
	}
	return nil
}

// settle waits until no job runs.
func (s *Server) settle(ctx context.Context) error {
	s.mu.Lock()
	if s.jobs == 0 {
		s.mu.Unlock()
		return nil
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
	}
	idle := s.idle
	s.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// work runs f beside the caller, unless the server has ended.
func (s *Server) work(f func(ctx context.Context)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.jobs++
	go func() {
		defer s.leave()
		f(s.ctx)
	}()
	return true
}

// enter counts a session; false once the server is closing.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.jobs++
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs--
	if s.jobs == 0 && s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
}

func (s *Server) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}
