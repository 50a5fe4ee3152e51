package httpapi

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"net"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"
	"time"
)

var problemType = reflect.TypeFor[Problem]()

type requestKey struct{}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// randomID returns the prefix and 16 random characters, as ids are made
// outside tests.
func randomID(prefix string) string {
	var b [10]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return prefix + strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// withRequestID names each request, by the caller's own X-Request-Id if it
// sent a short one.
func (s *Server) withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !plainID(id) {
			id = randomID("q")
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, id)))
	})
}

func plainID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

// withRecord counts and logs each request: its route, never its path, which
// may hold a tracking token.
func (s *Server) withRecord(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w}
		next.ServeHTTP(rec, r)
		_, route := s.mux.Handler(r)
		if route == "/" {
			route = "other"
		}
		if rec.hijacked {
			return
		}
		took := time.Since(start)
		s.metrics.request(route, rec.status, took)
		s.Log.InfoContext(r.Context(), "request", "request", requestID(r.Context()),
			"route", route, "status", rec.status, "ms", took.Milliseconds())
	})
}

// withRecovery turns a panic into a problem.
func (s *Server) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.metrics.panicked()
			s.Log.ErrorContext(r.Context(), "panic", "request", requestID(r.Context()), "panic", v, "stack", string(debug.Stack()))
			if rec, ok := w.(*recorder); !ok || rec.status == 0 {
				writeProblem(w, newProblem("internal", "something went wrong here; report the X-Request-Id"))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// withLimits bounds what a request may send and how long it may take. A
// WebSocket ends when its watcher leaves, and the solver has limits of its own.
func (s *Server) withLimits(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit, timeout := int64(bodyLimit), requestTimeout
		if r.URL.Path == solvePath {
			limit, timeout = solveBody, solveMost+solveMargin
		}
		if takesEvidence(r) {
			limit, timeout = evidenceBody, evidenceTimeout
		}
		if r.URL.Path == importPath {
			limit, timeout = importBody, importTimeout
		}
		if r.URL.Path != "/v1/live" {
			ctx, cancel := context.WithTimeout(r.Context(), timeout)
			defer cancel()
			r = r.WithContext(ctx)
			r.Body = http.MaxBytesReader(w, r.Body, limit+1)
		}
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// fallback answers paths that are not the API's.
func (s *Server) fallback(w http.ResponseWriter, r *http.Request) {
	if allow := s.methodsOf(r); len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		writeProblem(w, newProblem("method_not_allowed", "this path answers "+strings.Join(allow, ", ")))
		return
	}
	if s.Fallback != nil && !strings.HasPrefix(r.URL.Path, "/v1/") {
		s.Fallback.ServeHTTP(w, r)
		return
	}
	writeProblem(w, newProblem("not_found", "there is no such path; see /docs"))
}

func (s *Server) methodsOf(r *http.Request) []string {
	var allow []string
	for _, m := range []string{get, post, patch, del} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(probe); pattern != "/" && pattern != "" && m != r.Method {
			allow = append(allow, m)
		}
	}
	return allow
}

func (p *Problem) json() []byte {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return b
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	w.Write(p.json())
}

// recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status   int
	hijacked bool
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes an implied 200.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController set deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Hijack hands the connection to a WebSocket.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.hijacked = true
	return http.NewResponseController(r.ResponseWriter).Hijack()
}
