package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/shell"
)

// Access says who may call a route.
type Access string

// The kinds of access. The scoped ones are named like shell's scopes.
const (
	Public         Access = "public"
	AnyKey         Access = "any"
	ScopeView      Access = Access(shell.ScopeView)
	ScopeCook      Access = Access(shell.ScopeKitchen)
	ScopeOrders    Access = Access(shell.ScopeOrders)
	ScopeOwner     Access = Access(shell.ScopeOwner)
	ScopeStaff     Access = Access(shell.ScopeStaff)
	ScopeAdmin     Access = Access(shell.ScopeAdmin)
	ScopeDevice    Access = Access(shell.ScopeDevice)
	ScopeTelephony Access = Access(shell.ScopeTelephony)
	ScopeCircle    Access = Access(shell.ScopeCircle)
	StaffRead      Access = "staff_read" // staff's scope, or nobody's in demo mode
	// CircleRead is for a community's key, a merchant or staff, or nobody in
	// demo mode.
	CircleRead Access = "circle_read"
	// CircleBook is for a community's key, or staff.
	CircleBook Access = "circle_book"
)

// Route is one method and path of the API.
type Route struct {
	ID     string // operation id
	Method string
	Path   string
	Access Access

	tag     string
	summary string
	doc     string
	status  int // of success; 0: 200
}

// Routes lists what is registered.
func (s *Server) Routes() []Route { return s.routes }

// answer is the body of a response.
type answer[T any] struct {
	Body T
}

func reply[T any](v T) *answer[T] { return &answer[T]{Body: v} }

// none is the input of a request without parameters, and the output of one
// without a body.
type none struct{}

// handle registers a route whose request and response huma decodes, checks
// and describes.
func handle[I, O any](s *Server, r Route, f func(context.Context, *I) (*O, error)) {
	op := s.operation(r)
	op.MaxBodyBytes = bodyLimit
	huma.Register(s.api, *op, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, in)
		if err == nil {
			return out, nil
		}
		p := fault(err)
		if p.Status >= 500 {
			s.Log.ErrorContext(ctx, "request failed", "operation", r.ID, "request", requestID(ctx), "err", err)
		}
		return nil, p
	})
	shown := s.described(r) // huma keeps a copy of op
	if shown.RequestBody != nil {
		delete(shown.RequestBody.Content, "application/octet-stream") // the raw bytes are for the digest only
	}
	exemplify(shown)
}

// described returns what the description says of a route.
func (s *Server) described(r Route) *huma.Operation {
	item := s.api.OpenAPI().Paths[r.Path]
	return map[string]*huma.Operation{get: item.Get, post: item.Post, put: item.Put, patch: item.Patch, del: item.Delete}[r.Method]
}

// raw registers a route that writes its own response; it is described with
// the content type.
func raw(s *Server, r Route, contentType string, f http.HandlerFunc) {
	op := s.operation(r)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "OK", Content: map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: "string"}}},
	}}
	for _, status := range []string{"4XX", "5XX"} {
		op.Responses[status] = &huma.Response{
			Description: "A problem",
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: s.problemSchema()}},
		}
	}
	s.api.OpenAPI().AddOperation(op)
	s.mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) {
		cred, p := s.admit(req.Context(), w.Header(), caller{
			authorization: req.Header.Get("Authorization"), ticket: req.URL.Query().Get("ticket"), address: req.RemoteAddr,
		}, r.Access)
		if p != nil {
			writeProblem(w, p)
			return
		}
		f(w, req.WithContext(withCredential(req.Context(), cred)))
	})
}

func (s *Server) problemSchema() *huma.Schema {
	return s.api.OpenAPI().Components.Schemas.Schema(problemType, true, "Problem")
}

func (s *Server) operation(r Route) *huma.Operation {
	s.routes = append(s.routes, r)
	op := &huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.summary, Description: r.doc,
		Tags: []string{r.tag}, DefaultStatus: r.status, Metadata: map[string]any{"access": r.Access},
	}
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	if r.Access == Public {
		op.Errors = []int{http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable}
		op.Security = []map[string][]string{} // none, said aloud
		return op
	}
	if r.Method == post || r.Method == put || r.Method == patch {
		op.Errors = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge}
	}
	op.Errors = append(op.Errors,
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
		http.StatusTooManyRequests, http.StatusServiceUnavailable,
	)
	scopes := []string{}
	switch r.Access {
	case AnyKey:
	case StaffRead:
		scopes = []string{string(ScopeStaff)}
	case CircleRead, CircleBook:
		scopes = []string{string(shell.ScopeCircle)}
	default:
		scopes = []string{string(r.Access)}
	}
	op.Security = []map[string][]string{{"key": scopes}}
	return op
}
