package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Problem is the answer to a request that failed (RFC 9457). Clients switch on
// Code and ask again, after a pause, only when Retryable.
type Problem struct {
	Type      string         `json:"type" example:"urn:linli:problem:validation_failed"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Code      string         `json:"code" doc:"Stable name of the problem."`
	Retryable bool           `json:"retryable" doc:"Whether the same request may succeed later."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"Fields that are wrong."`

	retryAfter time.Duration
}

// ProblemField is one wrong field of a request.
type ProblemField struct {
	Location string `json:"location,omitempty" example:"body.items[0].quantity"`
	Message  string `json:"message"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names problems as RFC 9457 wants.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders says when to ask again.
func (p *Problem) GetHeaders() http.Header {
	if p.retryAfter <= 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(max(1, int(p.retryAfter.Seconds()+0.5)))}}
}

// newProblem returns a problem whose title and status come from the table.
func newProblem(code, detail string) *Problem {
	k := kindOf(code)
	p := &Problem{
		Type: "urn:linli:problem:" + code, Title: k.Title, Status: k.Status,
		Detail: detail, Code: code, Retryable: k.Retryable,
	}
	if k.Retryable {
		p.retryAfter = time.Second
	}
	return p
}

// invalid returns the problem of one wrong field.
func invalid(location, message string) *Problem {
	p := newProblem("validation_failed", message)
	p.Errors = []ProblemField{{Location: location, Message: message}}
	return p
}

var statusCodes = map[int]string{
	http.StatusBadRequest:            "bad_request",
	http.StatusUnauthorized:          "unauthenticated",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusRequestTimeout:        "request_timeout",
	http.StatusConflict:              "conflict",
	http.StatusRequestEntityTooLarge: "body_too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media_type",
	http.StatusUnprocessableEntity:   "validation_failed",
	http.StatusTooManyRequests:       "rate_limited",
	http.StatusServiceUnavailable:    "unavailable",
}

// fromStatus turns what huma found wrong into a problem. What went wrong
// inside the server is not told.
func fromStatus(status int, msg string, errs ...error) huma.StatusError {
	code, ok := statusCodes[status]
	if !ok {
		code = "internal"
	}
	if code == "internal" {
		return newProblem(code, "something went wrong here; ask again, and report the X-Request-Id if it stays")
	}
	p := newProblem(code, msg)
	for _, err := range errs {
		if err == nil {
			continue
		}
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			e := d.ErrorDetail()
			p.Errors = append(p.Errors, ProblemField{Location: e.Location, Message: e.Message})
			continue
		}
		p.Errors = append(p.Errors, ProblemField{Message: err.Error()})
	}
	return p
}

// huma keeps its error constructor in a variable of its package: every Server
// of the process shares it.
var hookProblems = sync.OnceFunc(func() { huma.NewError = fromStatus })

// fault turns an error of the engine or the store into a problem. The caller
// logs what it was.
func fault(err error) *Problem {
	var p *Problem
	var r *orders.Rejection
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &r):
		return refused(r)
	case errors.Is(err, shell.ErrQuarantined):
		return newProblem("quarantined", "this request broke the engine and was set aside; do not send it again, report the X-Request-Id")
	case errors.Is(err, shell.ErrNotFound):
		return newProblem("not_found", "there is nothing of that name")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return newProblem("timeout", "the answer took too long; ask again with the same Idempotency-Key")
	}
	return newProblem("unavailable", "the zone cannot answer just now; ask again with the same Idempotency-Key")
}
